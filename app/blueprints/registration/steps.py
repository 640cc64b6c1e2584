"""The steps of the registration: for each its form, made from the draft, and the answers to keep."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from app.blueprints.question_fields import answers_in, data_of, form_with
from app.blueprints.registration.forms import ConsentsForm, NameForm, OrganisationForm, TopicsForm, YouForm
from app.blueprints.times_fields import TimesFields
from app.models import Camp, User
from app.services.programme import availability
from app.services.registration import organisations
from app.services.registration.answers import from_draft
from app.services.setup import participant_types, questions, topics

Answers = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One page of the registration. `make` takes the camp, the answers so far (of this step), the reader's
    language and account; `keep` turns the form into what the draft keeps, only plain
    JSON values."""

    title: str
    make: Callable[[Camp, Answers, str, User | None], FlaskForm]
    keep: Callable[[FlaskForm, User | None], Answers]


def _you(_camp: Camp, answers: Answers, _language: str, user: User | None) -> FlaskForm:
    if user is None:
        return YouForm(data=answers)
    return NameForm(data={"name": user.name, **answers})


def _organisation(camp: Camp, answers: Answers, language: str, _user: User | None) -> FlaskForm:
    form = OrganisationForm(data=answers)
    form.offer_choices(participant_types.types_of(camp), language)
    form.ask_whether(organisations.like(form.organisation.data or ""))
    return form


def _topics(camp: Camp, answers: Answers, language: str, _user: User | None) -> FlaskForm:
    form = TopicsForm(data=answers)
    form.offer_topics_of(topics.topics_of(camp), language)
    return form


def _times(camp: Camp, answers: Answers, _language: str, _user: User | None) -> FlaskForm:
    absent, sessions = set(answers.get("absent", ())), set(answers.get("sessions", ()))
    return TimesFields(availability.timetable_of(camp), absent, sessions)


def _questions(camp: Camp, answers: Answers, language: str, _user: User | None) -> FlaskForm:
    asked, given = questions.questions_of(camp, only_asked=True), from_draft(answers)
    form = form_with(FlaskForm, asked, given, language)(data=data_of(asked, given))
    form.asked = asked
    return form


def _consents(_camp: Camp, answers: Answers, _language: str, _user: User | None) -> FlaskForm:
    return ConsentsForm(data=answers)


def _plain(form: FlaskForm, _user: User | None) -> Answers:
    """The fields as they stand; nothing that the form does not know can get in."""
    return {name: value for name, value in form.data.items() if name != "csrf_token"}


def _keep_you(form: FlaskForm, user: User | None) -> Answers:
    """Somebody who signs out before sending still is who they were."""
    return _plain(form, user) if user is None else {"name": form.name.data, "email": user.email}


def _keep_organisation(form: FlaskForm, _user: User | None) -> Answers:
    form.settle_organisation()
    return {name: value for name, value in _plain(form, _user).items() if name != "same_as"}


def _keep_times(form: FlaskForm, _user: User | None) -> Answers:
    return {"absent": form.absent(), "sessions": form.sessions.data}


def _keep_questions(form: FlaskForm, _user: User | None) -> Answers:
    return {str(number): value for number, value in answers_in(form, form.asked).items()}


PAGES = {
    "you": Step(_l("Who are you?"), _you, _keep_you),
    "organisation": Step(_l("Where do you come from?"), _organisation, _keep_organisation),
    "topics": Step(_l("What do you offer, and what do you need?"), _topics, _plain),
    "times": Step(_l("When are you there?"), _times, _keep_times),
    "questions": Step(_l("What the organisers would like to know"), _questions, _keep_questions),
    "consents": Step(_l("What may we show and share?"), _consents, _plain),
}


@dataclass(frozen=True)
class Way:
    """The steps of one camp's registration, in their order."""

    steps: tuple[str, ...]

    def number_of(self, step: str) -> int:
        """The step's place, from 1."""
        return self.steps.index(step) + 1

    def before(self, step: str) -> str | None:
        """The step before this one; None for the first."""
        return self.steps[self.steps.index(step) - 1] if step != self.steps[0] else None
