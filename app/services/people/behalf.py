"""What an organiser does for a participant: it stands in the log, and a mail tells the participant.

Consents and notes are nobody else's to see or to give. A wish may be stated for somebody, and none is shown.
"""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import ActKind, Camp, Participant, ParticipantStatus, User
from app.services import acts
from app.services.people import people
from app.services.programme import availability
from app.services.programme.availability import Times
from app.services.refusals import Conflict, Refusal
from app.services.registration import consents, profiles, registration_mails, registrations
from app.services.times import own_times
from app.services.times.own_times import Settle
from app.services.wishes import wishes


def edit_profile(camp: Camp, code: str, version: int, given: Mapping[str, object], by: User) -> Participant:
    """Change somebody's name and profile, by the names of the form's fields, as seen at `version`. Commits.

    What they have agreed to stays as it is, and so do their answers to the camp's questions. Conflict when
    somebody was faster; nothing is saved then.
    """
    number = people.person_of(camp, code).person.id
    db.session.execute(select(Participant.id).where(Participant.id == number).with_for_update())
    db.session.expire_all()
    person = people.person_of(camp, code).person
    if person.version != version:
        db.session.rollback()
        raise Conflict(_("The profile has been changed since you opened this page. Load it anew."))
    kept = {column: getattr(person, column) for column in consents.COLUMNS}
    person.name = str(given["name"])
    profiles.fill(person, registrations.profile_values({**given, **kept}), by_owner=False)
    acts.note(camp, by, ActKind.PROFILE_EDITED, about=person)
    registration_mails.edited(camp, person, by)
    db.session.commit()
    return person


def set_times(
    camp: Camp, code: str, absent: Sequence[int], sessions: Sequence[int], by: User,
    settle: Settle | None = None, shown: str = "",
) -> Participant:  # fmt: skip
    """Say for somebody in which slots they are away and which sessions they attend. Commits.

    When they arrive and leave, and for which sessions they wait, stays theirs. Raises what own_times.edit raises;
    nothing is saved then.
    """
    person = _who_takes_part(camp, code)
    now = availability.times_of(person)
    times = Times(absent, sessions, now.waits, now.arrives_at, now.leaves_at)
    acts.note(camp, by, ActKind.TIMES_EDITED, about=person)
    registration_mails.times_set(camp, person, by)
    own_times.edit(camp, person, times, settle, shown)
    return person


def state_wish(camp: Camp, code: str, about: str, grade: str, by: User) -> Participant:
    """State a wish for somebody about the participant of the code `about`. Commits.

    It is done, logged and told by mail alike whether they have said something about them already, which stays
    then: nobody learns what somebody wishes. Raises what wishes.state_for raises, and Refusal for no grade.
    """
    person = _who_takes_part(camp, code)
    stated = wishes.grade_of(grade)
    if stated is None:
        raise Refusal(_("Choose “Must meet”, “Would like to” or “Rather not”."))
    wishes.state_for(person, camp, about, stated)
    acts.note(camp, by, ActKind.WISH_STATED, about=person)
    registration_mails.wish_stated(camp, person, by)
    db.session.commit()
    return person


def whom_to_wish_for(camp: Camp, person: Participant) -> list[Participant]:
    """Everybody in the directory but the person, by name; one query."""
    query = select(Participant).where(
        Participant.camp_id == camp.id, Participant.id != person.id, wishes.VISIBLE
    )
    whole = query.options(joinedload(Participant.organisation))
    return sorted(db.session.scalars(whole), key=lambda one: (one.name.casefold(), one.id))


def _who_takes_part(camp: Camp, code: str) -> Participant:
    person = people.person_of(camp, code).person
    if person.status in (ParticipantStatus.WITHDRAWN, ParticipantStatus.DECLINED):
        raise Conflict(_("This person does not take part any more."))
    return person
