"""One's own order of wishes: dragged with a mouse, moved by the keyboard, and known names under a field."""

import pytest
from playwright.sync_api import expect

from app.models import OrganisationKind
from app.services.accounts import accounts
from app.services.clock import now
from tests.browser.conftest import NewPerson
from tests.browser.product import Product
from tests.browser.visitors import Person
from tests.makers import make_camp, make_organisation, make_participant, make_user, make_wish

pytestmark = pytest.mark.browser
PASSWORD = "four words and a comma"


def wisher(product: Product, slug: str) -> str:
    """Somebody who wishes to meet Bo, Cy, Di and Eve, in this order; returns the address that signs in."""
    with product.app.app_context():
        camp = make_camp(slug, is_public=False)
        user = make_user(f"wisher@{slug}.example", "Ada", email_confirmed_at=now())
        accounts.set_password(user, PASSWORD)
        make_organisation(f"Energy Cluster {slug}", kind=OrganisationKind.CLUSTER)
        ada = make_participant(camp, "Ada", user)
        for name in ("Bo", "Cy", "Di", "Eve"):
            make_wish(ada, make_participant(camp, name))
        return user.email


def names(person: Person) -> list[str]:
    return person.page.locator(".ordered-list .person-card__name").all_inner_texts()


def at_wishes(product: Product, new_person: NewPerson, slug: str) -> Person:
    person = new_person(width=1280)
    person.sign_in(wisher(product, slug), PASSWORD)
    person.choose_language("en")
    person.open(f"/camps/{slug}/wishes")
    assert names(person) == ["Bo", "Cy", "Di", "Eve"]
    return person


def test_a_wish_is_dragged_to_another_place_and_stays_there(product: Product, new_person: NewPerson) -> None:
    person = at_wishes(product, new_person, "dragged")
    person.page.set_viewport_size({"width": 1280, "height": 2000})  # the whole list in sight
    items = person.page.locator(".ordered-list__item")
    for source, target, wanted in ((3, 0, ["Eve", "Bo", "Cy", "Di"]), (0, 2, ["Bo", "Cy", "Eve", "Di"])):
        handle = items.nth(source).locator(".ordered-list__handle")
        expect(handle).to_be_visible()
        start, end = handle.bounding_box(), items.nth(target).bounding_box()
        assert start is not None and end is not None
        person.page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        person.page.mouse.down()
        aim = end["y"] + (4 if target < source else end["height"] - 4)
        with person.page.expect_navigation():
            for step in range(1, 13):
                person.page.mouse.move(end["x"] + 24, start["y"] + (aim - start["y"]) * step / 12, steps=2)
            person.page.wait_for_timeout(250)
            person.page.mouse.up()
        assert names(person) == wanted
    person.open("/camps/dragged/wishes")
    assert names(person) == ["Bo", "Cy", "Eve", "Di"]
    assert person.look("wishes-dragged") == []


def test_the_same_by_the_keyboard_with_the_focus_kept(product: Product, new_person: NewPerson) -> None:
    person = at_wishes(product, new_person, "keyed")
    focused = "document.activeElement.getAttribute('aria-label')"
    for _press in range(60):
        person.page.keyboard.press("Tab")
        if str(person.page.evaluate(focused)).startswith("Move up: Di"):
            break
    for wanted in (["Bo", "Di", "Cy", "Eve"], ["Di", "Bo", "Cy", "Eve"]):
        with person.page.expect_navigation():
            person.page.keyboard.press("Enter")
        assert names(person) == wanted
        assert ": Di, number" in person.page.evaluate(focused)
    assert person.page.evaluate(focused) == "Move down: Di, number 1 of 4"


def test_known_names_stand_under_the_field_while_one_types(product: Product, new_person: NewPerson) -> None:
    person = at_wishes(product, new_person, "named")
    person.open("/camps/named/me/profile")
    field = person.page.get_by_label("Organisation", exact=True)
    assert field.get_attribute("list") is None
    field.press_sequentially("energy cluster nam", delay=20)
    known = person.page.locator("#known-names")
    expect(known.get_by_role("button", name="Energy Cluster named")).to_be_visible()
    person.widen(320)
    assert person.look("known-names") == []
    field.press("Tab")
    person.page.keyboard.press("Enter")
    expect(field).to_have_value("Energy Cluster named")
    expect(field).to_be_focused()
    expect(known).to_be_empty()
