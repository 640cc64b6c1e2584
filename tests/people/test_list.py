"""Finding people by what they lack, keeping views, and acting on many at once: shown before it is done."""

import csv
import io
import time
from datetime import UTC, datetime

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.extensions import db
from app.models import (
    Act,
    ActKind,
    Grade,
    InterestKind,
    OutboxMessage,
    Participant,
    ParticipantStatus,
    PeopleView,
    ScheduleStatus,
)
from app.services.reminding import reminders
from app.services.reminding.reminders import Purpose, Reminder
from tests.makers import (
    make_camp,
    make_crowd,
    make_interest,
    make_organisation,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_topic,
    make_type,
    make_user,
    make_wish,
)
from tests.page_client import PageClient
from tests.queries import count_queries
from tests.setup.runs import organised_camp

LIST = "/console/camp/people"


def names(visit: PageClient) -> list[str]:
    return visit.texts("tbody th")


def acts() -> list[tuple[ActKind, dict[str, object]]]:
    return [(act.kind, act.details) for act in db.session.scalars(select(Act).order_by(Act.id))]


def test_people_are_found_by_what_they_lack_and_where_they_come_from(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    kind, topic, house = make_type(camp), make_topic(camp), make_organisation()
    ada = make_participant(camp, "Ada", country="DK", type_id=kind.id, organisation=house, needs="Wind")
    bo = make_participant(camp, "Bo", country="SE", organisation=make_organisation("Other"),
                          checked_in_at=datetime(2027, 3, 9, 8, tzinfo=UTC))  # fmt: skip
    make_interest(bo, topic, InterestKind.OFFER)
    cy = make_participant(camp, "Cy", status=ParticipantStatus.UNCONFIRMED)
    make_participant(camp, "Dee", status=ParticipantStatus.WITHDRAWN)
    make_wish(ada, bo, Grade.RATHER_NOT), make_wish(bo, ada)
    slots, tables = make_slots(camp), make_tables(camp)
    make_schedule(camp, [(bo, cy, slots[0], tables[0])], status=ScheduleStatus.PUBLISHED)
    for query, found in [
        ("lack=wishes", ["Ada"]), ("lack=meetings", ["Ada"]), ("lack=check_in", ["Ada"]), ("lack=profile", ["Cy"]),
        ("lack=nonsense", ["Ada", "Bo", "Cy", "Dee"]), (f"type={kind.id}", ["Ada"]), ("type=none", ["Bo", "Cy", "Dee"]),
        ("country=SE", ["Bo"]), (f"organisation={house.id}", ["Ada"]), ("lack=wishes&country=SE", []),
        ("sort=country&order=down", ["Bo", "Ada", "Dee", "Cy"]), ("sort=status", ["Cy", "Ada", "Bo", "Dee"]),
    ]:  # fmt: skip
        visit.get(f"{LIST}?{query}")
        assert names(visit) == found, query
    visit.get(f"{LIST}?lack=wishes")
    tabs = visit.texts(".tabs__link")
    assert tabs == [
        "All 4", "Not confirmed 1", "No wishes yet 1", "No meetings 1", "Not checked in 1", "Incomplete profile 1",
    ]  # fmt: skip
    assert visit.texts(".tabs__link[aria-current]") == ["No wishes yet 1"]


def test_a_view_is_kept_for_its_organiser_alone(visit: PageClient) -> None:
    camp, user = organised_camp(visit)
    make_participant(camp, "Ada", country="DK"), make_participant(camp, "Bo", country="SE")
    visit.get(f"{LIST}?country=DK&sort=registered&order=down")
    visit.submit({"name": "  Danes,  newest "}, action="/filters")
    assert visit.texts(".saved-filters__item a") == ["Danes, newest"]
    kept = db.session.scalars(select(PeopleView)).one()
    assert (kept.asked, kept.user_id) == ("country=DK&sort=registered&order=down", user.id)
    visit.get(LIST)
    visit.get(visit.page.select_one(".saved-filters__item a")["href"])
    assert names(visit) == ["Ada"]
    other = make_user("second@example.org")
    elsewhere = make_camp("elsewhere")
    for camp_id, user_id in ((camp.id, other.id), (elsewhere.id, user.id)):
        db.session.add(PeopleView(camp_id=camp_id, user_id=user_id, name="Theirs", asked="q=x",
                                  created_at=datetime.now(UTC)))  # fmt: skip
    db.session.commit()
    visit.get(LIST)
    assert visit.texts(".saved-filters__item a") == ["Danes, newest"]
    theirs = db.session.scalar(select(PeopleView.id).where(PeopleView.user_id == other.id))
    visit.post(f"{LIST}/filters/{theirs}/remove", status=404)
    visit.get(LIST)
    visit.submit(action=f"filters/{kept.id}/remove")
    assert db.session.scalar(select(func.count(PeopleView.id))) == 2


def test_ticked_ones_are_declined_or_withdrawn_after_the_consequence_is_shown(visit: PageClient) -> None:
    camp, user = organised_camp(visit, capacity=2, places_taken=2)
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    cy = make_participant(camp, "Cy", status=ParticipantStatus.APPLIED)
    next_one = make_participant(camp, "Next", status=ParticipantStatus.WAITING)
    visit.get(LIST)
    visit.submit({"code": [cy.code, ada.code]}, button="Decline…")
    assert visit.page.h1.get_text() == "Decline 1 registration?"
    assert "1 of those you chose is not concerned and stays as they are." in visit.texts(".confirm-page li")
    visit.submit({"note": "Full of clusters."})
    db.session.expire_all()
    assert (cy.status, cy.decision_note, ada.status.value) == (
        ParticipantStatus.DECLINED, "Full of clusters.", "confirmed",
    )  # fmt: skip
    visit.submit({"code": [ada.code, bo.code]}, button="Withdraw…")
    assert visit.page.h1.get_text() == "Withdraw 2 registrations?"
    assert ada.status.value == "confirmed"
    visit.submit(button="Withdraw them")
    assert visit.texts(".flash") == ["2 registrations are withdrawn."]
    db.session.expire_all()
    assert [one.status.value for one in (ada, bo, next_one)] == ["withdrawn", "withdrawn", "unconfirmed"]
    assert camp.places_taken == 1
    assert acts() == [(ActKind.DECLINED, {"people": 1}), (ActKind.WITHDRAWN, {"people": 2})]
    assert {act.user_id for act in db.session.scalars(select(Act))} == {user.id}


def test_nobody_ticked_changes_nothing_and_keeps_the_filter(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    make_participant(camp, "Ada", country="DK")
    visit.get(f"{LIST}?country=DK")
    visit.submit(button="Withdraw…")
    assert visit.texts(".flash") == ["Tick somebody first."]
    assert visit.response is not None and visit.response.request.query_string == b"country=DK"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_selection_or_all_that_is_found_goes_into_a_file_without_formulas(
    visit: PageClient, kind: str
) -> None:
    camp, _user = organised_camp(visit)
    make_crowd(camp, 60)
    evil = make_participant(camp, "=1+1", country="DK")
    make_participant(camp, "Bo", country="DK")

    def downloaded(**fields: object) -> list[str]:
        token = {"csrf_token": visit.token(), "act": kind}
        data = visit.http.post(f"{LIST}/chosen", data=token | fields).data
        if kind == "csv":
            return [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))][1:]
        return [row[0].value for row in load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2)]

    assert downloaded(code=[evil.code]) == ["'=1+1" if kind == "csv" else "=1+1"]
    assert downloaded(everybody="y", country="DK") == ["'=1+1" if kind == "csv" else "=1+1", "Bo"]
    assert len(downloaded(everybody="y")) == 62


