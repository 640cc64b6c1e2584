"""At once: who ask each other have agreed, whoever is faster decides, and nobody waits for ever."""

from threading import Barrier, Thread

import pytest

from app.extensions import db
from app.models import Camp, Grade, MeetingRequest, OutboxMessage, Participant, RequestStatus, Wish
from app.services.refusals import Refusal
from app.services.requests import meeting_requests, request_rounds
from app.services.wishes import wishes
from tests.makers import make_participant, make_request


def at_once(app, camp, *acts):
    """Each act, called as act(person, camp) with what it needs of the database its own, at the same moment;
    what each gave or why it was refused."""
    camp_id = camp.id
    start, found = Barrier(len(acts)), [None] * len(acts)
    db.session.commit()

    def run(place, number, act):
        with app.app_context():
            person, at = db.session.get(Participant, number), db.session.get(Camp, camp_id)
            db.session.rollback()
            start.wait()
            try:
                found[place] = act(person, at)
            except Refusal as refusal:
                found[place] = str(refusal.message)
            except Exception as error:
                found[place] = repr(error)

    threads = [Thread(target=run, args=(place, *act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return found


@pytest.mark.parametrize("turn", range(4))
def test_two_who_ask_each_other_at_once_have_agreed(app, camp, me, ingrid, turn):
    mine, theirs = me.code, ingrid.code
    found = at_once(
        app, camp,
        (me.id, lambda person, at: meeting_requests.ask(person, at, theirs).status),
        (ingrid.id, lambda person, at: meeting_requests.ask(person, at, mine).status),
    )  # fmt: skip
    assert sorted(found) == ["accepted", "pending"]
    [request] = db.session.query(MeetingRequest)
    assert request.status is RequestStatus.ACCEPTED
    assert db.session.query(OutboxMessage).count() == 2


def test_accepting_and_withdrawing_at_once_has_one_outcome(app, camp, me, ingrid):
    number = make_request(me, ingrid).id
    found = at_once(
        app, camp,
        (ingrid.id, lambda person, at: meeting_requests.accept(person, at, number).name),
        (me.id, lambda person, at: meeting_requests.withdraw(person, at, number).name),
    )  # fmt: skip
    status = db.session.query(MeetingRequest).one().status
    assert status is RequestStatus.WITHDRAWN  # the asker may withdraw after a yes, too
    assert found[1] == "Ingrid Sørensen"
    assert found[0] == "Me" or "has changed in the meantime" in found[0]


def test_accepting_and_declining_at_once_and_the_round_of_the_worker(app, camp, me, ingrid):
    number = make_request(me, ingrid).id
    camp.wishes_close_at = None
    db.session.commit()
    found = at_once(
        app, camp,
        (ingrid.id, lambda person, at: meeting_requests.accept(person, at, number).name),
        (ingrid.id, lambda _person, _at: request_rounds.end()),
        (ingrid.id, lambda _person, _at: request_rounds.remind()),
    )  # fmt: skip
    assert found == ["Me", 0, 0]


def test_one_with_a_quota_of_two_asks_six_at_once(app, camp, me):
    camp.most_open_requests = 2
    codes = [make_participant(camp, f"Person {number}").code for number in range(6)]
    found = at_once(
        app, camp,
        *((me.id, lambda person, at, code=code: meeting_requests.ask(person, at, code).status) for code in codes),
    )  # fmt: skip
    assert sorted(found)[-2:] == ["pending", "pending"]
    assert db.session.query(MeetingRequest).count() == 2


@pytest.mark.parametrize("turn", range(4))
def test_two_who_wish_for_each_other_at_once_do_not_wait_for_ever(app, camp, me, ingrid, turn):
    mine, theirs = me.code, ingrid.code
    found = at_once(
        app, camp,
        (me.id, lambda person, at: wishes.state_wish(person, at, theirs, Grade.RATHER_NOT).after),
        (ingrid.id, lambda person, at: wishes.state_wish(person, at, mine, Grade.RATHER_NOT).after),
    )  # fmt: skip
    assert found == [Grade.RATHER_NOT] * 2
    assert db.session.query(Wish).count() == 2
