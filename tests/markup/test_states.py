"""Every page in many of its states in Chromium: nothing that axe-core finds in light or dark, nothing cut off."""

import pytest

from tests.browser.visitors import DESK, OF_THE_LAYOUT, PHONE
from tests.markup.conftest import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_states_have_no_fault(viewer: Viewer, states: dict[str, str]) -> None:
    faults: dict[str, list[str]] = {}
    for name, html in states.items():
        viewer.widen(PHONE)
        viewer.show(html)
        found = viewer.look(name) + viewer.contrast_in_the_dark()
        viewer.widen(DESK)
        found += viewer.axe(*OF_THE_LAYOUT)
        faults |= {name: found} if found else {}

    assert len(states) > 100
    assert faults == {}
    assert viewer.faults == []
