"""Organisers see who is left alone and who could step in, ask them, and the yes makes the meeting; nobody is betrayed."""

# ruff: noqa: F401, F811  fixtures that other modules make

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AskStatus, Camp, CampRole, Grade, InterestKind, OutboxMessage, StandInAsk, TeamMember
from app.services.changes import replies
from app.services.day import stand_in_asks, stand_in_offers, stand_ins
from app.services.refusals import Conflict, NotThere
from app.services.setup.blocks import slots_of
from tests.agenda.test_replies import BEFORE, camp, entry, person  # Ada meets Bo, then Cy
from tests.agenda.test_stand_ins import alone, first_slot  # Bo cannot come; Ada wishes to meet Di
from tests.makers import START, make_crowd, make_interest, make_participant, make_topic, make_user, make_wish
from tests.page_client import PageClient
from tests.queries import count_queries


def who_is_alone(camp: Camp) -> list[tuple[str, str, bool]]:
    return [
        (one.person.name, one.instead_of.name, one.has_not_come) for one in stand_in_offers.left_alone(camp)
    ]


def who_could(camp: Camp) -> list[tuple[str, str, AskStatus | None]]:
    """For Ada in the first slot: name, wish, what stands asked."""
    found = stand_in_offers.alone_at(camp, person("Ada").code, first_slot(camp))
    return [(one.person.name, one.wish, one.asked) for one in stand_in_offers.candidates(camp, found)]


def offer(camp: Camp, name: str) -> None:
    stand_in_offers.offer(camp, person("Ada").code, first_slot(camp), person(name).code)


def mails_to(name: str) -> list[str]:
    query = select(OutboxMessage.subject).where(OutboxMessage.recipient == person(name).user.email)
    return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def test_alone_is_whose_partner_called_off_and_not_who_called_off(alone: Camp) -> None:
    with time_machine.travel(BEFORE):
        assert who_is_alone(alone) == [("Ada", "Bo", False)]
        replies.say_cannot_come(alone, person("Ada"), person("Cy").code)
        assert who_is_alone(alone) == [("Ada", "Bo", False), ("Cy", "Ada", False)]
    with time_machine.travel(START - timedelta(hours=12, minutes=30)):
        assert who_is_alone(alone) == []
    with time_machine.travel(START + timedelta(hours=3)):
        assert who_is_alone(alone) == []


def test_alone_is_who_waits_at_the_table_some_minutes(camp: Camp) -> None:
    with time_machine.travel(START + timedelta(minutes=1), tick=False) as clock:
        replies.say_here(camp, person("Ada"), person("Bo").code)
        assert who_is_alone(camp) == []
        clock.shift(timedelta(minutes=5))
        assert who_is_alone(camp) == [("Ada", "Bo", True)]
        replies.say_here(camp, person("Bo"), person("Ada").code)
        assert who_is_alone(camp) == []


def test_person_who_waits_in_vain_is_told_of_with_the_table(camp: Camp, visit: PageClient) -> None:
    with time_machine.travel(START + timedelta(minutes=1), tick=False) as clock:
        replies.say_here(camp, person("Ada"), person("Bo").code)
        clock.shift(timedelta(minutes=5))
        visit.sign_in(make_user("boss@example.org", is_administrator=True))
        visit.get(f"/console/{camp.slug}/people/{person('Ada').code}")
        assert "Bo has not come to table 1." in visit.page.select_one(".notice").get_text()


def test_wishes_go_before_profiles_and_mutual_ones_first(alone: Camp) -> None:
    topic = make_topic(alone)
    fits, admirer, mutual, _stranger, hidden = (
        make_participant(alone, name, is_listed=name != "Hidden")
        for name in ("Fits", "Admirer", "Mutual", "Stranger", "Hidden")
    )
    make_interest(person("Ada"), topic, InterestKind.OFFER)
    make_interest(fits, topic, InterestKind.NEED)
    for author in (admirer, mutual, hidden):
        make_wish(author, person("Ada"))
    make_wish(person("Ada"), mutual)
    with time_machine.travel(BEFORE):
        assert who_could(alone) == [
            ("Mutual", "both", None), ("Admirer", "theirs", None), ("Di", "own", None), ("Fits", "", None),
        ]  # fmt: skip
        at = stand_in_offers.alone_at(alone, person("Ada").code, first_slot(alone))
        assert stand_in_offers.candidates(alone, at)[-1].reasons == [
            "Needs what Ada offers: Hydrogen storage"
        ]


