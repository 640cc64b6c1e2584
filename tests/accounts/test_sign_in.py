import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import OutboxMessage, ParticipantStatus, SignInToken, User
from app.services import tokens
from app.services.accounts import accounts, sign_in
from tests.makers import make_camp, make_participant, make_user
from tests.page_client import PageClient

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADA = "ada@example.org"


def mails() -> list[OutboxMessage]:
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def link_in(mail: OutboxMessage) -> str:
    found = re.search(r"http://localhost(/sign-in/link/\S+)", mail.body)
    assert found is not None
    return found[1]


def code_in(mail: OutboxMessage) -> str:
    found = re.search(r"^ +(\d{6})$", mail.body, re.MULTILINE)
    assert found is not None
    return found[1]


def ask(visit: PageClient, address: str = ADA, next_path: str = "/") -> OutboxMessage | None:
    """Ask for a mail as a person does; the newest mail, or None."""
    visit.get(f"/sign-in?next={next_path}")
    visit.submit({"email": address}, button="Send me the mail")
    assert visit.texts("h1") == ["Look into your mail"]
    return mails()[-1] if mails() else None


def mail_for(visit: PageClient, address: str = ADA, next_path: str = "/") -> OutboxMessage:
    mail = ask(visit, address, next_path)
    assert mail is not None
    return mail


def is_in(visit: PageClient) -> bool:
    return visit.http.get("/account").status_code == 200


def try_code(visit: PageClient, code: str) -> list[str]:
    """Type a code; the errors beside its field."""
    visit.get("/sign-in/check")
    visit.submit({"code": code}, button="Sign in")
    return visit.texts(".field__error")


def another_code(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.fixture
def ada(app: Flask) -> User:
    return make_user(ADA, "Ada Holm")


def test_the_link_opens_a_page_and_its_button_a_session(ada: User, visit: PageClient) -> None:
    mail = mail_for(visit, next_path="/account")
    assert (mail.recipient, mail.subject) == (ADA, "Your link to sign in to Campmatch")
    visit.get(link_in(mail))
    assert ADA in visit.texts("main")[0]
    assert not is_in(visit)
    visit.submit(button="Sign in")
    assert visit.texts("h1") == ["Your account"]
    assert visit.http.get_cookie("campmatch").expires is not None
    db.session.refresh(ada)
    assert ada.email_confirmed_at is not None


def test_a_scanner_that_opens_the_link_a_hundred_times_leaves_it_good(
    app: Flask, ada: User, visit: PageClient
) -> None:
    link = link_in(mail_for(visit))
    scanner = PageClient(app)
    for _number in range(50):
        scanner.get(link)
        assert scanner.http.head(link).status_code == 200
    assert not is_in(scanner)
    visit.get(link)
    visit.submit(button="Sign in")
    assert is_in(visit)


def test_of_sixteen_clicks_at_once_exactly_one_opens_a_session(
    app: Flask, ada: User, visit: PageClient
) -> None:
    link = link_in(mail_for(visit))
    browsers = [PageClient(app) for _number in range(16)]
    csrf = [browser.token() for browser in browsers]
    db.session.rollback()
    barrier = Barrier(16)

    def click(number: int) -> int:
        barrier.wait()
        return browsers[number].http.post(link, data={"csrf_token": csrf[number]}).status_code

    with ThreadPoolExecutor(16) as pool:
        statuses = sorted(pool.map(click, range(16)))
    assert statuses == [302] + [410] * 15
    assert sum(is_in(browser) for browser in browsers) == 1


def test_a_link_works_once(app: Flask, ada: User, visit: PageClient) -> None:
    link = link_in(mail_for(visit))
    visit.get(link)
    visit.submit(button="Sign in")
    thief = PageClient(app)
    thief.get(link, status=410)
    assert thief.texts("h1") == ["This link is no longer good"]
    thief.post(link, status=410)
    assert not is_in(thief)


def test_link_and_code_are_good_for_ten_minutes(app: Flask, ada: User, visit: PageClient) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        mail = mail_for(visit)
        clock.shift(timedelta(minutes=9, seconds=59))
        visit.get(link_in(mail))
        clock.shift(timedelta(seconds=2))
        visit.get(link_in(mail), status=410)
        visit.post(link_in(mail), status=410)
        assert try_code(visit, code_in(mail)) != []
        assert not is_in(visit)


def test_a_newer_mail_voids_the_older(ada: User, visit: PageClient) -> None:
    older = mail_for(visit)
    newer = mail_for(visit)
    visit.get(link_in(older), status=410)
    assert try_code(visit, code_in(older)) != [] or code_in(older) == code_in(newer)
    visit.get(link_in(newer))
    visit.submit(button="Sign in")
    assert is_in(visit)


def test_the_code_opens_a_session_in_the_browser_that_asked_and_in_no_other(
    app: Flask, ada: User, visit: PageClient
) -> None:
    code = code_in(mail_for(visit))
    other = PageClient(app)
    ask(other, "nobody@example.org")
    assert try_code(other, code) != []
    assert not is_in(other)
    visit.get("/sign-in/check")
    visit.submit({"code": f" {code[:3]} {code[3:]} "}, button="Sign in")
    assert is_in(visit)


def test_five_wrong_codes_void_the_right_one(ada: User, visit: PageClient) -> None:
    code = code_in(mail_for(visit))
    for _number in range(4):
        assert try_code(visit, another_code(code)) == [
            "Error: This is not the code from the newest mail. Have another look at the mail."
        ]
    assert try_code(visit, another_code(code)) == [
        "Error: That was not the code either, and now it is void. Ask for a new mail."
    ]
    assert try_code(visit, code) != []
    assert not is_in(visit)


def test_the_right_code_still_works_after_four_wrong_ones_and_then_never_again(
    ada: User, visit: PageClient
) -> None:
    code = code_in(mail_for(visit))
    for _number in range(4):
        try_code(visit, another_code(code))
    assert try_code(visit, code) == []
    assert is_in(visit)
    visit.post("/sign-out")
    assert not is_in(visit)
    try_code(visit, code)
    assert not is_in(visit)


def test_trying_many_codes_at_once_gains_no_further_try(app: Flask, ada: User) -> None:
    sign_in.ask(ADA, "a browser", "/", "en")
    code = code_in(mails()[0])
    db.session.rollback()
    barrier = Barrier(12)

    def guess(_number: int) -> None:
        with app.app_context():
            barrier.wait()
            with pytest.raises(sign_in.Refusal):
                sign_in.enter_by_code(another_code(code), "a browser")

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(guess, range(12)))
    assert db.session.scalar(select(SignInToken.wrong_codes)) == 5
    with pytest.raises(sign_in.Refusal):
        sign_in.enter_by_code(code, "a browser")


