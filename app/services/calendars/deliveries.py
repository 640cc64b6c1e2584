"""Whose calendar has what: by which way, since when, which version, and who has nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    CalendarAnswer,
    CalendarEntry,
    CalendarReply,
    CalendarToken,
    CalendarWay,
    Camp,
    Method,
    Participant,
    ParticipantStatus,
    Publication,
    Schedule,
    SentVersion,
)
from app.services import camps
from app.services.calendars import calendar_invites, calendar_ways
from app.services.clock import now
from app.services.refusals import NotThere, Refusal


@dataclass(frozen=True)
class Delivery:
    """One participant's calendar, as far as can be known.

    `fetched` is the number of the schedule that was out when the feed was last fetched, `current` of that which is
    out now; None for none. `changed_at` is when a meeting of theirs last changed, `feed` the private address in use,
    `versions` what stands by invitation, `answers` what was answered to it.
    """

    person: Participant
    meetings: int
    changed_at: datetime | None
    feed: CalendarToken | None = None
    by_invitation: bool = False
    versions: list[SentVersion] = field(default_factory=list)
    answers: list[CalendarAnswer] = field(default_factory=list)
    fetched: int | None = None
    current: int | None = None

    @property
    def sent_at(self) -> datetime | None:
        """When the last invitation was written."""
        return max((version.sent_at for version in self.versions), default=None)

    @property
    def is_fetched(self) -> bool:
        """Whether a calendar has fetched the feed since a meeting last changed."""
        fetched = self.feed.last_fetched_at if self.feed else None
        return fetched is not None and (self.changed_at is None or fetched >= self.changed_at)

    @property
    def has_nothing(self) -> bool:
        """Whether no calendar is known to show the meetings as they are."""
        return self.meetings > 0 and not self.by_invitation and not self.is_fetched

    def how_many(self, reply: str) -> int:
        """How many of the meetings that stand were answered so."""
        return sum(answer.reply == reply for answer in self.answers)


def deliveries_of(camp: Camp) -> list[Delivery]:
    """One for each confirmed participant, those who have nothing first; eight queries, however many they are."""
    query = select(Participant).where(
        Participant.camp_id == camp.id, Participant.status == ParticipantStatus.CONFIRMED
    )
    people = list(db.session.scalars(query.options(joinedload(Participant.user)).order_by(Participant.name)))
    numbers = [person.id for person in people]
    meetings, changed, feeds = _meetings(camp), _changed(camp), _feeds(camp)
    ways = set(
        db.session.scalars(
            select(CalendarWay.participant_id).where(
                CalendarWay.camp_id == camp.id, CalendarWay.by_invitation
            )
        )
    )
    sent, answers, versions = calendar_ways.latest(numbers), _answers(camp), _versions(camp)
    found = [
        Delivery(
            person, meetings.get(person.id, 0), changed.get(person.id), feeds.get(person.id), person.id in ways,
            [one for one in sent.get(person.id, {}).values() if one.method is Method.REQUEST],
            answers.get(person.id, []), _version_at(versions, feeds.get(person.id)),
            versions[-1][1] if versions else None,
        )
        for person in people
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.has_nothing)


def declined_in(camp: Camp) -> list[CalendarAnswer]:
    """The meetings ahead that somebody has declined in their calendar, the next one first; one query."""
    query = (
        select(CalendarAnswer)
        .join(CalendarAnswer.entry)
        .where(CalendarAnswer.camp_id == camp.id, CalendarAnswer.reply == CalendarReply.DECLINED)
        .where(CalendarEntry.is_cancelled.is_(False), CalendarEntry.ends_at > now())
        .options(joinedload(CalendarAnswer.entry), joinedload(CalendarAnswer.participant))
        .order_by(CalendarEntry.starts_at, CalendarAnswer.id)
    )
    return list(db.session.scalars(query))


def send_again(camp: Camp, code: str) -> tuple[Participant, int]:
    """Mail a participant the invitations that stand once more; returns how many. Commits.

    NotThere for nobody of the camp; refused when none of theirs come by invitation.
    """
    camps.lock(camp)
    person = db.session.scalar(
        select(Participant).where(Participant.camp_id == camp.id, Participant.code == code)
    )
    if person is None:
        raise NotThere(_("There is no such participant."))
    if not calendar_ways.comes_by_invitation(person):
        raise Refusal(_("%(name)s gets no invitations, so there are none to send again.", name=person.name))
    told = calendar_invites.send_again(camp, person)
    db.session.commit()
    return person, told


def _meetings(camp: Camp) -> dict[int, int]:
    """How many meetings ahead stand for each participant."""
    ahead = (CalendarEntry.is_cancelled.is_(False), CalendarEntry.ends_at > now())
    found: dict[int, int] = {}
    for column in (CalendarEntry.person_lo_id, CalendarEntry.person_hi_id):
        query = select(column, func.count()).where(CalendarEntry.camp_id == camp.id, *ahead).group_by(column)
        for person, count in db.session.execute(query):
            found[person] = found.get(person, 0) + count
    return found


def _changed(camp: Camp) -> dict[int, datetime]:
    """When a meeting of each participant last changed."""
    query = select(Participant.id, func.max(CalendarEntry.updated_at)).join(
        CalendarEntry,
        or_(CalendarEntry.person_lo_id == Participant.id, CalendarEntry.person_hi_id == Participant.id),
    )
    rows = db.session.execute(query.where(CalendarEntry.camp_id == camp.id).group_by(Participant.id))
    return dict(rows.all())


def _versions(camp: Camp) -> list[tuple[datetime, int]]:
    """When which schedule was put out, the first one first."""
    query = select(Publication.published_at, Schedule.number).join(Publication.schedule)
    rows = db.session.execute(query.where(Publication.camp_id == camp.id).order_by(Publication.id))
    return [(moment, number) for moment, number in rows]


def _version_at(versions: Sequence[tuple[datetime, int]], feed: CalendarToken | None) -> int | None:
    """The number of the schedule that was out when the feed was last fetched."""
    if feed is None or feed.last_fetched_at is None:
        return None
    return next((number for moment, number in reversed(versions) if moment <= feed.last_fetched_at), None)


def _feeds(camp: Camp) -> dict[int, CalendarToken]:
    query = select(CalendarToken).join(CalendarToken.participant).where(
        Participant.camp_id == camp.id, CalendarToken.revoked_at.is_(None), CalendarToken.expires_at > now()
    )  # fmt: skip
    return {token.participant_id: token for token in db.session.scalars(query)}


def _answers(camp: Camp) -> dict[int, list[CalendarAnswer]]:
    found: dict[int, list[CalendarAnswer]] = {}
    for answer in db.session.scalars(select(CalendarAnswer).where(CalendarAnswer.camp_id == camp.id)):
        found.setdefault(answer.participant_id, []).append(answer)
    return found
