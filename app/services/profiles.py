"""What participants tell of themselves: where they come from, what they offer and need, their consents."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select, tuple_

from app.extensions import db
from app.models import InterestKind, Organisation, OrganisationKind, Participant, Topic, TopicInterest
from app.services import organisations
from app.services.clock import now
from app.services.refusals import Conflict, Refusal


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
    about: str = ""


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


def fill(participant: Participant, values: ProfileValues) -> None:
    """Put the values into the participant's row and topics, in the present transaction; does not commit.

    The participant must have a number. Refused when a topic is not the camp's.
    """
    participant.organisation = _organisation(values)
    for name in ("country", "job_title", "about", "offers", "needs", "is_listed", "shares_contact"):
        setattr(participant, name, getattr(values, name))
    participant.languages = list(values.languages)
    participant.updated_at = now()
    _set_topics(participant, _wanted_topics(values))


def edit(participant: Participant, version: int, values: ProfileValues, name: str) -> None:
    """Change name and profile as their owner saw them at `version`. Commits.

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
    db.session.commit()


def gaps(participant: Participant, topics: dict[InterestKind, list[Topic]]) -> list[str]:
    """What would make the profile more useful to others, in words; empty when nothing is missing."""
    checks = [
        (participant.is_listed, _("agree to be shown in the directory")),
        (topics[InterestKind.OFFER] or participant.offers, _("say what you offer")),
        (topics[InterestKind.NEED] or participant.needs, _("say what you need")),
        (participant.about, _("write a few sentences about yourself")),
        (participant.job_title, _("add your job title")),
    ]
    return [words for is_there, words in checks if not is_there]


def _organisation(values: ProfileValues) -> Organisation | None:
    if not organisations.name_key(values.organisation):
        return None
    return organisations.find_or_add(values.organisation, values.organisation_kind, values.country)


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