def test_reminder_is_read_in_both_languages_and_sent_once_a_day(visit: PageClient) -> None:
    camp, user = organised_camp(visit, name="Innovation Camp", contact_email="camp@example.org")
    ada = make_participant(camp, "Ada")
    make_participant(camp, "Bo", make_user("bo@example.dk", language="da"))
    make_participant(camp, "Cy", status=ParticipantStatus.UNCONFIRMED)
    with time_machine.travel(datetime(2026, 11, 26, 12, tzinfo=UTC), tick=False):
        visit.sign_in(user)
        visit.get(LIST)
        visit.submit({"everybody": "y"}, button="Remind…")
        visit.submit({"purpose": "wishes", "words_da": "Husk det nu."}, button="Next")
        assert visit.texts(".confirm-page__consequences li") == [
            "2 mails are sent.",
            "1 is not concerned, because of where the registration stands, and gets none.",
        ]
        danish, english = visit.texts(".mail-text")
        assert "Wishes close on Wednesday 3 March 2027, 01:00 (Copenhagen)." in english
        assert "Husk det nu." in danish and "Husk det nu." in english
        assert english.endswith("Choose which mails you want, or none: (a link of their own)")
        assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0
        visit.submit(button="Send 2 reminders")
        assert visit.texts(".flash") == ["2 reminders are on their way."]
        mails = {mail.recipient: mail for mail in db.session.scalars(select(OutboxMessage))}
        assert set(mails) == {ada.user.email, "bo@example.dk"}
        assert (mails["bo@example.dk"].language, "Kære Bo" in mails["bo@example.dk"].body) == ("da", True)
        assert f"/camps/{camp.slug}/people" in mails[ada.user.email].body
        assert acts() == [(ActKind.REMINDED, {"people": 2, "of": "wishes"})]

    with time_machine.travel(datetime(2026, 11, 27, 11, tzinfo=UTC), tick=False):
        visit.post(f"{LIST}/chosen", {"everybody": "y", "act": "remind"}, status=200)
        visit.submit({"purpose": "wishes"}, button="Next")
        assert visit.texts(".confirm-page__consequences li")[:2] == [
            "0 mails are sent.",
            "2 have had a reminder within the last day and get none.",
        ]
        assert not [b for b in visit.texts("main button") if b.startswith("Send")]
        visit.submit({"again": "y"}, button="Show again")
        visit.submit(button="Send 2 reminders")
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 4


