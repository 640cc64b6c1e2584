from dataclasses import replace

from flask import Flask

from app.factory import create_app
from app.services.accounts import sign_in
from tests.makers import make_user
from tests.page_client import PageClient


def test_the_mailbox_shows_mails_with_links_to_our_own_pages_only(app: Flask, visit: PageClient) -> None:
    make_user("ada@example.org")
    sign_in.ask("ada@example.org", "key", "/", "en")
    visit.get("/mailbox/")
    assert visit.texts("tbody th") == ["Your link to sign in to Campmatch"]
    visit.get(visit.page.select_one("tbody a")["href"])
    links = [link["href"] for link in visit.page.select(".mail-text a")]
    assert len(links) == 1
    assert links[0].startswith("http://localhost/sign-in/link/")
    visit.get("/mailbox/999999", status=404)


def test_the_mailbox_is_not_there_in_production(app: Flask) -> None:
    production = create_app(replace(app.config["SETTINGS"], development=False))
    production.testing = True
    assert production.test_client().get("/mailbox/").status_code == 404
