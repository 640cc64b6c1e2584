"""What a column of an imported table may hold, and how its heading tells."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale, get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.config import LANGUAGES
from app.extensions import db
from app.models import Camp, Mode, Question, QuestionKind
from app.scheduling.similarity import fold
from app.services.setup import questions


@dataclass(frozen=True)
class Field:
    """Something that a column may fill: its name here, its name for readers, the longest text.

    `headings` are what people write above such a column in Danish and English; the names of our own
    exports are among them. `question` is the number of the camp's own question that it answers.
    """

    name: str
    label: object
    headings: str
    longest: int = 200
    is_wish: bool = False
    question: int | None = None


_LONG = 2000
FIELDS: tuple[Field, ...] = (
    Field("name", _l("Name"),
          "name, navn, full name, fulde navn, participant, deltager, deltagernavn, contact, "
          "kontaktperson"),
    Field("first_name", _l("First name"),
          "first name, firstname, fornavn, given name"),
    Field("last_name", _l("Last name"),
          "last name, lastname, efternavn, surname, family name"),
    Field("email", _l("Email address"),
          "email, e-mail, mail, email address, e-mail address, mailadresse, e-mailadresse, "
          "mail address, emailadresse, e-post", 254),
    Field("organisation", _l("Organisation"),
          "organisation, organization, company, virksomhed, firma, cluster, klynge, institution, "
          "arbejdsplads, affiliation"),
    Field("organisation_kind", _l("Kind of organisation"),
          "kind of organisation, organisationstype, type of organisation, slags organisation"),
    Field("job_title", _l("Role or job title"),
          "job title, title, titel, role, rolle, stilling, position, stillingsbetegnelse, "
          "role or job title"),
    Field("country", _l("Country"),
          "country, land, nation"),
    Field("languages", _l("Languages"),
          "languages, sprog, language, spoken languages"),
    Field("type", _l("Takes part as"),
          "takes part as, type, deltager som, deltagertype, participant type, deltager i egenskab af"),
    Field("about", _l("About"),
          "about, om, bio, biography, biografi, profile, profil, om dig, about you", _LONG),
    Field("offer_topics", _l("Topics offered"),
          "topics offered, offer topics, tilbudte emner, emner tilbydes", _LONG),
    Field("need_topics", _l("Topics needed"),
          "topics needed, need topics, ønskede emner, søgte emner", _LONG),
    Field("interest_topics", _l("Topics of interest"),
          "topics of interest, interests, interesser, topics, emner, emner af interesse", _LONG),
    Field("offers", _l("What they offer, in words"),
          "offers, offer, tilbyder, tilbud, what you offer, hvad tilbyder du", _LONG),
    Field("needs", _l("What they need, in words"),
          "needs, need, søger, behov, looking for, what you need, har brug for", _LONG),
    Field("to_learn", _l("Hopes to learn"),
          "hopes to learn, vil gerne lære, håber at lære, learn, lære", _LONG),
    Field("to_share", _l("Can share"),
          "can share, kan dele, share, dele", _LONG),
    Field("must_meet", _l("Must meet (email addresses)"),
          "must meet, skal møde, må møde", _LONG, is_wish=True),
    Field("would_like", _l("Would like to meet (email addresses)"),
          "would like to, would like to meet, vil gerne møde, ønsker at møde", _LONG, is_wish=True),
)  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS}


def fields_at(camp: Camp) -> list[Field]:
    """The fields that a table for this camp may fill: wishes only where the camp has them, and its own questions.

    Nobody can agree for somebody else, so a question that asks for consent is none of them. Two queries.
    """
    own = [
        Field(f"question-{one.id}", one.label_in(str(get_locale())), "", _LONG, question=one.id)
        for one in questions.questions_of(camp, only_asked=True)
        if one.kind is not QuestionKind.CONSENT
    ]
    return [*(field for field in FIELDS if not field.is_wish or camp.mode is Mode.WISHES), *own]


def label_of(name: str, fields: Sequence[Field]) -> str:
    """What the field of this name is called for readers."""
    return next((str(field.label) for field in fields if field.name == name), name)


def guess(headings: Sequence[str], fields: Sequence[Field]) -> list[str]:
    """For each heading the field that it names, "" for none; each field is given to one column only."""
    known = {key(heading): field.name for field in fields for heading in field.headings.split(",") if heading}
    known |= _of_questions(fields)
    for language in LANGUAGES:
        with force_locale(language):
            known |= {key(str(field.label)): field.name for field in fields if field.question is None}
    found, taken = [], set[str]()
    for heading in headings:
        name = known.get(key(heading), "")
        found.append("" if name in taken else name)
        taken.add(name)
    return found


def _of_questions(fields: Sequence[Field]) -> dict[str, str]:
    """The questions by their wordings in both languages; one that is worded like a field of ours gives way."""
    numbers = {field.question: field.name for field in fields if field.question is not None}
    if not numbers:
        return {}
    rows = db.session.scalars(select(Question).where(Question.id.in_(numbers)))
    return {key(row.label_in(language)): numbers[row.id] for row in rows for language in LANGUAGES}


def key(text: str) -> str:
    """A heading or a name as it is compared: folded, letters and digits alone."""
    return "".join(char for char in fold(text) if char.isalnum())
