"""What the answers add up to, for the organisers and their accounts: sums only, and none of one or two.

A number that is told has at least three people behind it, or nobody. Of small and medium-sized companies it is
told only where the rest of the organisations cannot be reckoned from it to be one or two.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.exports.spreadsheets import Cell, rows_to_csv
from app.extensions import db
from app.models import (
    Camp,
    FollowUp,
    FollowUpMeeting,
    FollowUpRound,
    Organisation,
    OrganisationKind,
    Participant,
    Standing,
)
from app.services.afterwards.follow_up import rounds, times
from app.services.clock import now
from app.services.words import word

FEWEST = 3
HIDDEN = -1
"""Stands for one or two, which is not told."""
COOPERATION = Standing.COOPERATION


@dataclass(frozen=True)
class Figure:
    """One thing that came of the camp: how many meetings or collaborations it is true of (None where that makes
    no sense), and of how many people, organisations and small and medium-sized companies. Each may be HIDDEN."""

    label: str
    count: int | None
    people: int
    organisations: int
    small: int


@dataclass(frozen=True)
class RoundFigures:
    """One round: when it is, how far it has come, and what came out; no figures before three have answered.

    `to_ask` counts who has not been asked yet and would be, until it is too late for that (`is_late`);
    `reminded` who was reminded.
    """

    number: FollowUpRound
    opens_at: datetime
    last_day: date
    asked: int
    reminded: int
    answered: int
    to_ask: int
    is_late: bool
    of_meetings: list[Figure]
    of_camp: list[Figure]


Answered = tuple[FollowUp, int | None, OrganisationKind | None]
Told = tuple[FollowUp, FollowUpMeeting]


def figures_of(camp: Camp) -> list[RoundFigures]:
    """Both rounds; four queries, whatever the camp's size."""
    asked, told = _answers(camp), _meetings(camp)
    return [_round(camp, number, asked, told) for number in FollowUpRound]


def names_asked(camp: Camp) -> list[str]:
    """Whoever was asked in any round and is still there, by name. One query. Who has answered is not told."""
    asked = select(FollowUp.participant_id).where(FollowUp.camp_id == camp.id)
    people = db.session.scalars(select(Participant).where(Participant.id.in_(asked)))
    return sorted((person.name for person in people), key=str.casefold)


def as_csv(camp: Camp) -> bytes:
    """All figures as a file; what is not told says so."""
    headings = [_("Asked after"), _("What came of it"), _("How many"), _("People who say so"),
                _("Their organisations"), _("Of them small and medium-sized companies")]  # fmt: skip
    rows: list[list[Cell]] = []
    for one in figures_of(camp):
        after = word(one.number)
        rows += [[after, _("Asked"), one.asked], [after, _("Have answered"), one.answered]]
        rows += [
            [after, f.label, cell(f.count), cell(f.people), cell(f.organisations), cell(f.small)]
            for f in (*one.of_meetings, *one.of_camp)
        ]
    return rows_to_csv(headings, [[*row, *[None] * (len(headings) - len(row))] for row in rows])


def cell(value: int | None) -> Cell:
    """A number, or words for one that is not told."""
    return _("fewer than %(num)d", num=FEWEST) if value == HIDDEN else value


def _answers(camp: Camp) -> list[Answered]:
    query = (
        select(FollowUp, Participant.organisation_id, Organisation.kind)
        .join(Participant, Participant.id == FollowUp.participant_id)
        .outerjoin(Organisation, Organisation.id == Participant.organisation_id)
        .where(FollowUp.camp_id == camp.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def _meetings(camp: Camp) -> list[Told]:
    query = (
        select(FollowUp, FollowUpMeeting)
        .join(FollowUp, FollowUp.id == FollowUpMeeting.follow_up_id)
        .where(FollowUpMeeting.camp_id == camp.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _round(camp: Camp, number: FollowUpRound, asked: list[Answered], told: list[Told]) -> RoundFigures:
    mine = [one for one in asked if one[0].round is number]
    answered = sum(one[0].answered_at is not None for one in mine)
    is_enough = answered >= FEWEST
    is_late = now() >= times.opens_at(camp, number) + times.ASKED_WITHIN
    return RoundFigures(
        number, times.opens_at(camp, number), times.last_day(camp, number), len(mine),
        sum(one[0].reminded_at is not None for one in mine), answered,
        0 if is_late else len(rounds.to_be_asked(camp, number)), is_late,
        _of_meetings(mine, [one for one in told if one[0].round is number]) if is_enough else [],
        _of_camp(mine) if is_enough else [],
    )  # fmt: skip


def _of_meetings(asked: list[Answered], told: list[Told]) -> list[Figure]:
    """A meeting counts once, also when both of its people say the same."""
    rules: list[tuple[str, Callable[[FollowUpMeeting], bool]]] = [
        (_("Meetings whose people are still in contact"), lambda m: m.standing is not Standing.NOTHING),
        (_("Meetings that led to an agreed cooperation"), lambda m: m.standing is COOPERATION),
        (_("… across regions or borders"), lambda m: m.standing is COOPERATION and m.is_across),
        (_("… with a common project"), lambda m: m.project),
        (_("… with a new product"), lambda m: m.product),
        (_("… with a new service"), lambda m: m.service),
        (_("… with a new process"), lambda m: m.process),
    ]
    found = []
    for label, holds in rules:
        true = [(row, answer) for row, answer in told if holds(answer)]
        entries = {answer.entry_id for _row, answer in true}
        found.append(_figure(label, len(entries), {row.id for row, _answer in true}, asked))
    return found


def _of_camp(asked: list[Answered]) -> list[Figure]:
    rules: list[tuple[str, Callable[[FollowUp], bool]]] = [
        (_("New ideas"), lambda row: row.new_ideas),
        (_("New competences"), lambda row: row.new_competences),
        (_("A new product, service or process"), lambda r: r.new_product or r.new_service or r.new_process),
        (_("… a new product"), lambda row: row.new_product),
        (_("… a new service"), lambda row: row.new_service),
        (_("… a new process"), lambda row: row.new_process),
        (_("Membership of a cluster or network"), lambda row: row.new_membership),
    ]
    rows = [one[0] for one in asked]
    found = [_figure(label, None, {row.id for row in rows if holds(row)}, asked) for label, holds in rules]
    more = [row for row in rows if row.collaborations]
    label, count = _("Collaborations with others met at the camp"), sum(row.collaborations for row in more)
    return [*found, _figure(label, count, {row.id for row in more}, asked)]


def _figure(label: str, count: int | None, rows: set[int], asked: list[Answered]) -> Figure:
    """Of the rows by number for which it is true."""
    bodies = {body: kind for row, body, kind in asked if row.id in rows and body is not None}
    small = sum(kind is OrganisationKind.SME for kind in bodies.values())
    if len(rows) < FEWEST:
        hidden = HIDDEN if rows else 0
        return Figure(label, None if count is None else hidden, hidden, hidden, hidden)
    shown = _told([len(bodies), small, len(bodies) - small])
    return Figure(label, None if count is None else _told([count])[0], len(rows), shown[0], shown[1])


def _told(numbers: Iterable[int]) -> list[int]:
    """The numbers, the first of which is the sum of the others if there are any; what is one or two is not told,
    and then of the parts neither, for one could be reckoned from the other."""
    whole, *parts = numbers
    is_small = any(0 < part < FEWEST for part in parts)
    return [HIDDEN if 0 < whole < FEWEST else whole, *(HIDDEN if is_small else part for part in parts)]
