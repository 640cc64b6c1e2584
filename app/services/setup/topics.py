"""The camp's list of topics, by which offers and needs find each other."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from app.extensions import db
from app.models import ActKind, Camp, Topic, TopicInterest, User
from app.services import acts, camps
from app.services.refusals import NotThere, Refusal

MOST_TOPICS = 200


def topics_of(camp: Camp) -> list[Topic]:
    """The camp's topics by their English names."""
    return list(db.session.scalars(select(Topic).where(Topic.camp_id == camp.id).order_by(Topic.name)))


def uses_of(camp: Camp) -> dict[int, int]:
    """How many participants offer, need or care about each topic; topics nobody names are left out."""
    people = func.count(TopicInterest.participant_id.distinct())
    query = select(TopicInterest.topic_id, people).where(TopicInterest.camp_id == camp.id)
    return {row[0]: row[1] for row in db.session.execute(query.group_by(TopicInterest.topic_id))}


def add_topics(camp: Camp, names: Sequence[tuple[str, str]], by: User | None = None) -> list[Topic]:
    """Add topics, each with its English and its Danish name. Commits. All of them or, refused, none."""
    camps.lock(camp)
    taken = {topic.name.casefold() for topic in topics_of(camp)}
    if len(taken) + len(names) > MOST_TOPICS:
        raise Refusal(_("A camp has at most %(most)d topics.", most=MOST_TOPICS))
    topics = []
    for name, name_da in ((name.strip(), name_da.strip()) for name, name_da in names):
        _check(name, name_da, taken)
        taken.add(name.casefold())
        topics.append(Topic(camp_id=camp.id, name=name, name_da=name_da))
    db.session.add_all(topics)
    acts.note(camp, by, ActKind.SET_UP, part="topics", what="added")
    db.session.commit()
    return topics


def rename_topic(camp: Camp, number: int, name: str, name_da: str, by: User | None = None) -> Topic:
    """Change the names of a topic; whoever named it keeps it. Commits."""
    camps.lock(camp)
    topic = topic_of(camp, number)
    name, name_da = name.strip(), name_da.strip()
    _check(name, name_da, {other.name.casefold() for other in topics_of(camp) if other is not topic})
    topic.name, topic.name_da = name, name_da
    acts.note(camp, by, ActKind.SET_UP, part="topics", what="changed")
    db.session.commit()
    return topic


def remove_topic(camp: Camp, number: int, by: User | None = None) -> Topic:
    """Remove a topic that nobody has named. Commits."""
    camps.lock(camp)
    topic = topic_of(camp, number)
    uses = uses_of(camp).get(topic.id, 0)
    if uses:
        raise Refusal(
            ngettext(
                "“%(name)s” is named by %(num)d participant.",
                "“%(name)s” is named by %(num)d participants.",
                uses,
                name=topic.name,
            )
        )
    db.session.delete(topic)
    acts.note(camp, by, ActKind.SET_UP, part="topics", what="removed")
    db.session.commit()
    return topic


def topic_of(camp: Camp, number: int) -> Topic:
    """The camp's topic with this id; NotThere for any other camp's."""
    found = db.session.scalar(select(Topic).where(Topic.camp_id == camp.id, Topic.id == number))
    if found is None:
        raise NotThere(_("There is no such topic."))
    return found


def _check(name: str, name_da: str, taken: set[str]) -> None:
    if not name or not name_da:
        raise Refusal(_("A topic needs an English and a Danish name."))
    if max(len(name), len(name_da)) > 100:
        raise Refusal(_("“%(name)s” is too long: a topic has at most 100 characters.", name=name[:40]))
    if name.casefold() in taken:
        raise Refusal(_("There is a topic called “%(name)s” already.", name=name))
