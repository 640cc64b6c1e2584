from datetime import date

import pytest
from flask import Flask

from app.models import CampRole, ParticipantStatus
from app.services.accounts import accounts, teams
from tests.makers import make_camp, make_participant, make_user
from tests.page_client import PageClient

PASSWORD = "four words and a comma"


def lands_on(visit: PageClient, address: str, next_path: str = "") -> str | None:
    data = {"with-email": address, "with-password": PASSWORD, "csrf_token": visit.token()}
    query = {"next": next_path} if next_path else {}
    return visit.http.post("/sign-in/password", data=data, query_string=query).location


@pytest.mark.parametrize("role", list(CampRole))
def test_who_works_at_a_camp_lands_in_the_console(app: Flask, visit: PageClient, role: CampRole) -> None:
    user = make_user("ada@example.org")
    accounts.set_password(user, PASSWORD)
    teams.join_team(make_camp(), user, role)
    assert lands_on(visit, "ada@example.org") == "/console"


def test_a_participant_lands_at_the_next_camp_that_is_not_over(app: Flask, visit: PageClient) -> None:
    user = make_user("ada@example.org")
    accounts.set_password(user, PASSWORD)
    for slug, day, status in (
        ("over", date(2020, 3, 9), ParticipantStatus.CONFIRMED),
        ("later", date(2030, 3, 9), ParticipantStatus.CONFIRMED),
        ("next", date(2028, 3, 9), ParticipantStatus.UNCONFIRMED),
        ("left", date(2027, 3, 9), ParticipantStatus.WITHDRAWN),
    ):
        make_participant(make_camp(slug, starts_on=day, ends_on=day), user=user, status=status)
    assert lands_on(visit, "ada@example.org") == "/camps/next/me"
    assert lands_on(visit, "ada@example.org", "/account") == "/account"


def test_somebody_without_a_camp_lands_on_the_front_page(app: Flask, visit: PageClient) -> None:
    accounts.set_password(make_user("ada@example.org"), PASSWORD)
    assert lands_on(visit, "ada@example.org") == "/"
