"""The form of the follow-up: one small form a meeting, and one for the camp as a whole."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, RadioField, SelectChoice
from wtforms.validators import ValidationError

from app.blueprints.camp_fields import WholeNumberField, between, may_be_empty
from app.models import Standing
from app.services.afterwards.follow_up.answers import MOST_COLLABORATIONS, Asked, OfCamp, OfMeeting, Page

PARTS = {f"has_{name}": name for name in ("project", "product", "service", "process")} | {
    "is_across": "is_across"
}
"""The boxes below a meeting, and what they are called in an answer: forms have a method `process` of their own."""
BROUGHT = ("new_ideas", "new_competences", "new_product", "new_service", "new_process", "new_membership")


class MeetingForm(Form):
    """What has become of one meeting. Nothing chosen is no answer."""

    standing = RadioField(
        _l("What has become of it?"),
        choices=[
            SelectChoice(Standing.COOPERATION.value, _l("We have agreed to cooperate")),
            SelectChoice(Standing.CONTACT.value, _l("We are in contact")),
            SelectChoice(Standing.NOTHING.value, _l("Nothing came of it")),
        ],
        validate_choice=False,
    )
    has_project = BooleanField(_l("A common project"))
    has_product = BooleanField(_l("A new product"))
    has_service = BooleanField(_l("A new service"))
    has_process = BooleanField(_l("A new process"))
    is_across = BooleanField(_l("Across regions or borders"))

    def answer(self) -> OfMeeting:
        """As the service takes it; what is not in the list is no answer."""
        known = self.standing.data in [one.value for one in Standing]
        parts = {name: bool(self[box].data) for box, name in PARTS.items()}
        return OfMeeting(Standing(self.standing.data) if known else None, **parts)


class CampForm(FlaskForm):
    """What the camp has brought the participant's organisation."""

    new_ideas = BooleanField(_l("New ideas"))
    new_competences = BooleanField(_l("New competences"))
    new_product = BooleanField(_l("A new product"))
    new_service = BooleanField(_l("A new service"))
    new_process = BooleanField(_l("A new process"))
    new_membership = BooleanField(_l("Membership of a cluster or network"))
    none = BooleanField(_l("None of these"))
    collaborations = WholeNumberField(
        _l("Collaborations agreed with others you met at the camp"),
        [may_be_empty(), between(0, MOST_COLLABORATIONS)],
    )

    def validate_none(self, field: BooleanField) -> None:
        """Either none or some."""
        if field.data and (self.collaborations.data or any(self[name].data for name in BROUGHT)):
            raise ValidationError(_l("Choose what the camp has brought, or “None of these”."))

    def answer(self) -> OfCamp:
        """As the service takes it."""
        ticks = {name: bool(self[name].data) for name in BROUGHT}
        return OfCamp(**ticks, collaborations=self.collaborations.number, none=bool(self.none.data))


@dataclass(frozen=True)
class Line:
    """One meeting with its form."""

    asked: Asked
    form: MeetingForm


def camp_form(page: Page) -> CampForm:
    """Filled in with what was said before."""
    row = page.row
    said = {name: getattr(row, name) for name in BROUGHT}
    is_none = row.told_at is not None and not any(said.values()) and not row.collaborations
    return CampForm(data={**said, "none": is_none, "collaborations": row.collaborations or None})


def lines_of(meetings: list[Asked], sent: object) -> list[Line]:
    """A form for each meeting, with what was `sent` or else said before; that two countries differ is known."""
    found = []
    for one in meetings:
        said = {box: getattr(one.answer, name) for box, name in PARTS.items()} if one.answer else {}
        said.setdefault("is_across", one.crosses)
        standing = one.answer.standing.value if one.answer else None
        form = MeetingForm(
            sent or None, prefix=f"with-{one.partner.code}", data={**said, "standing": standing}
        )
        found.append(Line(one, form))
    return found
