"""The pages that are checked, and a way to look at them in Chromium once the world is gone."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.browser.visitors import Person
from tests.kept_pages import shape
from tests.markup.pages import of_an_empty_camp, refused, shown
from tests.world.building import World, built_world

ROLES = ("anonymous", "participant", "unconfirmed", "waiting", "withdrawn", "helper", "organiser")


@pytest.fixture(scope="module")
def world(migrated_app: Flask) -> Iterator[World]:
    with built_world(migrated_app) as world:
        yield world


@pytest.fixture(scope="session")
def states(migrated_app: Flask) -> dict[str, str]:
    """Pages of everybody in English, of a camp with nothing in it, and with errors: each shape once, by name."""
    found: dict[str, tuple[str, str]] = {}
    with built_world(migrated_app) as world:
        for pages in (shown(world, ROLES, ("en",)), of_an_empty_camp(world), refused(world, {"empty": ""})):
            for name, html in pages:
                found.setdefault(shape(html), (name, html))
    return dict(found.values())


class Viewer(Person):
    """Looks at kept pages, with the style sheets and scripts of the site."""

    def show(self, html: str) -> None:
        """Show this page in place of whatever stood there."""
        self.page.unroute_all()
        self.page.route(
            "**/kept", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
        )
        self.open("/kept")


@pytest.fixture
def viewer(chromium: Browser, migrated_app: Flask) -> Iterator[Viewer]:
    server = make_server("127.0.0.1", 0, migrated_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    viewer = Viewer(
        chromium, f"http://127.0.0.1:{server.port}", reduced_motion="reduce"
    )  # judge what stands still
    yield viewer
    viewer.context.close()
    server.shutdown()
    thread.join()
