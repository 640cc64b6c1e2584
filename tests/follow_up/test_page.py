"""The page behind the link: a minute on a phone, in parts, changed at will, seen by nobody else."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import Camp, FollowUp, FollowUpMeeting, Standing
from app.services.afterwards import outcomes
from app.services.afterwards.follow_up import answers, rounds, times
from app.services.afterwards.follow_up.answers import OfCamp, OfMeeting
from app.services.own_data import my_data
from app.services.own_data.my_data_words import as_text
from app.services.refusals import NotThere, Refusal
from tests.agenda.test_replies import camp, person  # noqa: F401 -- `camp` is a fixture
from tests.follow_up.conftest import THREE_MONTHS
from tests.follow_up.letters import letters_to, path_in, secret_in
from tests.makers import START
from tests.page_client import PageClient
from tests.queries import count_queries
from tests.world.rows import all_rows

LATER = THREE_MONTHS + timedelta(days=2)


@pytest.fixture
def path(told: Camp) -> str:
    """The address in Ada's mail."""
    with time_machine.travel(THREE_MONTHS):
        rounds.ask()
    return path_in(letters_to(person("Ada"))[0])


def said() -> dict[str, tuple[Standing, bool, bool]]:
    """What Ada has said of her meetings: by partner standing, common project, across."""
    me = person("Ada")
    page = answers.page_of(secret_in(letters_to(me)[0]))
    return {one.partner.name: (one.answer.standing, one.answer.project, one.answer.is_across)
            for one in (*page.first, *page.others) if one.answer}  # fmt: skip


def row() -> FollowUp:
    return db.session.scalars(select(FollowUp).where(FollowUp.participant_id == person("Ada").id)).one()


def test_without_signing_in_in_two_presses_and_a_save(path: str, phone: PageClient) -> None:
    with time_machine.travel(LATER):
        phone.get(path)
        assert "Ada" not in phone.page.main.get_text()
        assert phone.texts(".follow-up__who")[0] == "Bo"
        with_bo = f"with-{person('Bo').code}"
        phone.submit(
            {f"{with_bo}-standing": "cooperation", f"{with_bo}-has_project": "y", "new_ideas": "y"},
            button="Save",
        )
        assert phone.texts(".flash") == ["Kept. Thank you!"]
        assert said() == {"Bo": (Standing.COOPERATION, True, False)}
        assert (row().new_ideas, row().new_product) == (True, False)
        assert row().told_at is not None and row().answered_at is not None


def test_first_come_the_meetings_from_which_something_was_to_come(path: str) -> None:
    with time_machine.travel(LATER):
        page = answers.page_of(path.rpartition("/")[2])
    assert [one.partner.name for one in page.first] == ["Bo"]
    assert [one.partner.name for one in page.others] == ["Cy"]


def test_what_the_other_one_said_counts_nowhere(camp: Camp) -> None:  # noqa: F811
    with time_machine.travel(START + timedelta(hours=1)):
        outcomes.tell(camp, person("Bo"), person("Ada").code, "cooperation_possible", "")
        outcomes.tell(camp, person("Ada"), person("Cy").code, "did_not_take_place", "")
    with time_machine.travel(THREE_MONTHS):
        rounds.ask()
        page = answers.page_of(secret_in(letters_to(person("Ada"))[0]))
    assert ([one.partner.name for one in page.first], page.others) == (["Bo"], [])


def test_in_parts_and_changed_later(path: str, phone: PageClient) -> None:
    bo, cy = (f"with-{person(name).code}" for name in ("Bo", "Cy"))
    with time_machine.travel(LATER):
        phone.get(path)
        phone.submit({f"{bo}-standing": "contact"}, button="Save")
        first = row().answered_at
        assert first is not None and row().told_at is None
    with time_machine.travel(LATER + timedelta(days=5)):
        phone.get(path)
        phone.submit({f"{cy}-standing": "cooperation", f"{cy}-is_across": "y", "none": "y"}, button="Save")
        assert said() == {"Bo": (Standing.CONTACT, False, False), "Cy": (Standing.COOPERATION, False, True)}
        assert row().told_at is not None and row().answered_at == first
        phone.submit({"none": None, "new_membership": "y", "collaborations": "2"}, button="Save")
        assert (row().new_membership, row().collaborations) == (True, 2)
        phone.submit({"new_membership": None, "collaborations": ""}, button="Save")
        assert (row().new_membership, row().collaborations, row().told_at) == (False, 0, None)


def test_nothing_came_of_it_in_one_tap_and_never_over_what_was_said(path: str, phone: PageClient) -> None:
    bo = f"with-{person('Bo').code}"
    with time_machine.travel(LATER):
        phone.get(path)
        phone.submit({f"{bo}-standing": "contact", f"{bo}-is_across": "y"}, button="Save")
        phone.submit(button="Nothing came of the rest")
        assert said() == {"Bo": (Standing.CONTACT, False, True), "Cy": (Standing.NOTHING, False, False)}
        assert row().told_at is not None and not row().new_ideas
        assert phone.page.find("form", action=f"{path}/nothing") is None


def test_nothing_at_once(path: str, phone: PageClient) -> None:
    with time_machine.travel(LATER):
        phone.get(path)
        phone.submit(button="Nothing came of it", action="/nothing")
        assert {standing for standing, _p, _a in said().values()} == {Standing.NOTHING}
        assert phone.page.find("input", attrs={"name": "none"}).has_attr("checked")


