"""Rules that every template keeps, read from the files."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, meta, nodes

from app.config import ROOT

TEMPLATES = ROOT / "templates"
PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))
COMPONENTS = [name for name in PAGES if name.startswith("components/")]

PUT_TOGETHER = ("btn-", "plot-fill-", "plot-line-")

FORBIDDEN = {
    "a style in a tag, which the content security policy blocks": re.compile(
        r"<[^>]*\sstyle\s*=", re.IGNORECASE
    ),
    "a script in a tag, which the policy blocks": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "htmx's own script attribute": re.compile(r"\bhx-on\b|\bhx-vals\s*=\s*['\"]js:"),
    "a script without a file": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a style sheet in the page": re.compile(r"<style\b", re.IGNORECASE),
    "text that escapes being escaped": re.compile(r"\|\s*safe\b|\bautoescape\b"),
    "another host": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
}


def _source(name: str) -> str:
    return (TEMPLATES / name).read_text()


@pytest.mark.parametrize("name", ALL)
def test_compiles_and_finds_what_it_includes(migrated_app: Flask, name: str) -> None:
    environment = migrated_app.jinja_env

    environment.get_template(name)
    named = meta.find_referenced_templates(environment.parse(_source(name)))

    assert [other for other in named if other and not (TEMPLATES / other).is_file()] == []


@pytest.mark.parametrize("name", PAGES)
def test_holds_nothing_that_the_browser_would_refuse_or_an_attacker_would_like(name: str) -> None:
    source = re.sub(r"\{#.*?#\}", "", _source(name), flags=re.DOTALL)

    assert [rule for rule, pattern in FORBIDDEN.items() if pattern.search(source)] == []


def _names_used(environment: Environment, name: str) -> set[str]:
    """The names that a template reads, itself or in what it includes (which sees its imports)."""
    tree = environment.parse(_source(name))
    used = {use.name for use in tree.find_all(nodes.Name) if use.ctx == "load"}
    for include in tree.find_all(nodes.Include):
        if isinstance(include.template, nodes.Const):
            used |= _names_used(environment, include.template.value)
    return used


@pytest.mark.parametrize("name", PAGES)
def test_imports_only_what_it_uses(migrated_app: Flask, name: str) -> None:
    tree = migrated_app.jinja_env.parse(_source(name))
    imported = {
        alias[1] if isinstance(alias, tuple) else alias
        for statement in tree.find_all(nodes.FromImport)
        for alias in statement.names
    }

    assert imported - _names_used(migrated_app.jinja_env, name) == set()


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_file_offers_the_macro_of_its_name(migrated_app: Flask, name: str) -> None:
    module = migrated_app.jinja_env.get_template(name)
    macros = {macro.name for macro in migrated_app.jinja_env.parse(_source(name)).find_all(nodes.Macro)}

    wanted = {"form": "form_tag"}.get(Path(name).stem, Path(name).stem)

    assert wanted in macros, f"{module.name} offers {macros}"


def _leads_to(environment: Environment, name: str) -> set[str]:
    """The templates that one imports, includes or extends."""
    tree = environment.parse(_source(name))
    return {str(other) for other in meta.find_referenced_templates(tree) if other}


def test_style_guide_shows_every_component(migrated_app: Flask) -> None:
    shown: set[str] = set()
    new = {name for name in PAGES if name.startswith("styleguide/")}
    while new:
        shown |= new
        new = {other for name in new for other in _leads_to(migrated_app.jinja_env, name)} - shown

    assert set(COMPONENTS) - shown == set()


def test_every_class_of_a_component_sheet_is_used_by_some_template() -> None:
    """A rule that fits nothing is a leftover or, worse, a misspelt name."""
    written = " ".join(_source(name) for name in PAGES) + (ROOT / "static/js/app.js").read_text()
    written += " ".join(path.read_text() for path in (ROOT / "static/js").glob("*.js"))
    written += " ".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    unused = set()
    for sheet in (ROOT / "static/components").glob("*.css"):
        css = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", sheet.read_text(), flags=re.DOTALL)
        for name in re.findall(r"\.([a-z][a-z0-9_-]*)", css):
            if not _is_written(name, written):
                unused.add(f"{sheet.name}: .{name}")

    assert unused == set()


def _is_written(name: str, written: str) -> bool:
    """Whether templates write the class, whole or put together from a stem and a variable ending."""
    stem, dashes, _ending = name.rpartition("--")
    return name in written or (bool(dashes) and f"{stem}--" in written) or name.startswith(PUT_TOGETHER)
