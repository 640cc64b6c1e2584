"""Two registrations of one person become one: what differs is chosen, what is wished is united.

The other registration is withdrawn, so that its meetings are cancelled and its place is given back; what it
would have met is wished for by the one that stays, and comes with the next schedule.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select, update

from app.extensions import db
from app.formats import country_name, language_name
from app.models import (
    ActKind,
    Answer,
    Camp,
    MeetingRequest,
    Participant,
    ParticipantStatus,
    RequestStatus,
    TopicInterest,
    User,
)
from app.services import acts, camps
from app.services.changes import cancellations
from app.services.clock import now
from app.services.people import merging_wishes, people
from app.services.people.people import Line
from app.services.refusals import Conflict, Refusal
from app.services.registration import registration_mails, registrations
from app.services.setup import participant_types

FIELDS: dict[str, object] = {
    "name": _l("Name"), "organisation_id": _l("Organisation"), "job_title": _l("Role or job title"),
    "country": _l("Country"), "languages": _l("Languages"), "type_id": _l("Takes part as"), "about": _l("About"),
    "offers": _l("Offers"), "needs": _l("Needs"), "to_learn": _l("Hopes to learn"), "to_share": _l("Can share"),
}  # fmt: skip
WITH_PLACE = (ParticipantStatus.CONFIRMED, ParticipantStatus.UNCONFIRMED)


@dataclass(frozen=True)
class Difference:
    """A field in which both say something, and not the same: what the one that stays says, and the other."""

    field: str
    label: str
    stays: str
    goes: str


def likely_twins(camp: Camp, line: Line) -> list[Line]:
    """Others at the camp who have every word of the name in theirs, or the address's first part in common."""
    person = line.person
    account = person.user.email.partition("@")[0]
    named = people.lines(camp, people.Question(text=person.name))
    addressed = people.lines(camp, people.Question(text=f"{account}@"))
    found = {one.person.id: one for one in [*named, *addressed]}
    return [one for one in found.values() if one.person.id != person.id and _stands(one.person)]


def differences(camp: Camp, stays: Participant, goes: Participant, language: str) -> list[Difference]:
    """Where one has to choose; what only one of the two says is taken from them."""
    types = participant_types.names_of(camp, language)
    return [
        Difference(name, str(label), _shown(stays, name, types), _shown(goes, name, types))
        for name, label in FIELDS.items()
        if getattr(stays, name) and getattr(goes, name) and getattr(stays, name) != getattr(goes, name)
    ]


def means(goes: Participant) -> list[str]:
    """What follows besides, in sentences."""
    meetings = len(cancellations.meetings_ahead(goes))
    found = [
        _(
            "Wishes and topics of both are united; times, sessions and consents stay those of the one that stays."
        ),
        _("The other registration is withdrawn, and its place goes to whoever has waited longest."),
    ]
    if meetings:
        found.append(ngettext(
            "%(num)d published meeting of the other registration is cancelled, and its partner gets a mail. To keep "
            "it, merge the other way round.",
            "%(num)d published meetings of the other registration are cancelled, and their partners get a mail. To keep "
            "them, merge the other way round.", meetings,
        ))  # fmt: skip
    return [*found, _("A mail goes to both addresses. This cannot be undone.")]


def merge(camp: Camp, code: str, other: str, taken: Collection[str], by: User) -> Participant:
    """Merge the registration `other` into that of `code`, with the fields named `taken` from it. Commits.

    Refusal for one and the same, for one that has been withdrawn, and where only the other has a place.
    """
    camps.lock(camp)
    db.session.expire_all()
    if code == other:
        raise Refusal(_("This is one and the same registration."))
    stays, goes = (line.person for line in people.with_codes(camp, [code, other]))
    if not (_stands(stays) and _stands(goes)):
        raise Conflict(_("One of the two has been withdrawn or declined meanwhile."))
    if goes.status in WITH_PLACE and stays.status not in WITH_PLACE:
        raise Refusal(_("Only the other registration has a place: merge the other way round."))
    _take_fields(stays, goes, taken)
    _move_rows(camp, stays, goes)
    db.session.flush()
    registrations.take_out(goes, camp)
    acts.note(camp, by, ActKind.MERGED, about=stays)
    registration_mails.merged(camp, stays, goes)
    db.session.commit()
    return stays


def _stands(person: Participant) -> bool:
    return person.status in people.STANDING


def _shown(person: Participant, name: str, types: Mapping[int, str]) -> str:
    value = getattr(person, name)
    if name == "organisation_id":
        return person.organisation.name if person.organisation else ""
    if name == "languages":
        return ", ".join(language_name(code) for code in value)
    if name == "type_id":
        return types.get(value, "")
    return country_name(value) if name == "country" else str(value)


def _take_fields(stays: Participant, goes: Participant, taken: Collection[str]) -> None:
    for name in FIELDS:
        value = getattr(goes, name)
        if value and (name in taken or not getattr(stays, name)):
            setattr(stays, name, value)
    stays.checked_in_at = stays.checked_in_at or goes.checked_in_at
    stays.updated_at = now()


def _move_rows(camp: Camp, stays: Participant, goes: Participant) -> None:
    merging_wishes.unite(camp, stays, goes)
    _move_missing(TopicInterest, stays, goes, ("kind", "topic_id"))
    _move_missing(Answer, stays, goes, ("question_id",))
    _move_requests(stays, goes)


def _move_missing(
    table: type[TopicInterest] | type[Answer], stays: Participant, goes: Participant, keys: Sequence[str]
) -> None:
    """What the other has said and the one that stays has not."""
    query = select(table).where(table.participant_id.in_((stays.id, goes.id)))
    said: dict[int, dict[tuple[object, ...], TopicInterest | Answer]] = {stays.id: {}, goes.id: {}}
    row: TopicInterest | Answer
    for row in db.session.scalars(query):  # type: ignore[assignment]
        said[row.participant_id][tuple(getattr(row, name) for name in keys)] = row
    for key, row in said[goes.id].items():
        if key not in said[stays.id]:
            row.participant_id = stays.id


def _move_requests(stays: Participant, goes: Participant) -> None:
    """Open requests of the other become those of the one that stays, unless the pair has one already."""
    mine = MeetingRequest.status.in_((RequestStatus.PENDING, RequestStatus.ACCEPTED))
    both = (stays.id, goes.id)
    query = select(MeetingRequest).where(
        mine, MeetingRequest.lo_id.in_(both) | MeetingRequest.hi_id.in_(both)
    )
    rows = list(db.session.scalars(query.order_by(MeetingRequest.id)))
    partners = {_partner(row, stays.id) for row in rows if stays.id in (row.lo_id, row.hi_id)}
    for row in rows:
        if goes.id not in (row.lo_id, row.hi_id):
            continue
        partner = _partner(row, goes.id)
        if partner == stays.id or partner in partners:
            row.status, row.ended_at = RequestStatus.WITHDRAWN, now()
        else:
            _give(row, goes.id, stays.id, partner)


def _partner(row: MeetingRequest, number: int) -> int:
    return row.hi_id if row.lo_id == number else row.lo_id


def _give(row: MeetingRequest, old: int, new: int, partner: int) -> None:
    values = {"asker_id": new} if row.asker_id == old else {"asked_id": new}
    lo, hi = sorted((new, partner))
    query = update(MeetingRequest).where(MeetingRequest.id == row.id)
    db.session.execute(query.values(lo_id=lo, hi_id=hi, **values))
