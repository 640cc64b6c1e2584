"""Whom a participant may want to meet: good reasons, in words, and nobody betrayed by being left out."""

from time import perf_counter

import pytest
from flask_babel import force_locale

from app.extensions import db
from app.models import Grade, InterestKind
from app.services.interests.suggestions import suggestions_for
from tests.makers import (
    make_camp,
    make_crowd,
    make_interest,
    make_organisation,
    make_participant,
    make_topic,
    make_wish,
)
from tests.queries import count_queries

OFFER, NEED, INTEREST = InterestKind.OFFER, InterestKind.NEED, InterestKind.INTEREST


@pytest.fixture
def camp(app):
    return make_camp()


@pytest.fixture
def hydrogen(camp):
    return make_topic(camp)


@pytest.fixture
def me(camp, hydrogen):
    me = make_participant(camp, "Me", organisation_id=make_organisation("Mine").id, languages=["da", "en"])
    make_interest(me, hydrogen, OFFER, 3)
    return me


def someone_who_needs(topic, camp, name="Ingrid", **values):
    person = make_participant(camp, name, **values)
    make_interest(person, topic, NEED)
    return person


def names(me, camp, **options):
    return [suggestion.participant.name for suggestion in suggestions_for(me, camp, **options)]


def test_reasons_are_told_in_the_readers_words(camp, hydrogen, me):
    ingrid = someone_who_needs(hydrogen, camp, languages=["en", "da", "de"])
    for number in range(3):
        topic = make_topic(camp, f"Topic {number}", f"Emne {number}")
        make_interest(ingrid, topic, INTEREST)
        make_interest(me, topic, INTEREST)
    [suggestion] = suggestions_for(me, camp)
    assert suggestion.reasons == ["Needs what you offer: Hydrogen storage"]
    assert suggestion.facts == ["3 topics in common", "speaks Danish, English"]
    with force_locale("da"):
        [danish] = suggestions_for(me, camp)
    assert "Brintlagring" in danish.reasons[0]


def test_best_fit_comes_first_and_who_fits_nothing_does_not_come(camp, hydrogen, me):
    make_participant(camp, "Nothing in common")
    someone_who_needs(hydrogen, camp, "Some")
    best = someone_who_needs(hydrogen, camp, "Best")
    ports = make_topic(camp, "Ports", "Havne")
    make_interest(best, ports, OFFER)
    make_interest(me, ports, NEED)
    assert names(me, camp) == ["Best", "Some"]
    assert names(me, camp, limit=1) == ["Best"]


def test_without_a_common_language_others_come_first(camp, hydrogen, me):
    someone_who_needs(hydrogen, camp, "Speaks Finnish", languages=["fi"])
    someone_who_needs(hydrogen, camp, "Speaks Danish", languages=["da"])
    assert names(me, camp) == ["Speaks Danish", "Speaks Finnish"]


def test_words_alone_can_make_a_suggestion(camp, me):
    me.offers = "Vi bygger brintlagringsanlæg"
    make_participant(camp, "Reads alike", needs="Søger brintlagring")
    make_participant(camp, "Reads otherwise", needs="Mode og tekstil")
    [suggestion] = suggestions_for(me, camp)
    assert suggestion.participant.name == "Reads alike"
    assert suggestion.reasons == ["What they look for reads like what you offer: brintlagring"]


def test_a_topic_that_both_name_is_in_common_unless_a_stronger_reason_names_it(camp, hydrogen, me):
    ingrid = someone_who_needs(hydrogen, camp, languages=["fi"])
    ports = make_topic(camp, "Ports", "Havne")
    make_interest(me, ports, NEED)
    make_interest(ingrid, ports, NEED)
    [suggestion] = suggestions_for(me, camp)
    assert suggestion.reasons == ["Needs what you offer: Hydrogen storage"]
    assert suggestion.facts == ["1 topic in common", "no language in common"]


@pytest.mark.parametrize("grade", list(Grade))
def test_whoever_i_have_stated_a_wish_about_is_suggested_no_more(camp, hydrogen, me, grade):
    make_wish(me, someone_who_needs(hydrogen, camp), grade)
    assert names(me, camp) == []


def test_colleagues_unlisted_and_other_camps_people_are_never_suggested(camp, hydrogen, me):
    someone_who_needs(hydrogen, camp, "Colleague", organisation_id=me.organisation_id)
    someone_who_needs(hydrogen, camp, "Unlisted", is_listed=False)
    elsewhere = make_camp()
    someone_who_needs(make_topic(elsewhere), elsewhere, "Elsewhere")
    assert names(me, camp) == []


@pytest.mark.parametrize("grade", list(Grade))
def test_what_others_wish_changes_no_suggestion(camp, hydrogen, me, grade):
    people = [someone_who_needs(hydrogen, camp, name) for name in ("Ingrid", "Bo", "Carl")]
    before = suggestions_for(me, camp)
    for author in people:
        make_wish(author, me, grade)
    make_wish(people[0], people[1], grade)
    assert suggestions_for(me, camp) == before


def test_six_queries_and_little_time_for_500_people(camp, hydrogen, me, capsys):
    def timed():
        db.session.refresh(me)
        db.session.refresh(camp)
        with count_queries() as statements:
            start = perf_counter()
            found = suggestions_for(me, camp)
        return found, len(statements), perf_counter() - start

    someone_who_needs(hydrogen, camp)
    _, few, _ = timed()
    make_crowd(camp, 499)
    timed()
    found, many, seconds = timed()
    assert (len(found), few, many) == (1, 6, 6)
    with capsys.disabled():
        print(f"\nsuggestions among 501 people: {seconds * 1000:.0f} ms", end=" ")
