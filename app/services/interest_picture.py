"""The first picture of the interest graph: groups as rounds of people, wishes as lines between them.

Coordinates are those of an SVG, rounded to whole units so that the page stays small: all lines of one
kind are one path.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from flask_babel import gettext as _
from flask_babel import ngettext

from app.scheduling.layout import Layout, Spot, layout_of
from app.services.interest_page import Overview, Somebody

MOST_PEOPLE = 500
SMALLEST, LARGEST = 4.0, 10.0
LETTER = 6.4
COLOURS = 7
SHAPES = ("circle", "square", "diamond", "triangle", "hexagon")


@dataclass(frozen=True)
class Node:
    """One person: an outline as path data, one of the plot colours, and what is said on pointing at it."""

    outline: str
    colour: int
    text: str


@dataclass(frozen=True)
class Label:
    """The name of a group above its round, cut to what fits there."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Picture:
    """All that is drawn, in the order of drawing; `shown` of `everybody` people fit in."""

    width: int
    height: int
    one_sided: str
    mutual: str
    nodes: list[Node]
    labels: list[Label]
    shown: int
    everybody: int
    rows: list[dict[str, int | str]]


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
    return Picture(
        width=round(layout.width), height=round(layout.height),
        one_sided=_lines(page, spots, mutual=False), mutual=_lines(page, spots, mutual=True),
        nodes=[_node(one, spots[one.code], busiest) for _name, people in rounds for one in people],
        labels=_labels(rounds, layout), shown=len(spots), everybody=len(page.people),
        rows=_rows(page),
    )  # fmt: skip


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
    return "".join(_line(spots[a], spots[b]) for a, b in ends if a in spots and b in spots)


def _line(a: Spot, b: Spot) -> str:
    return f"M{a.x:.0f} {a.y:.0f}L{b.x:.0f} {b.y:.0f}"


def _node(one: Somebody, spot: Spot, busiest: int) -> Node:
    """The more are wishing to meet somebody, the larger: the area grows with their number."""
    share = one.standing.received / busiest if busiest else 0
    radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(share)
    shape = SHAPES[(one.group - 1) % len(SHAPES)] if one.group else "circle"
    colour = (one.group - 1) % (COLOURS - 1) + 1 if one.group else COLOURS
    wished = ngettext("%(num)d wishes to meet them", "%(num)d wish to meet them", one.standing.received)
    stated = ngettext("they wish to meet %(num)d", "they wish to meet %(num)d", one.standing.stated)
    text = " · ".join(part for part in (one.name, one.organisation, str(wished), str(stated)) if part)
    return Node(_outline(shape, spot, radius), colour, text)


def _outline(shape: str, spot: Spot, r: float) -> str:
    """Path data of a shape with about the area of a circle of radius r."""
    if shape == "circle":
        return (
            f"M{spot.x - r:.1f} {spot.y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0"
            f"a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0Z"
        )
    corners = {
        "square": [(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)],
        "diamond": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
        "triangle": [(0, -1.4), (1.3, 0.85), (-1.3, 0.85)],
        "hexagon": [(-0.55, -0.95), (0.55, -0.95), (1.1, 0), (0.55, 0.95), (-0.55, 0.95), (-1.1, 0)],
    }[shape]
    return "M" + "L".join(f"{spot.x + x * r:.1f} {spot.y + y * r:.1f}" for x, y in corners) + "Z"


def _labels(rounds: Iterable[tuple[str, list[Somebody]]], layout: Layout) -> list[Label]:
    return [
        Label(round(place.centre.x), round(place.centre.y - place.radius - 4), _cut(name, 2 * place.radius))
        for (name, _people), place in zip(rounds, layout.rounds, strict=True)
    ]


def _cut(text: str, width: float) -> str:
    most = max(12, round(width / LETTER))
    return text if len(text) <= most else text[: most - 1].rstrip(" ,") + "…"
