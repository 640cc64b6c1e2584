"""Whether a camp asks its participants afterwards: the organisers' word, and what it would do."""

from app.extensions import db
from app.models import ActKind, Camp, FollowUpRound, User
from app.services import acts
from app.services.afterwards.follow_up import rounds, times
from app.services.clock import now


def set_asking(camp: Camp, *, is_on: bool, by: User | None = None) -> None:
    """Ask from now on, or no more. Commits. Whoever was asked already may answer until the page closes."""
    if camp.asks_afterwards is not is_on:
        camp.asks_afterwards = is_on
        acts.note(camp, by, ActKind.SET_UP, part="follow_up", what="changed")
        db.session.commit()


def due_now(camp: Camp) -> int:
    """How many people get a mail in the next minutes if the camp asks."""
    return sum(
        len(rounds.to_be_asked(camp, number))
        for number in FollowUpRound
        if times.is_asking(camp, number, now())
    )
