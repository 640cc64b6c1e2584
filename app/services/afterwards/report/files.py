"""The report as values for the page, and as files that leave the house."""

from collections.abc import Sequence
from functools import partial

from flask_babel import gettext as _

from app.exports.paper import Chapter, report_pdf
from app.exports.plots import standalone
from app.exports.spreadsheets import Cell, rows_to_csv, sheets_to_xlsx
from app.models import Camp
from app.services.afterwards import results
from app.services.afterwards.report import of_schedule, of_wishes, sections
from app.services.afterwards.report.facts import facts_of
from app.services.afterwards.report.hiding import FEWEST
from app.services.afterwards.report.sections import Parts, Section
from app.services.calendars import agendas
from app.services.refusals import NotThere
from app.services.schedules import paper


def report_of(camp: Camp, *, is_outside: bool) -> list[Section]:
    """All sections in their order; a bounded number of queries, whatever the camp's size."""
    found = (make() for make in _parts(camp, is_outside).values())
    return [section for section in found if section and section.rows]


def _parts(camp: Camp, is_outside: bool) -> Parts:
    facts, schedule = facts_of(camp), agendas.published_schedule(camp)
    groups, way = sections.groupings(facts), results.way_of(camp)
    stages = sections.stages_told(way, is_outside)
    between = [one for one in groups if one.key != "organisations" and facts.held]
    return {
        "funnel": partial(sections.funnel, way, stages),
        "participation": partial(sections.participation, facts, stages, is_outside),
        "outcomes": partial(sections.outcomes, facts, is_outside),
        of_wishes.KEY: partial(of_wishes.section_of, camp, is_outside),
        **(of_schedule.parts_of(camp, schedule, facts, stages, is_outside) if schedule else {}),
        **{f"{one.key}-matrix": partial(sections.matrix, facts, one, is_outside) for one in between},
        "fields": partial(sections.topics, facts, is_outside),
        **{one.key: partial(sections.by_group, facts, one, stages, is_outside) for one in reversed(groups)},
    }


def lead(camp: Camp) -> str:
    """What a file of the report says first: that small numbers are left out."""
    return _(
        "Numbers of one or two people or meetings are not told, and groups of fewer than %(num)d people stand "
        "together, so that nobody is recognised.", num=FEWEST,
    )  # fmt: skip


def as_csv(camp: Camp, key: str) -> bytes:
    """One section's figures, for outside; NotThere for a key that no section has."""
    make = _parts(camp, is_outside=True).get(key)
    section = make() if make else None
    if section is None or not section.rows:
        raise NotThere(_("There is no such part of the report."))
    return rows_to_csv(section.headings, section.rows)


def as_xlsx(camp: Camp) -> bytes:
    """Every section as a sheet, for outside."""
    first: list[Sequence[Cell]] = [[camp.name], [lead(camp)]]
    sheets = [(section.title, section.headings, section.rows) for section in report_of(camp, is_outside=True)]
    return sheets_to_xlsx([(_("Report"), [_("Report")], first), *sheets])


def as_pdf(camp: Camp) -> bytes:
    """The report to print or to send, for outside."""
    chapters = [
        Chapter(
            section.title, section.finding, section.note, tuple(section.headings),
            tuple(map(tuple, section.in_words())),
            standalone(section.picture) if section.picture else "",
        )
        for section in report_of(camp, is_outside=True)
    ]  # fmt: skip
    return report_pdf(paper.sheet(camp, _("Report")), lead(camp), chapters)
