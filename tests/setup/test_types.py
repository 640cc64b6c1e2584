"""Types of participants: set by organisers, chosen by participants, obeyed wherever people may meet."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Camp, Grade, InterestKind, Participant, ParticipantType, Wish
from app.services.interests import interests, suggestions
from app.services.matching import problems
from app.services.setup import meeting_rules, participant_types
from tests.makers import (
    make_interest,
    make_participant,
    make_slots,
    make_tables,
    make_topic,
    make_type,
    make_wish,
)
from tests.page_client import PageClient
from tests.registration.journey import ORGANISATION, YOU, open_time  # noqa: F401
from tests.setup.runs import organised_camp

PATH = "/console/camp/types"


@pytest.fixture
def camp(visit: PageClient) -> Camp:
    return organised_camp(visit)[0]


def pairs(camp: Camp) -> set[tuple[int, int]]:
    db.session.expire_all()
    return set(meeting_rules.rule_of(camp).pairs)


def test_organiser_adds_types_and_says_who_may_meet_whom(visit, camp):
    visit.get(PATH)
    assert visit.texts(".empty-state h2") == ["No type yet"]
    visit.submit({"lines": "Start-up; Iværksætter\nInvestor; Investor"})
    startup, investor = participant_types.types_of(camp)
    assert (startup.name_da, pairs(camp)) == ("Iværksætter", set())
    visit.submit({"who": "pairs"}, action="/meetings")
    assert visit.texts(".error-summary__list li") == [
        "Tick at least one pair, or let everybody meet everybody."
    ]
    visit.submit({"who": "pairs", "pairs": [f"{startup.id}-{investor.id}"]}, action="/meetings")
    assert pairs(camp) == {(startup.id, investor.id)}
    assert visit.page.select_one("input[name=pairs][checked]")["value"] == f"{startup.id}-{investor.id}"
    visit.post(f"{PATH}/{investor.id}/remove", follow=True, status=200)
    assert visit.texts(".flash") == [
        "Every pair that may meet has this type. Say first who else may meet whom."
    ]
    visit.get(PATH)
    visit.submit({"who": "everybody"}, action="/meetings")
    person = make_participant(camp, type_id=investor.id)
    visit.get(f"{PATH}/{investor.id}/remove")
    assert visit.texts("main li")[0].startswith("1 registration has no type then")
    visit.submit()
    db.session.refresh(person)
    assert (person.type_id, db.session.scalars(select(ParticipantType.name)).all()) == (None, ["Start-up"])
    visit.post(f"/console/camp/people/{person.code}/type", {"type": str(startup.id)})
    db.session.refresh(person)
    assert person.type_id == startup.id
    for nonsense in ("9" * 30, "-1", "x"):
        visit.post(f"/console/camp/people/{person.code}/type", {"type": nonsense}, status=404)
    visit.post(f"/console/camp/people/{person.code}/type", {"type": ""})
    db.session.refresh(person)
    assert person.type_id is None


def test_pairs_of_another_camp_are_refused(visit, camp):
    make_type(camp)
    visit.get(PATH)
    visit.submit({"who": "pairs", "pairs": ["98-99"]}, action="/meetings")
    assert visit.texts(".error-summary__list li") == [
        "One of these is no longer to be had. Look at the list again."
    ]


def two_sides(camp: Camp) -> dict[str, Participant]:
    """Two start-ups and an investor who all fit and wish each other, and somebody without a type."""
    startup, investor = make_type(camp), make_type(camp, "Investor", "Investor")
    participant_types.set_pairs(camp, [(startup.id, investor.id)])
    topic = make_topic(camp)
    kinds = {"one": startup.id, "two": startup.id, "money": investor.id, "guest": None}
    people = {name: make_participant(camp, name, type_id=kind) for name, kind in kinds.items()}
    for person in people.values():
        for kind in (InterestKind.OFFER, InterestKind.NEED):
            make_interest(person, topic, kind)
    for target in ("two", "money", "guest"):
        make_wish(people["one"], people[target], Grade.MUST_MEET)
    return people


def test_candidates_and_counts_and_suggestions_obey(visit, camp):
    people = two_sides(camp)
    make_slots(camp)
    make_tables(camp)
    names = {str(person.id): name for name, person in people.items()}
    problem = problems.problem_of(camp, problems.Choices(with_suggestions=True))
    meeting = {frozenset((names[one.a], names[one.b])) for one in problem.candidates}
    apart = {frozenset(("one", "two"))}
    everybody = {frozenset((a, b)) for a in names.values() for b in names.values() if a < b}
    assert meeting == everybody - apart
    assert interests.wished_pairs_of(camp) == (2, 0)
    db.session.execute(Wish.__table__.delete())
    suggested = {one.participant.name for one in suggestions.suggestions_for(people["one"], camp, 5)}
    assert suggested == {"money", "guest"}
    assert participant_types.wishes_apart(camp) == 0


def test_directory_says_who_takes_part_as_what_and_offers_no_wish_across(visit, camp):
    people = two_sides(camp)
    visit.get(PATH)
    assert "1 wish is between people who may not meet, and is not scheduled." in visit.texts("main p")
    assert visit.texts(".notice__title") == ["1 registration has no type"]
    visit.sign_in(people["one"].user)
    visit.get("/camps/camp/people?order=name")
    cards = {card.h2.get_text(strip=True): card for card in visit.page.select(".person-card")}
    assert [len(cards[name].select("button")) for name in ("two", "money")] == [0, 4]
    assert "Investor" in cards["money"].get_text()
    visit.get(f"/camps/camp/people?type={people['money'].type_id}")
    assert visit.texts(".person-card h2") == ["money"]
    visit.get(f"/camps/camp/people/{people['two'].code}")
    assert "At this camp your type of participant and theirs do not meet one to one." in visit.texts("main p")
    visit.post(f"/camps/camp/wishes/{people['two'].code}", {"grade": "would_like"})
    wish = select(Wish.grade).where(Wish.target_id == people["two"].id)
    assert db.session.scalar(wish) is Grade.MUST_MEET, "a wish of before the rule stays as it was"


@pytest.mark.usefixtures("open_time")
def test_registration_asks_for_the_type_and_the_profile_changes_it(visit, app, camp):
    startup = make_type(camp)
    newcomer = PageClient(app)
    newcomer.get("/camps/camp/register", follow=True)
    newcomer.submit(YOU)
    newcomer.submit(ORGANISATION)
    assert newcomer.texts(".error-summary__list li") == ["Choose as what you take part."]
    newcomer.submit(ORGANISATION | {"participant_type": str(startup.id)})
    newcomer.submit()
    newcomer.submit()
    newcomer.submit()
    rows = dict(zip(newcomer.texts("dt"), newcomer.texts("dd.definition-list__value"), strict=True))
    assert rows["You take part as"] == "Start-up"
    investor = make_type(camp, "Investor", "Investor")
    newcomer.submit()
    me = db.session.scalars(select(Participant)).one()
    assert me.type_id == startup.id
    newcomer.sign_in(me.user)
    newcomer.get("/camps/camp/me/profile")
    newcomer.submit({"participant_type": str(investor.id)})
    db.session.refresh(me)
    assert me.type_id == investor.id
    visit.get("/console/camp/people.csv")
    assert "Takes part as" in visit.response.text and "Investor" in visit.response.text
