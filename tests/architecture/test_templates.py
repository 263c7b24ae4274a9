"""Templates compile, use what they import, and hold nothing that the security policy blocks."""

import re
from pathlib import Path

import pytest
from jinja2 import StrictUndefined, nodes

TEMPLATES = sorted(Path("templates").rglob("*.html"))
BLOCKED = re.compile(
    r"""\s(style|on[a-z]+)\s*=\s*["'{]|<style|javascript:|<script(?![^>]*\ssrc=)"""
)
JSON_BLOCK = '<script type="application/json"'


def test_a_name_that_nobody_gave_is_an_error(app):
    assert app.jinja_env.undefined is StrictUndefined


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_compiles_and_uses_what_it_imports(app, path):
    tree = app.jinja_env.parse(path.read_text())
    app.jinja_env.compile(path.read_text())
    imported = {
        name if isinstance(name, str) else name[1]
        for node in tree.find_all(nodes.FromImport)
        for name in node.names
    } | {node.target for node in tree.find_all(nodes.Import)}
    used = {node.name for node in tree.find_all(nodes.Name)}
    assert imported <= used


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_imports_only_what_exists(app, path):
    tree = app.jinja_env.parse(path.read_text())
    for node in tree.find_all((nodes.FromImport, nodes.Import, nodes.Include, nodes.Extends)):
        if isinstance(node.template, nodes.Const):
            found = app.jinja_env.get_template(node.template.value)
            if isinstance(node, nodes.FromImport):
                names = {name if isinstance(name, str) else name[0] for name in node.names}
                defined = {
                    macro.name
                    for macro in app.jinja_env.parse(Path(found.filename).read_text()).find_all(
                        nodes.Macro
                    )
                }
                assert names <= defined, f"{node.template.value} has no {names - defined}"


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_holds_nothing_that_the_security_policy_blocks(app, path):
    tree = app.jinja_env.parse(path.read_text())
    html = "".join(node.data for node in tree.find_all(nodes.TemplateData))
    text = html.replace(JSON_BLOCK, "<json")
    assert [match.group() for match in BLOCKED.finditer(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_nothing_is_trusted_to_be_html(app, path):
    tree = app.jinja_env.parse(path.read_text())
    assert [node.lineno for node in tree.find_all(nodes.Filter) if node.name == "safe"] == []