def test_reminder_to_confirm_goes_to_the_unconfirmed_and_a_bare_note_needs_words(visit: PageClient) -> None:
    camp, user = organised_camp(visit)
    make_participant(camp, "Ada")
    cy = make_participant(camp, "Cy", status=ParticipantStatus.UNCONFIRMED)
    visit.post(f"{LIST}/chosen", {"code": [cy.code], "act": "remind"}, status=200)
    assert visit.page.find("input", attrs={"name": "purpose", "checked": True})["value"] == "confirm"
    visit.submit({"purpose": "note"}, button="Next")
    assert visit.texts(".error-summary li") == ["Write what you want to say."]
    codes = list(db.session.scalars(select(Participant.code)))
    assert reminders.send(camp, codes, Reminder(Purpose.CONFIRM), user, again=False) == 1
    assert db.session.scalars(select(OutboxMessage.recipient)).all() == [cy.user.email]


def test_two_thousand_people_are_listed_with_a_bounded_number_of_queries(visit: PageClient) -> None:
    camp, _user = organised_camp(visit)
    make_crowd(camp, 2000)
    began = time.monotonic()
    with count_queries() as sent:
        visit.get(f"{LIST}?lack=wishes&sort=organisation")
    print(f"2,000 people listed in {time.monotonic() - began:.2f} s with {len(sent)} queries")
    assert len(sent) <= 12
    with count_queries() as sent:
        visit.post(f"{LIST}/chosen", {"everybody": "y", "act": "remind"}, status=200)
    assert len(sent) <= 14
