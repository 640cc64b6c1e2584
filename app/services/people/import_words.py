"""The names that a table may use for countries, languages, kinds, types and topics, in any spelling."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from babel import Locale
from flask_babel import force_locale

from app.config import LANGUAGES
from app.formats import NO_COUNTRIES
from app.models import Camp, OrganisationKind, Question
from app.services.people.import_fields import key
from app.services.setup import participant_types, questions, topics
from app.services.words import word

Found = TypeVar("Found")
_SPOKEN_HERE = ("en", "da", "de", "sv", "nb", "fr", "nl", "fi", "pl", "es")
_OTHER_NAMES = {
    "uk": "GB", "england": "GB", "scotland": "GB", "skotland": "GB", "wales": "GB", "great britain": "GB",
    "storbritannien": "GB", "usa": "US", "us": "US", "holland": "NL", "the netherlands": "NL",
    "czech republic": "CZ", "tjekkiet": "CZ", "south korea": "KR", "sydkorea": "KR", "turkey": "TR",
}  # fmt: skip
_BETWEEN = re.compile(r"\s*[;\n|]\s*")
_BETWEEN_OR_COMMA = re.compile(r"\s*[,;/\n|&]\s*|\s+(?:og|and|und)\s+")


@dataclass(frozen=True)
class Vocabulary:
    """What the camp knows, by folded name: types and topics by number; its own questions by their fields."""

    types: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, OrganisationKind] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)


def vocabulary_of(camp: Camp) -> Vocabulary:
    """The camp's own words in both languages; four queries."""
    types, subjects = participant_types.types_of(camp), topics.topics_of(camp)
    return Vocabulary(
        types={key(one.name_in(lang)): one.id for one in types for lang in LANGUAGES},
        topics={key(one.name_in(lang)): one.id for one in subjects for lang in LANGUAGES},
        kinds=_kinds(),
        questions={f"question-{one.id}": one for one in questions.questions_of(camp, only_asked=True)},
    )


def _kinds() -> dict[str, OrganisationKind]:
    found = {key(kind.value): kind for kind in OrganisationKind}
    for language in LANGUAGES:
        with force_locale(language):
            found |= {key(word(kind)): kind for kind in OrganisationKind}
    return found


def country_of(text: str) -> str | None:
    """The ISO 3166-1 code of a country's name or code in one of ten languages; None when there is none."""
    return _countries().get(key(text))


def languages_of(text: str) -> tuple[list[str], list[str]]:
    """The ISO 639-1 codes of the languages named, and what is no language."""
    return _looked_up(_split(text, _BETWEEN_OR_COMMA), _languages().get)


def topics_in(text: str, known: Mapping[str, int]) -> tuple[list[int], list[str]]:
    """The numbers of the topics named, and what is none. A comma may be part of a topic's name."""
    found, unknown = _looked_up(_split(text, _BETWEEN), lambda name: known.get(name))
    for part in list(unknown):
        inner, wrong = _looked_up(_split(part, re.compile(r"\s*,\s*")), lambda name: known.get(name))
        if inner:
            unknown.remove(part)
            found, unknown = [*found, *inner], [*unknown, *wrong]
    return list(dict.fromkeys(found)), unknown


def options_in(text: str, question: Question) -> tuple[list[int], list[str]]:
    """The numbers of the options named, in either language, and what is none."""
    known = {key(one.name_in(lang)): one.id for one in question.options for lang in LANGUAGES}
    return topics_in(text, known)


def addresses_in(text: str) -> list[str]:
    """The mail addresses of a cell, in their order, each once and in lower case."""
    return list(dict.fromkeys(part.lower() for part in re.split(r"[\s,;|]+", text) if part))


def _split(text: str, between: re.Pattern[str]) -> list[str]:
    return [part for part in between.split(text.strip()) if part]


def _looked_up(parts: Iterable[str], find: Callable[[str], Found | None]) -> tuple[list[Found], list[str]]:
    found: list[Found] = []
    unknown = []
    for part in parts:
        one = find(key(part))
        if one is None:
            unknown.append(part)
        elif one not in found:
            found.append(one)
    return found, unknown


@cache
def _countries() -> dict[str, str]:
    codes = [code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()]
    codes = [code for code in codes if code not in NO_COUNTRIES]
    names = {key(code): code for code in codes}
    for language in _SPOKEN_HERE:
        territories = Locale(language).territories
        names |= {key(str(territories[code])): code for code in codes if code in territories}
    return names | {key(name): code for name, code in _OTHER_NAMES.items()}


@cache
def _languages() -> dict[str, str]:
    codes = [code for code in map(str, Locale("en").languages) if len(code) == 2]
    names = {key(code): code for code in codes}
    for language in _SPOKEN_HERE:
        known = Locale(language).languages
        names |= {key(str(known[code])): code for code in codes if code in known}
    return names
