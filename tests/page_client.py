"""A browser without JavaScript, for tests: it follows forms as a person would and checks every page.

Each HTML page must have a title, one h1, a language, unique ids, forms with a CSRF token, and no
inline script or style (the content security policy would block them).
"""

import re
from collections import Counter
from contextvars import Context
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.extensions import db
from app.models import User
from app.services.accounts import browsers
from tests.kept_pages import keep

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def parsed(html: str) -> BeautifulSoup:
    """A page to look at. By the quickest parser, which mends nothing: the HTML checker finds what would need it."""
    return BeautifulSoup(html, "html.parser")


def faults_of_page(page: BeautifulSoup) -> list[str]:
    """What is wrong with a page, in words; empty when nothing is."""
    tags = page.find_all(True)
    faults = []
    if not page.title or not page.title.get_text(strip=True):
        faults.append("no title")
    if (headings := sum(tag.name == "h1" for tag in tags)) != 1:
        faults.append(f"{headings} h1")
    if not page.html or page.html.get("lang") not in ("da", "en"):
        faults.append("no language")
    ids = Counter(tag["id"] for tag in tags if tag.has_attr("id"))
    faults += [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    for tag in tags:
        if tag.name == "label" and tag.has_attr("for") and tag["for"] not in ids:
            faults.append(f"label for nothing: {tag['for']}")
        if tag.has_attr("style"):
            faults.append(f"inline style on {tag.name}")
        if tag.name == "script" and not tag.get("src"):
            faults.append("inline script")
        if tag.name == "form" and _posts(tag) and not tag.find(attrs={"name": "csrf_token"}):
            faults.append(f"form to {tag.get('action')} without CSRF token")
    return faults


def _posts(form: Tag) -> bool:
    return str(form.get("method", "get")).lower() == "post"


class Browser(FlaskClient):
    """Requests that share neither session nor `g` with the test, as on a server.

    What the test has not committed yet is committed first: the server must see it, and on SQLite
    an open transaction of the test would keep it from writing.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        return Context().run(super().open, *args, **kwargs)


class PageClient:
    """Visits pages of the application under test; `page` is the last one, parsed."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()
        self.page = parsed("")
        self.response: TestResponse | None = None

    def sign_in(self, user: User) -> None:
        """Sign in as the user without going through the mail (that way has its own tests)."""
        identity = browsers.enter(user, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0")
        with self.http.session_transaction() as session:
            session["_user_id"] = identity
            session["_fresh"] = True

    def language(self, code: str) -> None:
        """Read pages in this language from now on."""
        with self.http.session_transaction() as session:
            session["language"] = code

    def _seen(self, response: TestResponse, status: int) -> BeautifulSoup:
        self.response = response
        db.session.expire_all()
        assert response.status_code == status, f"{response.status_code}, not {status}: {response.text[:2000]}"
        if response.mimetype == "text/html" and not 300 <= status < 400:
            self.page = parsed(response.text)
            if "HX-Request" not in response.request.headers:
                assert faults_of_page(self.page) == []
                keep(response.text, response.request.path)
        return self.page

    def get(self, path: str, status: int = 200, follow: bool = False, **kwargs: Any) -> BeautifulSoup:
        """Open a page and check it."""
        return self._seen(self.http.get(path, follow_redirects=follow, **kwargs), status)

    def token(self) -> str:
        """A CSRF token of this browser, from a form that every page has."""
        found = TOKEN.search(self.http.get("/").text)
        assert found is not None
        return found[1]

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 302, follow: bool = False,
             **kwargs: Any) -> BeautifulSoup:  # fmt: skip
        """Post to an address directly, with a good CSRF token."""
        fields = {"csrf_token": self.token(), **(data or {})}
        return self._seen(self.http.post(path, data=fields, follow_redirects=follow, **kwargs), status)

    def submit(self, fields: dict[str, Any] | None = None, *, button: str | None = None, action: str | None = None,
               status: int = 200) -> BeautifulSoup:  # fmt: skip
        """Fill in the form of the last page's main part, press its button and follow to the next page.

        `action` picks the form by (a part of) its address, `button` by the text on its button. Fields
        that are not given keep what they show. Unknown fields are an error, as on a real page.
        """
        form = self._form(button, action)
        data = _values_of(form)
        for name, value in (fields or {}).items():
            assert form.find(attrs={"name": name}), f"the form has no field {name!r}: {sorted(data)}"
            data[name] = value
        pressed = next((b for b in form.find_all("button") if button and button in b.get_text()), None)
        if pressed is not None and pressed.get("name"):
            data[str(pressed["name"])] = pressed.get("value", "")
        data = {name: value for name, value in data.items() if value is not None}
        assert self.response is not None
        target = str(
            (pressed.get("formaction") if pressed else None)
            or form.get("action")
            or self.response.request.path
        )
        if form.get("method", "get").lower() == "get":
            return self._seen(self.http.get(target, query_string=data, follow_redirects=True), status)
        response = self.http.post(
            target, data=data, follow_redirects=True, content_type="multipart/form-data"
        )
        return self._seen(response, status)

    def _form(self, button: str | None, action: str | None) -> Tag:
        forms = (self.page.main or self.page).find_all("form")
        for form in forms:
            if action is not None and action not in str(form.get("action", "")):
                continue
            if button is not None and not any(button in b.get_text() for b in form.find_all("button")):
                continue
            return form
        raise AssertionError(f"no form with button {button!r} and action {action!r} among {len(forms)}")

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that the CSS selector finds, white space folded."""
        return [" ".join(tag.get_text().split()) for tag in self.page.select(selector)]


def _values_of(form: Tag) -> dict[str, Any]:
    """What a browser would send for the form as it stands."""
    data: dict[str, Any] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or field.has_attr("disabled") or kind in ("submit", "button", "file"):
            continue
        if field.name == "textarea":
            data[name] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = [
                o.get("value", o.get_text()) for o in field.find_all("option") if o.has_attr("selected")
            ]
            options = [o.get("value", o.get_text()) for o in field.find_all("option")]
            if field.has_attr("multiple"):
                data[name] = chosen
            else:
                data[name] = (chosen or options[:1] or [""])[0]
        elif kind in ("checkbox", "radio"):
            if field.has_attr("checked"):
                data.setdefault(name, [])
                data[name].append(field.get("value", "on"))
        else:
            data[name] = field.get("value", "")
    return data
