from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.extensions import limiter
from app.factory import create_app
from app.services.accounts import accounts
from tests.makers import make_user
from tests.page_client import PageClient


@pytest.fixture(params=["memory://", "redis://127.0.0.1:1/0"], ids=["in memory", "with Redis away"])
def limited(request: pytest.FixtureRequest, app: Flask) -> Iterator[PageClient]:
    """A browser at an application with the limits on, as in production, counted from nothing."""
    settings = replace(app.config["SETTINGS"], rate_limits=True, rate_limit_storage=request.param)
    other = create_app(settings)
    other.testing = True
    yield PageClient(other)
    limiter.enabled = False
    limiter._storage_dead = False  # the limiter is one for all applications and remembers Redis away


def statuses(visit: PageClient, path: str, fields: dict[str, str], how_many: int) -> list[int]:
    """The answers to the same form sent again and again, each time from another alleged address."""
    data = {**fields, "csrf_token": visit.token()}
    return [
        visit.http.post(path, data=data, headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(how_many)
    ]


def test_one_machine_is_slowed_whatever_address_it_alleges(limited: PageClient) -> None:
    seen = statuses(limited, "/sign-in", {"email": "nobody@example.org"}, 60)
    assert seen == [302] * 40 + [429] * 20


def test_passwords_of_one_address_are_not_tried_out(limited: PageClient) -> None:
    ada = make_user("ada@example.org")
    accounts.set_password(ada, "four words and a comma")
    seen = statuses(
        limited, "/sign-in/password", {"with-email": "Ada@example.org", "with-password": "guess"}, 14
    )
    assert seen == [200] * 10 + [429] * 4
    right = {"with-email": "ada@example.org", "with-password": "four words and a comma"}
    assert statuses(limited, "/sign-in/password", right, 1) == [429]


def test_the_page_itself_is_not_limited_like_the_form(limited: PageClient) -> None:
    statuses(limited, "/sign-in", {"email": "nobody@example.org"}, 45)
    limited.get("/sign-in")
