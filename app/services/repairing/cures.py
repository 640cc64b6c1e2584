"""Carrying out what would make room for a wish that is not met: each cure with its consequence first.

A move is made in the draft at once (`editing.cure`). A table more or a limit raised changes the problem, so
that a repair is looked for, shown with its difference, and accepted as a draft; somebody who would have to be
there is asked by mail, and answers by changing their times.
"""

from dataclasses import dataclass

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.extensions import db
from app.formats import local_datetime
from app.models import Camp, Job, MailTextKind, MeetingTable, OutboxMessage, Participant, Schedule, Slot, User
from app.scheduling import Cure
from app.scheduling.values import pair_of
from app.services import links
from app.services.editing import draft_edits, pair_places
from app.services.mail import mail_texts, mails, outbox
from app.services.refusals import Conflict
from app.services.repairing import mending
from app.services.repairing.mending_problem import Wanted
from app.services.schedules import unmet_wishes
from app.services.setup import tables

ASK, TABLE, LIMIT = "free_slot", "add_table", "raise_limit"
BY_PAGE = (ASK, TABLE, LIMIT)
"""The cures whose consequence is shown on a page of its own."""


@dataclass(frozen=True)
class Prospect:
    """A cure for two people: what follows from it, in sentences, and the words of its button."""

    first: Participant
    second: Participant
    kind: str
    consequences: list[str]
    button: str


def prospect(camp: Camp, schedule: Schedule, people: tuple[str, str]) -> Prospect:
    """What the cure for the pair would do. Raises NotThere, and Conflict where there is none of these kinds."""
    first, second = pair_places.people_of_pair(camp, *people)
    cure = _cure(schedule, first, second)
    slot = db.session.get(Slot, int(cure.at))
    when = local_datetime(slot.starts_at, camp.time_zone) if slot is not None else "?"
    if cure.kind == TABLE:
        said, button = _table_words(camp, schedule, when), _("Add the table and look")
    elif cure.kind == LIMIT:
        said, button = _limit_words(camp, cure, when), _("Allow it and look")
    else:
        said, button = _ask_words(camp, cure, when), _("Send the mail")
    return Prospect(first, second, cure.kind, said, button)


def _cure(schedule: Schedule, first: Participant, second: Participant) -> Cure:
    cure = unmet_wishes.cure_of(schedule, pair_of(str(first.id), str(second.id)))
    if cure is None or cure.kind not in BY_PAGE:
        raise Conflict(_("Nothing of this kind makes room for these two."))
    return cure


def _table_words(camp: Camp, schedule: Schedule, when: str) -> list[str]:
    highest = (
        db.session.scalar(select(func.max(MeetingTable.number)).where(MeetingTable.stands_at(camp.id))) or 0
    )
    said = [
        _("Table %(table)s is added to the camp, open in all slots. You can remove it again under Tables.",
          table=highest + 1),
        _("Then a repair is looked for in which the two meet, at %(when)s or when else it costs least.", when=when),
    ]  # fmt: skip
    others = sum(one.reason == "tables_taken" for one in unmet_wishes.unmet_of(camp, schedule)) - 1
    if others > 0:
        said.append(
            ngettext(
                "It may help %(num)s other pair for whom all tables are taken, too.",
                "It may help %(num)s other pairs for whom all tables are taken, too.",
                others,
            )
        )
    return [*said, _("You see the difference before anything is changed.")]


def _limit_words(camp: Camp, cure: Cure, when: str) -> list[str]:
    people = [db.session.get_one(Participant, int(one)).name for one in cure.people]
    return [
        _("%(name)s may have one meeting more than the %(most)s that the camp allows, in the draft that comes of it.",
          name=name, most=camp.max_meetings or 0)
        for name in people
    ] + [
        _("The limit of the camp stays: the next run knows nothing of this."),
        _("A repair is looked for in which the two meet, at %(when)s or when else it costs least.", when=when),
        _("You see the difference before anything is changed."),
    ]  # fmt: skip


def _ask_words(camp: Camp, cure: Cure, when: str) -> list[str]:
    person, slot = _asked(cure)
    said = [
        _("%(name)s gets a mail that asks whether they can be there: %(when)s.", name=person.name, when=when),
        _("The mail tells nothing of whom they would meet."),
        _("When they change their times, look for a repair: it takes the new times into account by itself."),
    ]
    if _was_asked(person, slot):
        said.insert(0, _("They have been asked this already, and are not asked twice."))
    return said


def _asked(cure: Cure) -> tuple[Participant, int]:
    return db.session.get_one(Participant, int(cure.people[0])), int(cure.at)


def _was_asked(person: Participant, slot: int) -> bool:
    query = select(OutboxMessage.id).where(OutboxMessage.dedupe_key == _key(person, slot))
    return db.session.scalar(query) is not None


def _key(person: Participant, slot: int) -> str:
    return f"ask-time:{slot}:{person.id}"


def carry_out(camp: Camp, schedule: Schedule, user: User, people: tuple[str, str], shown: str) -> Job | None:
    """Do what the page of the cure said; commits. Returns the search for a repair, None after a mail.

    Conflict when the cure is another by now than the one `shown`; jobs.AlreadyOpen when a repair is looked for.
    """
    first, second = pair_places.people_of_pair(camp, *people)
    cure = _cure(schedule, first, second)
    if cure.kind != shown:
        raise Conflict(_("Something else would make room by now. Look at the list again."))
    if cure.kind == ASK:
        _ask(camp, cure)
        return None
    if cure.kind == TABLE:
        tables.add_tables(camp, 1)
    pair = draft_edits.ordered(first, second)
    raised = tuple(int(one) for one in cure.people) if cure.kind == LIMIT else ()
    return mending.begin(camp, schedule, user, Wanted(pair=pair, raised=raised))


def _ask(camp: Camp, cure: Cure) -> None:
    person, number = _asked(cure)
    slot = db.session.get_one(Slot, number)
    language = person.user.language
    with force_locale(language):
        when = local_datetime(slot.starts_at, camp.time_zone)
    page = {"times": links.address("profile.availability", slug=camp.slug)}
    text = mail_texts.write(
        camp, MailTextKind.ASK_TIME, language, page, name=person.name, when=mails.Plain(when)
    )
    outbox.enqueue(
        person.user.email, text.subject, text.body, language=language, camp=camp, useless_after=slot.starts_at,
        dedupe_key=_key(person, number),
    )  # fmt: skip
    db.session.commit()
