"""Every page of the site as everybody who may see it, in both languages and on both ends of the scale of
widths: nothing that axe-core finds, nothing cut off, no complaint of the browser.

Pages that belong to no camp are looked at once, by whoever sees them first. In Danish only what differs from
English is judged: the room that the words take. tests/markup looks at further states, and in the dark.
"""

import pytest

from tests.access.matrix import Row, table
from tests.browser.conftest import NewPerson
from tests.browser.product import CAMP, DAY, LAB, Prepared, Product, populated
from tests.browser.visitors import DESK, OF_THE_LAYOUT, PHONE
from tests.world.addresses import address, ids_in, rules_of
from tests.world.camps import Populated

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NO_PAGES = {"static", "assets.show", "site.healthz", "agenda.feed"}
COLUMNS = {
    "visitor": "anonymous",
    "participant": "participant",
    "helper": "helper",
    "organiser": "administrator",
}
"""Which column of the access table tells where a role is let in."""

ROLES_AND_CAMPS = [(role, CAMP) for role in COLUMNS] + [
    ("organiser", LAB),
    ("visitor", LAB),
    ("participant", DAY),
]


def _paths(product: Product, role: str, slug: str, prepared: Prepared) -> list[str]:
    """The addresses of all pages that the role may see, made from the map of the site; at the other camps
    only those that are of that camp and of things that it has. The style guide has its own tests."""
    wanted, camp = table(), populated(product, slug, prepared)
    return [
        address(product.app, rule, camp)
        for rule, method in rules_of(product.app)
        if method == "GET"
        and rule.endpoint not in NO_PAGES
        and not rule.endpoint.startswith("styleguide.")
        and ("slug" in rule.arguments or _sees_first(role, wanted[rule.endpoint, method]))
        and wanted[rule.endpoint, method][COLUMNS[role]] == "in"
        and (slug == CAMP or "slug" in rule.arguments)
        and set(ids_in(rule).values()) <= _things(camp)
    ]


def _sees_first(role: str, row: Row) -> bool:
    """Whether the role is the first of those, visitors before administrators, that see a page of no camp."""
    return role == ("visitor" if row[COLUMNS["visitor"]] == "in" else "organiser")


def _things(camp: Populated) -> set[str]:
    """What there is at the camp to stand in addresses."""
    return {name for name, value in camp.addresses.items() if value is not None}


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize(("role", "slug"), ROLES_AND_CAMPS, ids=["-".join(pair) for pair in ROLES_AND_CAMPS])
def test_pages_have_no_fault(
    new_person: NewPerson, product: Product, prepared: Prepared, role: str, slug: str, language: str
) -> None:
    person = new_person(None if role == "visitor" else role, language=language)
    person.choose_language(language)
    faults: dict[str, list[str]] = {}
    looked_at = 0
    for path in _paths(product, role, slug, prepared):
        if not person.shows_page(path):
            continue
        looked_at += 1
        for width in (DESK, PHONE):
            person.widen(width)
            name = f"{role}.{slug}.{path.strip('/').replace('/', '-') or 'home'}"
            rules = None if language == "da" else OF_THE_LAYOUT if width == DESK else ()
            found = person.look(name, by=rules)
            faults |= {f"{path} at {width} px": found} if found else {}

    assert faults == {}
    assert looked_at >= (4 if role in ("visitor", "helper") else 10)
