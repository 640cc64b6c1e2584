"""What no keyboard types is refused alike on both databases; every answer carries its headers."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, request
from sqlalchemy import select

from app.config import settings_from
from app.extensions import db
from app.factory import create_app
from app.hygiene import is_clean
from app.models import User
from tests.makers import make_camp, make_user
from tests.page_client import PageClient

UNCLEAN = {"NUL": "\x00", "bell": "\x07", "vertical tab": "\x0b", "escape": "\x1b", "delete": "\x7f",
           "next line": "\x85", "replacement": "\ufffd"}  # fmt: skip
BROKEN_UTF8 = ["%ff", "%c3%28", "%e2%82", "%ed%a0%80", "%f5%80%80%80"]
PLACES = ["query value", "query name", "path", "form value", "form name", "file name"]
WORDS = "What was sent holds characters that cannot be saved"


@pytest.mark.parametrize("text", ["Søren Ørsted", "a\tb\r\nc", "عمر", "日本", "👩‍🔬", "e\u0301", ""])
def test_what_people_write_is_clean(text: str) -> None:
    assert is_clean(text)


@pytest.mark.parametrize("char", [*UNCLEAN.values(), "\ud800", "\udfff"])
def test_what_no_keyboard_types_is_not_clean(char: str) -> None:
    assert not is_clean(f"Ada{char}Holm")


def test_a_name_is_written_one_way_whatever_keyboard_it_comes_from(app: Flask) -> None:
    with app.test_request_context("/?q=Ko%CC%88ln", method="POST", data={"name": "Zoe\u0308"}):
        app.preprocess_request()
        assert (request.args["q"], request.form["name"]) == ("Köln", "Zoë")


@pytest.mark.parametrize("char", UNCLEAN.values(), ids=UNCLEAN.keys())
@pytest.mark.parametrize("where", PLACES)
def test_unclean_input_is_refused_wherever_it_stands(visit: PageClient, where: str, char: str) -> None:
    text, slug, token = f"Ada{char}", make_camp().slug, {"csrf_token": visit.token()}
    http = visit.http
    response = {
        "query value": lambda: http.get("/", query_string={"q": text}),
        "query name": lambda: http.get("/", query_string={text: "1"}),
        "path": lambda: http.get(f"/camps/{slug}{char}/"),
        "form value": lambda: http.post("/language", data={"language": text, **token}),
        "form name": lambda: http.post("/language", data={text: "da", **token}),
        "file name": lambda: http.post("/language", data={"file": (BytesIO(b"x"), text), **token}),
    }[where]()
    assert (response.status_code, WORDS in response.text) == (400, True)


@pytest.mark.parametrize("broken", BROKEN_UTF8)
def test_broken_utf8_is_refused_in_query_and_form(visit: PageClient, broken: str) -> None:
    token = visit.token()
    in_query = visit.http.get(f"/?q=Ada{broken}")
    in_form = visit.http.post("/language", data=f"csrf_token={token}&language=da{broken}",
                              content_type="application/x-www-form-urlencoded")  # fmt: skip
    raw = b"csrf_token=" + token.encode() + b"&language=da\xff"
    in_bytes = visit.http.post("/language", data=raw, content_type="application/x-www-form-urlencoded")
    assert [answer.status_code for answer in (in_query, in_form, in_bytes)] == [400, 400, 400]
    assert [WORDS in answer.text for answer in (in_query, in_form, in_bytes)] == [True, True, True]


def test_broken_utf8_is_refused_in_the_path(visit: PageClient) -> None:
    answer = visit.http.get("/", environ_overrides={"PATH_INFO": "/camps/\xff\xfe/"})
    assert (answer.status_code, WORDS in answer.text) == (400, True)


def test_unclean_input_is_refused_before_the_csrf_token_is_looked_at(visit: PageClient) -> None:
    assert WORDS in visit.http.post("/language", data={"language": "\x00"}).text


def test_a_post_without_csrf_token_is_refused_on_a_whole_page(visit: PageClient) -> None:
    page = visit._seen(visit.http.post("/language", data={"language": "da"}), 400)
    assert page.h1 is not None
    assert page.h1.get_text() == "This could not be understood"


def test_what_is_refused_changes_nothing(visit: PageClient, app: Flask) -> None:
    user = make_user(language="en")
    visit.sign_in(user)
    visit.http.post("/language", data={"language": "da", "x": "\x00", "csrf_token": visit.token()})
    assert db.session.scalars(select(User.language)).all() == ["en"]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_over_four_megabytes_is_refused(visit: PageClient, kind: str) -> None:
    data = {"language": "da", "csrf_token": visit.token(), "text": "x" * (4 * 1024 * 1024)}
    page = visit._seen(visit.http.post("/language", data=data, content_type=kind), 413)
    assert page.h1 is not None
    assert page.h1.get_text() == "This is too large"


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
}
POLICY = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "frame-ancestors": "'none'",
          "form-action": "'self'", "base-uri": "'none'"}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/nowhere", 404), ("/language", 405), ("/console", 302), ("/?q=%00", 400)],
)
def test_every_answer_carries_the_headers(visit: PageClient, path: str, status: int) -> None:
    answer = visit.http.get(path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"
    parts = answer.headers["Content-Security-Policy"].split(";")
    policy = dict(part.strip().partition(" ")[::2] for part in parts)
    assert POLICY.items() <= policy.items()


def test_pages_of_signed_in_people_are_never_stored(visit: PageClient) -> None:
    visit.sign_in(make_user())
    answer = visit.http.get("/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_static_files_may_be_kept_when_their_address_says_their_content(visit: PageClient) -> None:
    named = visit.http.get("/static/icon.svg?v=abc").headers["Cache-Control"]
    unnamed = visit.http.get("/static/icon.svg").headers["Cache-Control"]
    assert ("max-age=31536000" in named, "max-age=300" in unnamed) == (True, True)


def test_a_foreign_host_name_is_refused_in_plain_words(visit: PageClient) -> None:
    answer = visit.http.get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.text) == (400, "This is not the address of this site.\n")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/console", "/camps/any/"])
def test_a_database_that_is_away_gives_503_and_when_to_come_back(tmp_path: Path, path: str) -> None:
    away = f"sqlite:///{tmp_path}/no-such-folder/x.db"
    environ = {"CAMPMATCH_DATA": str(tmp_path), "RATE_LIMITS": "0", "DATABASE_URL": away}
    app = create_app(settings_from(environ))
    app.testing = True
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = "1.key"
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Campmatch is not available right now" in answer.text
