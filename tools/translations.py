"""The catalogues of translated texts: `python -m tools.translations gather` and `… check`.

`gather` brings each catalogue up to date with the texts in app/ and templates/; what is new comes
without a translation, what nobody shows any more is dropped, nothing is guessed. `check` fails on a
text without a translation, on a guess, and on a translation whose placeholders differ.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.config import LANGUAGES, ROOT

KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
OPTIONS = {"**.html": {"silent": "false"}, "**.txt": {"silent": "false"}}
FOLDERS = {"app": [("**.py", "python")], "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")]}
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def path_of(language: str) -> Path:
    """The file of a language's catalogue."""
    return ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"


def texts() -> Catalog:
    """Every text that code and templates ask to translate, in the order of the files."""
    catalog = Catalog(project="Campmatch", charset="utf-8")
    for folder, methods in FOLDERS.items():
        found = extract_from_dir(ROOT / folder, methods, OPTIONS, KEYWORDS, ("For translators:",))
        for name, line, message, comments, context in found:
            catalog.add(message, None, [(f"{folder}/{name}", line)], auto_comments=comments, context=context)
    return catalog


def read(language: str, template: Catalog) -> Catalog:
    """A language's catalogue as it stands; an empty one when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project=template.project, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def gather() -> int:
    """Bring every catalogue up to date; returns the exit status."""
    template = texts()
    for language in TRANSLATED:
        catalog = read(language, template)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.header_comment = "# The texts of Campmatch in another language; see tools/translations.py."
        catalog.revision_date = catalog.creation_date = datetime(2026, 11, 23, tzinfo=UTC)  # no churn
        catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "Campmatch"
        catalog.fuzzy = False  # else pybabel skips the whole catalogue when it compiles
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=110, sort_output=True, include_lineno=False, include_previous=False)
        missing = sum(not translated(message) for message in catalog if message.id)
        print(f"{path.relative_to(ROOT)}: {len(catalog)} texts, {missing} without a translation")
    return 0


def translated(message: Message) -> bool:
    """Whether a message has a translation in all its forms, one that somebody meant."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    return all(forms) and not message.fuzzy


def faults_of(language: str, template: Catalog) -> list[str]:
    """What is wrong with a language's catalogue, a line each."""
    catalog = read(language, template)
    faults = (
        [f"{language}: the catalogue is marked as fuzzy and would not be compiled"] if catalog.fuzzy else []
    )
    for wanted in template:
        if not wanted.id:
            continue
        message = catalog.get(wanted.id, context=wanted.context)
        if message is None or not translated(message):
            faults.append(f"{language}: no translation of {wanted.id!r} ({wanted.locations[0][0]})")
        else:
            faults += [f"{language}: {error} in {wanted.id!r}" for error in message.check(catalog)]
    return faults


def check() -> int:
    """Print what is missing or wrong; returns the exit status."""
    template = texts()
    faults = [fault for language in TRANSLATED for fault in faults_of(language, template)]
    print("\n".join(faults) or f"{len(template)} texts, all translated into {', '.join(TRANSLATED)}.")
    return 1 if faults else 0


if __name__ == "__main__":
    commands = {"gather": gather, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit("python -m tools.translations gather | check")
    sys.exit(commands[sys.argv[1]]())
