"""Asking to meet, accepting, declining: in Danish on a phone, and by keyboard alone."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Participant, User
from app.services.accounts import accounts
from app.services.camps import by_slug
from app.services.demonstration.loading import PARTICIPANT, PASSWORD
from app.services.requests import meeting_requests
from tests.browser.conftest import NewPerson
from tests.browser.product import DAY, Product
from tests.browser.test_registering import tab_to
from tests.browser.visitors import DESK, Person

pytestmark = pytest.mark.browser
PHONE = 360


def _account_of(product: Product, name: str) -> str:
    """Let somebody of the camp sign in with a password; their address."""
    with product.app.app_context():
        query = select(User).join(Participant, Participant.user_id == User.id)
        camp = by_slug(DAY)
        assert camp is not None
        user = db.session.scalars(query.where(Participant.camp_id == camp.id, Participant.name == name)).one()
        accounts.set_password(user, PASSWORD)
        return user.email


def _requests_of_the_day(product: Product) -> None:
    """Two more people ask the participant, whatever other tests have answered."""
    with product.app.app_context():
        camp = by_slug(DAY)
        assert camp is not None
        people = list(db.session.scalars(
            select(Participant).where(Participant.camp_id == camp.id).order_by(Participant.id)
        ))  # fmt: skip
        me = next(one for one in people if one.user.email == PARTICIPANT)
        for asker in people[-2:]:
            meeting_requests.ask(asker, camp, me.code, "A word about ports?")


def _tap(person: Person, role: str, name: str) -> None:
    """Tap something by its words; it leads to a page, which is looked at."""
    with person.page.expect_navigation():
        person.page.locator("main").get_by_role(role, name=name).first.tap()  # type: ignore[arg-type]
    assert person.look() == []


def test_asked_accepted_and_declined_on_a_phone_in_danish_and_by_keyboard(
    new_person: NewPerson, product: Product
) -> None:
    _requests_of_the_day(product)
    katrine = new_person("participant", language="da", width=PHONE, has_touch=True)
    katrine.open(f"/camps/{DAY}/me")
    assert "venter på dit svar" in katrine.page.inner_text("main")
    _tap(katrine, "link", "Svar")
    _tap(katrine, "button", "Sig ja")
    assert "Du har sagt ja til at møde" in katrine.page.inner_text("main")
    _tap(katrine, "link", "Sig nej")
    katrine.page.get_by_label("Grund").fill("Min dag er fuld.")
    _tap(katrine, "button", "Sig nej")
    assert "Min dag er fuld." in katrine.page.inner_text("main")

    katrine.open(f"/camps/{DAY}/people")
    card = katrine.page.locator("article", has=katrine.page.get_by_role("link", name="Bed om et møde")).first
    name = card.locator("h2").inner_text()
    _tap(katrine, "link", f"Bed om et møde: {name}")
    katrine.page.get_by_label("Besked").fill("Skal vi tale om havne?")
    _tap(katrine, "button", "Send anmodningen")
    assert f"Du har spurgt {name}." in katrine.page.inner_text("main")

    asked = new_person(language="en", width=DESK)
    asked.sign_in(_account_of(product, name), PASSWORD)
    asked.choose_language("en")
    asked.open(f"/camps/{DAY}/requests")
    assert "Skal vi tale om havne?" in asked.page.inner_text("main")
    tab_to(asked, asked.page.get_by_role("button", name="Accept Katrine Holm"))
    with asked.page.expect_navigation():
        asked.page.keyboard.press("Enter")
    assert "You have agreed to meet Katrine Holm." in asked.page.inner_text("main")
    assert asked.look() == []
    tab_to(asked, asked.page.get_by_role("link", name="Decline after all: Katrine Holm"))
    with asked.page.expect_navigation():
        asked.page.keyboard.press("Enter")
    tab_to(asked, asked.page.get_by_label("Reason"))
    asked.page.keyboard.type("Another day, gladly.")
    tab_to(asked, asked.page.locator("main").get_by_role("button", name="Decline"))
    with asked.page.expect_navigation():
        asked.page.keyboard.press("Enter")

    katrine.open(f"/camps/{DAY}/requests?view=sent")
    assert "Another day, gladly." in katrine.page.inner_text("main")
    assert katrine.look() == []
