"""Which mails a participant wants, and who of many gets one of a sort that may be refused.

The address in such a mail is signed with the installation's secret: it names one participant and one sort, works
without signing in, needs no row, and nobody can make one up.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, exists, func, select

from app.extensions import db
from app.models import Camp, MailChoice, MailKind, Participant
from app.services import links
from app.services.clock import now
from app.services.mail import bounces, mails, outbox
from app.services.refusals import NotThere

MINUTES_BEFORE = (5, 10, 15, 30, 60)
"""How long before a meeting one may be reminded of it."""
REFUSABLE = {
    MailKind.REMINDERS: MailChoice.wants_reminders,
    MailKind.ANNOUNCEMENTS: MailChoice.wants_announcements,
    MailKind.SURVEYS: MailChoice.wants_surveys,
}
"""What everybody gets who has not refused it; the reminder of the next meeting is the other way round."""


@dataclass(frozen=True)
class Choices:
    """What a participant wants. `minutes_before` is when they are reminded of each meeting; None is not at all."""

    reminders: bool = True
    announcements: bool = True
    surveys: bool = True
    minutes_before: int | None = None


@dataclass(frozen=True)
class Reach:
    """Who gets a mail, who wants none of its sort, and whose address takes none."""

    gets: list[Participant]
    unwilling: list[Participant]
    unreachable: list[Participant]


def choices_of(person: Participant) -> Choices:
    """As the participant has chosen, or as it is for who has chosen nothing; one query."""
    row = db.session.get(MailChoice, person.id)
    if row is None:
        return Choices()
    return Choices(row.wants_reminders, row.wants_announcements, row.wants_surveys, row.minutes_before)


def choose(person: Participant, choices: Choices) -> None:
    """Keep what the participant wants. Commits."""
    row = _row(person)
    row.wants_reminders, row.wants_announcements = choices.reminders, choices.announcements
    row.wants_surveys, row.minutes_before, row.chosen_at = choices.surveys, choices.minutes_before, now()
    db.session.commit()


def stop(person: Participant, kind: MailKind) -> None:
    """Send no more of this sort. Commits; twice is as once."""
    row = _row(person)
    if kind is MailKind.NEXT_MEETING:
        row.minutes_before = None
    else:
        setattr(row, REFUSABLE[kind].key, False)
    row.chosen_at = now()
    db.session.commit()


def _row(person: Participant) -> MailChoice:
    """The participant's row, a new one where there is none. The person is held, so that two of them cannot be made."""
    db.session.execute(select(Participant.id).where(Participant.id == person.id).with_for_update())
    row = db.session.get(MailChoice, person.id, populate_existing=True)
    if row is None:
        row = MailChoice(participant_id=person.id, camp_id=person.camp_id, chosen_at=now(), wants_reminders=True,
                         wants_announcements=True, wants_surveys=True)  # fmt: skip
        db.session.add(row)
    return row


def wants(kind: MailKind) -> ColumnElement[bool]:
    """The condition, for a query about participants, that they get mails of this sort: they have not refused them,
    and their address takes mail."""
    mine = MailChoice.participant_id == Participant.id
    return ~exists().where(mine, REFUSABLE[kind].is_(False)) & bounces.is_reachable()


def reach(camp: Camp, people: Iterable[Participant], kind: MailKind) -> Reach:
    """Who of these people of a camp gets a mail of this sort, in their order; two queries."""
    refused = set(
        db.session.scalars(
            select(MailChoice.participant_id).where(MailChoice.camp_id == camp.id, REFUSABLE[kind].is_(False))
        )
    )
    lost = set(
        db.session.scalars(
            select(Participant.id).where(Participant.camp_id == camp.id, ~bounces.is_reachable())
        )
    )
    found, left_out = list(people), refused | lost
    return Reach(
        [one for one in found if one.id not in left_out],
        [one for one in found if one.id in refused],
        [one for one in found if one.id in lost - refused],
    )


def refusals_at(camp: Camp) -> dict[MailKind, int]:
    """How many of the camp's people want no mails of each sort; one query."""
    counts = [func.count().filter(column.is_(False)) for column in REFUSABLE.values()]
    row = db.session.execute(select(*counts).where(MailChoice.camp_id == camp.id)).one()
    return dict(zip(REFUSABLE, row, strict=True))


def may_refuse(camp: Camp, person: Participant, kind: MailKind, mail: outbox.Mail) -> outbox.Mail:
    """The mail with the way to get no more of its sort: at its end, and for the button of mail programs."""
    token = token_of(person, kind)
    page = links.address("mail_choices.show", token=token)
    return replace(
        mail,
        body=mail.body + end_of(camp, kind, mail.language, page),
        unsubscribe=links.address("mail_choices.stop", token=token),
    )


def end_of(camp: Camp, kind: MailKind, language: str, page: str = "") -> str:
    """What stands at the end of such a mail. Without a `page`, as in a look at it before, words stand for the link
    that is each reader's own."""
    with force_locale(language):
        words, way = _why(mails.plain(camp.name), kind), page or _("(a link of their own)")
    return f"\n-- \n{words}\n{way}\n"


def _why(camp: str, kind: MailKind) -> str:
    if kind is MailKind.NEXT_MEETING:
        return _(
            "You get this because you asked to be reminded of your meetings at %(camp)s. To stop it:",
            camp=camp,
        )
    return _(
        "You get this because you are registered at %(camp)s. Choose which mails you want, or none:",
        camp=camp,
    )


def token_of(person: Participant, kind: MailKind) -> str:
    """What stands in the address."""
    return str(_signer().dumps([person.code, kind.value]))


def meant_by(token: str) -> tuple[Camp, Participant, MailKind]:
    """Whose address it is, and of which sort of mail; NotThere for one that we have not made or whose owner has
    left."""
    try:
        code, kind = _signer().loads(token[:400])
    except BadSignature:
        raise _nowhere() from None
    person = db.session.scalar(select(Participant).where(Participant.code == code, Participant.name != ""))
    if person is None:
        raise _nowhere()
    return db.session.get_one(Camp, person.camp_id), person, MailKind(kind)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="mail choices")


def _nowhere() -> NotThere:
    return NotThere(_("This link leads nowhere."))
