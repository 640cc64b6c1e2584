"""What participants tell of themselves: where they come from, what they offer and need, their consents."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select, tuple_

from app.extensions import db
from app.models import (
    Camp,
    InterestKind,
    Organisation,
    OrganisationKind,
    Participant,
    ParticipantType,
    Topic,
    TopicInterest,
)
from app.services.clock import now
from app.services.refusals import Conflict, Refusal
from app.services.registration import answers, consents, organisations
from app.services.setup import questions


@dataclass(frozen=True)
class ProfileValues:
    """Everything in a profile but the name. Topics by number; `languages` ISO 639-1, `country` ISO 3166-1."""

    organisation: str
    organisation_kind: OrganisationKind
    country: str | None
    job_title: str
    languages: tuple[str, ...]
    offers: str
    offer_topics: tuple[int, ...]
    needs: str
    need_topics: tuple[int, ...]
    interest_topics: tuple[int, ...]
    is_listed: bool
    shares_contact: bool
    allows_photos: bool = False
    wants_mail: bool = False
    about: str = ""
    participant_type: str | None = None
    to_learn: str = ""
    to_share: str = ""


@dataclass(frozen=True)
class Gap:
    """Something the profile does not tell: where on its page it is told, and what for, in words."""

    field: str
    words: str


def topics_by_kind(participant: Participant) -> dict[InterestKind, list[Topic]]:
    """The participant's topics, those of each kind in the order of their names. One query."""
    query = (
        select(TopicInterest.kind, Topic)
        .join(Topic, Topic.id == TopicInterest.topic_id)
        .where(TopicInterest.participant_id == participant.id)
        .order_by(Topic.name)
    )
    found: dict[InterestKind, list[Topic]] = {kind: [] for kind in InterestKind}
    for kind, topic in db.session.execute(query):
        found[kind].append(topic)
    return found


def fill(participant: Participant, values: ProfileValues, *, by_owner: bool = True) -> None:
    """Put the values into the participant's row and topics, in the present transaction; does not commit.

    The participant must have a number. Refused when a topic is not the camp's. Only what its owner says of
    the consents goes on record.
    """
    participant.organisation = _organisation(values)
    for name in (
        "country",
        "job_title",
        "about",
        "offers",
        "needs",
        "to_learn",
        "to_share",
        *consents.COLUMNS,
    ):
        setattr(participant, name, getattr(values, name))
    participant.languages = list(values.languages)
    _set_type(participant, values.participant_type)
    participant.updated_at = now()
    if by_owner:
        consents.record(participant)
    _set_topics(participant, _wanted_topics(values))


def edit(
    participant: Participant, version: int, values: ProfileValues, name: str, given: answers.Values
) -> None:
    """Change name, profile and answers to the camp's questions as their owner saw them at `version`. Commits.

    Raises Conflict when it has been changed in between, for instance in another window, and Refusal
    for topics of another camp; nothing is saved then.
    """
    db.session.refresh(participant, with_for_update=True)
    if participant.version != version:
        db.session.rollback()
        raise Conflict(_("Your profile has been changed in another window since you opened this page."))
    participant.name = name
    try:
        fill(participant, values)
    except Refusal:
        db.session.rollback()
        raise
    camp = db.session.get_one(Camp, participant.camp_id)
    answers.put(participant, questions.questions_of(camp, only_asked=True), given)
    db.session.commit()


def gaps(participant: Participant, topics: dict[InterestKind, list[Topic]]) -> list[Gap]:
    """What would make the profile more useful to others, the most useful first; empty when all is told."""
    me = participant
    checks = [
        (me.is_listed, "is_listed", _("Agree to be shown in the directory: without it nobody can find you.")),
        (topics[InterestKind.NEED] or me.needs, "needs", _("Add what you need: people find you by it.")),
        (topics[InterestKind.OFFER] or me.offers, "offers",
         _("Add what you offer: those who need it find you by it.")),
        (me.languages, "languages", _("Say in which languages one can meet you.")),
        (me.about, "about", _("Write a few sentences about yourself: they are read before a meeting.")),
        (me.to_learn, "to_learn", _("Say what you hope to learn: somebody may have just been through it.")),
        (me.to_share, "to_share", _("Say what you can share: your experience is somebody's short cut.")),
        (me.job_title, "job_title", _("Add your role: it tells people what to ask you about.")),
        (me.picture_key, "picture", _("Add a picture: people recognise you at the table.")),
    ]  # fmt: skip
    return [Gap(field, words) for is_there, field, words in checks if not is_there]


def _organisation(values: ProfileValues) -> Organisation | None:
    if not organisations.name_key(values.organisation):
        return None
    return organisations.find_or_add(values.organisation, values.organisation_kind, values.country)


def _set_type(participant: Participant, chosen: str | None) -> None:
    """Only where the camp has types; a form of before they were added leaves the type as it is."""
    types = select(ParticipantType.id).where(ParticipantType.camp_id == participant.camp_id)
    known = {str(number): number for number in db.session.scalars(types)}
    if chosen is not None and known:
        if chosen not in known:
            raise Refusal(_("The types of participants have changed. Choose again."))
        participant.type_id = known[chosen]


def _wanted_topics(values: ProfileValues) -> set[tuple[InterestKind, int]]:
    chosen = {
        InterestKind.OFFER: values.offer_topics,
        InterestKind.NEED: values.need_topics,
        InterestKind.INTEREST: values.interest_topics,
    }
    return {(kind, number) for kind, numbers in chosen.items() for number in numbers}


def _set_topics(participant: Participant, wanted: Collection[tuple[InterestKind, int]]) -> None:
    """Only what differs is touched: a topic that stays keeps its strength."""
    known = set(db.session.scalars(select(Topic.id).where(Topic.camp_id == participant.camp_id)))
    if not {number for _kind, number in wanted} <= known:
        raise Refusal(_("The topics of this camp have changed. Choose again."))
    mine = TopicInterest.participant_id == participant.id
    stored = {
        tuple(row)
        for row in db.session.execute(select(TopicInterest.kind, TopicInterest.topic_id).where(mine))
    }
    gone = [pair for pair in stored if pair not in wanted]
    if gone:
        db.session.execute(
            delete(TopicInterest).where(mine, tuple_(TopicInterest.kind, TopicInterest.topic_id).in_(gone))
        )
    db.session.add_all(
        TopicInterest(camp_id=participant.camp_id, participant_id=participant.id, kind=kind, topic_id=number)
        for kind, number in wanted
        if (kind, number) not in stored
    )
