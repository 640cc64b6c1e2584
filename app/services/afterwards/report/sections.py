"""The report's sections, each a finding, a table and mostly a picture: the same for the page, PDF, XLSX and CSV.

For outside (`is_outside`) numbers of one or two people are not told, see `hiding`.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from app.exports import plots
from app.exports.spreadsheets import Cell
from app.formats import country_name, number, percent
from app.models import OrganisationKind, Result
from app.services.afterwards import results
from app.services.afterwards.report import hiding
from app.services.afterwards.report.facts import Facts, Pair
from app.services.afterwards.report.hiding import FEWEST, Told
from app.services.words import word

IN_A_MATRIX = 12
"""The largest groups that a matrix shows; the others stand together."""


Stages = dict[str, Told]
"""How many people came to each stage of the way through the camp, by its key."""


@dataclass(frozen=True)
class Section:
    """One part: `key` names it in addresses, `finding` says what it shows, `shares` are the places of columns that
    hold parts of one."""

    key: str
    title: str
    finding: str
    headings: list[str]
    rows: list[list[Cell]]
    picture: Markup | None = None
    note: str = ""
    shares: tuple[int, ...] = ()

    def in_words(self) -> list[list[str]]:
        """The rows as a page or a paper shows them."""
        return [[self._words(place, value) for place, value in enumerate(row)] for row in self.rows]

    def _words(self, place: int, value: Cell) -> str:
        if value is None:
            return ""
        if isinstance(value, int | float):
            return percent(value) if place in self.shares else number(value)
        return str(value)


Parts = dict[str, Callable[[], Section | None]]
"""The report's parts by their keys, in their order, each made only when it is asked for; None where there is none."""


def hidden() -> str:
    """What stands for a number that is not told."""
    return _("fewer than %(num)d, or left out", num=FEWEST)


def shown(value: Told) -> Cell:
    """A number as a cell."""
    return hidden() if value is None else value


def stages_told(way: results.Way, is_outside: bool) -> Stages:
    """How many people came to each stage, by its key.

    Outside, stages that stand close to one another are not all told. Who takes part stands in every table of groups,
    and who has meetings in the table of meetings a person, so those two come first.
    """
    people = {stage.key: stage.people for stage in way.stages}
    if not is_outside:
        return dict[str, Told](people)
    order = sorted(people, key=lambda key: ("confirmed", "scheduled", *people).index(key))
    told = dict(zip(order, hiding.stages([people[key] for key in order]), strict=True))
    return {key: told[key] for key in people}


def funnel(way: results.Way, told: Stages) -> Section:
    """How many people came how far."""
    whole = told["registered"]
    shares = {key: people / whole if whole and people is not None else None for key, people in told.items()}
    labels = {stage.key: stage.label for stage in way.stages}
    bars = [(labels[key], people, _in_words(people, shares[key])) for key, people in told.items()]
    longest = whole or max((people or 0 for people in told.values()), default=0)
    note = _(
        "Each bar is a number of people. Whoever was wished for can have meetings without wishes of their own."
    )
    if None in told.values():
        note += " " + _(
            "A number is left out where it, or its difference from another one, is of fewer than %(num)d people.",
            num=FEWEST,
        )
    return Section(
        "funnel", _("The way through the camp"),
        way.finding if None not in told.values() else _("How far people came"),
        [_("Stage"), _("People"), _("Part of those registered")],
        [
            [labels[key], _stage(people), None if (share := shares[key]) is None else round(share, 4)]
            for key, people in told.items()
        ],
        plots.bars(bars, longest, "funnel-finding"),
        note,
        (2,),
    )  # fmt: skip


def _stage(people: Told) -> Cell:
    """A stage's number as a cell."""
    return _("left out") if people is None else people


def _in_words(people: Told, share: float | None) -> str:
    """A stage's number beside its bar."""
    if people is None:
        return _("left out")
    return number(people) if share is None else f"{number(people)} ({percent(share)})"


