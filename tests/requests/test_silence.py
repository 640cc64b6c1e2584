"""Requests without an answer: one reminder, then they end; and nobody learns of a *rather not*."""

from datetime import timedelta

import pytest

from app.extensions import db
from app.models import Grade, MeetingRequest, Mode, OutboxMessage, ParticipantStatus, RequestStatus
from app.services.clock import now
from app.services.requests import meeting_requests, request_rounds
from app.services.wishes import wishes
from tests.makers import make_participant, make_request, make_user, make_wish

PENDING, ACCEPTED, EXPIRED = RequestStatus.PENDING, RequestStatus.ACCEPTED, RequestStatus.EXPIRED
AGO = timedelta(days=8)


def statuses():
    return [row.status for row in db.session.query(MeetingRequest).order_by(MeetingRequest.id)]


def mails():
    query = db.session.query(OutboxMessage).order_by(OutboxMessage.id)
    return [(mail.recipient.split("@")[0], mail.subject) for mail in query]


def test_reminder_comes_once_in_one_mail_for_all(camp, me, ingrid, bo):
    for asker in (ingrid, bo):
        make_request(asker, me, asked_at=now() - timedelta(days=6))
    make_request(me, make_participant(camp, "Fresh"))
    assert (request_rounds.remind(), request_rounds.remind()) == (1, 0)
    assert mails() == [("me", f"2 requests to meet at {camp.name} wait for your answer")]
    body = db.session.query(OutboxMessage).one().body
    assert "- Ingrid Sørensen" in body
    assert "Without an answer they expire; the first one does on" in body


def test_after_their_time_they_expire_and_the_asker_hears_in_one_mail(camp, me, ingrid, bo):
    for asked in (ingrid, bo):
        make_request(me, asked, asked_at=now() - AGO)
    make_request(ingrid, bo)
    assert (request_rounds.end(), request_rounds.end()) == (2, 0)
    assert statuses() == [EXPIRED, EXPIRED, PENDING]
    assert mails() == [("me", f"What became of your requests at {camp.name}")]
    assert "These ended without an answer" in db.session.query(OutboxMessage).one().body


def test_closing_ends_them_all_and_leaving_ends_ones_own(camp, me, ingrid, bo):
    make_request(me, ingrid)
    make_request(bo, me)
    ingrid.status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    assert request_rounds.end() == 1
    assert statuses() == [EXPIRED, PENDING]
    camp.wishes_close_at = now()
    db.session.commit()
    assert request_rounds.end() == 1
    assert statuses() == [EXPIRED, EXPIRED]


def test_where_silence_is_a_yes_they_count_as_accepted_and_both_are_told(camp, me, ingrid):
    camp.accepts_unanswered = True
    make_request(me, ingrid, asked_at=now() - AGO)
    assert request_rounds.end() == 1
    request = db.session.query(MeetingRequest).one()
    assert (request.status, request.is_automatic) == (ACCEPTED, True)
    assert mails() == [
        ("me", f"What became of your requests at {camp.name}"),
        ("ingrid", f"A request at {camp.name} counts as accepted"),
    ]


def test_requests_rest_while_the_camp_is_back_with_wishes(camp, me, ingrid):
    make_request(me, ingrid, asked_at=now() - AGO)
    camp.mode = Mode.WISHES
    db.session.commit()
    assert (request_rounds.remind(), request_rounds.end(), statuses()) == (0, 0, [PENDING])
    camp.mode = Mode.REQUESTS
    db.session.commit()
    assert (request_rounds.end(), statuses()) == (1, [EXPIRED])


@pytest.mark.parametrize("silence_is_yes", [False, True])
def test_asker_sees_and_gets_the_same_from_one_who_is_silent_and_one_who_would_rather_not(
    camp, me, ingrid, bo, visit, silence_is_yes
):
    """Everything that the asker may see or read, step by step, but for the names."""
    camp.accepts_unanswered = silence_is_yes
    make_wish(bo, me, Grade.RATHER_NOT)

    def seen(person):
        found = []
        for path in ("/camps/camp/requests?view=sent", f"/camps/camp/people/{person.code}", "/camps/camp/me"):
            page = visit.get(path)
            for token in page.select("[name=csrf_token]"):
                token.decompose()
            found.append(str(page.main))
        return [text.replace(person.name, "X").replace(person.code, "C") for text in found]

    def own_mails():
        found = (
            db.session.query(OutboxMessage).filter_by(recipient="me@example.org").order_by(OutboxMessage.id)
        )
        return [mail.body for mail in found]

    def told(person):
        return db.session.query(OutboxMessage).filter_by(recipient=person.user.email).count()

    def whole_way(person):
        steps = [str(meeting_requests.ask(me, camp, person.code).status), seen(person)]
        request = db.session.query(MeetingRequest).one()
        request.asked_at, request.remind_at, request.expires_at = now() - AGO, now() - AGO, now() - AGO
        db.session.commit()
        request_rounds.remind()
        request_rounds.end()
        steps += [seen(person), own_mails()]
        heard = told(person)
        db.session.query(MeetingRequest).delete()
        db.session.query(OutboxMessage).delete()
        db.session.commit()
        text = str(steps).replace(person.name, "X").replace(person.code, "C")
        return "".join(char for char in text if not char.isdigit()), heard

    (silent, heard), (blocked, heard_nothing) = whole_way(ingrid), whole_way(bo)
    assert silent == blocked
    assert (heard, heard_nothing) == (3 if silence_is_yes else 2, 0)


def test_who_would_rather_not_sees_nothing_of_it(camp, me, ingrid, visit):
    make_wish(me, ingrid, Grade.RATHER_NOT)
    meeting_requests.ask(ingrid, camp, me.code, "Please, a word")
    visit.get("/camps/camp/requests")
    assert visit.texts(".empty-state__title") == ["Nobody has asked you yet"]
    assert "Please, a word" not in visit.response.text
    request = db.session.query(MeetingRequest).one()
    visit.get(f"/camps/camp/requests/{request.id}/decline", status=404)
    visit.post(f"/camps/camp/requests/{request.id}/accept", status=404)
    visit.get("/camps/camp/me")
    assert "Ask the people you want to meet" in visit.texts("h2")
    wishes.state_wish(me, camp, ingrid.code, None)
    visit.get("/camps/camp/requests")
    assert "Please, a word" in visit.response.text


def test_one_who_accepts_all_does_not_agree_with_whom_they_would_rather_not_meet(camp, me):
    quiet = make_participant(camp, "Quiet", user=make_user(), accepts_requests=True)
    make_wish(quiet, me, Grade.RATHER_NOT)
    assert meeting_requests.ask(me, camp, quiet.code).status is PENDING
    assert mails() == []
