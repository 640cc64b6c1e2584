"""Pictures as SVG: values in, markup out, with the classes of plot_figure.css; `standalone` for paper.

Each is at most 640 wide, carries its axes' names, and says by a number what its colour says. A value that is
not told (None) is drawn as a dash. `label` is the id of the element that names the picture.
"""

from collections.abc import Sequence
from enum import Enum
from html import escape

from markupsafe import Markup

WIDTH, NARROW = 640, 328
BAR, WORDS = 20, 22
LONGEST_LABEL = 24
_STYLE = """<style>
text { font-family: "Noto Sans"; }
.plot-text { fill: #14201f; font-size: 13px; } .plot-text--quiet { fill: #52605e; }
.plot-text--small { font-size: 10px; }
.plot-fill-1 { fill: #0f5e63; } .plot-fill-2 { fill: #b45309; } .plot-fill-3 { fill: #2563a8; }
.plot-fill-4 { fill: #8a3f74; } .plot-fill-5 { fill: #5d7a1f; } .plot-fill-6 { fill: #7a6a00; }
.plot-fill-7 { fill: #52605d; } .plot-fill-quiet { fill: #dde4e2; }
.plot-fill-page { fill: #ffffff; }
.plot-line-1 { stroke: #0f5e63; fill: none; } .plot-line-2 { stroke: #b45309; fill: none; }
.plot-axis { stroke: #7a8785; fill: none; } .plot-rule { stroke: #dde4e2; fill: none; }
.interest-picture__wish, .interest-picture__mutual, .interest-picture__ring { fill: none; stroke: #14201f; }
.interest-picture__wish { stroke-opacity: 0.18; stroke-width: 1; }
.interest-picture__mutual { stroke-opacity: 0.4; stroke-width: 2; }
.interest-picture__ring { stroke-width: 1.5; }
.interest-picture__person { stroke: #ffffff; stroke-width: 1; }
.interest-picture__alone { fill: #ffffff; stroke: #52605d; stroke-width: 2; }
.interest-picture__label { fill: #14201f; font-size: 12px; font-weight: 600; }
.interest-picture__label { stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.plot-hollow { fill: none; stroke: #7a8785; } .plot-cross { fill: none; stroke: #ffffff; stroke-width: 1.5; }
</style>"""


class State(Enum):
    """What a cell of a grid holds."""

    FREE = "free"
    FULL = "full"
    FAILED = "failed"


Bar = tuple[str, int | None, str]
"""A label, a length, and the words beside the label."""


def bars(rows: Sequence[Bar], whole: int, label: str) -> Markup:
    """Lying bars, one below the other with their words above; `whole` is as long as the picture is
    wide, which a phone shows one to one."""
    step, parts = BAR + WORDS + 10, []
    for place, (name, length, words) in enumerate(rows):
        top = place * step + WORDS
        width = round(NARROW * min(1, (length or 0) / (whole or 1)), 1)
        parts += [
            _text(0, top - 7, f"{name}: ", words),
            f'<rect class="plot-fill-quiet" x="0" y="{top}" width="{NARROW}" height="{BAR}"/>',
            f'<rect class="plot-fill-1" x="0" y="{top}" width="{width}" height="{BAR}"/>',
        ]
    return picture(parts, NARROW, step * len(rows), label, "funnel")


def columns(values: Sequence[tuple[str, int | None]], across: str, up: str, label: str) -> Markup:
    """Standing bars with their number on top; `across` and `up` name the axes."""
    left, top, height = 36, 44, 180
    step = (WIDTH - left) / max(1, len(values))
    most = max((value or 0 for _name, value in values), default=0) or 1
    base = top + height
    parts = [_text(0, 16, up, quiet=True), _line(left, base, WIDTH, base)]
    for place, (name, value) in enumerate(values):
        tall = round((value or 0) / most * height, 1)
        middle = left + (place + 0.5) * step
        parts += [
            f'<rect class="plot-fill-1" x="{middle - step * 0.35:.1f}" y="{base - tall}"'
            f' width="{step * 0.7:.1f}" height="{tall}"/>',
            _text(middle, base - tall - 6, "–" if value is None else str(value), anchor="middle"),
            _text(middle, base + 18, name, anchor="middle"),
        ]
    parts.append(_text(left + (WIDTH - left) / 2, base + 42, across, anchor="middle", quiet=True))
    return _svg(parts, base + 52, label)


def heat(
    rows: Sequence[str],
    across: Sequence[str],
    values: Sequence[Sequence[int | None]],
    names: tuple[str, str],
    label: str,
) -> Markup:
    """Cells that are the darker the more they count, each with its number; `names` of the axis down and across.

    The labels across stand slanted where they are long or many.
    """
    left, right, cell = 176, 28, 28
    wide = (WIDTH - left - right) / max(1, len(across))
    longest = max((len(_short(name)) for name in across), default=0)
    is_slanted = longest * 8 > wide
    head = 46 + (longest * 5 if is_slanted else 0)
    most = max((value or 0 for row in values for value in row), default=0) or 1
    parts = [_text(0, 16, names[0], quiet=True), _text(WIDTH, 16, names[1], anchor="end", quiet=True)]
    for place, name in enumerate(across):
        x, y = left + (place + 0.5) * wide, head - 8
        turn = f' transform="rotate(-55 {x:.1f} {y})"' if is_slanted else ""
        parts.append(_text(x, y, _short(name), anchor="start" if is_slanted else "middle", more=turn))
    for down, (name, row) in enumerate(zip(rows, values, strict=True)):
        y = head + down * cell
        parts.append(_text(left - 8, y + 19, _short(name), anchor="end"))
        parts += [
            part
            for place, value in enumerate(row)
            for part in _cell(left + place * wide, y, (wide, cell), value, most)
        ]
    return _svg(parts, head + cell * len(rows) + 4, label)


