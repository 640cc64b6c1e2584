"""Where somebody is signed in: in view, one by one and all at once to be stopped, and marked seldom."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Browser, CalendarToken, SignInToken, User
from app.services.accounts import browsers, sign_in
from app.services.calendars import calendars
from tests.makers import make_camp, make_participant, make_user
from tests.page_client import PageClient
from tests.queries import count_queries

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36 Edg/126.0.0.0"
)
MOMENT = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def ada(app: Flask) -> User:
    return make_user("ada@example.org", email_confirmed_at=MOMENT)


def is_in(visit: PageClient) -> bool:
    return visit.http.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("agent", "kind"),
    [(PHONE, ("Safari", "iPhone")), (EDGE, ("Edge", "Windows")), ("curl/8", ("", "")), ("", ("", ""))],
)
def test_the_kind_is_read_from_what_the_browser_calls_itself(agent: str, kind: tuple[str, str]) -> None:
    assert browsers.kind_of(agent) == kind


def test_one_browser_is_signed_out_and_this_one_is_marked(app: Flask, ada: User, visit: PageClient) -> None:
    elsewhere = PageClient(app)
    visit.sign_in(ada)
    identity = browsers.enter(ada, PHONE)
    with elsewhere.http.session_transaction() as session:
        session["_user_id"] = identity
    assert is_in(elsewhere)
    visit.get("/account/access")
    ways = visit.texts(".access-list__way")
    assert [("This browser" in way, "Safari on iPhone" in way) for way in ways] == [
        (False, True),
        (True, False),
    ]
    visit.submit(button="Sign out", action="/browsers/")
    assert (is_in(visit), is_in(elsewhere)) == (True, False)
    assert len(visit.texts(".access-list__way")) == 1


def test_nobody_signs_out_somebody_elses_browser(app: Flask, ada: User, visit: PageClient) -> None:
    visit.sign_in(make_user("eve@example.org"))
    identity = browsers.enter(ada, EDGE)
    number = db.session.scalars(select(Browser.id).where(Browser.user_id == ada.id)).one()
    visit.post(f"/account/access/browsers/{number}/end")
    assert browsers.user_of(identity) == ada


def test_links_and_calendar_addresses_are_stopped_one_by_one(
    app: Flask, ada: User, visit: PageClient
) -> None:
    person = make_participant(make_camp("nyborg"), user=ada)
    calendars.issue_token(db.session.merge(make_camp("nyborg-2")), person)
    sign_in.ask(ada.email, "some browser", "/", "en")
    visit.sign_in(ada)
    visit.get("/account/access")
    visit.submit(button="Stop", action="/links/")
    assert db.session.query(SignInToken).count() == 0
    visit.submit(button="Stop", action="/calendars/")
    assert db.session.query(CalendarToken).one().revoked_at is not None
    assert visit.texts(".access-list__way .button") == ["Sign out"]


def test_everything_is_stopped_at_once_but_this_browser(app: Flask, ada: User, visit: PageClient) -> None:
    camp = make_camp("nyborg")
    secret = calendars.issue_token(camp, make_participant(camp, user=ada))
    sign_in.ask(ada.email, "some browser", "/", "en")
    other = browsers.enter(ada, PHONE)
    visit.sign_in(ada)
    visit.get("/account/access")
    visit.submit(button="Stop everything but this browser")
    assert is_in(visit)
    assert browsers.user_of(other) is None
    assert calendars.feed_of(secret) is None
    assert db.session.query(SignInToken).count() == 0


def test_coming_again_is_noted_at_most_once_an_hour(ada: User, visit: PageClient) -> None:
    with time_machine.travel(MOMENT, tick=False) as clock:
        visit.sign_in(ada)
        visit.get("/account")
        clock.shift(timedelta(minutes=59))
        with count_queries() as sent:
            visit.get("/account")
        assert [one for one in sent if one.startswith("UPDATE")] == []
        clock.shift(timedelta(minutes=2))
        visit.get("/account")
        assert db.session.query(Browser).one().seen_at == MOMENT + timedelta(minutes=61)
        clock.shift(timedelta(days=31))
        assert not is_in(visit)
        browsers.forget_old()
    assert db.session.query(Browser).count() == 0


def test_signing_out_leaves_no_row(ada: User, visit: PageClient) -> None:
    visit.sign_in(ada)
    visit.post("/sign-out")
    assert db.session.query(Browser).count() == 0
