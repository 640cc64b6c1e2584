"""What the interest graph is made of: people with offers, needs and interests, and their wishes.

And what two profiles alone say about each other: the only reasons that a participant is ever shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MUST_MEET = "must_meet"
WOULD_LIKE = "would_like"
RATHER_NOT = "rather_not"
GRADES = (MUST_MEET, WOULD_LIKE, RATHER_NOT)


@dataclass(frozen=True, slots=True)
class Person:
    """A participant: topics with a strength from 1 (some) to 3 (central), and words about the same."""

    id: str
    organisation: str | None = None
    offers: Mapping[str, int] = field(default_factory=dict)
    needs: Mapping[str, int] = field(default_factory=dict)
    interests: Mapping[str, int] = field(default_factory=dict)
    offer_words: str = ""
    need_words: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedWish:
    """What the author wishes about meeting the target: one of GRADES."""

    author: str
    target: str
    grade: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two people should meet: a code, and what it speaks of (topics, ids, grades, languages)."""

    code: str
    data: tuple[str, ...] = ()


def are_colleagues(a: Person, b: Person) -> bool:
    """Whether both come from the same organisation; those from none are nobody's colleagues."""
    return a.organisation is not None and a.organisation == b.organisation


def _common(ours: Mapping[str, int], theirs: Mapping[str, int]) -> tuple[str, ...]:
    """The topics of both, by the product of their strengths, the strongest first."""
    both = ours.keys() & theirs.keys()
    # Most pairs share none, and of those who wish to meet there are thousands.
    return tuple(sorted(both, key=lambda topic: (-ours[topic] * theirs[topic], topic))) if both else ()


def gains(taker: Person, giver: Person) -> tuple[str, ...]:
    """The topics that one needs and the other offers, the strongest first."""
    return _common(taker.needs, giver.offers)


def shared_interests(a: Person, b: Person) -> tuple[str, ...]:
    """The topics in which both are interested, the strongest first."""
    return _common(a.interests, b.interests)


def common_languages(a: Person, b: Person) -> tuple[str, ...]:
    """The languages that both speak, in the first one's order."""
    return tuple(language for language in a.languages if language in b.languages)


def reasons_to_meet(viewer: Person, other: Person) -> tuple[Reason, ...]:
    """What the viewer may be told. Made of the two profiles alone, so that it cannot betray a wish."""
    return (
        *(Reason("needs_what_you_offer", (topic,)) for topic in gains(other, viewer)),
        *(Reason("offers_what_you_need", (topic,)) for topic in gains(viewer, other)),
        *(Reason("shared_interest", (topic,)) for topic in shared_interests(viewer, other)),
        *(Reason("common_language", (code,)) for code in common_languages(viewer, other)),
    )
