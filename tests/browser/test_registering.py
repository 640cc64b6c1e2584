"""From the public page to a published agenda: on a phone, by keyboard alone; to wishes without a script."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.test_organising import generate, publish
from tests.browser.visitors import Person

pytestmark = pytest.mark.browser
PHONE = 360
TAPS = 25
"""How many taps a registration may take, those into text fields included."""


class Taps:
    """A person who counts what they tap."""

    def __init__(self, person: Person) -> None:
        self.person, self.count = person, 0

    def tap(self, locator: Locator) -> None:
        """One tap that leads nowhere else."""
        locator.tap()
        self.count += 1

    def follow(self, locator: Locator) -> None:
        """One tap that leads to a page, which is looked at."""
        with self.person.page.expect_navigation():
            self.tap(locator)
        assert self.person.look() == []

    def type(self, label: str, text: str) -> None:
        """A tap into a field, then its text."""
        field = self.person.page.get_by_label(label, exact=True)
        field.tap()
        self.count += 1
        field.fill(text)

    def choose(self, label: str, value: str) -> None:
        """Two taps: one opens the list, one chooses."""
        self.person.page.get_by_label(label, exact=True).select_option(value)
        self.count += 2

    def press(self, name: str, role: str = "button") -> None:
        """Tap a button or a link by its words; it leads to a page."""
        self.follow(self.person.page.locator("main").get_by_role(role, name=name).first)  # type: ignore[arg-type]


def code_for(reader: Person, address: str) -> str:
    """The six digits in the newest mail to this address, read in the mailbox."""

    def newest() -> str:
        reader.open("/mailbox")
        reader.page.locator("main").get_by_role("link").first.click()
        return reader.page.inner_text("main")

    for _attempt in range(50):
        text = newest()
        if address in text:
            return re.findall(r"^\s*(\d{6})\s*$", text, re.MULTILINE)[0]
        reader.page.wait_for_timeout(200)
    raise AssertionError(f"no mail to {address}")


def reads_the_published_agenda(new_person: NewPerson, person: Person) -> None:
    """Organisers make and publish the meetings; then one stands on the person's agenda."""
    organiser = new_person("organiser")
    generate(organiser, "/console/cluster-lab")
    publish(organiser)
    person.open("/camps/cluster-lab/agenda")
    expect(person.page.locator(".agenda-list__entry--meeting").first).to_be_visible()
    assert person.look() == []


def test_on_a_phone_in_danish_from_the_front_page_to_the_agenda(new_person: NewPerson) -> None:
    person, mailbox = new_person(language="da", width=PHONE, has_touch=True), new_person(language="da")
    address = "åse.ærø@example.org".replace("å", "aa").replace("æ", "ae").replace("ø", "oe")
    person.open("/")
    assert person.look() == []
    taps = Taps(person)

    taps.follow(person.page.locator("main a[href='/camps/cluster-lab/']").first)
    taps.press("Tilmeld dig", "link")
    taps.type("Dit navn", "Åse Ærø-Østergård von und zu Hohenstein")
    taps.type("Din mailadresse", address)
    taps.press("Fortsæt")
    taps.type("Organisation", "Energy Cluster Denmark")
    taps.choose("Organisationens art", "cluster")
    taps.choose("Land", "DK")
    taps.tap(person.page.get_by_label("Kan bruge en", exact=True))
    taps.tap(person.page.get_by_label("Dansk", exact=True))
    taps.press("Fortsæt")
    taps.tap(person.page.get_by_label("Tilbud: Cirkulær økonomi"))
    taps.tap(person.page.get_by_label("Behov: Metoder til matchmaking"))
    taps.press("Fortsæt")
    taps.press("Fortsæt")
    taps.press("Fortsæt")
    taps.tap(person.page.get_by_label(re.compile("Vis mig i deltagerlisten")))
    taps.press("Fortsæt")
    assert "Åse Ærø-Østergård von und zu Hohenstein" in person.page.inner_text("main")
    taps.press("Send tilmeldingen")
    taps.press("Skriv koden", "link")
    taps.type("Sekscifret kode", code_for(mailbox, address))
    taps.press("Log ind")

    assert person.page.url.endswith("/camps/cluster-lab/me")
    assert "Du er tilmeldt" in person.page.inner_text("main")
    assert taps.count <= TAPS

    taps.press("Find folk at møde", "link")
    cards = person.page.locator("article, li", has=person.page.get_by_role("button", name="Skal møde"))
    names = [cards.nth(number).locator("h2").inner_text() for number in range(3)]
    for name, grade in zip(names, ("Skal møde", "Vil gerne møde", "Helst ikke"), strict=True):
        card = cards.filter(has_text=name).last
        card.get_by_role("button", name=grade).tap()
        card.get_by_role("button", name=grade, pressed=True).wait_for()
    assert person.look() == []
    taps.follow(person.page.get_by_role("link", name="Ønsker", exact=True))
    text = person.page.inner_text("main")
    assert all(name in text for name in names)
    reads_the_published_agenda(new_person, person)


