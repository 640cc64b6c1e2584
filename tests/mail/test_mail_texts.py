"""Mails in the organisers' words: a closed list of placeholders, and nothing typed gets further than it may."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.config import LANGUAGES, ROOT
from app.extensions import db
from app.models import Camp, FollowUpRound, MailText, MailTextKind, Mode, OutboxMessage, Participant
from app.services.afterwards.follow_up import letters
from app.services.mail import mail_moments, mail_templates, mail_texts, mails
from app.services.publishing import publishing
from app.services.refusals import Refusal
from app.services.registration import registration_mails
from app.services.reminding import mail_previews, mail_samples, timely_mails
from app.services.setup.following_camps import copy_set_up
from tests.makers import (
    make_camp,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
)
from tests.page_client import PageClient

TOMORROW = MailTextKind.TOMORROW
LINKS = {"agenda", "people", "home", "requests", "times", "page", "link"}
WORDS = mails.Text("Hello {name}", "Dear {name},\n\n{meetings}\n\nSee http://evil.example or {agenda}\n")


def planned() -> tuple[Camp, Participant, Participant]:
    camp = make_camp("nyborg", wishes_close_at=None)
    ada, bo = make_participant(camp, "Ada {camp}"), make_participant(camp, "Bo")
    schedule = make_schedule(camp, [(ada, bo, make_slots(camp, 1)[0], make_tables(camp, 1)[0])])
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        publishing.publish(camp, schedule, make_user())
    return camp, ada, bo


def latest(person: Participant) -> OutboxMessage:
    query = select(OutboxMessage).where(OutboxMessage.recipient == person.user.email)
    return db.session.scalars(query.order_by(OutboxMessage.id.desc())).first()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_standard_text_is_a_sound_beginning(app: Flask, language: str) -> None:
    """It holds what the mail needs, names the same in each language, and reads as a mail for somebody real."""
    camp, ada, _bo = planned()
    for kind in MailTextKind:
        text = mail_texts.standard(kind, language)
        mail_texts.check(kind, text)
        named = mail_templates.named_in(text.subject + text.body)
        assert named | {"camp", "place"} == set(mail_texts.placeholders(kind)), kind
        shown = mail_previews.preview(camp, kind, language, text, ada)
        assert "{" not in (shown.subject + shown.body).replace("Ada {camp}", ""), kind
        assert shown.body.count("http://localhost/") == len(LINKS & named) + (kind is MailTextKind.MERGED), (
            kind
        )


CASES = {
    "usual": {},
    "the other way": {
        "confirmed": False, "applied": True, "stays": False, "in_calendar": True, "after_yes": True, "counts": True,
        "meetings": 2, "num": 2, "state": "cancelled", "is_read": False, "clashes": ["09:00 {name}"],
    },
    "as little as can be": {
        "changes": [], "items": [], "message": [], "reason": "", "answer": "", "answered_by": "", "until": "",
        "where": "", "place": "", "expired": ["Cy"], "accepted": [],
    },
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_standard_text_kept_as_own_words_sends_the_standard_mail(app: Flask, language: str) -> None:
    camp, ada, _bo = planned()
    links = {name: f"http://localhost/{name}" for name in LINKS}
    for kind in MailTextKind:
        usual = mail_samples.words_for(camp, kind, ada)
        ours = [mail_texts.write(camp, kind, language, links, **(usual | case)) for case in CASES.values()]
        text = mail_texts.standard(kind, language)
        mail_texts.keep(
            camp, kind, language, mails.Text(text.subject, text.body.strip().replace("\n", "\r\n"))
        )
        assert (kind, language) in mail_texts.worded(camp)
        own = [mail_texts.write(camp, kind, language, links, **(usual | case)) for case in CASES.values()]
        assert own == ours, kind
        assert not any("\n\n\n" in one.body for one in ours), kind


def test_every_mail_of_a_camp_has_its_moment_and_the_others_are_fixed(app: Flask) -> None:
    """Whoever adds a template says whether organisers may word it."""
    ordered = [kind for kinds in mail_moments.MOMENTS.values() for kind in kinds]
    assert sorted(ordered) == sorted(MailTextKind)
    templates = {path.stem for path in (ROOT / "templates" / "mail").glob("*.txt")}
    assert templates - set(MailTextKind) == {"sign_in", "confirmation", "already_registered", "team"}


@pytest.mark.parametrize("mode", list(Mode))
def test_a_camp_words_only_what_it_can_send(app: Flask, mode: Mode) -> None:
    listed = [kind for kinds in mail_moments.kinds_at(make_camp(mode=mode)).values() for kind in kinds]
    assert (MailTextKind.REQUEST_ASKED in listed) is (mode is Mode.REQUESTS)
    assert (MailTextKind.WISHES_CLOSE in listed) is (mode is Mode.WISHES)


def test_own_words_take_the_place_of_ours_and_ours_come_back(app: Flask) -> None:
    camp, ada, _bo = planned()
    mail_texts.keep(camp, TOMORROW, "en", WORDS)
    with time_machine.travel(datetime(2027, 3, 8, 15, tzinfo=UTC), tick=False):
        assert timely_mails.tell_of_tomorrow() == 2
    mail = latest(ada)
    assert mail.subject == "Hello Ada {camp}", "what somebody is called is no placeholder"
    evil = "http:\u200b/\u200b/\u200bevil.\u200bexample"
    assert mail.body.startswith(f"Dear Ada {{camp}},\n\n- 09:00 table 1: Bo\n\nSee {evil} or http://")
    assert "/mails/" in mail.body
    mail_texts.forget(camp, TOMORROW, "en")
    assert mail_texts.worded(camp) == set()
    assert mail_texts.text_of(camp, TOMORROW, "en") == mail_texts.standard(TOMORROW, "en")


def test_words_hold_for_one_language_and_one_camp(app: Flask) -> None:
    camp, _ada, _bo = planned()
    mail_texts.keep(camp, TOMORROW, "da", WORDS)
    assert mail_texts.worded(camp) == {(TOMORROW, "da")}
    assert mail_texts.own_text(camp, TOMORROW, "en") is None
    assert mail_texts.own_text(make_camp(), TOMORROW, "da") is None


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("{meetings} {agenda} {nmae}", "{nmae}"),
        ("{meetings} {agenda} {name.__class__}", "{name.__class__}"),
        ("{meetings} {agenda} {camp[slug]}", "{camp[slug]}"),
        ("{meetings} {agenda} {}", "{}"),
        ("{meetings} {agenda} {name!r} {home}", "{home}, {name!r}"),
        ("{agenda}", "{meetings}"),
        ("{meetings}", "{agenda}"),
    ],
)
def test_an_unknown_or_a_needed_placeholder_is_named(app: Flask, body: str, named: str) -> None:
    camp = make_camp()
    with pytest.raises(Refusal) as refusal:
        mail_texts.keep(camp, TOMORROW, "en", mails.Text("S", body))
    assert named in str(refusal.value.message)
    assert db.session.scalars(select(MailText)).all() == []


@given(body=st.text(max_size=300), name=st.text(max_size=100))
def test_no_words_break_a_mail_or_make_a_link(migrated_app: Flask, body: str, name: str) -> None:
    text = mails.Text("S {name}", f"{body}\n{{meetings}}\n{{agenda}}")
    with migrated_app.app_context():
        made = mail_templates.fill("tomorrow", text, "en", {"agenda": "http://localhost/a"}, name=name, camp="C",
                                   items=[name], day="d", place="p")  # fmt: skip
    assert made.body.count("://") == 1
    assert "\n" not in made.subject
    assert "\r" not in made.subject


def test_a_long_paragraph_stays_whole(app: Flask) -> None:
    line = "word " * 300
    made = mail_templates.fill("tomorrow", mails.Text("S", f"{line}\n{{meetings}}"), "en", {}, items=["x"])
    assert made.body.startswith(line.strip())


def test_a_publication_and_a_place_are_told_in_own_words(app: Flask) -> None:
    camp, words = make_camp("nyborg"), mail_texts.keep
    words(camp, MailTextKind.PUBLICATION, "en", mails.Text("Out: {camp}", "{meetings}\n{agenda}"))
    words(camp, MailTextKind.PLACE_FREE, "en", mails.Text("Come", "{name}: {home}"))
    words(camp, MailTextKind.APPROVED, "en", mails.Text("In", "{next_step}\n{home}"))
    ada, bo = make_participant(camp, "Ada"), make_participant(camp, "Bo")
    schedule = make_schedule(camp, [(ada, bo, make_slots(camp, 1)[0], make_tables(camp, 1)[0])])
    publishing.publish(camp, schedule, make_user())
    assert latest(bo).subject == f"Out: {camp.name}"
    assert "Ada" in latest(bo).body
    registration_mails.place_free(camp, bo)
    db.session.commit()
    assert (latest(bo).subject, latest(bo).body) == ("Come", "Bo: http://localhost/camps/nyborg/me\n")
    registration_mails.approved(camp, bo)
    db.session.commit()
    assert latest(bo).subject == "In"


def test_the_survey_and_its_reminder_are_two_mails(app: Flask) -> None:
    camp, _ada, _bo = planned()
    mail_texts.keep(camp, MailTextKind.FOLLOW_UP, "en", mails.Text("And now?", "{page}"))
    mail_texts.keep(camp, MailTextKind.FOLLOW_UP_REMINDER, "en", mails.Text("Once more", "{page} {since}"))
    told = [
        letters.letter(camp, "Ada", FollowUpRound.THREE_MONTHS, "en", is_reminder=one)
        for one in (False, True)
    ]
    assert [one.subject for one in told] == ["And now?", "Once more"]
    assert told[1].body.endswith(" 3 months\n")


def test_a_line_that_says_nothing_is_left_out(app: Flask) -> None:
    camp = make_camp(place="")
    text = mails.Text("S", "A\n\n{where}\n\n{meetings}\n{place}\n\n\nB {place}\n{agenda}")
    made = mail_texts.fill(camp, TOMORROW, text, "en", {"agenda": "http://localhost/a"}, items=[])
    assert made.body == "A\n\nB\nhttp://localhost/a\n"


def test_organisers_word_a_mail_try_it_and_take_it_back(visit: PageClient) -> None:
    camp, ada, _bo = planned()
    visit.sign_in(make_user(is_administrator=True, email_confirmed_at=datetime(2026, 6, 1, tzinfo=UTC)))
    visit.get("/console/nyborg/mails/texts")
    path = "/console/nyborg/mails/texts/tomorrow/en"
    page = visit.get(path)
    assert page.select_one("textarea").text.strip() == mail_texts.standard(TOMORROW, "en").body.strip()
    fields = {"subject": WORDS.subject, "body": WORDS.body, "reader": ada.code}
    page = visit.submit(fields, button="Show how it reads", status=200)
    assert "Hello Ada {camp}" in page.text
    assert "09:00" in page.text
    assert mail_texts.worded(camp) == set()
    page = visit.submit({"body": "{agenda} {meetings} {nobody}"}, button="Keep these words", status=200)
    assert "{nobody}" in page.select_one(".field__error").text
    visit.submit(fields, button="Keep these words")
    assert mail_texts.worded(camp) == {(TOMORROW, "en")}
    visit.get(path)
    visit.submit({}, action=f"{path}/standard")
    assert mail_texts.worded(camp) == set()
    visit.get("/console/nyborg/mails/texts/sign_in/en", status=404)
    visit.get("/console/nyborg/mails/texts/tomorrow/xx", status=404)


def test_a_camp_that_follows_has_the_words_too(app: Flask) -> None:
    camp, _ada, _bo = planned()
    mail_texts.keep(camp, TOMORROW, "en", WORDS)
    later = make_camp(
        "later", starts_on=camp.starts_on + timedelta(days=364), ends_on=camp.ends_on + timedelta(days=364)
    )
    copy_set_up(camp, later)
    db.session.commit()
    assert mail_texts.text_of(later, TOMORROW, "en").subject == WORDS.subject
