"""A camp and one of its participants, signed in: who states the wishes."""

from threading import Barrier, Thread

import pytest

from app.extensions import db
from app.models import Camp, Participant
from tests.makers import make_camp, make_organisation, make_participant, make_user


@pytest.fixture
def camp(app):
    return make_camp("camp")


@pytest.fixture
def me(camp, visit):
    user = make_user(name="Me")
    visit.sign_in(user)
    return make_participant(camp, "Me", user=user, organisation_id=make_organisation("Mine").id)


@pytest.fixture
def at_once(app, camp, me):
    """Call `press` with participant, camp and each item, in a thread each, all at the same moment."""

    def run(press, items):
        camp_id, my_id = camp.id, me.id
        db.session.commit()
        start = Barrier(len(items))

        def one(item):
            with app.app_context():
                author, at = db.session.get(Participant, my_id), db.session.get(Camp, camp_id)
                db.session.rollback()
                start.wait()
                press(author, at, item)

        threads = [Thread(target=one, args=(item,)) for item in items]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return run
