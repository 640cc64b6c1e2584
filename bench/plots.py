"""Draw what was measured as SVG: time against size, and how near each way comes to the bound."""

from __future__ import annotations

from math import log10
from pathlib import Path
from xml.sax.saxutils import escape

from .run import Measured

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 92, 130, 40, 44
# Colours that differ for those who see few (Okabe and Ito 2008), and a second cue each.
LOOKS = {
    "engine": ("#0072b2", ""),
    "greedy": ("#e69f00", "6 3"),
    "round-robin": ("#009e73", "2 3"),
    "pair-by-slot": ("#d55e00", "8 3 2 3"),
    "integer-program": ("#cc79a7", "1 3"),
}


def draw(measured: list[Measured], folder: Path) -> list[Path]:
    """Write the pictures into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {"time-by-size.svg": time_by_size(measured), "worth-by-family.svg": worth_by_family(measured)}
    for name, picture in pictures.items():
        (folder / name).write_text(picture)
    return [folder / name for name in pictures]


def time_by_size(measured: list[Measured]) -> str:
    """Draw the processor's seconds until worth is final against participants for the plain family, both in powers of ten."""
    plain = [one for one in measured if one.family == "plain" and one.chosen > 0]
    sizes = sorted({one.size for one in plain})
    low, high = log10(sizes[0]), log10(sizes[-1]) + 1e-9
    lines = [
        *_ticks_at_bottom([(str(size), (log10(size) - low) / (high - low)) for size in sizes]),
        *_ticks_at_left([(f"{10.0**power:g} s", (power + 2) / 4) for power in range(-2, 3)]),
    ]
    ends: list[float] = []
    for way, (colour, dash) in LOOKS.items():
        points = sorted((one.size, one.chosen) for one in plain if one.way == way)
        if not points:
            continue
        at = [
            (_across((log10(size) - low) / (high - low)), _up((log10(max(0.01, seconds)) + 2) / 4))
            for size, seconds in points
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" '
                     f'stroke-dasharray="{dash}"/>')  # fmt: skip
        lines += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in at]
        y = _apart(at[-1][1], ends)
        lines.append(_text(at[-1][0] + 8, y + 4, way, colour))
    return _picture("Processor seconds against participants, plain camps", lines)


def worth_by_family(measured: list[Measured]) -> str:
    """Draw for each family which part of the bound of `worth` each way reaches, promises kept or not."""
    families = list(dict.fromkeys(one.family for one in measured if one.size == _usual(measured)))
    lines = _ticks_at_bottom([(f"{part} %", part / 100) for part in (0, 25, 50, 75, 100)])
    row = (HEIGHT - TOP - BOTTOM) / max(1, len(families))
    for number, family in enumerate(families):
        rows = [one for one in measured if one.family == family and one.size == _usual(measured)]
        bound = next(one.bounds["worth"] for one in rows if one.way == "engine")
        lines.append(_text(4, TOP + row * number + row / 2, family, "currentColor", 11))
        for place, one in enumerate(rows):
            colour, _ = LOOKS[one.way]
            length = (WIDTH - LEFT - RIGHT) * min(1.0, one.values["worth"] / bound)
            y = TOP + row * number + (row - 6) * place / len(rows) + 3
            thick = max(2.0, (row - 8) / len(rows) - 1)
            lines.append(
                f'<rect x="{LEFT}" y="{y:.1f}" width="{length:.1f}" height="{thick:.1f}" fill="{colour}"/>'
            )
            kept = "" if one.values["promised"] >= rows[0].values["promised"] else " *"
            label = f"{one.way} {100 * one.values['worth'] / bound:.1f} %{kept}"
            lines.append(_text(LEFT + length + 4, y + thick / 2 + 3, label, colour, 9))
    lines.append(_text(LEFT, HEIGHT - 4, "* keeps fewer promises, which come first", "currentColor", 10))
    return _picture(f"Worth as a part of what no schedule exceeds, {_usual(measured)} participants", lines)


def _usual(measured: list[Measured]) -> int:
    """Return the size at which most families were measured."""
    families: dict[int, set[str]] = {}
    for one in measured:
        families.setdefault(one.size, set()).add(one.family)
    return max(families, key=lambda size: (len(families[size]), size))


def _across(part: float) -> float:
    return LEFT + part * (WIDTH - LEFT - RIGHT)


def _up(part: float) -> float:
    return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)


def _apart(y: float, others: list[float]) -> float:
    """Return a height near y at which no other label stands, and remember it."""
    while any(abs(y - other) < 13 for other in others):
        y += 13
    others.append(y)
    return y


def _ticks_at_bottom(ticks: list[tuple[str, float]]) -> list[str]:
    found = []
    for label, part in ticks:
        x = _across(part)
        found.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="currentColor" opacity="0.15"/>')
        found.append(_text(x - 12, HEIGHT - BOTTOM + 16, label, "currentColor"))
    return found


def _ticks_at_left(ticks: list[tuple[str, float]]) -> list[str]:
    found = []
    for label, part in ticks:
        y = _up(part)
        found.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="currentColor" opacity="0.15"/>')
        found.append(_text(36, y + 4, label, "currentColor"))
    return found


def _text(x: float, y: float, text: str, colour: str, size: int = 12) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}">{escape(text)}</text>'


def _picture(title: str, lines: list[str]) -> str:
    """Return the whole picture, on white, so that it can be read on a dark page too."""
    body = "\n".join(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="sans-serif" color="#222" role="img"><title>{escape(title)}</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n'
        f'<text x="{LEFT}" y="22" font-size="14" font-weight="bold" fill="#222">{escape(title)}</text>\n{body}\n</svg>\n'
    )
