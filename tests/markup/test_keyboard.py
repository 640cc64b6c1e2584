"""Through every page by the Tab key alone: all that can be used is reached, in order, with a visible focus, and
the key leads out again."""

from pathlib import Path

import pytest

from tests.browser.visitors import DESK
from tests.markup.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEYS = Path(__file__).with_name("keys.js").read_text()
MORE_THAN_ANY_PAGE_HAS = 400


def _walk(viewer: Viewer) -> list[str]:
    """What is wrong with going through the page that is shown."""
    viewer.page.evaluate(KEYS)
    wanted, stops, faults = viewer.page.evaluate("keys.wanted()"), 0, []
    for _press in range(MORE_THAN_ANY_PAGE_HAS):
        viewer.page.keyboard.press("Tab")
        stop = viewer.page.evaluate("keys.stop()")
        if stop is None:
            break
        stops += not stop.get("again")
        faults += [f"{stop['html']} {fault}" for fault in stop["faults"]]
        if stops == 1 and stop.get("name") != "Skip to the content":
            faults.append(f"begins with {stop['html']}")
    else:
        faults.append("never ends")
    return faults + ([f"{stops} stops of {wanted}"] if stops != wanted else [])


def test_tab_leads_through_every_page(viewer: Viewer, states: dict[str, str]) -> None:
    viewer.widen(DESK)
    faults = {}
    for name, html in states.items():
        if not name.startswith("refused."):  # there the focus begins at the errors
            viewer.show(html)
            if found := _walk(viewer):
                faults[name] = found

    assert faults == {}


def test_skip_link_leads_past_the_head(viewer: Viewer, states: dict[str, str]) -> None:
    viewer.show(states["anonymous.en.site.home.200"])
    viewer.page.keyboard.press("Tab")
    viewer.page.keyboard.press("Enter")
    assert viewer.page.evaluate("document.activeElement.id") == "main"
    viewer.page.keyboard.press("Tab")
    assert viewer.page.evaluate("document.activeElement.closest('main') !== null")
