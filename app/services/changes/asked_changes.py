"""What participants ask to have changed about their published meetings: asking, taking back, looking on."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import AskedChange, AskedKind, AskedStatus, CalendarEntry, Camp, Participant
from app.services import camps
from app.services.calendars import calendar_invites, freezing
from app.services.changes import change_mails, change_rows, companions, replies
from app.services.clock import now
from app.services.refusals import Conflict, NotThere, Refusal

WITH_COLLEAGUE = (AskedKind.SEND_COLLEAGUE, AskedKind.BRING_COLLEAGUE)


def kind_of(text: str) -> AskedKind:
    """The kind that an address names; NotThere for none, and for a cancellation, which is not asked for."""
    if text not in (AskedKind.ANOTHER_TIME, *WITH_COLLEAGUE):
        raise NotThere(_("There is no such change to ask for."))
    return AskedKind(text)


def means(camp: Camp, kind: AskedKind, partner: Participant) -> list[str]:
    """What follows from asking, in sentences."""
    name = partner.name
    first = {
        AskedKind.ANOTHER_TIME: _("You are not scheduled at the present time any more, once the meeting has moved."),
        AskedKind.SEND_COLLEAGUE: _("Your colleague meets %(name)s instead of you, at the same time and table.", name=name),
        AskedKind.BRING_COLLEAGUE: _("Your colleague comes along, and gets the meeting on their agenda too.", name=name),
    }[kind]  # fmt: skip
    if not camp.changes_by_themselves:
        how = _("The organisers see what it would change and decide. Until then the meeting stands as it is.")
    elif kind is AskedKind.BRING_COLLEAGUE:
        how = _("It is done at once.")
    else:
        how = _(
            "It is done within a minute when no other meeting has to move; otherwise the organisers decide."
        )
    return [first, how, _("%(name)s gets a mail when it is done, and nothing before.", name=name)]


def ask(
    camp: Camp, me: Participant, code: str, kind: AskedKind, reason: str = "", colleague: str = ""
) -> AskedChange:
    """Ask for a change of my meeting with the participant of this code. Commits.

    Refused once moves are frozen, when the meeting has begun or is cancelled, when something has been asked about
    it already, and when the colleague (their code) cannot come. Bringing somebody is done at once where the camp lets
    changes be made by themselves; everything else is worked out by the worker first.
    """
    camps.lock(camp)
    entry, _partner = replies.meeting_with(camp, me, code)
    freezing.refuse_when_frozen(camp)
    _refuse_what_cannot_change(entry)
    if open_about(me, [entry]):
        raise Conflict(_("You have asked for a change of this meeting already. Take it back first."))
    asked = change_rows.new(me, entry, kind, reason)
    if kind in WITH_COLLEAGUE:
        asked.colleague_id = _colleague(camp, me, entry, kind, colleague).id
    db.session.add(asked)
    db.session.flush()
    if kind is AskedKind.BRING_COLLEAGUE and camp.changes_by_themselves:
        settle_bringing(camp, asked)
    db.session.commit()
    return asked


def take_back(camp: Camp, me: Participant, code: str, number: int) -> None:
    """Take back what I have asked about a meeting and nobody has settled. Commits."""
    camps.lock(camp)
    entry, _partner = replies.meeting_with(camp, me, code)
    asked = db.session.get(AskedChange, number, populate_existing=True)
    if asked is None or (asked.participant_id, asked.entry_id) != (me.id, entry.id):
        raise NotThere(_("There is no such change."))
    if asked.status is not AskedStatus.ASKED:
        raise Conflict(_("This change has been settled meanwhile."))
    change_rows.close(asked, AskedStatus.WITHDRAWN)
    db.session.commit()


def mine(me: Participant) -> list[AskedChange]:
    """All that I have asked, the newest first, with meetings and colleagues; one query."""
    query = _told().where(AskedChange.participant_id == me.id)
    return list(db.session.scalars(query.order_by(AskedChange.id.desc())))


def open_about(me: Participant, entries: Sequence[CalendarEntry]) -> dict[int, AskedChange]:
    """What I have asked and is not settled, by the meeting's entry; one query."""
    query = select(AskedChange).where(
        AskedChange.participant_id == me.id,
        AskedChange.status == AskedStatus.ASKED,
        AskedChange.entry_id.in_([entry.id for entry in entries]),
    )
    return {asked.entry_id: asked for asked in db.session.scalars(query)} if entries else {}


