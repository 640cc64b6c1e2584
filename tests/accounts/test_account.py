import pytest
from flask import Flask

from app.extensions import db
from app.models import User
from app.services.accounts import accounts
from tests.makers import make_user
from tests.page_client import PageClient

ADA = "ada@example.org"
GOOD = "four words and a comma"


@pytest.fixture
def ada(app: Flask) -> User:
    user = make_user(ADA, "Ada Holm")
    accounts.set_password(user, GOOD)
    return user


def is_in(visit: PageClient) -> bool:
    return visit.http.get("/account").status_code == 200


def try_password(visit: PageClient, address: str, password: str) -> list[str]:
    visit.get("/sign-in?next=/account")
    visit.submit({"with-email": address, "with-password": password}, button="Sign in with the password")
    return visit.texts(".field__error")


def test_a_password_opens_a_session(ada: User, visit: PageClient) -> None:
    assert try_password(visit, " ADA@example.org", GOOD) == []
    assert visit.texts("h1") == ["Your account"]


@pytest.mark.parametrize(
    ("address", "password"), [(ADA, "wrong"), ("ida@example.org", GOOD), ("bo@example.org", GOOD)]
)
def test_the_wrong_pair_is_refused_in_the_same_words(
    ada: User, visit: PageClient, address: str, password: str
) -> None:
    make_user("bo@example.org")  # has no password
    assert try_password(visit, address, password) == [
        "Error: Email address and password do not fit together."
    ]
    assert visit.page.find("details").has_attr("open")
    assert not is_in(visit)


def test_a_password_is_set_without_a_present_one_only_where_there_is_none(
    app: Flask, visit: PageClient
) -> None:
    bo = make_user("bo@example.org")
    visit.sign_in(bo)
    visit.get("/account")
    assert visit.page.find(attrs={"name": "present"}) is None
    visit.submit({"password": GOOD}, button="Save the password")
    assert visit.texts(".flash") != []
    assert is_in(visit)
    db.session.refresh(bo)
    assert accounts.password_fits(bo, GOOD)
    visit.get("/account")
    visit.submit({"present": "a wrong one", "password": "another good one"}, button="Save the password")
    assert visit.texts(".field__error") == ["Error: This is not your present password."]
    visit.post("/account", {"password": "another good one"}, status=200)
    db.session.refresh(bo)
    assert accounts.password_fits(bo, GOOD)
    visit.get("/account")
    visit.submit({"present": GOOD, "password": "another good one"}, button="Save the password")
    db.session.refresh(bo)
    assert accounts.password_fits(bo, "another good one")


def test_a_new_password_ends_the_other_sessions(app: Flask, ada: User, visit: PageClient) -> None:
    elsewhere = PageClient(app)
    for browser in (visit, elsewhere):
        browser.sign_in(ada)
    visit.get("/account")
    visit.submit({"present": GOOD, "password": "another good one"}, button="Save the password")
    assert is_in(visit)
    assert not is_in(elsewhere)


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_password_too_short_or_too_long_is_refused(app: Flask, visit: PageClient, password: str) -> None:
    visit.sign_in(make_user())
    visit.get("/account")
    visit.submit({"password": password}, button="Save the password")
    assert len(visit.texts(".field__error")) == 1


def test_passwords_are_hashed_with_argon2(ada: User) -> None:
    assert ada.password_hash is not None
    assert ada.password_hash.startswith("$argon2id$")


def test_signing_out_ends_this_session_and_keeps_the_language(ada: User, visit: PageClient) -> None:
    visit.sign_in(ada)
    visit.language("da")
    visit.post("/sign-out")
    assert not is_in(visit)
    assert visit.get("/").html["lang"] == "da"


def test_signing_out_everywhere_ends_every_session(app: Flask, ada: User, visit: PageClient) -> None:
    elsewhere = PageClient(app)
    for browser in (visit, elsewhere):
        browser.sign_in(ada)
        assert is_in(browser)
    visit.get("/account")
    visit.submit(button="Sign out in all browsers")
    assert not is_in(visit)
    assert not is_in(elsewhere)


def test_the_language_is_kept_in_the_account(app: Flask, ada: User, visit: PageClient) -> None:
    visit.sign_in(ada)
    visit.get("/account")
    visit.submit({"language": "da"}, action="/account/language")
    db.session.refresh(ada)
    assert ada.language == "da"
    assert visit.page.html["lang"] == "da"
    visit.post("/account/language", {"language": "xx"})
    db.session.refresh(ada)
    assert ada.language == "da"


@pytest.mark.parametrize("path", ["/account", "/account/language", "/account/sign-out-everywhere"])
def test_the_account_is_for_those_who_are_signed_in(ada: User, visit: PageClient, path: str) -> None:
    visit.post(path)
    assert visit.response.location.startswith("/sign-in?next=")
