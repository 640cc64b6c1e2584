"""Asking, accepting, declining, withdrawing: who may, what it does, who is told."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import Grade, MeetingRequest, Mode, OutboxMessage, ParticipantStatus, RequestStatus
from app.services.clock import now
from app.services.interests import interests
from app.services.matching import problems
from app.services.refusals import Conflict, NotThere, Refusal
from app.services.requests import meeting_requests, request_lists, request_rules
from app.services.wishes import wishes
from tests.makers import make_camp, make_participant, make_request, make_slots, make_user, make_wish

PENDING, ACCEPTED, DECLINED = RequestStatus.PENDING, RequestStatus.ACCEPTED, RequestStatus.DECLINED
WITHDRAWN, EXPIRED = RequestStatus.WITHDRAWN, RequestStatus.EXPIRED


def stored():
    return [
        (r.asker_id, r.asked_id, r.status)
        for r in db.session.query(MeetingRequest).order_by(MeetingRequest.id)
    ]


def mails():
    query = db.session.query(OutboxMessage).order_by(OutboxMessage.id)
    return [(mail.recipient.split("@")[0], mail.subject) for mail in query]


def last_mail():
    return db.session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first().body


def number():
    return db.session.query(MeetingRequest).order_by(MeetingRequest.id.desc()).first().id


def test_asked_and_accepted_with_a_mail_for_each_step(camp, me, ingrid):
    asked = meeting_requests.ask(me, camp, ingrid.code, " Let us talk about ports. ")
    assert (asked.target, asked.status, asked.is_new) == (ingrid, PENDING, True)
    assert mails() == [("ingrid", f"Me asks to meet you at {camp.name}")]
    assert "> Let us talk about ports" in last_mail()
    assert "Me (Mine) would like to meet you" in last_mail()
    assert "/camps/camp/requests" in last_mail()
    assert meeting_requests.accept(ingrid, camp, number()) is me
    assert meeting_requests.accept(ingrid, camp, number()) is me
    assert stored() == [(me.id, ingrid.id, ACCEPTED)]
    assert mails()[1:] == [("me", f"Ingrid Sørensen will meet you at {camp.name}")]


def test_declined_with_a_reason_is_final_for_the_asker_but_not_for_the_asked(camp, me, ingrid):
    meeting_requests.ask(me, camp, ingrid.code)
    meeting_requests.decline(ingrid, camp, number(), "My days are full.")
    assert stored() == [(me.id, ingrid.id, DECLINED)]
    assert mails()[-1] == ("me", f"Ingrid Sørensen declines to meet at {camp.name}")
    assert "> My days are full." in last_mail().replace("\u200b", "")
    with pytest.raises(Refusal, match="Ingrid Sørensen has declined"):
        meeting_requests.ask(me, camp, ingrid.code)
    meeting_requests.accept(ingrid, camp, number())
    assert stored() == [(me.id, ingrid.id, ACCEPTED)]
    meeting_requests.decline(ingrid, camp, number())
    assert "had accepted to meet you" in last_mail()
    assert "The reason they give" not in last_mail()
    assert meeting_requests.ask(ingrid, camp, me.code).status is PENDING
    with pytest.raises(Conflict, match="newer request"):
        meeting_requests.accept(ingrid, camp, 1 + number() - 2)


def test_withdrawn_before_an_answer_says_nothing_and_after_a_yes_tells(camp, me, ingrid):
    meeting_requests.ask(me, camp, ingrid.code)
    meeting_requests.withdraw(me, camp, number())
    assert (stored(), len(mails())) == ([(me.id, ingrid.id, WITHDRAWN)], 1)
    with pytest.raises(Conflict, match="has changed in the meantime"):
        meeting_requests.accept(ingrid, camp, number())
    meeting_requests.ask(me, camp, ingrid.code)
    meeting_requests.accept(ingrid, camp, number())
    meeting_requests.withdraw(me, camp, number())
    assert mails()[-1] == ("ingrid", f"Me no longer asks to meet you at {camp.name}")
    meeting_requests.ask(me, camp, ingrid.code)
    meeting_requests.withdraw(me, camp, number())
    with pytest.raises(Refusal, match="3 times"):
        meeting_requests.ask(me, camp, ingrid.code)


def test_asking_twice_sends_nothing_and_asking_back_agrees(camp, me, ingrid):
    meeting_requests.ask(me, camp, ingrid.code)
    assert not meeting_requests.ask(me, camp, ingrid.code, "Again").is_new
    assert (stored(), len(mails())) == ([(me.id, ingrid.id, PENDING)], 1)
    assert meeting_requests.ask(ingrid, camp, me.code).status is ACCEPTED
    assert stored() == [(me.id, ingrid.id, ACCEPTED)]
    assert mails()[-1] == ("me", f"Ingrid Sørensen will meet you at {camp.name}")
    assert not meeting_requests.ask(me, camp, ingrid.code).is_new


def test_database_refuses_a_second_open_request_in_either_direction_and_a_wrong_pair(camp, me, ingrid):
    make_request(me, ingrid, status=ACCEPTED)
    make_request(ingrid, me, status=DECLINED)
    for wrong in (
        lambda: make_request(ingrid, me),
        lambda: make_request(me, me),
        lambda: make_request(me, ingrid, status=EXPIRED, lo_id=max(me.id, ingrid.id), hi_id=min(me.id, ingrid.id)),
        lambda: make_request(me, make_participant(make_camp()), status=EXPIRED),
    ):  # fmt: skip
        with pytest.raises(IntegrityError):
            wrong()
        db.session.rollback()


def test_only_the_asked_answer_and_only_the_asker_withdraws(camp, me, ingrid, bo):
    request = make_request(me, ingrid)
    other = make_request(
        make_participant(elsewhere := make_camp(mode=Mode.REQUESTS)), make_participant(elsewhere)
    )
    for act, person, what in (
        (meeting_requests.accept, me, request), (meeting_requests.accept, bo, request),
        (meeting_requests.decline, me, request), (meeting_requests.withdraw, ingrid, request),
        (meeting_requests.accept, ingrid, other), (meeting_requests.withdraw, bo, other),
    ):  # fmt: skip
        with pytest.raises(NotThere):
            act(person, camp, what.id)
        db.session.rollback()


def test_whom_nobody_can_ask(camp, me, ingrid):
    colleague = make_participant(camp, organisation_id=me.organisation_id)
    for code in (me.code, colleague.code):
        with pytest.raises(Refusal):
            meeting_requests.ask(me, camp, code)
        db.session.rollback()
    unseen = [
        make_participant(camp, is_listed=False), make_participant(camp, status=ParticipantStatus.WAITING),
        make_participant(make_camp()),
    ]  # fmt: skip
    for code in (*(person.code for person in unseen), "no-such-code"):
        with pytest.raises(NotThere):
            meeting_requests.ask(me, camp, code)
        db.session.rollback()
    with pytest.raises(Refusal, match="at most 1000"):
        meeting_requests.ask(me, camp, ingrid.code, "x" * 1001)
    assert stored() == []


def test_closing_moment_and_the_other_mode_stop_asking_and_accepting_not_declining(camp, me, ingrid):
    request = make_request(ingrid, me)
    camp.wishes_close_at = now() - timedelta(seconds=1)
    db.session.commit()
    for words in ("Requests have closed", "people state wishes"):
        with pytest.raises(Conflict, match=words):
            meeting_requests.ask(me, camp, ingrid.code)
        db.session.rollback()
        with pytest.raises(Conflict, match=words):
            meeting_requests.accept(me, camp, request.id)
        db.session.rollback()
        camp.mode = Mode.WISHES
        db.session.commit()
    meeting_requests.decline(me, camp, request.id)
    assert stored() == [(ingrid.id, me.id, DECLINED)]


def test_quota_of_requests_that_wait(camp, me, ingrid, bo):
    camp.most_open_requests = 1
    db.session.commit()
    meeting_requests.ask(me, camp, ingrid.code)
    with pytest.raises(Refusal, match="1 of your requests wait"):
        meeting_requests.ask(me, camp, bo.code)
    db.session.rollback()
    make_request(bo, me)
    assert meeting_requests.ask(me, camp, bo.code).status is ACCEPTED
    meeting_requests.accept(
        ingrid, camp, db.session.query(MeetingRequest).filter_by(asked_id=ingrid.id).one().id
    )
    assert request_rules.quota_of(me, camp).left == 1


def test_who_accepts_all_has_agreed_at_once(camp, me, ingrid):
    meeting_requests.accept_all(ingrid, wanted=True)
    db.session.refresh(ingrid)
    assert meeting_requests.ask(me, camp, ingrid.code).status is ACCEPTED
    assert mails() == [
        ("me", f"Ingrid Sørensen will meet you at {camp.name}"),
        ("ingrid", f"A request at {camp.name} counts as accepted"),
    ]
    assert db.session.query(MeetingRequest).one().is_automatic


def test_only_what_is_agreed_is_planned_and_rather_not_holds(camp, me, ingrid, bo):
    make_slots(camp)
    make_request(me, ingrid, status=ACCEPTED)
    make_request(bo, me)
    make_wish(bo, ingrid, Grade.MUST_MEET)
    problem = problems.problem_of(camp, problems.Choices())
    assert [(c.a, c.b, c.worth) for c in problem.candidates] == [(str(me.id), str(ingrid.id), 210)]
    assert {slot for person in problem.participants for slot in person.absent_slots} == set()
    make_wish(ingrid, me, Grade.RATHER_NOT)
    assert problems.problem_of(camp, problems.Choices()).candidates == ()
    assert interests.wished_pairs_of(camp) == (1, 0)
    camp.mode = Mode.WISHES
    db.session.commit()
    assert [c.worth for c in problems.problem_of(camp, problems.Choices()).candidates] == [90]


def test_wishes_to_meet_are_not_stated_here_and_rather_not_takes_back_ones_question(camp, me, ingrid):
    with pytest.raises(Conflict, match="people ask each other"):
        wishes.state_wish(me, camp, ingrid.code, Grade.MUST_MEET)
    db.session.rollback()
    meeting_requests.ask(me, camp, ingrid.code)
    wishes.state_wish(me, camp, ingrid.code, Grade.RATHER_NOT)
    assert stored() == [(me.id, ingrid.id, WITHDRAWN)]
    with pytest.raises(Refusal, match="would rather not meet Ingrid"):
        meeting_requests.ask(me, camp, ingrid.code)


def test_unlisted_asker_is_seen_by_the_asked_until_withdrawn_and_can_be_blocked(camp, me, visit):
    hidden = make_participant(camp, "Hidden", is_listed=False, about="Seldom seen", user=make_user())
    visit.get(f"/camps/camp/people/{hidden.code}", status=404)
    meeting_requests.ask(hidden, camp, me.code)
    visit.get(f"/camps/camp/people/{hidden.code}")
    assert "Seldom seen" in visit.response.text
    meeting_requests.withdraw(hidden, camp, number())
    visit.get(f"/camps/camp/people/{hidden.code}", status=404)
    meeting_requests.ask(hidden, camp, me.code)
    wishes.state_wish(me, camp, hidden.code, Grade.RATHER_NOT)
    visit.get(f"/camps/camp/people/{hidden.code}", status=404)
    assert request_lists.received(me, camp).total == 0
