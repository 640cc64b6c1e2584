"""The report's sections about the published schedule: how fair it is, where and when people met, how it was found."""

from collections import Counter
from functools import cache, partial
from itertools import pairwise

from flask_babel import gettext as _
from flask_babel import ngettext

from app.exports import plots
from app.formats import number, percent
from app.models import Camp, Schedule
from app.services.afterwards.report import hiding, of_tables
from app.services.afterwards.report.facts import Facts, Pair
from app.services.afterwards.report.sections import Parts, Section, Stages, shown
from app.services.calendars import agendas
from app.services.matching import comparing, curves
from app.services.schedules import schedules
from app.services.schedules.schedules import Grid

FIFTHS = ("0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %")


def parts_of(camp: Camp, schedule: Schedule, facts: Facts, stages: Stages, is_outside: bool) -> Parts:
    """All of them; a bounded number of queries, and what several need is read once."""
    column = cache(lambda: comparing.compare(camp, [schedule]).columns[0])
    # Outside, a few that did not take place would be what is left of all meetings less those held.
    keeps_quiet = is_outside and hiding.small(len(facts.failed))
    left_out = set(facts.failed) if keeps_quiet else set()
    least = 2 if keeps_quiet else 0
    return {
        "meetings-per-person": lambda: _per_person(camp, column(), stages, is_outside, least),
        "own-wishes": lambda: _own_wishes(column(), stages, is_outside),
        **of_tables.parts_of(camp, cache(lambda: _grid(camp, schedule, left_out)), facts, is_outside),
        "search": partial(_search, schedule),
    }


def _grid(camp: Camp, schedule: Schedule, left_out: set[Pair]) -> Grid:
    meetings = agendas.bare_meetings_of(schedule)
    told = [one for one in meetings if (one.person_lo_id, one.person_hi_id) not in left_out]
    return schedules.grid_of(camp, told)


def _per_person(
    camp: Camp, column: comparing.Column, stages: Stages, is_outside: bool, least: int = 0
) -> Section:
    """`least` is how many numbers are hidden at least, so that they cannot be added up to all meetings."""
    counts = range(max(column.counts, default=0) + 1)
    plain = [column.counts.get(count, 0) for count in counts]
    people = sum(plain)
    others = [value for value in (people, *stages.values()) if value is not None]
    tells_promise = not is_outside or hiding.stages([*others, column.with_promise])[-1] is not None
    told = list[hiding.Told](plain)
    if is_outside:
        # Who has meetings at all stands in the funnel, and who has the promise in the finding.
        known = {0, len(plain), *([1] if stages["scheduled"] is not None else [])}
        known |= {min(camp.promised_meetings, len(plain))} if tells_promise else set()
        told = [
            one
            for start, end in pairwise(sorted(known))
            for one in hiding.parts(plain[start:end], least if end == len(plain) else 0)
        ]
    finding = ngettext(
        "%(some)s of %(all)s people have the meeting promised or more",
        "%(some)s of %(all)s people have the %(num)d meetings promised or more",
        camp.promised_meetings, some=number(column.with_promise), all=number(people),
    )  # fmt: skip
    if not tells_promise:
        finding = _("How many meetings people have")
    names = [str(count) for count in counts]
    return Section(
        "meetings-per-person", _("Meetings per person"), finding, [_("Meetings"), _("People")],
        [[count, shown(value)] for count, value in zip(counts, told, strict=True)],
        plots.columns(list(zip(names, told, strict=True)), _("Meetings"), _("People"), "meetings-per-person-finding"),
    )  # fmt: skip


def _own_wishes(column: comparing.Column, stages: Stages, is_outside: bool) -> Section:
    fifths = Counter(min(4, int(share * 5)) for share in column.shares)
    plain = [fifths[place] for place in range(5)]
    least = int(stages["wishing"] is None)
    told = hiding.parts(plain, least) if is_outside else list[hiding.Told](plain)
    finding = (
        _("On average %(share)s of one’s own wishes are met", share=percent(column.mean_share))
        if column.shares else _("Nobody has stated a wish")
    )  # fmt: skip
    return Section(
        "own-wishes", _("Own wishes met"), finding, [_("Part of one’s own wishes that is met"), _("People")],
        [[name, shown(value)] for name, value in zip(FIFTHS, told, strict=True)],
        plots.columns(list(zip(FIFTHS, told, strict=True)), _("Part of one’s own wishes that is met"), _("People"),
                      "own-wishes-finding"),
        _("Only who has stated wishes counts."),
    )  # fmt: skip


def _search(schedule: Schedule) -> Section | None:
    """How the optimiser came to it; None where nobody knows, as for a schedule changed by hand alone."""
    curve = curves.curve(schedule.curve)
    if curve is None:
        return None
    last = curve.rows[-1]
    finding = _("%(goal)s: %(value)s after %(seconds)s seconds. %(limit)s.", goal=curve.goal,
                value=number(last["value"]), seconds=number(round(last["seconds"], 1)),
                limit=curves.limit_in_words(str(last["goal"]), last["bound"]))  # fmt: skip
    ticks = ([(x, f"{label} s") for x, label in curve.x_ticks], curve.y_ticks)
    return Section(
        "search", _("How the schedule was found"), finding, [_("Seconds"), _("Value"), _("Bound")],
        [[round(row["seconds"], 2), row["value"], row["bound"]] for row in curve.rows],
        plots.steps(curve.value, curve.bound, ticks, (_("Seconds"), curve.goal), "search-finding"),
        _("Solid line: what was reached. Dashed line: what no schedule can exceed."),
    )  # fmt: skip