def tab_to(person: Person, locator: Locator) -> None:
    """Press Tab until the element has the focus; it must be seen to have it."""
    for _press in range(120):
        if locator.evaluate("element => element === document.activeElement"):
            outline = locator.evaluate(
                "e => getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow"
            )
            assert outline != "nonenone", "the focus cannot be seen"
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {locator}")


def test_by_keyboard_alone_in_english(new_person: NewPerson) -> None:
    person, mailbox = new_person(width=PHONE), new_person()
    page, keyboard = person.page, person.page.keyboard

    def go(role: str, name: str) -> None:
        tab_to(person, page.locator("main").get_by_role(role, name=name).first)  # type: ignore[arg-type]
        with page.expect_navigation():
            keyboard.press("Enter")

    def type_into(label: str, text: str) -> None:
        tab_to(person, page.get_by_label(label, exact=True))
        keyboard.type(text)

    def tick(label: str | re.Pattern[str]) -> None:
        tab_to(person, page.get_by_label(label))
        keyboard.press("Space")

    person.open("/camps/cluster-lab/")
    go("link", "Register")
    type_into("Your name", "Kay Board")
    type_into("Your email address", "kay@example.org")
    go("button", "Continue")
    type_into("Organisation", "Keyboard Cluster")
    type_into("Kind of organisation", "Clu")
    type_into("Country", "Denm")
    tick("Has a side stream")
    tick("English")
    go("button", "Continue")
    tick("Offer: Circular economy")
    go("button", "Continue")
    go("button", "Continue")
    go("button", "Continue")
    go("button", "Continue")
    assert "Kay Board" in page.inner_text("main")
    go("button", "Send")
    go("link", "Type the code")
    type_into("Six-digit code", code_for(mailbox, "kay@example.org"))
    go("button", "Sign in")
    assert page.url.endswith("/camps/cluster-lab/me")
    tab_to(person, page.get_by_role("link", name="People", exact=True))
    with page.expect_navigation():
        keyboard.press("Enter")
    tab_to(person, page.get_by_role("button", name="Must meet").first)
    keyboard.press("Enter")
    page.get_by_role("button", name="Must meet", pressed=True).wait_for()
    assert person.look() == []
    reads_the_published_agenda(new_person, person)


def test_without_a_script_registration_and_wishes_work(new_person: NewPerson) -> None:
    person, mailbox = new_person(width=PHONE, java_script_enabled=False), new_person()
    page = person.page
    person.open("/camps/cluster-lab/register/you")

    def go() -> None:
        page.locator("main").get_by_role("button", name="Continue").click()

    page.get_by_label("Your name").fill("Noah Script")
    page.get_by_label("Your email address").fill("noah@example.org")
    go()
    page.get_by_label("Organisation", exact=True).fill("Quiet Cluster")
    page.get_by_label("Kind of organisation").select_option("cluster")
    page.get_by_label("Country", exact=True).select_option("SE")
    page.get_by_label("Knows a method", exact=True).check()
    page.get_by_label("English", exact=True).check()
    go()
    page.get_by_label("Need: Circular economy").check()
    go()
    go()
    go()
    go()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Type the code").click()
    page.get_by_label("Six-digit code").fill(code_for(mailbox, "noah@example.org"))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("button", name="Would like to").first.click()
    page.get_by_role("button", name="Would like to", pressed=True).wait_for()
