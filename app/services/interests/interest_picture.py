"""The picture of the interest graph: groups as rounds of people, wishes as lines between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.exports.graph_picture import Drawing, Label, Node, graph_svg
from app.scheduling.layout import Layout, Spot, layout_of
from app.services.interests.interest_page import Overview, Somebody

MOST_PEOPLE = 500
SMALLEST, LARGEST = 4.0, 10.0
LETTER = 6.4
COLOURS = 7
SHAPES = ("circle", "square", "diamond", "triangle", "hexagon")


@dataclass(frozen=True)
class Picture:
    """What is drawn, the finding that names it and how to read it; `shown` of `everybody` people fit in."""

    drawing: Drawing
    finding: str
    note: str
    shown: int
    everybody: int
    rows: list[dict[str, int | str]]

    def drawn(self, label: str) -> Markup:
        """The picture as SVG, named by the element of that id."""
        return graph_svg(self.drawing, label)


def picture_of(page: Overview) -> Picture:
    """The picture; beyond MOST_PEOPLE those with the fewest wishes are left out."""
    rounds = _rounds(page)
    layout = layout_of([len(people) for _name, people in rounds])
    spots = {
        code.code: spot
        for (_name, people), place in zip(rounds, layout.rounds, strict=True)
        for code, spot in zip(people, place.spots, strict=True)
    }
    busiest = max((one.standing.received for one in page.people.values()), default=0)
    wanted = {one.code for one in page.in_demand}
    drawing = Drawing(
        width=round(layout.width), height=round(layout.height),
        one_sided=_lines(page, spots, mutual=False), mutual=_lines(page, spots, mutual=True),
        nodes=[_node(one, spots[one.code], busiest, wanted) for _name, people in rounds for one in people],
        labels=labels_of([name for name, _people in rounds], layout),
    )  # fmt: skip
    return Picture(drawing, _finding(page), _note(page), len(spots), len(page.people), _rows(page))


def look_of(group: int) -> tuple[str, int]:
    """The shape and the colour of a group by its number; of those in none for 0."""
    if not group:
        return "circle", COLOURS
    return SHAPES[(group - 1) % len(SHAPES)], (group - 1) % (COLOURS - 1) + 1


def labels_of(names: Iterable[str], layout: Layout) -> list[Label]:
    """The rounds' names above them."""
    return [
        Label(round(place.centre.x), round(place.centre.y - place.radius - 4), _cut(name, 2 * place.radius))
        for name, place in zip(names, layout.rounds, strict=True)
    ]


def line(a: Spot, b: Spot) -> str:
    """Path data of a line."""
    return f"M{a.x:.0f} {a.y:.0f}L{b.x:.0f} {b.y:.0f}"


def _finding(page: Overview) -> str:
    if page.isolated:
        return ngettext(
            "%(num)d person has no wishes and nobody wishes to meet them",
            "%(num)d people have no wishes and nobody wishes to meet them", len(page.isolated),
        )  # fmt: skip
    if len(page.groups) > 1:
        return ngettext(
            "Everybody is wished for or wishes; %(num)d group stands out",
            "Everybody is wished for or wishes; %(num)d groups stand out", len(page.groups),
        )  # fmt: skip
    return _("Everybody is wished for or wishes to meet somebody")


def _note(page: Overview) -> str:
    parts = [
        _(
            "Each mark is a person, larger the more wish to meet them. Strong lines are wishes that both have, faint "
            "ones are not returned. Each round with a name is a group of people who wish for each other more than "
            "for others; its shape and colour are its own."
        )
    ]
    if page.in_demand:
        parts.append(
            ngettext(
                "A ring is around the one whom most wish to meet.",
                "A ring is around the %(num)d whom most wish to meet.",
                len(page.in_demand),
            )
        )
    if page.isolated:
        parts.append(_("A hollow mark is a person without any wish."))
    return " ".join(parts)


def _rows(page: Overview) -> list[dict[str, int | str]]:
    """The same groups as figures."""
    return [
        {
            "number": g.number,
            "topics": g.topics,
            "people": len(g.people),
            "within": g.within,
            "across": g.across,
        }
        for g in page.groups
    ]


def _rounds(page: Overview) -> list[tuple[str, list[Somebody]]]:
    """Who stands where: the groups, then those in small groups, then those who stand alone."""
    by_weight = sorted(page.people.values(), key=lambda one: -(one.standing.received + one.standing.stated))
    drawn = {one.code for one in by_weight[:MOST_PEOPLE]}
    small = [one for one in by_weight if not one.group and not one.standing.is_isolated]
    rounds = [(f"{group.number} · {group.topic}", group.people) for group in page.groups]
    rounds += [(_("Small groups"), small), (_("Without any wish"), page.isolated)]
    shown = [(name, [one for one in people if one.code in drawn]) for name, people in rounds]
    return [(name, people) for name, people in shown if people]


def _lines(page: Overview, spots: Mapping[str, Spot], *, mutual: bool) -> str:
    """Path data of the wishes that are returned, each pair once, or of the others."""
    ends = []
    for a, b in page.wished.edges:
        returned = page.wished.has_edge(b, a)
        if returned is mutual and (not mutual or a < b) and a in page.people and b in page.people:
            ends.append((page.people[a].code, page.people[b].code))
    return "".join(line(spots[a], spots[b]) for a, b in ends if a in spots and b in spots)


def _node(one: Somebody, spot: Spot, busiest: int, wanted: set[str]) -> Node:
    """The more are wishing to meet somebody, the larger: the area grows with their number."""
    share = one.standing.received / busiest if busiest else 0
    radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(share)
    wished = ngettext("%(num)d wishes to meet them", "%(num)d wish to meet them", one.standing.received)
    stated = ngettext("they wish to meet %(num)d", "they wish to meet %(num)d", one.standing.stated)
    text = " · ".join(part for part in (one.name, one.organisation, str(wished), str(stated)) if part)
    shape, colour = look_of(one.group)
    is_alone = one.standing.is_isolated
    return Node(spot.x, spot.y, radius, shape, colour, text, one.code in wanted, is_alone)


def _cut(text: str, width: float) -> str:
    most = max(18, round(width / LETTER))
    return text if len(text) <= most else text[: most - 1].rstrip(" ,") + "…"
