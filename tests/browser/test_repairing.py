"""Somebody cancels after the publication: the least change is found and published, and only those concerned hear of it."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.extensions import db
from app.models import Grade, OutboxMessage
from tests.browser.conftest import NewPerson
from tests.browser.product import Product
from tests.browser.test_organising import generate, publish
from tests.makers import make_camp, make_participant, make_slots, make_tables, make_user, make_wish

pytestmark = pytest.mark.browser
SLUG = "repaired"
CONSOLE = f"/console/{SLUG}"


def camp_of_five(product: Product) -> None:
    """One meeting each: Ada must meet Bo and would like to meet Eve, Cy must meet Di."""
    with product.app.app_context():
        camp = make_camp(SLUG, is_public=False, promised_meetings=1, max_meetings=1)
        people = {
            name: make_participant(camp, name, make_user(f"{name}@repaired.example".lower(), name))
            for name in ("Ada", "Bo", "Cy", "Di", "Eve")
        }
        make_wish(people["Ada"], people["Bo"], Grade.MUST_MEET)
        make_wish(people["Cy"], people["Di"], Grade.MUST_MEET)
        make_wish(people["Ada"], people["Eve"], Grade.WOULD_LIKE)
        make_slots(camp, 2)
        make_tables(camp, 2)


def last_mail(product: Product) -> int:
    with product.app.app_context():
        return db.session.scalar(select(func.max(OutboxMessage.id))) or 0


def told_since(product: Product, number: int) -> set[str]:
    """Who of the camp was written a mail after the one of this number."""
    with product.app.app_context():
        recipients = db.session.scalars(select(OutboxMessage.recipient).where(OutboxMessage.id > number))
        return {one.split("@")[0] for one in recipients if one.endswith("@repaired.example")}


def test_who_cancels_is_repaired_around_and_only_those_concerned_get_a_mail(
    product: Product, new_person: NewPerson
) -> None:
    camp_of_five(product)
    organiser = new_person("organiser")
    page = organiser.page
    before = last_mail(product)
    generate(organiser, CONSOLE)
    publish(organiser)
    assert told_since(product, before) >= {"ada", "bo", "cy", "di"}

    published = last_mail(product)
    organiser.open(f"{CONSOLE}/people")
    page.get_by_role("link", name="Bo", exact=True).click()
    page.get_by_role("link", name=re.compile("Withdraw")).first.click()
    assert organiser.look("withdraw") == []
    with page.expect_navigation():
        page.get_by_role("button", name="Withdraw the registration").click()
    withdrawn = last_mail(product)
    assert told_since(product, published) <= {"ada", "bo"}
    assert "ada" in told_since(product, published)

    organiser.open(f"{CONSOLE}/schedules/1/repair/")
    page.get_by_role("button", name="Look for a repair").click()
    found = page.locator("#repairs tbody tr").first
    expect(found).to_contain_text("0 changes", timeout=30_000)
    expect(found).to_contain_text("proven fewest")
    assert organiser.look("repairs") == []
    with page.expect_navigation():
        found.get_by_role("button", name="Make it a draft").click()
    publish(organiser)
    assert told_since(product, withdrawn) == {"ada", "eve"}
