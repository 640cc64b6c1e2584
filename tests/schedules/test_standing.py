"""Preliminary and final, moves frozen from a time on, and what each publication has left behind."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AskedKind, AskedStatus, OutboxMessage, Publication, Schedule
from app.services.calendars import freezing
from app.services.calendars.differences import ChangeKind
from app.services.changes import asked_changes
from app.services.publishing import publishing, versions
from app.services.refusals import Conflict, Refusal
from app.services.repairing import settling
from tests.agenda.test_changes import worker
from tests.makers import (
    START,
    make_camp,
    make_participant,
    make_schedule,
    make_slots,
    make_tables,
    make_user,
    make_wish,
)
from tests.page_client import PageClient

BEFORE = START - timedelta(days=9)
FREEZING = START - timedelta(days=2)


class Scene:
    """Ada meets Bo, Cy meets Dea at nine; two slots more, two tables."""

    def __init__(self) -> None:
        self.camp = make_camp("nyborg", moves_frozen_from=FREEZING)
        self.organiser = make_user("organiser@example.org", "Olga", is_administrator=True)
        self.a, self.b, self.c, self.d = (
            make_participant(self.camp, name) for name in ("Ada", "Bo", "Cy", "Dea")
        )
        self.s, self.t = make_slots(self.camp, 3), make_tables(self.camp, 2)
        self.first = self.draft(0)

    def draft(self, of_cy: int) -> Schedule:
        return make_schedule(
            self.camp,
            [(self.a, self.b, self.s[0], self.t[0]), (self.c, self.d, self.s[of_cy], self.t[1])],
        )

    def publish(self, schedule: Schedule, **how: object) -> publishing.Preview:
        return publishing.publish(self.camp, schedule, self.organiser, **how)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


@pytest.fixture(autouse=True)
def days_before() -> None:
    with time_machine.travel(BEFORE):
        yield


def mails() -> dict[str, OutboxMessage]:
    return {mail.recipient: mail for mail in db.session.scalars(select(OutboxMessage))}


def forget_mails() -> None:
    db.session.query(OutboxMessage).delete()
    db.session.commit()


def test_preliminary_is_made_final_and_tells_nobody_unless_asked(scene: Scene) -> None:
    scene.publish(scene.first, as_preliminary=True)
    assert scene.first.is_preliminary and len(mails()) == 4
    forget_mails()
    scene.publish(scene.first, as_preliminary=False)
    assert not scene.first.is_preliminary and mails() == {}
    with pytest.raises(Conflict):
        scene.publish(scene.first, as_preliminary=False)


def test_final_to_all_tells_everybody_and_says_that_nothing_changed(scene: Scene) -> None:
    guest = make_participant(scene.camp, "Guest")
    scene.publish(scene.first, as_preliminary=True, with_mail=False)
    scene.publish(scene.first, as_preliminary=False, to_all=True)
    assert len(mails()) == 5
    body = mails()[guest.user.email].body
    assert "Nothing has changed for you." in body and "This is the final schedule." in body


def test_another_version_made_final_tells_those_whose_agenda_changed(scene: Scene) -> None:
    scene.publish(scene.first, as_preliminary=True)
    forget_mails()
    scene.publish(scene.draft(1), as_preliminary=False)
    assert set(mails()) == {scene.c.user.email, scene.d.user.email}


def test_a_preliminary_mail_says_until_when_changes_can_be_asked_for(scene: Scene) -> None:
    scene.publish(scene.first, as_preliminary=True)
    mail = mails()[scene.a.user.email]
    assert mail.subject == "Your meetings at Camp nyborg, preliminary"
    assert "You can ask for changes on your agenda until Sunday 7 March 2027, 09:00" in mail.body.replace(
        "\u200b", ""
    )


def test_whoever_does_not_say_publishes_as_what_is_out(scene: Scene) -> None:
    scene.publish(scene.first, as_preliminary=True)
    second = scene.draft(1)
    scene.publish(second)
    assert second.is_preliminary


def test_participants_see_preliminary_then_final(scene: Scene, visit: PageClient) -> None:
    scene.publish(scene.first, as_preliminary=True)
    visit.sign_in(scene.a.user)
    for page in ("/camps/nyborg/agenda", "/camps/nyborg/me"):
        words = visit.get(page).get_text(" ", strip=True)
        assert "Preliminary" in words and "Ask for changes until Sunday 7 March 2027, 09:00" in words
    scene.publish(scene.first, as_preliminary=False)
    words = visit.get("/camps/nyborg/agenda").get_text(" ", strip=True)
    assert "Preliminary" not in words and "The schedule is final." in words


def test_moves_are_frozen_exactly_from_the_moment_on(scene: Scene) -> None:
    assert not freezing.are_frozen(scene.camp, FREEZING - timedelta(microseconds=1))
    assert freezing.are_frozen(scene.camp, FREEZING)
    scene.camp.moves_frozen_from = None
    assert not freezing.are_frozen(scene.camp, START + timedelta(days=900))


def test_nobody_asks_for_a_change_once_moves_are_frozen(scene: Scene, visit: PageClient) -> None:
    scene.publish(scene.first)
    visit.sign_in(scene.a.user)
    with time_machine.travel(FREEZING):
        for kind in (AskedKind.ANOTHER_TIME, AskedKind.SEND_COLLEAGUE, AskedKind.BRING_COLLEAGUE):
            with pytest.raises(Refusal, match="no longer moved since Sunday 7 March 2027"):
                asked_changes.ask(scene.camp, scene.a, scene.b.code, kind)
        page = visit.get(f"/camps/nyborg/meetings/{scene.b.code}/change")
        assert "no longer moved since" in page.get_text() and page.select("a[href$=another_time]") == []
        assert page.select("a[href$=cancel]"), "saying that one cannot come is always possible"
        page = visit.get(f"/camps/nyborg/meetings/{scene.b.code}/change/another_time")
        assert page.select("main form") == [] and "printed agendas" in page.get_text()


def _ask_in_time(scene: Scene) -> object:
    """Ada asks for another time while it can be asked for, in a camp that makes changes by itself."""
    make_wish(scene.a, scene.b)
    make_wish(scene.c, scene.d)
    scene.camp.changes_by_themselves = True
    scene.publish(scene.first, with_mail=False)
    return asked_changes.ask(scene.camp, scene.a, scene.b.code, AskedKind.ANOTHER_TIME)


def test_nothing_is_moved_by_itself_once_moves_are_frozen(scene: Scene) -> None:
    asked = _ask_in_time(scene)
    with time_machine.travel(FREEZING):
        worker(scene.camp)
        assert asked.status is AskedStatus.ASKED and asked.schedule is not None and mails() == {}
        settling.accept(scene.camp, asked.id, scene.organiser, publishing.preview(asked.schedule).mark)
    assert asked.status is AskedStatus.DONE, "an organiser still can"


def test_the_same_change_is_made_by_itself_before(scene: Scene) -> None:
    asked = _ask_in_time(scene)
    with time_machine.travel(FREEZING - timedelta(minutes=1)):
        worker(scene.camp)
    assert asked.status is AskedStatus.DONE
    last = versions.list_of(scene.camp, 1, 10)[0]
    assert last.user is None, "no organiser has done it"


def test_organisers_are_told_how_many_printed_agendas_would_be_wrong(scene: Scene, visit: PageClient) -> None:
    scene.publish(scene.first)
    second = scene.draft(1)
    visit.sign_in(scene.organiser)
    address = f"/console/nyborg/schedules/{second.number}/publish"
    assert "printed already" not in visit.get(address).get_text()
    with time_machine.travel(FREEZING):
        assert "2 agendas that may be printed already would be wrong" in visit.get(address).get_text()


def test_each_publication_is_kept_with_what_it_changed(scene: Scene) -> None:
    scene.publish(scene.first, as_preliminary=True)
    scene.publish(scene.draft(1), as_preliminary=True)
    scene.publish(scene.first, as_preliminary=False, with_mail=False)
    kept = versions.list_of(scene.camp, 1, 10)
    assert [(one.schedule.number, one.is_preliminary, one.told, one.user.name) for one in kept] == [
        (1, False, 0, "Olga"), (2, True, 2, "Olga"), (1, True, 4, "Olga"),
    ]  # fmt: skip
    assert [dict(versions.counts_in(one)) for one in kept] == [
        {ChangeKind.MOVED: 1}, {ChangeKind.MOVED: 1}, {ChangeKind.NEW: 2},
    ]  # fmt: skip
    change = versions.changed_by(kept[1]).changes[0]
    assert change.pair == (scene.c.id, scene.d.id) and change.before and change.after
    assert (change.before.starts_at, change.after.starts_at) == (scene.s[0].starts_at, scene.s[1].starts_at)


def test_the_standing_goes_by_the_form(scene: Scene, visit: PageClient) -> None:
    visit.sign_in(scene.organiser)
    visit.get("/console/nyborg/schedules/1/publish")
    assert visit.page.select_one("input[name=standing][checked]")["value"] == "final"
    visit.submit({"standing": "preliminary"}, button="Publish and send")
    assert "published as preliminary. 4 people get a mail" in visit.page.get_text()
    visit.get("/console/nyborg/schedules/1/publish")
    visit.submit({"to_all": "y"}, button="Make final and send")
    assert "published as final. 4 people get a mail" in visit.page.get_text()
    assert [one.is_preliminary for one in db.session.scalars(select(Publication))] == [True, False]
