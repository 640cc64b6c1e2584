"""The directory: only listed people, found by any spelling, with the reason to meet and one's own wish."""

from time import perf_counter

import pytest

from app.extensions import db
from app.models import Grade, InterestKind, ParticipantStatus
from app.services.directory.directory import PAGE_SIZE, people_for
from app.services.directory.people_search import Filters
from tests.makers import (
    make_camp,
    make_crowd,
    make_interest,
    make_organisation,
    make_participant,
    make_topic,
    make_user,
    make_wish,
)
from tests.queries import count_queries

NAMES = ".person-card__name"


@pytest.fixture
def camp(app):
    return make_camp("camp")


@pytest.fixture
def me(camp, visit):
    user = make_user(name="Me Myself")
    me = make_participant(camp, "Me Myself", user=user, organisation_id=make_organisation("Mine").id)
    visit.sign_in(user)
    return me


def people(visit, **filters):
    visit.get("/camps/camp/people", query_string=filters)
    return visit.texts(NAMES)


def test_list_shows_who_is_listed_and_confirmed_and_nobody_else(camp, me, visit):
    make_participant(camp, "Listed")
    make_participant(camp, "Unlisted", is_listed=False)
    for status in set(ParticipantStatus) - {ParticipantStatus.CONFIRMED}:
        make_participant(camp, f"Person {status}", status=status)
    make_participant(make_camp(), "Elsewhere")
    assert people(visit) == ["Listed"]
    assert "1 person" in visit.page.main.get_text()
    assert "Unlisted" not in visit.response.text


INGRID, JOSE = "Ingrid Sørensen", "José Æbelø"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("soerensen", [INGRID]), ("SORENSEN ingrid", [INGRID]), ("arhus", [INGRID]), ("professor", [INGRID]),
        ("brintlagring", [INGRID]), ("hydrogen", [INGRID]), ("kølekæde", [JOSE]), ("quays jose", [JOSE]),
        ("ingrid jose", []), ("%", []), ("_", []), ("", [INGRID, JOSE]),
    ],
)  # fmt: skip
def test_every_word_must_stand_somewhere_in_any_spelling(camp, me, visit, words, found):
    aarhus = make_organisation("Aarhus Universitet")
    ingrid = make_participant(camp, "Ingrid Sørensen", job_title="Professor", organisation_id=aarhus.id)
    make_interest(ingrid, make_topic(camp), InterestKind.OFFER)
    make_participant(camp, "José Æbelø", about="Kølekæder", needs="Quays")
    assert people(visit, q=words) == found


def test_filters_stand_in_the_address_and_combine(camp, me, visit):
    topic, house = make_topic(camp), make_organisation("House")
    danes = [make_participant(camp, name, country="DK", languages=["da"]) for name in ("Anna", "Bent")]
    make_participant(camp, "Carlo", country="IT", languages=["it", "en"], organisation_id=house.id)
    make_interest(danes[0], topic, InterestKind.OFFER)
    make_interest(danes[1], topic, InterestKind.NEED)
    assert people(visit, country="DK") == ["Anna", "Bent"]
    assert people(visit, language="en") == ["Carlo"]
    assert people(visit, organisation=house.id) == ["Carlo"]
    assert people(visit, topic=topic.id) == ["Anna", "Bent"]
    assert people(visit, topic=topic.id, side="offer") == ["Anna"]
    assert people(visit, topic=topic.id, side="need", country="DK", q="bent") == ["Bent"]
    assert people(visit, topic=topic.id, country="IT") == []
    assert visit.texts(".empty-state__title") == ["Nobody found"]


@pytest.mark.parametrize(
    "address",
    [
        "?page=0", "?page=99", "?page=x", "?page=-1", "?page=99999999999999", "?topic=x",
        "?topic=&order=worst", "?side=both",
        "?organisation=' OR 1=1", "?country=dk&country=DK", "?q=" + "å" * 5000,
    ],
)  # fmt: skip
def test_filters_that_make_no_sense_are_harmless(camp, me, visit, address):
    make_participant(camp, "Anna", country="DK")
    visit.get(f"/camps/camp/people{address}")


