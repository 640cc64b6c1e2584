"""The interest graph as SVG: values in, markup out, with the classes of interest_picture.css.

Coordinates are rounded to whole units and all lines of one kind are one path, so that a page stays small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

RING = 3.5


@dataclass(frozen=True)
class Node:
    """One person: where, how large, by which of SHAPES and of the plot's colours, and what is said on pointing at it.

    Somebody in demand has a ring, and who stands alone is hollow, so that neither is told by colour or size alone.
    """

    x: float
    y: float
    radius: float
    shape: str
    colour: int
    text: str = ""
    is_in_demand: bool = False
    is_alone: bool = False


@dataclass(frozen=True)
class Label:
    """The name of a group above its round, cut to what fits there."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Drawing:
    """All that is drawn, in the order of drawing; the lines are path data."""

    width: int
    height: int
    one_sided: str
    mutual: str
    nodes: Sequence[Node]
    labels: Sequence[Label]


def graph_svg(drawing: Drawing, label: str) -> Markup:
    """The picture, named by the element of the id `label`; every text in it is escaped."""
    parts = [
        f'<path class="interest-picture__wish" d="{drawing.one_sided}"/>',
        f'<path class="interest-picture__mutual" d="{drawing.mutual}"/>',
        *map(_person, drawing.nodes),
        *(f'<text class="interest-picture__label" x="{one.x}" y="{one.y}" text-anchor="middle">{escape(one.text)}</text>'
          for one in drawing.labels),
    ]  # fmt: skip
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="interest-picture" viewBox="0 0 {drawing.width} {drawing.height}"'
    return Markup(f'{head} role="img" aria-labelledby="{escape(label)}">{"".join(parts)}</svg>')  # noqa: S704


def _person(one: Node) -> str:
    kind = "interest-picture__alone" if one.is_alone else f"plot-fill-{one.colour}"
    title = f"<title>{escape(one.text)}</title>" if one.text else ""
    mark = f'<path class="interest-picture__person {kind}" d="{_outline(one, one.radius)}">{title}</path>'
    ring = _outline(Node(one.x, one.y, one.radius, "circle", 0), one.radius + RING)
    return mark + (f'<path class="interest-picture__ring" d="{ring}"/>' if one.is_in_demand else "")


def _outline(one: Node, r: float) -> str:
    """Path data of a shape with about the area of a circle of radius r."""
    if one.shape == "circle":
        arc = f"a{r:.1f} {r:.1f} 0 1 0"
        return f"M{one.x - r:.1f} {one.y:.1f}{arc} {2 * r:.1f} 0{arc} {-2 * r:.1f} 0Z"
    corners = {
        "square": [(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)],
        "diamond": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
        "triangle": [(0, -1.4), (1.3, 0.85), (-1.3, 0.85)],
        "hexagon": [(-0.55, -0.95), (0.55, -0.95), (1.1, 0), (0.55, 0.95), (-0.55, 0.95), (-1.1, 0)],
    }[one.shape]
    return "M" + "L".join(f"{one.x + x * r:.1f} {one.y + y * r:.1f}" for x, y in corners) + "Z"
