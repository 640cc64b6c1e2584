"""The style guide in a real browser: no fault that axe-core can find, nothing cut off, keys work."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.browser.visitors import AXE, RULES

pytestmark = pytest.mark.browser

PAGES = [
    "/styleguide",
    "/styleguide/form",
    "/styleguide/console",
    "/styleguide/registration",
    "/styleguide/board",
    "/styleguide/confirm",
    "/styleguide/errors/404",
    "/styleguide/errors/503",
]


@pytest.fixture(scope="module")
def address(migrated_app: Flask) -> Iterator[str]:
    """The application on a free port of this machine."""
    server = make_server("127.0.0.1", 0, migrated_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def _open(chromium: Browser, url: str, **options: object) -> tuple[Page, list[str]]:
    """A page in a fresh browser profile, and what its console complained about."""
    page = chromium.new_context(**options).new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url, wait_until="load")
    return page, complaints


def _faults(page: Page) -> list[str]:
    """What axe-core finds; evaluated, since the content security policy admits no script from outside."""
    page.evaluate(AXE.read_text())
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", RULES)
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in result["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_fault(chromium: Browser, address: str, path: str, width: int, scheme: str) -> None:
    page, complaints = _open(
        chromium, address + path, viewport={"width": width, "height": 800}, color_scheme=scheme
    )

    assert _faults(page) == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("path", PAGES[:3])
def test_forced_colours_keep_every_page_readable(chromium: Browser, address: str, path: str) -> None:
    page, _ = _open(chromium, address + path, viewport={"width": 1280, "height": 800}, forced_colors="active")

    assert _faults(page) == []
    page.context.close()


def test_the_first_key_offers_to_skip_the_head(chromium: Browser, address: str) -> None:
    page, _ = _open(chromium, f"{address}/styleguide", viewport={"width": 1280, "height": 800})

    page.keyboard.press("Tab")
    link = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")

    assert link == "Skip to the content"
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def test_errors_are_focused_and_lead_to_their_fields(chromium: Browser, address: str) -> None:
    page, _ = _open(chromium, f"{address}/styleguide/form", viewport={"width": 320, "height": 800})

    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Say when you are there.").click()
    assert page.evaluate("document.activeElement.id") == "days-0"
    page.context.close()


def test_a_menu_opens_by_key_and_closes_with_escape(chromium: Browser, address: str) -> None:
    page, _ = _open(chromium, f"{address}/styleguide/console", viewport={"width": 1280, "height": 800})
    button = page.locator("summary.menu__button")

    button.focus()
    page.keyboard.press("Enter")
    opened = page.get_by_role("link", name="All free places").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    assert opened
    assert not page.get_by_role("link", name="All free places").is_visible()
    assert button.evaluate("summary => summary === document.activeElement")
    page.context.close()


def test_without_a_script_the_menus_open_and_what_needs_one_is_not_offered(
    chromium: Browser, address: str
) -> None:
    page, _ = _open(
        chromium,
        f"{address}/styleguide/console",
        java_script_enabled=False,
        viewport={"width": 320, "height": 800},
    )

    page.locator(".console-nav__summary").click()
    assert page.get_by_role("link", name="Registrations", exact=False).first.is_visible()
    page.goto(f"{address}/styleguide")
    assert page.locator("button[data-copy]").is_hidden()
    assert page.locator("time[data-countdown]").inner_text() == "in 12 minutes"
    page.context.close()


def test_a_countdown_speaks_the_language_of_the_page(chromium: Browser, address: str) -> None:
    page, _ = _open(chromium, f"{address}/styleguide", viewport={"width": 1280, "height": 800})
    page.clock.install(time="2027-03-09T09:28:00Z")

    page.reload(wait_until="load")
    english = page.locator("time[data-countdown]").inner_text()
    page.clock.fast_forward("12:00")
    now = page.locator("time[data-countdown]").inner_text()
    page.get_by_role("button", name="Dansk").click()
    page.clock.set_fixed_time("2027-03-09T09:28:00Z")
    page.reload(wait_until="load")

    assert (english, now) == ("in 12 minutes", "this minute")
    assert page.locator("time[data-countdown]").inner_text() == "om 12 minutter"
    page.context.close()