def _unsigned(html: str) -> str:
    """A page without what differs between any two visits."""
    return re.sub(r'(name="csrf_token"[^>]*value=|name="csrf-token" content=)"[^"]+"', r"\1", html)


def test_known_and_unknown_addresses_get_the_same_answers(app: Flask, ada: User) -> None:
    seen = {}
    for address in (ADA, "ida@example.org"):
        browser = PageClient(app)
        pages = []
        browser.get("/sign-in")
        answer = browser.http.post("/sign-in", data={"email": address, "csrf_token": browser.token()})
        pages.append((answer.status_code, answer.location))
        for code in ["", "12"] + ["000000"] * 7:
            browser.get("/sign-in/check")
            browser.submit({"code": code}, button="Sign in")
            pages.append(
                (browser.response.status_code, _unsigned(browser.response.text).replace(address, "X"))
            )
        seen[address] = pages
    assert seen[ADA] == seen["ida@example.org"]
    assert [mail.recipient for mail in mails()] == [ADA]


def test_the_spelling_of_an_address_does_not_matter(ada: User, visit: PageClient) -> None:
    assert mail_for(visit, "  Ada@Example.ORG ").recipient == ADA


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "a b@example.org", "a@b@c", "x" * 250 + "@example.org"]
)
def test_what_is_no_address_is_said_so(app: Flask, visit: PageClient, address: str) -> None:
    visit.get("/sign-in")
    visit.submit({"email": address}, button="Send me the mail")
    assert len(visit.texts(".field__error")) == 1
    assert visit.page.title.get_text().startswith("Error:")
    assert mails() == []


def test_an_address_gets_five_mails_an_hour_and_the_last_stays_good(ada: User, visit: PageClient) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _number in range(12):
            ask(visit)
        assert len(mails()) == 5
        visit.get(link_in(mails()[-1]))
        clock.shift(timedelta(minutes=61))
        ask(visit)
        assert len(mails()) == 6


def test_all_addresses_together_are_limited_too(
    app: Flask, visit: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "MAILS_IN_ALL", (3, timedelta(hours=1)))
    for number in range(5):
        make_user(f"p{number}@example.org")
        ask(visit, f"p{number}@example.org")
    assert len(mails()) == 3


