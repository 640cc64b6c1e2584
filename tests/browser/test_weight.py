"""What a page weighs over the wire when nothing of it is there yet, as the product itself sends it."""

import pytest

from tests.browser.conftest import NewPerson
from tests.browser.product import CAMP, LAB

pytestmark = pytest.mark.browser

BUDGET = 100_000
PAGES = [
    (None, "/"),
    (None, f"/camps/{CAMP}/"),
    (None, f"/camps/{LAB}/register"),
    (None, "/sign-in"),
    ("participant", f"/camps/{CAMP}/me"),
    ("participant", f"/camps/{CAMP}/agenda"),
]


@pytest.mark.parametrize(("role", "path"), PAGES, ids=[path for _role, path in PAGES])
def test_a_page_weighs_less_than_100_kb(new_person: NewPerson, role: str | None, path: str) -> None:
    """Heads and bodies of everything that the page asks for; from its own host, as every browser here sees to."""
    person = new_person(role)
    sizes: list[float] = []
    network = person.context.new_cdp_session(person.page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    person.open(path)
    person.page.wait_for_load_state("networkidle")

    assert len(sizes) >= 3, "the page, its style sheet and its script"
    assert sum(sizes) < BUDGET
