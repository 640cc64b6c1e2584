"""The organiser's interest graph: findings, figures and files, and never a trace of a *rather not*."""

import csv
import io
from time import perf_counter

import networkx as nx
import pytest

from app.extensions import db
from app.models import CampRole, Grade, InterestKind, Wish
from app.services.accounts.teams import join_team
from app.services.interests.interest_page import overview_of
from app.services.interests.interest_picture import MOST_PEOPLE, picture_of
from tests.makers import (
    START,
    make_camp,
    make_crowd,
    make_interest,
    make_organisation,
    make_participant,
    make_slots,
    make_tables,
    make_topic,
    make_user,
    make_wish,
)
from tests.queries import count_queries

PATHS = ["/console/camp/graph", "/console/camp/graph.csv", "/console/camp/graph.graphml"]


@pytest.fixture
def camp(app):
    return make_camp("camp")


@pytest.fixture
def organiser(camp, visit):
    user = make_user(name="Olga")
    join_team(camp, user, CampRole.ORGANISER)
    visit.sign_in(user)
    return user


@pytest.fixture
def six(camp):
    """Anna, Bo and Carl wish for each other; Dora has no wish but is wished for; Eva and Finn stand alone."""
    people = [make_participant(camp, name) for name in ("Anna", "Bo", "Carl", "Dora", "Eva", "Finn")]
    anna, bo, carl, dora = people[:4]
    for author, target in [(anna, bo), (bo, anna), (bo, carl), (carl, anna), (anna, dora)]:
        make_wish(author, target)
    return people


def stats(visit):
    return dict(zip(visit.texts(".stat-list__label"), visit.texts(".stat-list__value"), strict=True))


def test_page_says_what_it_found_in_figures_and_names(camp, organiser, six, visit):
    make_slots(camp, 2)
    make_tables(camp, 1)
    visit.get("/console/camp/graph")
    assert visit.texts(".plot-figure__finding") == ["2 people have no wishes and nobody wishes to meet them"]
    assert stats(visit) == {
        "Participants": "6", "Wishes": "5", "Pairs with a wish": "4", "Expected meetings": "about 2",
    }  # fmt: skip
    assert visit.texts("[aria-labelledby=isolated] li") == ["Eva", "Finn"]
    assert visit.texts("[aria-labelledby=silent] li") == ["Dora"]
    assert (
        visit.page.select_one("[aria-labelledby=isolated] a")["href"] == f"/console/camp/people/{six[4].code}"
    )
    assert visit.texts("[aria-labelledby=demand] th[scope=row]") == ["Anna", "Bo", "Carl", "Dora"]


def test_picture_has_a_mark_for_each_and_a_line_for_each_wish(camp, organiser, six, visit):
    topic = make_topic(camp)
    for person in six[:3]:
        make_interest(person, topic, InterestKind.NEED)
    visit.get("/console/camp/graph")
    assert (
        visit.texts(".interest-picture__person title")[0]
        == "Anna · 2 wish to meet them · they wish to meet 2"
    )
    assert len(visit.page.select(".interest-picture__person")) == 6
    assert len(visit.page.select(".interest-picture__alone")) == 2, "Eva and Finn"
    assert len(visit.page.select(".interest-picture__ring")) == 4, "whoever is wished for, of so few"
    assert visit.page.select_one(".interest-picture__mutual")["d"].count("M") == 1
    assert visit.page.select_one(".interest-picture__wish")["d"].count("M") == 3
    assert visit.texts(".interest-picture__label") == ["1 · Hydrogen stor…", "Without any wish"]
    assert visit.texts("#interest-graph tr")[1] == "1 Hydrogen storage 4 5 0"


def test_nothing_tells_that_somebody_would_rather_not(camp, organiser, six, visit):
    def bodies():
        texts = []
        for path in PATHS:
            visit.get(path)
            for token in visit.page.select("[name=csrf_token], meta[name=csrf-token]"):
                token.decompose()
            texts.append(str(visit.page) if path == PATHS[0] else visit.response.text)
        return texts

    before = bodies()
    make_wish(six[4], six[0], Grade.RATHER_NOT)
    make_wish(six[3], six[0], Grade.RATHER_NOT)
    make_wish(six[2], six[1], Grade.RATHER_NOT)
    assert bodies() == before