def open_of(camp: Camp) -> list[AskedChange]:
    """What organisers have to do something about, those of the next meetings first."""
    query = _told().join(CalendarEntry, CalendarEntry.id == AskedChange.entry_id)
    query = query.where(AskedChange.camp_id == camp.id, AskedChange.is_open)
    return list(db.session.scalars(query.order_by(CalendarEntry.starts_at, AskedChange.id)))


def open_count(camp: Camp) -> int:
    """How many those are."""
    query = select(func.count(AskedChange.id)).where(AskedChange.camp_id == camp.id, AskedChange.is_open)
    return db.session.scalar(query) or 0


def settled_of(camp: Camp, limit: int = 50) -> list[AskedChange]:
    """What is settled, the latest first."""
    query = _told().where(AskedChange.camp_id == camp.id, AskedChange.is_open.is_(False))
    return list(db.session.scalars(query.order_by(AskedChange.id.desc()).limit(limit)))


def by_number(camp: Camp, number: int) -> AskedChange:
    """One of the camp's; NotThere for another camp's."""
    found = db.session.scalar(_told().where(AskedChange.id == number, AskedChange.camp_id == camp.id))
    if found is None:
        raise NotThere(_("There is no such change."))
    return found


def partners_in(camp: Camp) -> dict[int, Participant]:
    """For each change of the camp the other one of its meeting, by the change's number; two queries."""
    query = select(
        AskedChange.id, CalendarEntry.person_lo_id + CalendarEntry.person_hi_id - AskedChange.participant_id
    )
    query = query.join(CalendarEntry, CalendarEntry.id == AskedChange.entry_id)
    others = dict(db.session.execute(query.where(AskedChange.camp_id == camp.id)).all())
    people = select(Participant).where(Participant.id.in_(set(others.values())))
    by_number = {person.id: person for person in db.session.scalars(people)} if others else {}
    return {number: by_number[other] for number, other in others.items()}


def partner_of(asked: AskedChange) -> Participant:
    """The other one of the meeting."""
    return db.session.get_one(Participant, asked.entry.other_of(asked.participant_id))


def settle_bringing(camp: Camp, asked: AskedChange) -> None:
    """The colleague comes along from now on; they and the other one are told. Does not commit."""
    change_rows.close(asked, AskedStatus.DONE)
    db.session.flush()
    colleague = db.session.get_one(Participant, asked.colleague_id)
    change_mails.tell_of_colleague(camp, asked, colleague, partner_of(asked))
    calendar_invites.tell(camp)


def _told() -> Select[AskedChange]:
    return select(AskedChange).options(
        joinedload(AskedChange.entry),
        joinedload(AskedChange.participant).joinedload(Participant.organisation),
        joinedload(AskedChange.colleague),
        joinedload(AskedChange.schedule),
    )


def _refuse_what_cannot_change(entry: CalendarEntry) -> None:
    if entry.is_cancelled:
        raise Conflict(_("This meeting is cancelled already."))
    if entry.starts_at <= now():
        raise Conflict(_("This meeting has begun. Nothing about it can be changed any more."))


def _colleague(camp: Camp, me: Participant, entry: CalendarEntry, kind: AskedKind, code: str) -> Participant:
    for one in companions.colleagues_for(camp, me, entry):
        if one.code == code and (kind is AskedKind.BRING_COLLEAGUE or companions.has_room(camp, one)):
            return one
    raise Refusal(_("Choose one of the colleagues who are free then."))
