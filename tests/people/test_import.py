"""A list of people becomes registrations: looked at before, all or nothing, nobody's consent taken."""

import csv
import io
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.extensions import db
from app.models import (
    Act,
    ActKind,
    Camp,
    Consent,
    Grade,
    InterestKind,
    Mode,
    OutboxMessage,
    Participant,
    ParticipantStatus,
    PeopleImport,
    TopicInterest,
    User,
    Wish,
)
from app.services import tokens
from app.services.accounts import sign_in
from app.services.people import people_imports
from app.services.people.import_plans import Existing, Step
from app.services.people.people_imports import Choices
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.registration import invitation_refusals, registrations
from tests.makers import (
    make_camp,
    make_interest,
    make_organisation,
    make_participant,
    make_topic,
    make_type,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries
from tests.setup.runs import organised_camp

LIST = (
    "Fornavn;Efternavn;E-mail;Virksomhed;Land;Sprog;Emner der tilbydes\r\n"
    "Søren;Ærø;Soren@Example.dk;Energy Cluster Denmark;Danmark;dansk, engelsk;Brintlagring\r\n"
    "Zoë;Weiß;zoe@example.de;Fraunhofer IPK;Deutschland;de;\r\n"
)


def uploaded(camp: Camp, user: User, text: str, **choices: object) -> PeopleImport:
    made = people_imports.upload(camp, user, "list.csv", text.encode())
    people_imports.choose(camp, made.id, made.columns, Choices(**choices))  # type: ignore[arg-type]
    return made


def carried_out(camp: Camp, user: User, text: str, **choices: object) -> dict[Step, int]:
    made = uploaded(camp, user, text, **choices)
    return people_imports.carry_out(camp, made.id, people_imports.preview(camp, made).digest, user)


def faults(camp: Camp, user: User, text: str, **choices: object) -> list[tuple[int, str, str]]:
    plan = people_imports.preview(camp, uploaded(camp, user, text, **choices))
    return [(fault.number, fault.column, fault.words) for fault in plan.faults]


def test_who_wants_no_invitations_is_counted_before_and_gets_no_mail(visit: PageClient) -> None:
    camp, organiser = organised_camp(visit)
    invited = invitation_refusals.Invited(camp, tokens.digest("ida@example.org"), "en")
    invitation_refusals.refuse(invited)
    made = uploaded(camp, organiser, "name;email\nIda;ida@example.org\nBo;bo@example.org\n")
    visit.get(f"/console/camp/import/{made.id}/check")
    told = "But 1 has said that they want no invitations, and gets none."
    assert visit.texts(".confirm-page__consequences li")[0].endswith(told)
    visit.submit(button="Import 2 people")
    assert db.session.scalars(select(OutboxMessage.recipient)).all() == ["bo@example.org"]


def test_a_list_from_excel_becomes_registrations_page_by_page(visit: PageClient) -> None:
    camp, organiser = organised_camp(visit, name="Innovation Camp")
    topic = make_topic(camp)
    make_organisation("Energy Cluster Denmark")
    visit.get("/console/camp/people")
    visit.get("/console/camp/import")
    visit.submit({"file": (io.BytesIO(LIST.encode("windows-1252")), "gæster.csv")}, button="Next")
    assert visit.texts(".notice__title") == ["Look at the letters"]
    chosen = [option["value"] for option in visit.page.select("select[name^=column] option[selected]")]
    assert chosen == ["first_name", "last_name", "email", "organisation", "country", "languages"]
    visit.submit({"column-6": "offer_topics", "language": "da"}, button="Next")
    assert [row[:5] for row in rows(visit)] == [
        ["2", "Søren Ærø", "soren@example.dk", "Energy Cluster Denmark", "New"],
        ["3", "Zoë Weiß", "zoe@example.de", "Fraunhofer IPK", "New"],
    ]
    assert visit.texts(".confirm-page__consequences li")[0] == (
        "2 people are new. They keep a place; they are planned for once they have signed in. Each gets a mail."
    )
    assert db.session.scalar(select(func.count(Participant.id))) == 0
    visit.submit(button="Import 2 people")
    assert visit.texts(".flash") == ["2 people are imported."]

    soren, zoe = db.session.scalars(select(Participant).order_by(Participant.id))
    assert (soren.name, soren.user.email, soren.user.language, soren.country, soren.languages) == (
        "Søren Ærø", "soren@example.dk", "da", "DK", ["da", "en"],
    )  # fmt: skip
    assert (soren.organisation.name, zoe.organisation.name) == ("Energy Cluster Denmark", "Fraunhofer IPK")
    assert (soren.status, soren.is_listed, soren.shares_contact) == (
        ParticipantStatus.UNCONFIRMED,
        False,
        False,
    )
    assert [row.topic_id for row in db.session.scalars(select(TopicInterest))] == [topic.id]
    assert db.session.scalar(select(func.count(Consent.id))) == 0
    mails = {mail.recipient: mail for mail in db.session.scalars(select(OutboxMessage))}
    assert set(mails) == {"soren@example.dk", "zoe@example.de"}
    assert "Innovation Camp" in mails["zoe@example.de"].subject
    assert "/camps/camp/me" in mails["zoe@example.de"].body
    act = db.session.scalars(select(Act)).one()
    assert (act.kind, act.user_id, act.details) == (
        ActKind.IMPORTED,
        organiser.id,
        {"new": 2, "changed": 0, "wishes": 0},
    )
    assert db.session.scalars(select(PeopleImport.rows)).one() == []
    assert db.session.get_one(Camp, camp.id).places_taken == 2
    sign_in.registration_confirmed(soren.user)
    assert soren.status is ParticipantStatus.CONFIRMED


def rows(visit: PageClient) -> list[list[str]]:
    found = [[" ".join(cell.get_text().split()) for cell in row.select("td, th")]
             for row in visit.page.select("table")[-1].select("tbody tr")]  # fmt: skip
    return found


def test_every_fault_is_named_with_row_and_column_and_nothing_is_imported(visit: PageClient) -> None:
    camp, user = organised_camp(visit)
    make_topic(camp), make_type(camp)
    text = (
        "Name,Email,Country,Type,Topics,Languages,About\n"
        ",ada@example.org,,,,,\n"
        "Bo,,,,,,\n"
        "Cy,cy@example,Atlantis,Pirate,Wind,Klingon,\n"
        "Dee,dee@example.org,DK,start-up,hydrogen STORAGE,English,\n"
        f"Dee again,DEE@example.org,,,,,{'x' * 2_001}\n"
    )
    assert faults(camp, user, text) == [
        (2, "Name", "The name is missing."),
        (3, "Email address", "The email address is missing."),
        (4, "Email address", "“cy@example” is no email address."),
        (4, "Country", "No country is called “Atlantis”."),
        (4, "Languages", "“Klingon” is not known here."),
        (4, "Takes part as", "“Pirate” is not known here."),
        (4, "Topics of interest", "“Wind” is not known here."),
        (6, "About", "This is too long: at most 2000 characters."),
        (6, "Email address", "The same address stands in row 5."),
    ]
    made = db.session.scalars(select(PeopleImport)).one()
    with pytest.raises(Refusal, match="still wrong"):
        people_imports.carry_out(camp, made.id, people_imports.preview(camp, made).digest, user)
    visit.get(f"/console/camp/import/{made.id}/check")
    assert visit.texts(".notice__title") == ["9 things in the file are wrong"]
    assert visit.page.find("input", attrs={"name": "digest"}) is None
    visit.submit(button="Forget the file")
    assert db.session.scalar(select(func.count(PeopleImport.id))) == 0
    assert db.session.scalar(select(func.count(Participant.id))) == 0


def test_who_is_registered_stays_is_filled_or_overwritten_as_was_chosen(visit: PageClient) -> None:
    camp, user = organised_camp(visit)
    topic, other = make_topic(camp), make_topic(camp, "Wind", "Vind")
    ada = make_participant(
        camp, "Ada", make_user("ada@example.org"), job_title="Director", organisation=make_organisation()
    )
    make_interest(ada, topic, InterestKind.OFFER)
    gone = make_participant(camp, "Gone", make_user("gone@example.org"), status=ParticipantStatus.WITHDRAWN)
    text = (
        "Name,Email,Organisation,Title,Country,Topics offered\n"
        "Ada Holm,ada@example.org,ENERGY cluster Denmark,Head,DK,Wind\nGone,gone@example.org,,,SE,\n"
    )

    def told(existing: Existing) -> list[tuple[Step, list[str]]]:
        plan = people_imports.preview(camp, uploaded(camp, user, text, existing=existing))
        return [(line.step, line.labels) for line in plan.lines]

    assert told(Existing.LEAVE) == [(Step.LEFT, []), (Step.GONE, [])]
    assert told(Existing.FILL) == [(Step.CHANGED, ["Country"]), (Step.GONE, [])]
    assert told(Existing.OVERWRITE) == [
        (Step.CHANGED, ["Role or job title", "Country", "Topics offered", "Name"]),
        (Step.GONE, []),
    ]
    carried_out(camp, user, text, existing=Existing.FILL)
    db.session.refresh(ada)
    assert (ada.name, ada.country, ada.job_title) == ("Ada", "DK", "Director")
    carried_out(camp, user, text, existing=Existing.OVERWRITE)
    db.session.refresh(ada)
    assert (ada.name, ada.job_title, ada.organisation.name) == ("Ada Holm", "Head", "Energy Cluster Denmark")
    assert list(db.session.scalars(select(TopicInterest.topic_id))) == [other.id]
    assert (gone.status, gone.country) == (ParticipantStatus.WITHDRAWN, None)
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0


def test_whoever_comes_later_than_the_places_waits(visit: PageClient) -> None:
    camp, user = organised_camp(visit, capacity=2, places_taken=1)
    made = uploaded(camp, user, "Name,Email\nA,a@e.org\nB,b@e.org\nC,c@e.org\n", confirmed=True)
    visit.get(f"/console/camp/import/{made.id}/check")
    assert "1 place is left; whoever comes later in the file waits for one." in visit.texts(
        ".confirm-page li"
    )
    visit.submit(button="Import 3 people")
    statuses = [one.value for one in db.session.scalars(select(Participant.status).order_by(Participant.id))]
    assert statuses == ["confirmed", "waiting", "waiting"]
    assert db.session.get_one(Camp, camp.id).places_taken == 2
    assert "on the waiting list" in db.session.scalars(
        select(OutboxMessage.body).where(OutboxMessage.recipient == "b@e.org")
    ).one()  # fmt: skip


def test_whom_organisers_entered_keeps_the_place_without_confirming(app) -> None:
    camp, user = make_camp("camp"), make_user()
    carried_out(camp, user, "Name,Email\nA,a@e.org\n")
    entered = db.session.scalars(select(Participant)).one()
    other = make_participant(camp, status=ParticipantStatus.UNCONFIRMED)
    with time_machine.travel("2026-12-24T12:00:00Z"):
        assert registrations.lapse_unconfirmed() == 1
    db.session.expire_all()
    assert (entered.status.value, other.status.value) == ("unconfirmed", "withdrawn")


def test_wishes_come_along_for_those_who_are_new_only(app) -> None:
    camp, user = make_camp("camp"), make_user()
    ada, bo = make_participant(camp, "Ada", make_user("ada@e.org")), make_participant(camp, "Bo")
    make_wish(ada, bo, Grade.RATHER_NOT)
    text = (
        "Name,Email,Must meet,Would like to meet\n"
        f"Ada,ada@e.org,{bo.user.email},\n"
        "Cy,cy@e.org,ADA@e.org; dee@e.org,\n"
        f"Dee,dee@e.org,,{bo.user.email}\n"
    )
    carried_out(camp, user, text, confirmed=True)
    people = db.session.execute(select(Participant.id, User.email).join(Participant.user))
    names = {row[0]: row[1] for row in people}
    stated = {
        (names[one.author_id], names[one.target_id], one.grade, one.place)
        for one in db.session.scalars(select(Wish))
    }
    assert stated == {
        ("ada@e.org", bo.user.email, Grade.RATHER_NOT, 0),
        ("cy@e.org", "ada@e.org", Grade.MUST_MEET, 1),
        ("cy@e.org", "dee@e.org", Grade.MUST_MEET, 2),
        ("dee@e.org", bo.user.email, Grade.WOULD_LIKE, 1),
    }


def test_wishes_that_cannot_be_are_faults(app) -> None:
    camp, user = make_camp("camp", most_must_meets=1), make_user()
    text = (
        "Name,Email,Organisation,Must meet,Would like to meet\n"
        "Cy,cy@e.org,House,cy@e.org; dee@e.org,\n"
        "Dee,dee@e.org,HOUSE,,nobody@e.org\n"
        "Eve,eve@e.org,,cy@e.org,cy@e.org; what\n"
    )
    assert faults(camp, user, text) == [
        (2, "Must meet (email addresses)", "Nobody can wish to meet themselves."),
        (2, "Must meet (email addresses)", "dee@e.org is of the same organisation, and colleagues do not meet."),
        (2, "Must meet (email addresses)", "At most 1 must meets are allowed at this camp."),
        (3, "Would like to meet (email addresses)", "Nobody with the address nobody@e.org is here or in the file."),
        (4, "Would like to meet (email addresses)", "“what” is not known here."),
        (4, "Would like to meet (email addresses)", "cy@e.org stands in both columns of wishes."),
    ]  # fmt: skip
    requests = make_camp("requests", mode=Mode.REQUESTS)
    made = people_imports.upload(requests, user, "x.csv", text.encode())
    assert made.columns == ["name", "email", "organisation", "", ""]


def test_doing_it_twice_or_at_once_does_it_once(app) -> None:
    camp, user = make_camp("camp"), make_user()
    made = uploaded(camp, user, "Name,Email\nA,a@e.org\nB,b@e.org\n")
    digest, number = people_imports.preview(camp, made).digest, made.id
    camp_id, user_id = camp.id, user.id
    db.session.commit()

    def do(_turn: int) -> int:
        with app.app_context():
            here, by = db.session.get_one(Camp, camp_id), db.session.get_one(User, user_id)
            return people_imports.carry_out(here, number, digest, by)[Step.NEW]

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(do, range(6))) == [2] * 6
    db.session.expire_all()
    assert db.session.scalar(select(func.count(Participant.id))) == 2
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 2
    assert db.session.get_one(Camp, camp_id).places_taken == 2