def test_the_organiser_offers_and_the_yes_makes_the_meeting(
    alone: Camp, app: Flask, visit: PageClient
) -> None:
    boss, other = make_user("boss@example.org"), PageClient(app)
    db.session.add(TeamMember(camp_id=alone.id, user_id=boss.id, role=CampRole.ORGANISER))
    db.session.commit()
    with time_machine.travel(BEFORE, tick=False):
        visit.sign_in(boss)
        visit.get(f"/console/nyborg/people/{person('Ada').code}")
        assert visit.texts(".notice__title") == ["Left alone: Tuesday 9 March 2027, 09:00 (Copenhagen)"]
        page = visit.get("/console/nyborg/stand-ins")
        assert visit.texts("tbody th") == ["Ada"]
        visit.get(page.find("a", string="See who is free")["href"])
        assert visit.texts("h1") == ["Who could meet Ada at 09:00–09:20"]
        assert visit.texts("tbody th") == ["Di"]
        visit.submit(button="Offer the meeting")
        assert visit.texts("tbody .badge") == ["Ada wishes it", "Asked"]
        assert mails_to("Di") == [f"Can you meet Ada at {alone.name}?"]
        other.sign_in(person("Di").user)
        other.get("/camps/nyborg/agenda")
        assert "The organisers ask: can you meet Ada at 09:00?" in other.texts(".notice__title")
        other.submit(button="Yes, we meet")
        assert who_is_alone(alone) == []
        visit.get(f"/console/nyborg/stand-ins/{first_slot(alone)}/{person('Ada').code}", follow=True)
        assert visit.response.request.path == "/console/nyborg/stand-ins"
        assert visit.texts(".empty-state__title") == ["Nobody is left alone"]
    assert (entry("Ada", "Di").table_number, entry("Ada", "Di").is_cancelled) == (1, False)
    assert mails_to("Ada")[-1] == f"Di meets you at {alone.name}"


@pytest.mark.parametrize(("author", "target"), [("Ada", "Di"), ("Di", "Ada")])
def test_nobody_learns_who_would_rather_not(alone: Camp, author: str, target: str) -> None:
    topic = make_topic(alone)
    make_interest(person("Ada"), topic, InterestKind.OFFER)
    make_interest(person("Di"), topic, InterestKind.NEED)
    db.session.query(type(make_wish(person("Cy"), person("Bo")))).delete()
    make_wish(person(author), person(target), Grade.RATHER_NOT)
    with time_machine.travel(BEFORE):
        assert who_could(alone) == [("Di", "", None)]
        offer(alone, "Di")
        assert who_could(alone) == [("Di", "", AskStatus.WAITING)]
        assert (mails_to("Di"), stand_ins.asks_to(person("Di"))) == ([], [])
        if author == "Ada":  # Di was never asked, and cannot say yes to what was never shown
            with pytest.raises(Conflict):
                stand_in_asks.accept(alone, person("Di"), first_slot(alone), person("Ada").code)


def test_offering_twice_asks_once_and_who_is_taken_cannot_be_offered(alone: Camp) -> None:
    with time_machine.travel(BEFORE):
        offer(alone, "Di")
        offer(alone, "Di")
        assert (db.session.query(StandInAsk).count(), len(mails_to("Di"))) == (1, 1)
        assert db.session.query(StandInAsk).one().is_offered
        with pytest.raises(Conflict):
            offer(alone, "Cy")  # meets Ada anyway
        with pytest.raises(Conflict):  # not left alone then
            stand_in_offers.offer(alone, person("Ada").code, slots_of(alone)[1].id, person("Di").code)
        with pytest.raises(NotThere):
            stand_in_offers.alone_at(alone, "nobody", first_slot(alone))


def take_back(camp: Camp, name: str) -> None:
    stand_in_offers.take_back(camp, person("Ada").code, first_slot(camp), person(name).code)


def test_an_offer_whose_mail_still_waits_is_taken_back_without_a_word(alone: Camp) -> None:
    with time_machine.travel(BEFORE, tick=False) as clock:
        offer(alone, "Di")
        take_back(alone, "Di")
        take_back(alone, "Di")
        assert (mails_to("Di"), stand_ins.asks_to(person("Di"))) == ([], [])
        assert who_could(alone) == [("Di", "own", None)]
        with pytest.raises(Conflict, match="no longer open"):
            stand_in_asks.accept(alone, person("Di"), first_slot(alone), person("Ada").code)
        db.session.rollback()
        clock.shift(timedelta(seconds=5))
        offer(alone, "Di")  # and is made again, in the same row
        assert (len(mails_to("Di")), len(stand_ins.asks_to(person("Di")))) == (1, 1)
        assert db.session.query(StandInAsk).count() == 1


