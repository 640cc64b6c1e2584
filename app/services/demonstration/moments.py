"""What goes on at the camps of the demonstration just now: an announcement, invitations, a question who could
step in, pictures, registrations that wait for a word or for a place. Rows and no mails."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from app.extensions import db
from app.models import Audience, Camp, Invitation, Participant, ParticipantStatus, StandInAsk, User
from app.services import tokens
from app.services.calendars import agendas
from app.services.clock import now
from app.services.day import announcements, stand_ins
from app.services.day.announcements import Draft
from app.services.demonstration import portraits
from app.services.programme import availability
from app.services.registration import camp_edits, intake, invitations
from app.services.registration.camp_edits import CampValues
from app.services.registration.invitations import LinkValues
from app.services.setup import blocks
from app.services.setup.new_camps import slug_for

WITH_PICTURE = 30
BUS = Draft(
    "A bus from Nyborg station leaves at 08:35 on Tuesday and takes everybody along, without a ticket.",
    "Der går en bus fra Nyborg Station tirsdag kl. 8.35. Den tager alle med, uden billet.",
    Audience.ALL,
)
APPLYING = (
    ("Liv Thorsted", "Port of Hirtshals", "DK"),
    ("Jürgen Overbeck", "Maritimes Cluster Norddeutschland", "DE"),
)
WAITING = (
    ("Sanna Mäkiranta", "Turku Science Park", "FI"),
    ("Piotr Zawistowski", "Baltic Industry Cluster", "PL"),
    ("Kadri Tamm", "Estonian Wind Power Cluster", "EE"),
)


def liven(camp: Camp, organiser: User, people: Sequence[Participant], seed: int) -> None:
    """The first camp, once its schedule is out; a camp with an announcement is as it was left."""
    if announcements.announcements_of(camp):
        return
    portraits.hang(people[:WITH_PICTURE], random.Random(seed))
    if not invitations.invitations_of(camp):
        _invite(camp)
    _ask_to_step_in(camp, people)
    announcements.announce(camp, organiser, BUS)


def crowd(camp: Camp) -> None:
    """The third camp, full and with approval: some have applied, some wait for a place."""
    present = {name: getattr(camp, name) for name in CampValues.__dataclass_fields__}
    values = replace(CampValues(**present), needs_approval=True, capacity=camp.places_taken)
    camp_edits.edit_camp(camp, camp.version, values)
    for status, people in ((ParticipantStatus.APPLIED, APPLYING), (ParticipantStatus.WAITING, WAITING)):
        intake.enrol_all(camp, [
            intake.NewParticipant(
                email=f"{slug_for(name)}@late.example", name=name, organisation=body, country=country,
                job_title="Head of partnerships", status=status, registered_at=now() - timedelta(hours=20 - number),
            )
            for number, (name, body, country) in enumerate(people)
        ])  # fmt: skip
    db.session.commit()


def _invite(camp: Camp) -> None:
    """Two links to share, one of them over, and three people invited by mail, one of whom has registered."""
    good = LinkValues(
        "Members of the national clusters", most_uses=40, expires_at=camp.registration_closes_at
    )
    over = LinkValues("Early word to last year's guests", most_uses=25, expires_at=now() - timedelta(days=20))
    for values, uses in ((good, 7), (over, 19)):
        invitations.make_link(camp, values).uses = uses
    for number, name in enumerate(("ida.falk", "marek.novotny", "sunniva.eide")):
        db.session.add(
            Invitation(camp_id=camp.id, code=tokens.new(), email=f"{name}@invited.example", most_uses=1,
                       uses=int(number == 1), skips_approval=True, created_at=now() - timedelta(days=6))
        )  # fmt: skip
    db.session.commit()


def _ask_to_step_in(camp: Camp, people: Sequence[Participant]) -> None:
    """Two who are free when the first of these people is ask to meet in that time."""
    me, others = people[0], people[1:]
    items = agendas.agenda_of(camp, me)
    free = availability.free_slots(camp, availability.times_of(me))
    known, asked = stand_ins.known_to(me), len(stand_ins.asks_to(me))
    for slot in blocks.slots_of(camp):
        busy = any(item.entry is not None and item.starts_at < slot.ends_at and item.ends_at > slot.starts_at
                   for item in items)  # fmt: skip
        if asked == 2 or slot.id not in free or busy:
            continue
        there = stand_ins.free_in(camp, slot, {one.id for one in others})
        asker = next(
            (one for one in others if one.id in there - known and one.organisation_id != me.organisation_id),
            None,
        )
        if asker is not None:
            db.session.add(StandInAsk(camp_id=camp.id, slot_id=slot.id, asker_id=asker.id, asked_id=me.id,
                                      asked_at=now() - timedelta(hours=3 + asked)))  # fmt: skip
            known.add(asker.id)
            asked += 1
    db.session.commit()