def test_empty_camp_says_what_will_be_here(camp, organiser, visit):
    visit.get("/console/camp/graph")
    assert visit.texts(".empty-state__title") == ["Nobody takes part yet"]
    visit.get("/console/camp/graph.csv")
    visit.get("/console/camp/graph.graphml")


def test_people_without_wishes_or_slots_make_a_page_too(camp, organiser, visit):
    make_participant(camp, "Anna")
    visit.get("/console/camp/graph")
    assert stats(visit)["Expected meetings"] == "–"
    assert visit.texts(".plot-figure__finding") == ["1 person has no wishes and nobody wishes to meet them"]


def test_csv_holds_the_figures_of_each(camp, organiser, six, visit):
    six[0].name = '=HYPERLINK("x")'
    six[0].organisation_id = make_organisation("Ørsted").id
    db.session.commit()
    visit.get("/console/camp/graph.csv")
    rows = list(csv.reader(io.StringIO(visit.response.data.decode("utf-8-sig"))))
    assert rows[0] == ["Name", "Organisation", "Group", "Wishes stated", "Wishes received", "Mutual wishes"]
    assert rows[1] == ['\'=HYPERLINK("x")', "Ørsted", "1", "2", "2", "1"]
    assert rows[-1] == ["Finn", "", "0", "0", "0", "0"]
    assert visit.response.headers["Content-Disposition"] == 'attachment; filename="camp-interest-graph.csv"'


def test_graphml_is_read_by_others(camp, organiser, six, visit):
    visit.get("/console/camp/graph.graphml")
    graph = nx.parse_graphml(visit.response.text)
    assert sorted(data["label"] for _, data in graph.nodes(data=True)) == [
        "Anna",
        "Bo",
        "Carl",
        "Dora",
        "Eva",
        "Finn",
    ]
    assert graph.number_of_edges() == 5


@pytest.mark.parametrize("path", PATHS)
def test_only_organisers_of_this_camp_come_here(camp, six, visit, path):
    for user, role in [(make_user(), CampRole.HELPER), (make_user(), None)]:
        if role:
            join_team(camp, user, role)
        visit.sign_in(user)
        visit.get(path, status=404)
    elsewhere = make_user()
    join_team(make_camp(), elsewhere, CampRole.ORGANISER)
    visit.sign_in(elsewhere)
    visit.get(path, status=404)
    visit.sign_in(six[0].user)
    visit.get(path, status=404)


@pytest.mark.parametrize("how_many", [2, 30])
def test_six_queries_at_any_size(camp, how_many):
    people = make_crowd(camp, how_many)
    db.session.add_all(
        Wish(camp_id=camp.id, author_id=a.id, target_id=b.id, grade=Grade.WOULD_LIKE, updated_at=START)
        for a in people for b in people if a is not b
    )  # fmt: skip
    db.session.commit()
    db.session.refresh(camp)
    with count_queries() as statements:
        page = overview_of(camp)
    assert (page.wishes, len(statements)) == (how_many * (how_many - 1), 6)


def test_picture_of_a_large_camp_keeps_those_with_the_most_wishes(camp, capsys):
    people = make_crowd(camp, MOST_PEOPLE + 40)
    db.session.add_all(
        Wish(camp_id=camp.id, author_id=one.id, target_id=people[(i * 7 + step) % MOST_PEOPLE].id,
             grade=Grade.MUST_MEET, updated_at=START)
        for i, one in enumerate(people[:MOST_PEOPLE]) for step in range(1, 13)
        if people[(i * 7 + step) % MOST_PEOPLE] is not one
    )  # fmt: skip
    db.session.commit()
    start = perf_counter()
    page = overview_of(camp)
    picture = picture_of(page)
    with capsys.disabled():
        print(f"\ninterest graph of {len(people)} people: {(perf_counter() - start) * 1000:.0f} ms", end=" ")
    assert (picture.shown, picture.everybody, len(picture.drawing.nodes)) == (
        MOST_PEOPLE,
        MOST_PEOPLE + 40,
        MOST_PEOPLE,
    )
    assert len(page.isolated) == 40