def cells(
    rows: Sequence[str],
    blocks: Sequence[tuple[str, Sequence[str]]],
    states: Sequence[Sequence[State]],
    label: str,
) -> Markup:
    """A small cell for each place of each row, those of a block under its name; every fifth place is named.

    Full is a filled cell, FREE an outline and FAILED a filled one of another colour with a cross.
    """
    left, gap, head, high = 116, 8, 40, 14
    count = sum(len(names) for _name, names in blocks)
    wide = min(22.0, (WIDTH - left - gap * len(blocks)) / max(1, count))
    parts, starts, x = [], [], float(left)
    for name, names in blocks:
        parts.append(_text(x, 14, _short(name), quiet=True))
        parts += [_small(x + (at + 0.5) * wide, 32, one) for at, one in enumerate(names) if at % 5 == 0]
        starts += [x + at * wide for at in range(len(names))]
        x += len(names) * wide + gap
    for down, (name, row) in enumerate(zip(rows, states, strict=True)):
        y = head + down * (high + 3)
        parts.append(_small(left - 8, y + 11, name, "end"))
        parts += [_state(at, y, (wide - 1.5, high), state) for at, state in zip(starts, row, strict=True)]
    return _svg(parts, head + len(rows) * (high + 3) + 4, label)


def _state(x: float, y: int, size: tuple[float, int], state: State) -> str:
    wide, high = size
    kind = {State.FULL: "plot-fill-1", State.FREE: "plot-hollow", State.FAILED: "plot-fill-2"}[state]
    cell = f'<rect class="{kind}" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{high}"/>'
    cross = f"M{x:.1f} {y}l{wide:.1f} {high}m0 {-high}l{-wide:.1f} {high}"
    return cell + (f'<path class="plot-cross" d="{cross}"/>' if state is State.FAILED else "")


def _small(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return text(x, y, words, anchor, small=True)


def steps(value: str, bound: str, ticks: tuple[Sequence[tuple[float, str]], Sequence[tuple[float, str]]],
          names: tuple[str, str], label: str) -> Markup:  # fmt: skip
    """Two step lines, the second dashed; paths in a picture of 640 by 220, ticks (across, up) as (place, text)."""
    parts = ['<g transform="translate(0 18)">', _text(0, -4, names[1], quiet=True)]
    parts += [
        part for y, text in ticks[1] for part in (_line(64, y, 628, y), _text(56, y + 4, text, anchor="end"))
    ]
    parts += [_text(x, 214, text, anchor="end" if x > 600 else "middle") for x, text in ticks[0]]
    parts.append(f'<path class="plot-line-2" d="{bound}" stroke-width="2" stroke-dasharray="6 4"/>')
    parts.append(f'<path class="plot-line-1" d="{value}" stroke-width="2.5"/>')
    parts += [_text(WIDTH, 236, names[0], anchor="end", quiet=True), "</g>"]
    return _svg(parts, 260, label)


def standalone(picture: str) -> str:
    """The same picture with its colours inside, for where no stylesheet of ours is."""
    head, rest = picture.split(">", 1)
    return f"{head}>{_STYLE}{rest}"


def tinted(value: int | None, most: int) -> str:
    """The attributes of a rectangle that is the darker the more it counts; light enough for words upon it."""
    share = (value or 0) / (most or 1)
    return f'class="plot-fill-1" fill-opacity="{0.06 + 0.36 * share:.2f}"'


def picture(parts: Sequence[str], width: int, height: float, label: str, kind: str = "plot") -> Markup:
    """The parts in a picture of this size; every text in them went through `escape`."""
    size = f'viewBox="0 0 {width} {height:g}" width="{width}" height="{height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" {size} role="img" aria-labelledby="{escape(label)}">'
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704


def text(x: float, y: float, words: str, anchor: str = "start", *, small: bool = False) -> str:
    """Words at a place of the picture."""
    kind = "plot-text plot-text--small" if small else "plot-text"
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(parts: Sequence[str], height: float, label: str) -> Markup:
    return picture(parts, WIDTH, height, label)


def _cell(x: float, y: float, size: tuple[float, int], value: int | None, most: int) -> list[str]:
    width, height = size
    return [
        f'<rect {tinted(value, most)} x="{x:.1f}" y="{y}" width="{width - 1:.1f}" height="{height - 1}"/>',
        _text(x + width / 2, y + 19, "–" if value is None else str(value) if value else "", anchor="middle"),
    ]


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="plot-rule" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"


def _text(
    x: float,
    y: float,
    words: str,
    quiet_words: str = "",
    *,
    anchor: str = "start",
    quiet: bool = False,
    more: str = "",
) -> str:
    kind = "plot-text plot-text--quiet" if quiet else "plot-text"
    tail = f'<tspan class="plot-text--quiet">{escape(quiet_words)}</tspan>' if quiet_words else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(words)}{tail}</text>'
