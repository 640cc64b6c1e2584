"""Printing, as organisers and participants do it."""

import io

import pytest
from flask import Flask
from pypdf import PdfReader

from app.extensions import db
from app.models import CampRole, Participant, ParticipantStatus
from app.services.accounts import teams
from app.services.publishing import publishing
from app.services.schedules import paper
from tests.makers import make_camp, make_participant, make_schedule, make_slots, make_tables, make_user
from tests.page_client import PageClient
from tests.queries import count_queries


class Scene:
    """A camp with a published meeting of Ada and Bo; Cy has none, Dea has withdrawn."""

    def __init__(self, others: int = 0) -> None:
        self.camp = make_camp("camp")
        self.organiser = make_user("organiser@example.org", name="Ingrid")
        teams.join_team(self.camp, self.organiser, CampRole.ORGANISER)
        self.ada, self.bo, self.cy = (make_participant(self.camp, name) for name in ("Ada", "Bo", "Cy"))
        make_participant(self.camp, "Dea", status=ParticipantStatus.WITHDRAWN)
        slots, tables = make_slots(self.camp, 2), make_tables(self.camp, 2 + others)
        pairs = [
            (make_participant(self.camp, f"First {n}"), make_participant(self.camp, f"Second {n}"))
            for n in range(others)
        ]
        meetings = [(a, b, slots[1], tables[2 + n]) for n, (a, b) in enumerate(pairs)]
        schedule = make_schedule(self.camp, [(self.ada, self.bo, slots[0], tables[1]), *meetings])
        publishing.publish(self.camp, schedule, self.organiser)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def download(visit: PageClient, path: str) -> bytes:
    answer = visit.http.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.data


def test_organiser_finds_every_document_and_all_open(visit: PageClient) -> None:
    scene = Scene()
    visit.sign_in(scene.organiser)
    visit.get("/console/camp/paper")
    links = [link["href"] for link in visit.page.select("tbody a")]

    assert len(links) == len(paper.DOCUMENTS)
    for link in links:
        assert download(visit, link).startswith(b"%PDF")
    visit.get("/console/camp/paper/payroll.pdf", status=404)


def test_run_sheet_and_tables_and_door_say_who_meets_where(visit: PageClient) -> None:
    scene = Scene()
    visit.sign_in(scene.organiser)

    run_sheet = text_of(download(visit, "/console/camp/paper/run-sheet.pdf"))
    tables = pages_of(download(visit, "/console/camp/paper/table-sheets.pdf"))
    door = text_of(download(visit, "/console/camp/paper/door-list.pdf"))

    assert ("Ada" in run_sheet, "Bo" in run_sheet, "Cy" in run_sheet) == (True, True, False)
    assert ["Ada" in page for page in tables] == [False, True]
    assert [name in door for name in ("Ada", "Bo", "Cy", "Dea")] == [True, True, True, False]


def test_everybody_confirmed_has_an_agenda_and_a_badge(visit: PageClient) -> None:
    scene = Scene()
    visit.sign_in(scene.organiser)

    agendas = pages_of(download(visit, "/console/camp/paper/agendas.pdf"))
    badges = text_of(download(visit, "/console/camp/paper/badges.pdf"))

    assert len(agendas) == 3
    assert ["Table 2" in page for page in agendas] == [True, True, False]
    assert [name in badges for name in ("Ada", "Bo", "Cy", "Dea")] == [True, True, True, False]


def test_participant_prints_the_own_agenda_and_no_other(visit: PageClient) -> None:
    scene = Scene()
    visit.sign_in(scene.cy.user)
    assert "Ada" not in text_of(download(visit, "/camps/camp/agenda.pdf"))
    visit.sign_in(scene.ada.user)
    found = text_of(download(visit, "/camps/camp/agenda.pdf"))
    assert ("Bo" in found, "Table 2" in found) == (True, True)
    visit.get("/console/camp/paper", status=404)
    visit.get("/console/camp/paper/badges.pdf", status=404)


def test_code_of_a_badge_leads_the_team_to_check_in_and_others_to_the_person(visit: PageClient) -> None:
    scene = Scene()
    helper = make_user("helper@example.org")
    teams.join_team(scene.camp, helper, CampRole.HELPER)
    badge = f"/camps/camp/badge/{scene.ada.code}"

    visit.sign_in(helper)
    visit.get(badge, follow=True)
    assert visit.texts(".arrival-list__words strong") == ["Ada"]
    visit.sign_in(scene.cy.user)
    visit.get(badge, follow=True)
    assert visit.texts("h1") == ["Ada"]
    withdrawn = db.session.scalars(db.select(Participant).where(Participant.name == "Dea")).one()
    visit.get(f"/camps/camp/badge/{withdrawn.code}", status=404)


@pytest.mark.parametrize("name", paper.DOCUMENTS)
def test_queries_do_not_grow_with_the_camp(app: Flask, name: str) -> None:
    camp = Scene(others=12).camp
    with app.test_request_context(), count_queries() as many:
        paper.document(camp, name)
    assert len(many) <= 9