HOSTILE = [
    "//evil.example", "/\\evil.example", "https://evil.example", "https:evil.example", "javascript:alert(1)",
    "/%0d%0aSet-Cookie:x=1", "\\\\evil.example", "//evil.example/..", "///evil.example", "/\t/evil.example",
    "http:/evil.example", "//\u2215evil.example", "/\u2028//evil.example", " //evil.example",
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_no_next_leads_to_another_site(ada: User, visit: PageClient, path: str) -> None:
    visit.http.get("/sign-in")
    data = {"email": ADA, "csrf_token": visit.token()}
    answer = visit.http.post("/sign-in", query_string={"next": path}, data=data)
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        entered = visit.http.post(link_in(mails()[-1]), data={"csrf_token": visit.token()})
        assert entered.location.startswith("/")
        assert not entered.location.startswith(("//", "/\\"))
        assert not set(entered.location) & {"\r", "\n"}
        assert "x" not in {cookie.partition("=")[0] for cookie in entered.headers.getlist("Set-Cookie")}


def test_links_name_the_configured_host_whatever_the_request_says(ada: User, visit: PageClient) -> None:
    data = {"email": ADA, "csrf_token": visit.token()}
    answer = visit.http.post("/sign-in", data=data, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert mails() == []
    answer = visit.http.post("/sign-in", data=data, headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 302
    assert "evil.example" not in mails()[0].body


def test_without_a_csrf_token_nothing_happens(ada: User, visit: PageClient) -> None:
    link = link_in(mail_for(visit))
    count = len(mails())
    for path in (link, "/sign-in", "/sign-in/check", "/sign-in/password", "/sign-out"):
        assert visit.http.post(path, data={"email": ADA, "code": "123456"}).status_code in (200, 400)
    assert not is_in(visit)
    assert len(mails()) == count
    visit.get(link)


def test_secrets_are_kept_as_digests_only(app: Flask, ada: User) -> None:
    sign_in.ask(ADA, "browser-key", "/", "en")
    mail = mails()[0]
    secret = link_in(mail).rpartition("/")[2]
    stored = db.session.execute(select(SignInToken.__table__)).one()
    assert not {secret, code_in(mail), "browser-key", ADA} & {str(value) for value in stored}
    assert stored.link_hash == tokens.digest(secret)


def test_confirming_confirms_the_registration_and_signs_in(app: Flask, visit: PageClient) -> None:
    ada = make_user(ADA, "Ada Holm")
    camp, other = make_camp(name="Innovation Camp Nyborg"), make_camp()
    mine = make_participant(camp, user=ada, status=ParticipantStatus.UNCONFIRMED)
    waiting = make_participant(other, user=ada, status=ParticipantStatus.WAITING)
    strange = make_participant(camp, status=ParticipantStatus.UNCONFIRMED)
    visit.get("/sign-in/check")
    with visit.http.session_transaction() as session:
        session["browser"] = "key"
    sign_in.send_confirmation(ada, camp, f"/camps/{camp.slug}/me", "key")
    db.session.commit()
    mail = mails()[0]
    assert mail.subject == "Confirm your registration at Innovation Camp Nyborg"
    assert (mail.camp_id, mail.recipient) == (camp.id, ADA)
    answer = visit.http.post("/sign-in/check", data={"code": code_in(mail), "csrf_token": visit.token()})
    assert answer.location == f"/camps/{camp.slug}/me"
    for row in (mine, waiting, strange):
        db.session.refresh(row)
    assert [mine.status, waiting.status, strange.status] == [
        ParticipantStatus.CONFIRMED, ParticipantStatus.WAITING, ParticipantStatus.UNCONFIRMED]  # fmt: skip


def test_the_confirmation_is_a_part_of_the_registration(app: Flask, ada: User) -> None:
    sign_in.send_confirmation(ada, make_camp(), "/", "key")
    db.session.rollback()
    assert mails() == []
    assert db.session.scalar(select(func.count()).select_from(SignInToken)) == 0


def test_the_mail_is_written_in_the_language_of_its_reader(app: Flask, visit: PageClient) -> None:
    make_user(ADA, language="da")
    assert mail_for(visit).language == "da"


def test_old_tokens_are_forgotten(app: Flask, ada: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in.ask(ADA, "key", "/", "en")
        clock.shift(timedelta(hours=23))
        sign_in.forget_old_tokens()
        assert db.session.scalar(select(func.count()).select_from(SignInToken)) == 1
        clock.shift(timedelta(hours=2))
        sign_in.forget_old_tokens()
        assert db.session.scalar(select(func.count()).select_from(SignInToken)) == 0


def test_who_is_signed_in_goes_straight_on(ada: User, visit: PageClient) -> None:
    visit.sign_in(ada)
    assert visit.http.get("/sign-in?next=/account").location == "/account"
    assert accounts.user_by_email(ADA) is not None