def test_whose_mail_has_gone_out_is_told_that_it_is_settled(alone: Camp) -> None:
    with time_machine.travel(BEFORE, tick=False):
        offer(alone, "Di")
        db.session.query(OutboxMessage).filter_by(recipient=person("Di").user.email).update(
            {"status": "sent"}
        )
        db.session.commit()
        take_back(alone, "Di")
        assert mails_to("Di")[1:] == [f"You are no longer asked to meet Ada at {alone.name}"]


def test_what_is_answered_or_was_asked_by_themselves_is_not_taken_back(alone: Camp) -> None:
    with time_machine.travel(BEFORE):
        with pytest.raises(Conflict, match="Di has not been asked"):
            take_back(alone, "Di")
        db.session.rollback()
        offer(alone, "Di")
        stand_in_asks.accept(alone, person("Di"), first_slot(alone), person("Ada").code)
        with pytest.raises(Conflict, match="Di has answered already"):
            take_back(alone, "Di")
        db.session.rollback()
        assert entry("Ada", "Di").is_cancelled is False


def test_who_would_rather_not_is_told_nothing_by_taking_back_either(alone: Camp) -> None:
    topic = make_topic(alone)
    make_interest(person("Ada"), topic, InterestKind.OFFER)
    make_interest(person("Di"), topic, InterestKind.NEED)
    make_wish(person("Di"), person("Ada"), Grade.RATHER_NOT)
    with time_machine.travel(BEFORE):
        offer(alone, "Di")
        take_back(alone, "Di")
        assert mails_to("Di") == []


def test_the_organiser_takes_back_on_the_board(alone: Camp, visit: PageClient) -> None:
    boss = make_user("boss@example.org")
    db.session.add(TeamMember(camp_id=alone.id, user_id=boss.id, role=CampRole.ORGANISER))
    db.session.commit()
    with time_machine.travel(START - timedelta(minutes=20), tick=False) as clock:
        visit.sign_in(boss)
        visit.get("/console/nyborg/day")
        visit.submit(button="Offer meeting")
        clock.shift(timedelta(seconds=3))
        visit.submit(button="Take back")
        assert visit.response.request.path == "/console/nyborg/day"
        assert visit.texts(".flash") == ["Di is no longer asked to meet Ada."]
        visit.get("/console/nyborg/log")
        assert "Took back the question whether Di steps in." in visit.page.get_text()
        visit.get(f"/console/nyborg/stand-ins/{first_slot(alone)}/{person('Ada').code}")
        visit.submit(button="Offer the meeting")
        visit.language("da")
        visit.get(f"/console/nyborg/stand-ins/{first_slot(alone)}/{person('Ada').code}")
        visit.submit(button="Træk tilbage")
        assert visit.texts(".flash") == ["Di er ikke længere spurgt, om de vil mødes med Ada."]


def test_a_no_is_shown_and_ends_it(alone: Camp) -> None:
    with time_machine.travel(BEFORE):
        offer(alone, "Di")
        stand_in_asks.decline(alone, person("Di"), first_slot(alone), person("Ada").code)
        assert who_could(alone) == [("Di", "own", AskStatus.DECLINED)]
        offer(alone, "Di")
        assert db.session.query(StandInAsk).one().status is AskStatus.DECLINED


@pytest.mark.parametrize("page", ["", "/{slot}/{code}"])
def test_pages_ask_the_same_number_of_questions_at_ten_and_at_five_hundred(
    alone: Camp,
    visit: PageClient,
    page: str,
) -> None:
    boss = make_user("boss@example.org")
    db.session.add(TeamMember(camp_id=alone.id, user_id=boss.id, role=CampRole.ORGANISER))
    db.session.commit()
    path = "/console/nyborg/stand-ins" + page.format(slot=first_slot(alone), code=person("Ada").code)
    counts = []
    with time_machine.travel(BEFORE, tick=False):
        visit.sign_in(boss)
        for more in (10, 490):
            make_crowd(alone, more)
            visit.get("/console")
            with count_queries() as sent:
                visit.get(path)
            counts.append(len(sent))
    assert counts[0] == counts[1] <= 40