def participation(facts: Facts, stages: Stages, is_outside: bool) -> Section:
    """Who took part, and how many meetings there were."""
    people = facts.people.values()
    bodies = {one.organisation: one.kind for one in people if one.organisation}
    rows: list[tuple[str, Cell]] = [
        (_("Registered"), _stage(stages["registered"])),
        (_("Take part"), _stage(stages["confirmed"])),
        (_("Checked in"), _stage(stages["checked_in"])),
    ]
    figures = [
        (_("Withdrew"), facts.left),
        (_("Organisations"), len(bodies)),
        (_("Of them small and medium-sized companies"), sum(kind is OrganisationKind.SME for kind in bodies.values())),
        (_("Countries"), len({one.country for one in people if one.country})),
        (_("Meetings held"), len(facts.held)),
        (_("Meetings that did not take place"), len(facts.failed)),
        (_("Meetings cancelled"), facts.cancelled),
        (_("Meetings still ahead"), facts.ahead),
    ]  # fmt: skip
    finding = _("%(people)s people of %(bodies)s organisations took part and held %(meetings)s meetings",
                people=number(len(facts.people)), bodies=number(len(bodies)), meetings=number(len(facts.held)))  # fmt: skip
    if is_outside and any(map(hiding.small, (len(facts.people), len(bodies), len(facts.held)))):
        finding = _("How many took part")
    rows += [(label, shown(hiding.cell(value) if is_outside else value)) for label, value in figures]
    return Section(
        "participation", _("Participation"), finding, [_("What"), _("Number")], [list(row) for row in rows]
    )


def outcomes(facts: Facts, is_outside: bool) -> Section:
    """What people say of their meetings; one answer a person and meeting."""
    counts = [facts.results[result] for result in Result]
    told = hiding.parts(counts) if is_outside else list[Told](counts)
    answers = sum(counts)
    good = facts.results[Result.FOLLOW_UP_AGREED] + facts.results[Result.COOPERATION_POSSIBLE]
    finding = (
        _("%(share)s of %(num)s answers speak of a follow-up or a possible cooperation",
          share=percent(good / answers), num=number(answers))
        if answers else _("Nobody has said yet how a meeting went")
    )  # fmt: skip
    if None in told:
        finding = _("What people say of their meetings")
    labels = [str(word(result)) for result in Result]
    words = [
        hidden() if value is None else f"{number(value)} ({percent(value / (answers or 1))})"
        for value in told
    ]
    return Section(
        "outcomes", _("What came of the meetings"), finding, [_("Answer"), _("Number")],
        [[label, shown(value)] for label, value in zip(labels, told, strict=True)],
        plots.bars(list(zip(labels, told, words, strict=True)), max(counts), "outcomes-finding") if answers else None,
        _("Both people of a meeting can answer, each for themselves."),
    )  # fmt: skip


@dataclass(frozen=True)
class Grouping:
    """A way to tell people apart: `label` names a person's group, None for none."""

    key: str
    title: str
    heading: str
    label: Callable[[int], str | None]


def groupings(facts: Facts) -> list[Grouping]:
    """Organisation, kind of organisation and country."""
    people = facts.people
    return [
        Grouping("organisations", _("Organisations"), _("Organisation"), lambda n: people[n].organisation),
        Grouping("kinds", _("Kinds of organisation"), _("Kind"),
                 lambda n: str(word(kind)) if (kind := people[n].kind) else None),
        Grouping("countries", _("Countries"), _("Country"), lambda n: country_name(people[n].country) or None),
    ]  # fmt: skip


def by_group(facts: Facts, grouping: Grouping, stages: Stages, is_outside: bool) -> Section:
    """People, meetings held and people who agreed on something, for each group."""
    labels = _labels(facts, grouping, is_outside)
    groups = Counter(labels.values())
    order = sorted(groups, key=lambda one: (-groups[one], one))
    meetings = Counter(label for pair in facts.held for label in {labels[n] for n in pair if n in labels})
    agreed = Counter(labels[person] for person in facts.agreed)
    columns: list[list[Told]] = [[groups[one] for one in order]]
    for counts, least in ((meetings, 0), (agreed, int(stages["agreed"] is None))):
        plain = [counts[one] for one in order]
        columns.append(hiding.parts(plain, least) if is_outside else list[Told](plain))
    columns[0] = [hiding.cell(value or 0) if is_outside else value for value in columns[0]]
    headings = [grouping.heading, _("People"), _("Meetings held"), _("People who agreed on a follow-up")]
    rows = [[one, *(shown(column[place]) for column in columns)] for place, one in enumerate(order)]
    return Section(
        grouping.key, grouping.title, _most(order, groups), headings, rows, note=_merging(is_outside)
    )


