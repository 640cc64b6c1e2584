"""The report's section about the interest graph: person by person in the house, group by group outside.

Outside no mark tells by its size or a line of its own who wishes for whom, and no name stands in the picture.
"""

from collections import Counter
from collections.abc import Hashable, Mapping

from flask_babel import gettext as _

from app.exports.graph_picture import Drawing, Node, graph_svg
from app.models import Camp
from app.scheduling.layout import Layout, Spot, layout_of
from app.services.afterwards.report import hiding
from app.services.afterwards.report.hiding import FEWEST, Told
from app.services.afterwards.report.sections import Section, shown
from app.services.interests import interest_page, interest_picture
from app.services.interests.interest_page import Overview, Somebody

KEY = "interest-graph"
RADIUS = 6.0
STRONG = 0.5
"""Of the most wishes between any two groups, how many make a strong line."""
Members = dict[str, list[Somebody]]


def section_of(camp: Camp, is_outside: bool) -> Section | None:
    """Who wishes to meet whom; None while nobody wishes for anybody. A bounded number of queries."""
    page = interest_page.overview_of(camp)
    if not page.wishes:
        return None
    names = _names(page, is_outside)
    members: Members = {}
    for person, one in page.people.items():
        members.setdefault(names[person], []).append(one)
    members = dict(sorted(members.items(), key=lambda item: min(one.group or 99 for one in item[1])))
    wishes = Counter((names[a], names[b]) for a, b in page.wished.edges if a in names and b in names)
    columns = [
        [len(own) for own in members.values()],
        [wishes[name, name] for name in members],
        [sum(wishes[name, other] for other in members if other != name) for name in members],
    ]
    told = [hiding.parts(column) if is_outside else list[Told](column) for column in columns]
    rows = [[name, *map(shown, row)] for name, *row in zip(members, *told, strict=True)]
    headings = [_("Group"), _("People"), _("Wishes within"), _("Wishes for others")]
    if is_outside:
        drawn = graph_svg(_drawing(page, members, wishes), f"{KEY}-finding")
        return Section(
            KEY, _("Interest graph"), _("Who wishes to meet whom, by groups"), headings, rows, drawn, _note()
        )
    picture = interest_picture.picture_of(page)
    drawn = picture.drawn(f"{KEY}-finding")
    return Section(KEY, _("Interest graph"), picture.finding, headings, rows, drawn, picture.note)


def _note() -> str:
    return _(
        "Each mark is a person and each round a group of people who wish for each other more than for others; its "
        "shape and colour are its own. A line is wishes between two groups, strong where there are many. A ring is "
        "around those whom most wish to meet. Groups of fewer than %(num)d people stand together as “Others”, and "
        "what is about so few is not drawn.", num=FEWEST,
    )  # fmt: skip


def _names(page: Overview, is_outside: bool) -> dict[str, str]:
    """Each person's group in words, by the id that the graph uses; outside, small groups stand together."""
    topics = {group.number: f"{group.number} · {group.topic}" for group in page.groups}
    plain: dict[Hashable, str] = {
        person: topics.get(one.group)
        or (_("Without any wish") if one.standing.is_isolated else _("Small groups"))
        for person, one in page.people.items()
    }
    found = hiding.merged(plain, _("Others")) if is_outside else plain
    return {str(person): name for person, name in found.items()}


def _drawing(page: Overview, members: Members, wishes: Mapping[tuple[str, str], int]) -> Drawing:
    told = {name: own for name, own in members.items() if len(own) >= FEWEST}
    layout = layout_of([len(own) for own in told.values()])
    wanted = {one.code for one in page.in_demand}
    nodes = [
        node
        for (name, own), place in zip(told.items(), layout.rounds, strict=True)
        for node in _nodes(name, own, place.spots, wanted)
    ]
    faint, strong = _lines(list(told), layout, wishes)
    labels = interest_picture.labels_of(told, layout)
    return Drawing(round(layout.width), round(layout.height), faint, strong, nodes, labels)


def _nodes(name: str, own: list[Somebody], spots: tuple[Spot, ...], wanted: set[str]) -> list[Node]:
    """The members of a round, those in demand in its middle, with rings where there are enough of them to be told."""
    rings = sum(one.code in wanted for one in own)
    rings = 0 if hiding.small(rings) else rings
    shape, colour = interest_picture.look_of(0 if name == _("Others") else own[0].group)
    is_alone = name == _("Without any wish")
    return [
        Node(spot.x, spot.y, RADIUS, shape, colour, is_in_demand=place < rings, is_alone=is_alone)
        for place, spot in enumerate(spots)
    ]


def _lines(names: list[str], layout: Layout, wishes: Mapping[tuple[str, str], int]) -> tuple[str, str]:
    """Between rounds that share FEWEST wishes or more: the faint lines, and the strong ones."""
    both = {
        (a, b): wishes.get((names[a], names[b]), 0) + wishes.get((names[b], names[a]), 0)
        for a in range(len(names))
        for b in range(a + 1, len(names))
    }
    most = max(both.values(), default=0)
    kinds: tuple[list[str], list[str]] = ([], [])
    for (a, b), many in both.items():
        if many >= FEWEST:
            one, other = layout.rounds[a].centre, layout.rounds[b].centre
            kinds[many >= STRONG * most].append(interest_picture.line(one, other))
    return "".join(kinds[0]), "".join(kinds[1])
