"""Two people with the same form open, and what becomes of what each of them sends."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

from bs4 import BeautifulSoup, Tag

from tests.resilience.client import Answer, Client
from tests.resilience.year import Member, Year
from tests.support.browser import filled_in

WON = frozenset({200, 303})
TOO_LATE = 409


@dataclass(frozen=True)
class Editing:
    """A form that two people have open, and what each types; `texts` must survive on the page."""

    page: str
    action: str
    people: tuple[Member, Member]
    typed: tuple[Mapping[str, object], Mapping[str, object]] = field(default=({}, {}))
    texts: tuple[str, str] = ("", "")
    # The form is gone once the other was quicker: what was typed stays to be read and copied.
    form_gone: bool = False


Spec = Callable[[Year, int], Editing]
FORMS: dict[str, Spec] = {}


def form(endpoint: str) -> Callable[[Spec], Spec]:
    """Register how two people come to have the form of an address open."""

    def register(spec: Spec) -> Spec:
        FORMS[endpoint] = spec
        return spec

    return register


_editions = count(1)


def new_texts() -> tuple[str, str]:
    """Give two texts never seen before, which would break a page that does not escape them."""
    edition = next(_editions)
    return f'<i>Bản một {edition}</i> & "A"', f"<i>Bản hai {edition}</i> & 'B'"


def opened(client: Client, editing: Editing, typed: Mapping[str, object]) -> dict[str, object]:
    """Open the page and type; return what the form would send.

    A script that sends without a page knows everything it sends itself.
    """
    if not editing.page:
        return dict(typed)
    page = client.get(editing.page)
    assert page.status == 200, f"{editing.page}: {page.status} {page.location}"
    forms = BeautifulSoup(page.text, "html.parser").select('form[method="post"]')
    fitting = [one for one in forms if one.get("action") == editing.action and has_version(one)]
    assert fitting, f"{editing.page} has no form with a version for {editing.action}"
    return filled_in(fitting[0]) | dict(typed)


def has_version(one: Tag) -> bool:
    names = [str(field["name"]) for field in one.select("input[name]")]
    return any("version" in name or name == "seen" for name in names)


def send_both(
    clients: tuple[Client, Client], editing: Editing, *, together: bool
) -> tuple[Answer, Answer]:
    """Both open the page first; then they send at the same instant, or one after the other."""
    sent = [
        opened(client, editing, typed) for client, typed in zip(clients, editing.typed, strict=True)
    ]
    gate = threading.Barrier(2)

    def send(number: int) -> Answer:
        if together:
            gate.wait()
        return clients[number].post(editing.action, sent[number])

    if not together:
        return send(0), send(1)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(send, range(2))
    return first, second


def faults_of(editing: Editing, answers: tuple[Answer, Answer]) -> list[str]:
    """Say what is wrong: two winners, none, or a loser whose text or the other's is not shown."""
    statuses = [one.status for one in answers]
    won = [number for number, status in enumerate(statuses) if status in WON]
    if len(won) != 1 or TOO_LATE not in statuses:
        return [f"answers {statuses} {[one.location for one in answers]}"]
    if not editing.texts[0]:
        return []
    loser = 1 - won[0]
    return [
        f"{fault}: {editing.texts[loser]!r}"
        for fault in missing(answers[loser].text, editing, loser)
    ]


def missing(html: str, editing: Editing, loser: int) -> list[str]:
    own, theirs = editing.texts[loser], editing.texts[1 - loser]
    page = BeautifulSoup(html, "html.parser")
    kept = [one.get_text() for one in page.select("textarea")]
    kept += [str(one.get("value", "")) for one in page.select("input")]
    shown = [page.get_text(" "), *kept]
    faults = []
    if not any(own in text for text in (shown if editing.form_gone else kept)):
        faults.append("own text is lost")
    if not any(theirs in text for text in shown):
        faults.append("the other text is not shown")
    if any("Bản" in one.get_text() for one in page.select("i")):
        faults.append("not escaped")
    return faults
