"""The product and a Chromium for all browser tests, and browsers that are checked when they are closed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from app.services.demonstration.loading import HELPER, ORGANISER, PARTICIPANT, PASSWORD
from tests.browser.product import Prepared, Product, prepare, running_product
from tests.browser.visitors import Person

LOGINS = {"organiser": ORGANISER, "participant": PARTICIPANT, "helper": HELPER}
"""The demonstration's organiser is the administrator, too."""


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The whole product, in use by all browser tests one after the other."""
    with running_product(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture(scope="session")
def prepared(product: Product) -> Prepared:
    """What the demonstration lacks for every page to show something."""
    return prepare(product)


NewPerson = Callable[..., Person]


@pytest.fixture
def new_person(chromium: Browser, product: Product) -> Iterator[NewPerson]:
    """Makes browsers: `new_person(role, language=…, width=…)`; none of them may have met a fault."""
    people: list[Person] = []

    def make(role: str | None = None, **options: object) -> Person:
        person = Person(chromium, product.address, **options)  # type: ignore[arg-type]
        people.append(person)
        if role:
            person.sign_in(LOGINS[role], PASSWORD)
            person.choose_language(str(options.get("language", "en")))  # their account's may be another
        return person

    yield make
    faults = [fault for person in people for fault in person.faults]
    for person in people:
        person.context.close()
    assert faults == []