def topics(facts: Facts, is_outside: bool) -> Section:
    """The same for each field: the topics that people offer, need or are interested in."""
    names = {person: {_in_language(one) for one in own} for person, own in facts.topics.items()}
    names = {person: own for person, own in names.items() if person in facts.people}
    groups = Counter(name for own in names.values() for name in own)
    left_out = sum(many < FEWEST for many in groups.values()) if is_outside else 0
    order = sorted((one for one in groups if not is_outside or groups[one] >= FEWEST),
                   key=lambda one: (-groups[one], one))  # fmt: skip
    meetings = Counter(
        name for one, other in facts.held for name in names.get(one, set()) & names.get(other, set())
    )
    agreed = Counter(name for person in facts.agreed for name in names.get(person, ()))
    rows: list[list[Cell]] = [
        [
            one,
            groups[one],
            *(shown(hiding.cell(c[one]) if is_outside else c[one]) for c in (meetings, agreed)),
        ]
        for one in order
    ]
    note = _("A person counts under each of their topics, a meeting under those that both have.")
    if left_out:
        note += " " + ngettext(
            "%(num)d topic of fewer than %(few)d people is left out.",
            "%(num)d topics of fewer than %(few)d people are left out.", left_out, few=FEWEST,
        )  # fmt: skip
    headings = [
        _("Field"),
        _("People"),
        _("Meetings of two who share it"),
        _("People who agreed on a follow-up"),
    ]
    return Section("fields", _("Fields"), _most(order, groups), headings, rows, note=note)


def matrix(facts: Facts, grouping: Grouping, is_outside: bool) -> Section:
    """How many meetings were held between the groups; for a camp that has held some."""
    labels = _labels(facts, grouping, is_outside)
    sizes = Counter(labels.values())
    others = _("Others")
    order = sorted(sizes, key=lambda one: (one == others, -sizes[one], one))
    if len(order) > IN_A_MATRIX:
        little = set(order[IN_A_MATRIX - 1 :])
        labels = {person: others if one in little else one for person, one in labels.items()}
        order = [*(one for one in order[: IN_A_MATRIX - 1] if one != others), others]
    values = _square(facts.held, labels, order)
    told = hiding.square(values) if is_outside else [list[Told](row) for row in values]
    between = sum(labels[one] != labels[other] for one, other in facts.held if {one, other} <= labels.keys())
    finding = _("%(share)s of the meetings were held across: %(num)s of %(all)s", num=number(between),
                share=percent(between / (len(facts.held) or 1)), all=number(len(facts.held)))  # fmt: skip
    if is_outside and (hiding.small(between) or hiding.small(len(facts.held) - between)):
        finding = _("Who met across the groups")
    key = f"{grouping.key}-matrix"
    return Section(
        key, _("Meetings between %(groups)s", groups=grouping.title.lower()), finding, [grouping.heading, *order],
        [[one, *map(shown, row)] for one, row in zip(order, told, strict=True)],
        plots.heat(order, order, told, (grouping.heading, grouping.heading), f"{key}-finding"),
        _("A number is the meetings between the two groups, darker where there are more; empty is none."),
    )  # fmt: skip


def _square(held: Sequence[Pair], labels: Mapping[int, str], order: Sequence[str]) -> list[list[int]]:
    counts: Counter[tuple[str, str]] = Counter()
    for pair in held:
        if pair[0] in labels and pair[1] in labels:
            one, other = sorted(labels[person] for person in pair)
            counts[one, other] += 1
    return [[counts[min(a, b), max(a, b)] for b in order] for a in order]


def _labels(facts: Facts, grouping: Grouping, is_outside: bool) -> dict[int, str]:
    """Each person's group by number; outside, small groups put together."""
    none = _("Not told")
    plain: dict[Hashable, str] = {person: grouping.label(person) or none for person in facts.people}
    found = hiding.merged(plain, _("Others")) if is_outside else plain
    return {int(str(person)): label for person, label in found.items()}


def _most(order: Sequence[str], groups: Counter[str]) -> str:
    if not order:
        return _("Nobody has taken part yet")
    return ngettext(
        "%(name)s stands first with %(num)d person", "%(name)s stands first with %(num)d people", groups[order[0]],
        name=order[0],
    )  # fmt: skip


def _merging(is_outside: bool) -> str:
    if not is_outside:
        return ""
    return _("Groups of fewer than %(num)d people stand together as “Others”.", num=FEWEST)


def _in_language(names: tuple[str, str]) -> str:
    return names[1] if str(get_locale()) == "da" else names[0]
