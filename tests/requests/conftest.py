"""A camp with requests, somebody who looks, and two others."""

import pytest

from app.models import Mode
from tests.makers import make_camp, make_organisation, make_participant, make_user


@pytest.fixture
def camp(app):
    return make_camp("camp", mode=Mode.REQUESTS)


@pytest.fixture
def me(camp, visit):
    user = make_user("me@example.org", "Me")
    visit.sign_in(user)
    return make_participant(camp, "Me", user=user, organisation_id=make_organisation("Mine").id)


@pytest.fixture
def ingrid(camp):
    return make_participant(camp, "Ingrid Sørensen", user=make_user("ingrid@example.org", "Ingrid"))


@pytest.fixture
def bo(camp):
    return make_participant(camp, "Bo", user=make_user("bo@example.org", "Bo"))