def test_what_changed_since_the_preview_is_shown_again(visit: PageClient) -> None:
    camp, user = organised_camp(visit)
    made = uploaded(camp, user, "Name,Email\nA,a@e.org\n")
    visit.get(f"/console/camp/import/{made.id}/check")
    make_participant(camp, "A", make_user("a@e.org"))
    visit.submit(button="Import 1 person")
    assert visit.texts(".flash") == [
        "Registrations have changed since this was shown to you. Look at it again."
    ]
    assert rows(visit)[0][4] == "Stays as it is"
    with pytest.raises(Conflict):
        people_imports.carry_out(camp, made.id, "old", user)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["name", ""], "which column holds the email address"),
        (["", "email"], "which column holds the name"),
        (["email", "email"], "chosen for two columns"),
        (["name", "nonsense"], "have changed"),
        (["name"], "have changed"),
    ],
)
def test_columns_that_make_no_sense_are_refused(app, columns: list[str], words: str) -> None:
    camp = make_camp("camp")
    made = people_imports.upload(camp, make_user(), "x.csv", b"a,b\nA,a@e.org\n")
    with pytest.raises(Refusal, match=words):
        people_imports.choose(camp, made.id, columns, Choices())


def test_the_file_is_forgotten_after_a_day(app) -> None:
    camp = make_camp("camp")
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        made = people_imports.upload(camp, make_user(), "x.csv", b"a,b\nA,a@e.org\n")
    with time_machine.travel("2026-11-24T12:00:01Z", tick=False):
        with pytest.raises(NotThere):
            people_imports.import_of(camp, made.id)
        people_imports.forget_old()
    assert db.session.scalar(select(func.count(PeopleImport.id))) == 0


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "da"])
def test_template_and_our_own_export_are_read_without_asking(
    visit: PageClient, kind: str, language: str
) -> None:
    camp, user = organised_camp(visit)
    make_participant(camp, "=Ada", make_user("ada@e.org"), organisation=make_organisation(), country="DK",
                     offers="Wind", job_title="-", about="")  # fmt: skip
    visit.language(language)
    template = visit.http.get(f"/console/camp/import/template.{kind}").data
    made = people_imports.upload(camp, user, f"t.{kind}", template)
    assert all(made.columns), made.rows[0]
    export = visit.http.get(f"/console/camp/people.{kind}").data
    made = people_imports.upload(camp, user, f"p.{kind}", export)
    people_imports.choose(camp, made.id, made.columns, Choices(existing=Existing.OVERWRITE))
    plan = people_imports.preview(camp, made)
    assert plan.faults == []
    assert [(line.step, line.entry.name) for line in plan.lines] == [(Step.LEFT, "=Ada")]