def test_what_is_untrue_of_nothing_is_dropped(path: str) -> None:
    code = person("Bo").code
    with time_machine.travel(LATER):
        secret = path.rpartition("/")[2]
        answers.keep(secret, {code: OfMeeting(Standing.NOTHING, is_across=True, project=True)}, OfCamp())
        assert said() == {"Bo": (Standing.NOTHING, False, False)}
    db.session.execute(db.update(FollowUpMeeting).values(standing=Standing.CONTACT, project=True))
    with pytest.raises(IntegrityError):
        db.session.execute(db.update(FollowUpMeeting).values(standing=Standing.NOTHING))
    db.session.rollback()


def test_none_and_something_contradict_each_other(path: str, phone: PageClient) -> None:
    with time_machine.travel(LATER):
        phone.get(path)
        phone.submit({"none": "y", "new_ideas": "y"}, button="Save")
        assert phone.texts(".field__error") == [
            "Error: Choose what the camp has brought, or “None of these”."
        ]
        phone.submit({"none": None, "collaborations": "100"}, button="Save")
        assert "Write a number from 0 to 99." in phone.texts(".field__error")[0]
        with pytest.raises(Refusal):
            answers.keep(path.rpartition("/")[2], {}, OfCamp(none=True, new_ideas=True))
        db.session.rollback()
    assert row().answered_at is None


def test_meetings_of_others_and_unknown_answers_change_nothing(path: str, phone: PageClient) -> None:
    with time_machine.travel(LATER):
        given = {
            f"with-{person('Di').code}-standing": "contact",
            f"with-{person('Bo').code}-standing": "wonderful",
        }
        phone.post(path, given)
        assert (said(), row().answered_at) == ({}, None)


def test_looking_changes_nothing_and_the_address_stays_secret(path: str, phone: PageClient) -> None:
    before = all_rows()
    with time_machine.travel(LATER):
        phone.get(path)
        phone.http.head(path)
    headers = phone.response.headers
    assert all_rows() == before
    assert headers["Referrer-Policy"] == "no-referrer" and "no-store" in headers["Cache-Control"]
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("why", ["wrong", "closed", "withdrawn"])
def test_wrong_closed_and_forsaken_links_are_not_there(path: str, phone: PageClient, why: str) -> None:
    ada, when, where = person("Ada"), LATER, path
    if why == "wrong":
        where = f"{path[:-1]}{'A' if path[-1] != 'A' else 'B'}"
    elif why == "closed":
        when = times.closes_at(db.session.get(Camp, ada.camp_id), row().round)
    else:
        ada.status = "withdrawn"
    with time_machine.travel(when, tick=False):
        phone.get(where, status=404)
        for act in ("", "/nothing", "/stop"):
            phone.post(f"{where}{act}", status=404)
        with pytest.raises(NotThere):
            answers.page_of(where.rpartition("/")[2])
    assert (row().answered_at, row().stopped_at) == (None, None)


def test_the_page_speaks_the_language_of_the_mail(told: Camp, phone: PageClient) -> None:
    person("Ada").user.language = "da"
    with time_machine.travel(THREE_MONTHS):
        rounds.ask()
        path = path_in(letters_to(person("Ada"))[0])
        page = phone.get(path)
        assert page.html["lang"] == "da"
        phone.submit(button="Der kom ikke noget ud af det", action="/nothing")
        assert phone.texts(".flash") == [
            "Gemt: Der kom ikke noget ud af det. Tak, fordi du fortæller os det!"
        ]
        phone.language("en")
        assert phone.get(path).html["lang"] == "en"


def test_who_wants_to_be_asked_no_more_says_so_and_takes_it_back(path: str, phone: PageClient) -> None:
    with time_machine.travel(LATER):
        phone.get(path)
        phone.submit(button="Do not ask me about this camp again")
        assert row().stopped_at is not None
        phone.submit(button="Ask me after all")
        assert row().stopped_at is None


def test_the_number_of_queries_does_not_grow_with_the_meetings(path: str, phone: PageClient) -> None:
    of_one = path_in(letters_to(person("Bo"))[0])
    counts = []
    with time_machine.travel(LATER):
        for one in (path, of_one):
            with count_queries() as sent:
                phone.get(one)
            counts.append(len(sent))
    assert counts[0] == counts[1] <= 12


def test_my_data_holds_the_answers_in_words_and_as_a_file(path: str) -> None:
    user = person("Ada").user
    with time_machine.travel(LATER, tick=False):
        given = {person("Bo").code: OfMeeting(Standing.COOPERATION, product=True)}
        answers.keep(path.rpartition("/")[2], given, OfCamp(new_ideas=True, collaborations=2))
        everything = my_data.everything_about(user)
        words = as_text(my_data.in_words(user))
    [round] = everything["registrations"][0]["follow_up"]
    assert (round["round"], round["new_ideas"], round["collaborations"]) == ("three_months", True, 2)
    assert round["answered_at"] == LATER.isoformat()
    [meeting] = round["follow_up_meetings"]
    assert (meeting["person"], meeting["standing"], meeting["product"]) == ("Bo", "cooperation", True)
    assert "What has become of it: We have agreed to cooperate" in words
    assert "Asked after: 3 months" in words
