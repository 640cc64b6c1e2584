"""Everybody who may come to the site, each with a browser of their own."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient

from app.models import User
from app.services.accounts import browsers
from tests.page_client import TOKEN
from tests.world.camps import Populated

ROLES = (
    "anonymous", "feed token", "stranger", "unconfirmed", "waiting", "withdrawn", "participant",
    "participant elsewhere", "helper", "helper elsewhere", "organiser", "organiser elsewhere",
    "administrator",
)  # fmt: skip
SIGNED_IN = ROLES[2:]


class Visitor:
    """One browser. `token` is a CSRF token that is good in it."""

    def __init__(self, app: Flask, role: str, user: User | None, feed: str = "") -> None:
        self.role = role
        self.client: FlaskClient = app.test_client()
        self.headers = {"Authorization": f"Bearer {feed}"} if feed else {}
        self.query = {"token": feed} if feed else {}
        self.identity = browsers.enter(user, "") if user else None
        self.token = ""
        self._fresh: dict[Any, Any] = {}
        self.enter()

    def enter(self) -> None:
        """Begin (again) with no cookie but that of being signed in; the token stays good, for it belongs to that."""
        self.client._cookies = dict(self._fresh or self._first_cookies())

    def _first_cookies(self) -> dict[Any, Any]:
        """The cookies of a browser that has just come, with the token of its first page."""
        with self.client.session_transaction() as session:
            session["language"] = "en"
            if self.identity:
                session["_user_id"], session["_fresh"] = self.identity, True
        found = TOKEN.search(self.client.get("/").text)
        assert found is not None
        self.token = found[1]
        self._fresh = dict(self.client._cookies)
        return self._fresh

    def get(self, path: str, headers: dict[str, str] | None = None) -> Any:
        """The answer to a request that carries the feed's secret, if any, wherever one may carry a secret."""
        return self.client.get(self._with_query(path), headers=self.headers | (headers or {}))

    def _with_query(self, path: str) -> str:
        return f"{path}{'&' if '?' in path else '?'}{urlencode(self.query)}" if self.query else path

    def post(self, path: str, data: dict[str, Any] | None = None, *, token: bool = True) -> Any:
        fields = {**({"csrf_token": self.token} if token else {}), **(data or {})}
        return self.client.post(self._with_query(path), data=fields, headers=self.headers)


def visitors(app: Flask, home: Populated, other: Populated, common: dict[str, User]) -> dict[str, Visitor]:
    """One visitor of each role at the home camp."""
    users: dict[str, User | None] = {
        "anonymous": None, "feed token": None, **common,
        **{name: home.users[name] for name in ("unconfirmed", "waiting", "withdrawn", "participant")},
        **{name: home.users[name] for name in ("helper", "organiser")},
        **{f"{name} elsewhere": other.users[name] for name in ("participant", "helper", "organiser")},
    }  # fmt: skip
    feeds = {"feed token": str(home.addresses["feed"])}
    return {role: Visitor(app, role, users[role], feeds.get(role, "")) for role in ROLES}
