"""Picture the main pages of the demonstration into docs/screenshots: `python -m tools.screenshots`.

Starts a demonstration of its own in a temporary folder and opens it in Chromium, in English, as the
organiser at a desk and as a participant with a phone.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from app.config import ROOT
from tools.test_services import chromium

TARGET = ROOT / "docs" / "screenshots"
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 800}
CAMP = "/camps/innovation-camp"
CONSOLE = "/console/innovation-camp"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars"]  # fmt: skip


@dataclass(frozen=True)
class Visitor:
    """Who looks, and at what. `pages` maps a picture's name to the address."""

    login: str | None
    size: dict[str, int]
    pages: dict[str, str]


VISITORS = [
    Visitor(None, DESK, {"camp": f"{CAMP}/"}),
    Visitor("participant", PHONE, {"people": f"{CAMP}/people", "wishes": f"{CAMP}/wishes",
                                   "agenda": f"{CAMP}/agenda", "calendars": f"{CAMP}/calendars"}),
    Visitor("organiser", DESK, {"overview": CONSOLE, "slots": f"{CONSOLE}/slots", "graph": f"{CONSOLE}/graph",
                                "match": f"{CONSOLE}/match", "schedule": f"{CONSOLE}/schedules/1/",
                                "unmet": f"{CONSOLE}/schedules/1/unmet", "day": f"{CONSOLE}/day",
                                "report": f"{CONSOLE}/results"}),
]  # fmt: skip


@contextmanager
def demonstration() -> Iterator[tuple[str, str]]:
    """A running demonstration; yields its address and the password of its logins."""
    with TemporaryDirectory(prefix="campmatch-pictures-") as data:
        environ = {**os.environ, "CAMPMATCH_DATA": data, "CAMPMATCH_DEVELOPMENT": "1", "FLASK_APP": "wsgi"}
        environ.pop("BASE_URL", None)
        subprocess.run([sys.executable, "-m", "deploy.upgrade"], cwd=ROOT, env=environ, check=True)
        loading = [sys.executable, "-m", "flask", "load-demonstration"]
        loaded = subprocess.run(loading, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True)
        password = re.search(r"password (\S+?):?$", loaded.stdout, re.MULTILINE)
        serving = [sys.executable, "-m", "deploy.serve", "--port", "0"]
        with subprocess.Popen(serving, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as launcher:
            try:
                assert launcher.stdout is not None
                address = next(line for line in launcher.stdout if "running at" in line).split()[-1]
                yield address, password[1] if password else ""
            finally:
                launcher.terminate()
                launcher.communicate()


def sign_in(page: Page, address: str, login: str, password: str) -> None:
    """Sign in with the password form."""
    page.goto(f"{address}/sign-in/password")
    form = page.locator("form:has(input[type=password])")
    form.locator("input[name$=email]").fill(f"{login}@campmatch.example")
    form.locator("input[type=password]").fill(password)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def picture(browser: Browser, address: str, password: str, visitor: Visitor) -> None:
    """Open each of the visitor's pages and save what the window shows."""
    with browser.new_context(viewport=visitor.size, locale="en-GB", color_scheme="light") as context:  # type: ignore[arg-type]
        page = context.new_page()
        if visitor.login:
            sign_in(page, address, visitor.login, password)
        for name, path in visitor.pages.items():
            answer = page.goto(address + path, wait_until="networkidle")
            if answer is None or not answer.ok:
                sys.exit(f"{path} answers {answer and answer.status}")
            page.screenshot(path=TARGET / f"{name}.png")
            print(f"docs/screenshots/{name}.png", flush=True)


def main() -> None:
    """Make all pictures anew."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        demonstration() as (address, password),
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium(), args=FLAGS) as browser,
    ):
        for visitor in VISITORS:
            picture(browser, address, password, visitor)


if __name__ == "__main__":
    main()
