"""Every view says who may open it, has an address in the common form, and only reads on GET."""

import inspect
import re

from emulation.access import guards

OPEN_TO_EVERYONE = {"static"}
WORD = r"[a-z0-9]+(-[a-z0-9]+)*"
TYPED = r"<[a-z]+:[a-z_]+>"
ADDRESS = re.compile(rf"(/({WORD}|{TYPED}))*/?(\.[a-z]+)?")
WRITES = ("write_tx(", "perform(", "session.add(")


def test_every_view_says_who_may_open_it(app):
    unguarded = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if f"{view.__module__}.{view.__name__}" not in guards
    }
    assert unguarded <= OPEN_TO_EVERYONE


def test_addresses_are_words_joined_by_hyphens_with_typed_parts(app):
    odd = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN_TO_EVERYONE and not ADDRESS.fullmatch(rule.rule)
    ]
    assert odd == []


def test_opening_a_page_never_writes(app):
    writing = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" not in rule.methods
        if any(word in inspect.getsource(app.view_functions[rule.endpoint]) for word in WRITES)
    ]
    assert writing == []


# Bytes of an upload on its way, before anything is written to the database.
BESIDES_POST = {("evidence.append_part", "PUT"), ("evidence.discard_part", "DELETE")}


def test_no_view_changes_anything_by_another_method_than_post(app):
    others = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"GET", "HEAD", "OPTIONS", "POST"}
    }
    assert others == BESIDES_POST
