"""Reading the rows of an imported table: each becomes somebody, or faults that say what is wrong where."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from app.models import Grade, OrganisationKind, Question, QuestionKind
from app.services.accounts.accounts import is_address, normalise_email
from app.services.people.import_fields import BY_NAME, key
from app.services.people.import_words import (
    Vocabulary,
    addresses_in,
    country_of,
    languages_of,
    options_in,
    topics_in,
)

TOPICS = ("offer_topics", "need_topics", "interest_topics")
LONGEST_ANSWER = 2000
WISHES = {"must_meet": Grade.MUST_MEET, "would_like": Grade.WOULD_LIKE}
LINES = ("job_title", "about", "offers", "needs", "to_learn", "to_share")
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What keeps the table from being taken in: the row of the file, the column in words, what is wrong."""

    number: int
    column: str
    words: str


@dataclass(frozen=True)
class Entry:
    """Somebody of the table. `values` holds what the row says besides, by the names of FIELDS; what it
    leaves open is not there. `wishes` are addresses with grades, in their order."""

    number: int
    email: str
    name: str
    values: Mapping[str, object]
    wishes: tuple[tuple[str, Grade], ...] = ()


def read_rows(
    rows: Sequence[Sequence[object]], columns: Sequence[str], words: Vocabulary
) -> tuple[list[Entry], list[Fault]]:
    """Everybody in the rows, which come without headings, and all that is wrong; in the order of the rows.

    Of two rows with one address the second is a fault.
    """
    entries, faults = [], []
    seen: dict[str, int] = {}
    for number, *cells in rows:
        reading = _Reading(int(str(number)), dict(_filled(columns, cells)), words)
        entry = reading.entry()
        twin = seen.setdefault(entry.email, entry.number) if entry.email else entry.number
        if twin != entry.number:
            reading.fault("email", _("The same address stands in row %(row)d.", row=twin))
        faults += reading.faults
        entries.append(entry)
    return entries, faults


def _filled(columns: Sequence[str], cells: Sequence[object]) -> list[tuple[str, str]]:
    return [(name, str(cell)) for name, cell in zip(columns, cells, strict=False) if name and cell]


class _Reading:
    """One row while it is read."""

    def __init__(self, number: int, cells: Cells, words: Vocabulary) -> None:
        self.number, self.cells, self.words = number, cells, words
        self.faults: list[Fault] = []

    def fault(self, name: str, words: str) -> None:
        """Note what is wrong in the column of this field."""
        question = self.words.questions.get(name)
        label = question.label_in(str(get_locale())) if question else str(BY_NAME[name].label)
        self.faults.append(Fault(self.number, label, words))

    def entry(self) -> Entry:
        """What the row says; what is wrong in it is left out and noted."""
        for name, text in self.cells.items():
            most = BY_NAME[name].longest if name in BY_NAME else LONGEST_ANSWER
            if len(text) > most:
                self.fault(name, _("This is too long: at most %(most)d characters.", most=most))
        wishes = [(one, grade) for name, grade in WISHES.items() for one in self._addresses(name)]
        return Entry(self.number, self._email(), self._name(), self._values(), tuple(wishes))

    def _email(self) -> str:
        address = normalise_email(self.cells.get("email", ""))
        if not address:
            self.fault("email", _("The email address is missing."))
        elif not is_address(address):
            self.fault("email", _("“%(text)s” is no email address.", text=address[:100]))
        return address

    def _name(self) -> str:
        parts = [self.cells.get(name, "") for name in ("first_name", "last_name")]
        name = " ".join((self.cells.get("name") or " ".join(parts)).split())
        if not name:
            self.fault("name", _("The name is missing."))
        return name[:200]

    def _values(self) -> dict[str, object]:
        values: dict[str, object] = {name: self.cells[name] for name in LINES if name in self.cells}
        if "organisation" in self.cells:
            values["organisation"] = " ".join(self.cells["organisation"].split())
            values["organisation_kind"] = (
                self._one("organisation_kind", self.words.kinds) or OrganisationKind.OTHER
            )
        values |= {
            "country": self._country(), "languages": self._languages(),
            "type": self._one("type", self.words.types),
            **{name: self._topics(name) for name in TOPICS},
        }  # fmt: skip
        values["answers"] = self._answers()
        return {name: value for name, value in values.items() if value}

    def _answers(self) -> dict[int, object]:
        """What the row answers to the camp's own questions, by their numbers; empty cells answer nothing."""
        asked = [
            (name, one) for name, one in self.words.questions.items() if self.cells.get(name, "").strip()
        ]
        found = {one.id: self._answer(name, one, self.cells[name].strip()) for name, one in asked}
        return {number: answer for number, answer in found.items() if answer is not None}

    def _answer(self, name: str, question: Question, text: str) -> object:
        if question.kind is QuestionKind.TEXT:
            return text
        if question.kind is QuestionKind.NUMBER:
            return self._number(name, question, text)
        chosen, unknown = options_in(text, question)
        self._unknown(name, unknown)
        if question.kind is QuestionKind.CHOICE and len(chosen) > 1:
            self.fault(name, _("Only one answer can be given here."))
        return chosen or None

    def _number(self, name: str, question: Question, text: str) -> int | None:
        least, most = question.least, question.most
        is_number = re.fullmatch(r"-?\d{1,9}(?:[.,]0+)?", text, re.ASCII) is not None
        number = int(re.split("[.,]", text)[0]) if is_number else None
        if number is None:
            self.fault(name, _("“%(text)s” is no whole number.", text=text[:60]))
        elif (least is not None and number < least) or (most is not None and number > most):
            low, high = ("–" if bound is None else bound for bound in (least, most))
            self.fault(
                name, _("%(number)s is not from %(least)s to %(most)s.", number=number, least=low, most=high)
            )
        return number

    def _one(self, name: str, known: Mapping[str, object]) -> object:
        text = self.cells.get(name, "")
        found = known.get(key(text))
        if text and found is None:
            self._unknown(name, [text])
        return found

    def _country(self) -> str | None:
        text = self.cells.get("country", "")
        code = country_of(text) if text else None
        if text and code is None:
            self.fault("country", _("No country is called “%(text)s”.", text=text[:60]))
        return code

    def _languages(self) -> list[str]:
        found, unknown = languages_of(self.cells.get("languages", ""))
        self._unknown("languages", unknown)
        return found

    def _topics(self, name: str) -> list[int]:
        found, unknown = topics_in(self.cells.get(name, ""), self.words.topics)
        self._unknown(name, unknown)
        return sorted(found)

    def _addresses(self, name: str) -> list[str]:
        found = addresses_in(self.cells.get(name, ""))
        wrong = [one for one in found if not is_address(one)]
        self._unknown(name, wrong)
        return [one for one in found if one not in wrong]

    def _unknown(self, name: str, texts: Sequence[str]) -> None:
        for text in texts:
            self.fault(name, _("“%(text)s” is not known here.", text=text[:60]))
