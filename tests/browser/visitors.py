"""People at a Chromium: each page they see is checked for what no page may do."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response

from tests.kept_pages import keep

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Path(__file__).with_name("vendor") / "axe-core" / "axe.min.js"
RUN_AXE = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations'], elementRef: false})"
PHONE, DESK = 320, 1280
OF_THE_LAYOUT = ("color-contrast", "target-size", "scrollable-region-focusable")
"""Rules of axe-core whose findings depend on the width of the window."""


def start_chromium(playwright: Playwright) -> Browser:
    """Debian's Chromium, without a window."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


class Person:
    """One browser with nothing in it yet. `faults` collects what happened that must not."""

    def __init__(
        self, browser: Browser, address: str, language: str = "en", width: int = DESK, **options: Any
    ) -> None:
        self.address = address
        self.faults: list[str] = []
        locale = {"da": "da-DK", "en": "en-GB"}[language]
        size = {"width": width, "height": 800}
        self.context = browser.new_context(base_url=address, locale=locale, viewport=size, **options)
        self.page: Page = self.context.new_page()
        self._watch()

    def _watch(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script failed: {error}"))
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)
        self.page.on("dialog", self._note_dialog)

    def _hear(self, said: ConsoleMessage) -> None:
        """Errors and warnings, among them violations of the policy. A status that a test asks for is none."""
        if said.type in ("error", "warning") and "the server responded with a status of 4" not in said.text:
            self.faults.append(f"console at {self.page.url}: {said.text}")

    def _note_request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(
            f"{self.address}/"
        ):
            self.faults.append(f"{self.page.url} asked another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 500 or (
            response.status == 404 and response.request.resource_type != "document"
        ):
            self.faults.append(f"{response.status} for {response.url}")

    def _note_dialog(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, path: str) -> Response | None:
        """Go to an address of the product."""
        return self.page.goto(path, wait_until="load")

    def shows_page(self, path: str) -> bool:
        """Open the address unless a file comes, to keep or for programs; whether a page of HTML came."""
        answer = self.context.request.get(path)
        if "content-disposition" in answer.headers or "text/html" not in answer.headers.get(
            "content-type", ""
        ):
            return False
        response = self.open(path)
        assert response is not None
        is_page = "text/html" in response.headers.get("content-type", "")
        if is_page:
            keep(response.text(), path)
        return is_page

    def choose_language(self, language: str) -> None:
        """By the switch in the head of the page."""
        self.open("/")
        if self.page.locator("html").get_attribute("lang") != language:
            self.page.get_by_role("button", name={"da": "Dansk", "en": "English"}[language]).click()
            self.page.wait_for_load_state("load")

    def widen(self, width: int) -> None:
        """Give the window this width."""
        self.page.set_viewport_size({"width": width, "height": 800})

    def axe(self, *rules: str) -> list[str]:
        """What axe-core finds on the page as it is, by all rules or by these alone; evaluated in the page that stands,
        for the policy admits no script from outside, and one brought in before a page is there may know another."""
        self.page.wait_for_load_state("load")
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(RUN_AXE, {"type": "rule", "values": rules} if rules else RULES)[
            "violations"
        ]
        return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"][:3]]

    def contrast_in_the_dark(self) -> list[str]:
        """What cannot be read where the device prefers dark colours."""
        self.page.emulate_media(color_scheme="dark")
        found = self.axe("color-contrast")
        self.page.emulate_media(color_scheme="light")
        return [f"in the dark: {fault}" for fault in found]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    def look(self, name: str = "", *, by: Sequence[str] | None = ()) -> list[str]:
        """All that is wrong with the page as it stands, by all rules of axe-core, by these alone or by none, and a
        picture of it where pictures are asked for."""
        self._picture(name or re.sub(r"\W+", "-", urlsplit(self.page.url).path).strip("-") or "home")
        return ([] if by is None else self.axe(*by)) + self._too_wide()

    def _too_wide(self) -> list[str]:
        """What is cut off at the side, and by how much."""
        over = self.overflow()
        return [f"{over} px wider than the window: {self._widest()}"] if over > 0 else []

    def _widest(self) -> list[str]:
        """The elements that reach furthest to the right."""
        return self.page.evaluate("""() => [...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 4).map(e => e.outerHTML.slice(0, 120))""")

    def _picture(self, name: str) -> None:
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            size, language = (
                self.page.viewport_size or {"width": 0},
                self.page.locator("html").get_attribute("lang"),
            )
            path = Path(folder) / f"{name}.{language}.{size['width']}.png"
            self.page.screenshot(path=path, full_page=True)

    def sign_in(self, email: str, password: str) -> None:
        """By the password form, as a person would."""
        self.open("/sign-in")
        self.page.locator(
            "summary", has=self.page.locator("xpath=.//following::input[@type='password']")
        ).last.click()
        form = self.page.locator("form", has=self.page.locator("input[type=password]"))
        form.locator("input[type=email]").fill(email)
        form.locator("input[type=password]").fill(password)
        form.get_by_role("button").click()
        self.page.wait_for_load_state("load")
        assert not self.page.url.startswith(f"{self.address}/sign-in"), self.page.inner_text("main")