def test_two_thousand_people_in_seconds(visit: PageClient) -> None:
    camp, user = organised_camp(visit)
    make_topic(camp)
    people = "".join(
        f"Person {n},p{n}@e.org,House {n % 300},DK,Hydrogen storage,p{(n + 1) % 2000}@e.org\n" for n in range(2000)
    )  # fmt: skip
    began = time.monotonic()
    made = uploaded(
        camp, user, "Name,Email,Organisation,Country,Topics offered,Would like to meet\n" + people
    )
    with count_queries() as sent:
        visit.get(f"/console/camp/import/{made.id}/check")
    assert len(sent) <= 20
    visit.submit(button="Import 2000 people")
    spent = time.monotonic() - began
    assert db.session.scalar(select(func.count(Participant.id))) == 2000
    assert db.session.scalar(select(func.count(Wish.id))) == 2000
    assert spent < 60, spent
    print(f"2,000 people in {spent:.1f} s")


def test_workbook_of_the_template_opens_and_names_its_columns(visit: PageClient) -> None:
    organised_camp(visit)
    sheet = load_workbook(io.BytesIO(visit.http.get("/console/camp/import/template.xlsx").data)).active
    assert [cell.value for cell in sheet[1]][:3] == ["Name", "Email address", "Organisation"]
    text = visit.http.get("/console/camp/import/template.csv").data.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text)))[1] == "Email address"