def test_choices_come_from_listed_people_only(camp, me, visit):
    seen, hidden = make_topic(camp, "Seen", "Set"), make_topic(camp, "Hidden", "Skjult")
    make_interest(make_participant(camp, "Anna", country="DK", languages=["da"]), seen, InterestKind.NEED)
    unlisted = make_participant(camp, "Bo", country="FI", languages=["fi"], is_listed=False,
                                organisation_id=make_organisation("Secret").id)  # fmt: skip
    make_interest(unlisted, hidden, InterestKind.NEED)
    people(visit)
    assert visit.texts("#filter-topic option") == ["All topics", "Seen"]
    assert visit.texts("#filter-country option") == ["All countries", "Denmark"]
    assert visit.texts("#filter-language option") == ["All languages", "Danish"]
    assert visit.texts("#filter-organisation option") == ["All organisations"]


def test_best_fit_stands_first_with_the_reason_and_names_on_request(camp, me, visit):
    topic = make_topic(camp)
    make_interest(me, topic, InterestKind.OFFER)
    make_participant(camp, "Anna")
    make_interest(make_participant(camp, "Zoe"), topic, InterestKind.NEED)
    assert people(visit) == ["Zoe", "Anna"]
    assert visit.texts(".person-card__reasons") == ["Needs what you offer: Hydrogen storage"]
    assert people(visit, order="name") == ["Anna", "Zoe"]


def test_who_needs_what_i_offer_and_who_offers_what_i_need(camp, me, visit):
    tanks, ports = make_topic(camp, "Tanks", "Tanke"), make_topic(camp, "Ports", "Havne")
    make_interest(me, tanks, InterestKind.OFFER)
    make_interest(me, ports, InterestKind.NEED)
    anna, bent, carl = (make_participant(camp, name, country="DK") for name in ("Anna", "Bent", "Carl"))
    make_interest(anna, tanks, InterestKind.NEED)
    make_interest(bent, ports, InterestKind.OFFER)
    make_interest(carl, tanks, InterestKind.OFFER)
    colleague = make_participant(camp, "Colleague", organisation_id=me.organisation_id)
    make_interest(colleague, tanks, InterestKind.NEED)
    assert people(visit, fit="wants") == ["Anna"]
    assert visit.texts(".site__main .tabs__link") == [
        "Everybody 4", "Need what I offer 1", "Offer what I need 1"
    ]  # fmt: skip
    assert people(visit, fit="gives", country="DK") == ["Bent"]
    assert people(visit, fit="gives", country="SE") == []
    assert visit.texts(".empty-state__title") == ["Nobody found"]


def test_without_anybody_who_fits_the_page_says_what_would_help(camp, me, visit):
    make_participant(camp, "Anna")
    assert people(visit, fit="wants") == []
    assert visit.texts(".empty-state__title") == ["Nobody asks for what you offer yet"]
    assert people(visit, fit="gives") == []
    assert visit.texts(".empty-state a") == ["Tell what you need"]


def test_pages_keep_the_filters_and_show_everybody_once(camp, me, visit):
    everybody = [
        make_participant(camp, f"Person {number:02}", country="DK").name for number in range(PAGE_SIZE + 3)
    ]
    assert people(visit, country="DK") == everybody[:PAGE_SIZE]
    visit.get(visit.page.select_one("a[rel=next]")["href"])
    assert visit.texts(NAMES) == everybody[PAGE_SIZE:]
    assert visit.page.select_one("#filter-country option[selected]")["value"] == "DK"


def test_colleagues_have_no_wish_buttons(camp, me, visit):
    colleague = make_participant(camp, "Colleague", organisation_id=me.organisation_id)
    people(visit)
    assert visit.page.select(f"#wish-{colleague.code}") == []
    assert "People of one organisation do not meet each other." in visit.page.main.get_text()


