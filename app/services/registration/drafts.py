"""What somebody has typed into a registration so far, kept by a random key in their browser's cookie.

A draft holds one object a step, as the step's form gives it. Sending empties it, for the browser may be
shared, and leaves the number of the registration behind, so that sending again changes nothing.
"""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import Camp, RegistrationDraft
from app.services import tokens
from app.services.clock import now
from app.services.registration import answers
from app.services.setup import participant_types, questions

STEPS = ("you", "organisation", "topics", "times", "questions", "consents")
BY_CAMP = {"questions"}
"""Steps that only those camps have which ask something there."""
KEPT_FOR = timedelta(days=30)
Answers = dict[str, object]


def draft_of(camp: Camp, key: str, *, hold: bool = False) -> RegistrationDraft | None:
    """The draft that this browser has begun at the camp. `hold` keeps others off until the commit."""
    query = select(RegistrationDraft).where(
        RegistrationDraft.camp_id == camp.id, RegistrationDraft.key_hash == tokens.digest(key)
    )
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def save_step(camp: Camp, key: str, step: str, answers: Answers) -> RegistrationDraft:
    """Keep a step's answers. Commits. A draft that has been sent is left as it is."""
    draft = draft_of(camp, key, hold=True) or _begin(camp, key)
    if draft.participant_id is None:
        draft.answers = {**draft.answers, step: answers}
        draft.updated_at = now()
    db.session.commit()
    return draft


def steps_of(camp: Camp) -> tuple[str, ...]:
    """The steps that this camp's registration has, in their order."""
    there = {"questions"} if questions.questions_of(camp, only_asked=True) else set()
    return tuple(step for step in STEPS if step not in BY_CAMP or step in there)


def first_missing(camp: Camp, draft: RegistrationDraft | None) -> str | None:
    """The first step that has not been answered yet; None when the draft can be sent.

    A step is missing again when something has been added to it meanwhile that must be answered.
    """
    given = draft.answers if draft is not None else {}
    return next((step for step in steps_of(camp) if step not in given or _is_short(camp, step, given)), None)


def _is_short(camp: Camp, step: str, given: dict[str, dict[str, object]]) -> bool:
    if step == "organisation":
        types = {str(one.id) for one in participant_types.types_of(camp)}
        return bool(types) and given[step].get("participant_type") not in types
    if step != "questions":
        return False
    asked = questions.questions_of(camp, only_asked=True)
    return bool(answers.unanswered(asked, answers.from_draft(given[step])))


def is_sent(draft: RegistrationDraft | None) -> bool:
    """Whether the draft has become a registration."""
    return draft is not None and draft.participant_id is not None


def forget(camp: Camp, key: str) -> None:
    """Begin again with nothing, for somebody else at the same browser. Commits."""
    draft = draft_of(camp, key)
    if draft is not None:
        db.session.delete(draft)
    db.session.commit()


def forget_old() -> None:
    """Delete the drafts that nobody came back to for a month, sent ones included. Commits."""
    db.session.execute(delete(RegistrationDraft).where(RegistrationDraft.updated_at < now() - KEPT_FOR))
    db.session.commit()


def _begin(camp: Camp, key: str) -> RegistrationDraft:
    """A new draft in the present transaction."""
    draft = RegistrationDraft(camp_id=camp.id, key_hash=tokens.digest(key), answers={}, updated_at=now())
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError:  # the same browser sent the step twice at the same moment
        draft = draft_of(camp, key, hold=True)  # type: ignore[assignment]
    return draft
