"""Joining an organisation that is there, without entering it twice and without telling who is."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.extensions import db
from app.models import Organisation, OrganisationKind, Participant
from app.services.registration import organisations
from tests.makers import make_camp, make_organisation, make_participant
from tests.registration.journey import ORGANISATION, YOU, open_time  # noqa: F401

pytestmark = pytest.mark.usefixtures("open_time")


@pytest.fixture
def house(app):
    make_camp("nyborg")
    make_organisation("Small Firm ApS", kind=OrganisationKind.SME)
    return make_organisation("Energy Cluster Denmark", kind=OrganisationKind.CLUSTER)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Energy Cluster Danmark", ["Energy Cluster Denmark"]), ("ECD", ["Energy Cluster Denmark"]),
        ("energy cluster", ["Energy Cluster Denmark"]), ("  ENERGY  cluster denmark ", []),
        ("Fraunhofer IPK", []), ("", []), ("Small Firm Aps.", []), ("de", []),
    ],
)  # fmt: skip
def test_names_that_may_be_meant(house, written, meant):
    """A firm may be one person: its name is offered to nobody."""
    assert organisations.like(written) == meant


def test_registration_asks_once_and_joins_the_one_that_is_meant(visit, house):
    visit.get("/camps/nyborg/register", follow=True)
    visit.submit(YOU)
    visit.submit(ORGANISATION | {"organisation": "Energy Cluster Danmark"})
    assert visit.texts(".error-summary__list li") == [
        "Say whether it is one of these, so that colleagues find each other."
    ]
    assert visit.texts("#same_as label") == [
        "Energy Cluster Denmark",
        "No, “Energy Cluster Danmark” is another one",
    ]
    visit.submit({"same_as": "Energy Cluster Denmark"})
    assert visit.response.request.path.endswith("/topics")
    visit.get("/camps/nyborg/register/organisation")
    assert visit.page.find(id="organisation")["value"] == "Energy Cluster Denmark"
    assert visit.page.find(id="same_as") is None


def test_another_one_of_nearly_the_same_name_is_entered(visit, house):
    me = make_participant(make_camp("other"), organisation_id=house.id, country="DK")
    visit.sign_in(me.user)
    visit.get("/camps/other/me/profile")
    visit.submit({"organisation": "Energy Cluster Danmark"})
    visit.submit({"same_as": "another"})
    assert visit.texts(".flash") == ["Your profile is saved."]
    names = db.session.scalars(select(Organisation.name).order_by(Organisation.name)).all()
    assert names == ["Energy Cluster Danmark", "Energy Cluster Denmark", "Small Firm ApS"]
    db.session.refresh(me)
    assert db.session.get_one(Participant, me.id).organisation.name == "Energy Cluster Danmark"


def names_while_typing(visit, typed):
    """What htmx gets for the text in the field."""
    answer = visit.http.get(
        "/camps/nyborg/register/organisations", query_string={"organisation": typed},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    return [button["value"] for button in BeautifulSoup(answer.text, "html.parser").select("button")]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("energy", ["Energy Cluster Denmark"]), ("Energy Cluster Danmark", ["Energy Cluster Denmark"]), ("en", []),
        ("Energy Cluster Denmark", []), ("Small Firm", []), ("", []), ("x" * 5000, []),
    ],
)  # fmt: skip
def test_known_names_are_offered_while_one_types_and_firms_to_nobody(visit, house, typed, offered):
    assert names_while_typing(visit, typed) == offered


def test_the_names_alone_are_no_page(visit, house):
    visit.get("/camps/nyborg/register/organisations", status=302)