def test_person_page_tells_the_profile_and_no_address(camp, me, visit):
    user = make_user("secret.address@example.org")
    ingrid = make_participant(camp, "Ingrid", user=user, about="Line one\n\nLine <b>two</b>", offers="Tanks",
                              country="NO", languages=["no", "en"], shares_contact=True)  # fmt: skip
    topic = make_topic(camp)
    make_interest(ingrid, topic, InterestKind.OFFER, 3)
    visit.get(f"/camps/camp/people/{ingrid.code}")
    assert visit.texts("h1") == ["Ingrid"]
    assert visit.texts("[aria-labelledby=offers]") == ["Offers Hydrogen storage Tanks"]
    assert visit.texts("[aria-labelledby=about] p") == ["Line one", "Line <b>two</b>"]
    assert visit.texts("[aria-labelledby=languages] p") == ["Norwegian, English"]
    assert "secret.address" not in visit.response.text


def test_own_page_shows_what_others_see(camp, me, visit):
    visit.get(f"/camps/camp/people/{me.code}")
    assert visit.texts(".notice__title") == ["This is how others see you"]
    assert visit.page.select(".wish") == []


def test_whom_one_may_not_know_of_is_not_there(camp, me, visit):
    other = make_camp("other")
    hidden = [
        make_participant(camp, "Unlisted", is_listed=False),
        make_participant(camp, "Waiting", status=ParticipantStatus.WAITING),
        make_participant(other, "Elsewhere"),
    ]
    for person in hidden:
        visit.get(f"/camps/camp/people/{person.code}", status=404)
        assert person.name not in visit.response.text
    visit.get("/camps/camp/people/no-such-code", status=404)


@pytest.mark.parametrize("path", ["/camps/other/people", "/camps/other/people/{code}"])
def test_another_camps_people_are_closed(camp, me, visit, path):
    person = make_participant(make_camp("other"), "Elsewhere")
    visit.get(path.format(code=person.code), status=403)
    assert "Elsewhere" not in visit.response.text


@pytest.mark.parametrize("grade", list(Grade))
def test_pages_are_the_same_to_the_byte_whatever_others_wish(camp, me, visit, grade):
    """A veto about me, or a wish, shows nowhere: not by a word, an order, a number or a person left out."""
    topic = make_topic(camp)
    make_interest(me, topic, InterestKind.OFFER)
    others = [make_participant(camp, name) for name in ("Anna", "Bo", "Carl")]
    make_interest(others[1], topic, InterestKind.NEED)
    make_wish(me, others[2])
    paths = ["/camps/camp/people", "/camps/camp/wishes", *(f"/camps/camp/people/{p.code}" for p in others)]

    def body(path):
        page = visit.get(path)
        for token in page.select("[name=csrf_token]"):
            token.decompose()  # new at every visit, and no concern of this test
        return str(page.body)

    before = [body(path) for path in paths]
    for author in others:
        make_wish(author, me, grade)
    make_wish(others[0], others[1], grade)
    assert [body(path) for path in paths] == before


@pytest.mark.parametrize("how_many", [10, 500])
def test_list_asks_the_database_nine_times_at_any_length(camp, me, how_many):
    topic = make_topic(camp)
    for person in make_crowd(camp, how_many)[:10]:
        make_interest(person, topic, InterestKind.NEED)
    db.session.refresh(me)
    db.session.refresh(camp)
    with count_queries() as statements:
        found = people_for(me, camp, Filters(words="person"))
    assert (found.found, len(statements)) == (how_many, 9)


def test_page_of_2000_people_is_quick(camp, me, visit, capsys):
    """Printed, not judged: how long it takes depends on what else the machine does."""
    make_crowd(camp, 2000)
    people(visit)
    for words in ("", "havvind"):
        start = perf_counter()
        assert len(people(visit, q=words)) == PAGE_SIZE
        with capsys.disabled():
            print(
                f"\ndirectory of 2,001 people, {words!r}: {(perf_counter() - start) * 1000:.0f} ms", end=" "
            )
