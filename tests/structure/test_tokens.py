"""The colours of static/tokens.css: can they be read, in light and in dark?

Contrast as WCAG 2.2 defines it (relative luminance of sRGB); text needs 4.5, marks and borders of
controls 3.
"""

import re

import pytest

from app.config import ROOT

TEXT = [
    ("text", "page"),
    ("text", "surface"),
    ("text", "sunken"),
    ("text", "accent-subtle"),
    ("text", "good-subtle"),
    ("text", "warn-subtle"),
    ("text", "bad-subtle"),
    ("muted", "page"),
    ("muted", "surface"),
    ("muted", "sunken"),
    ("accent", "page"),
    ("accent", "surface"),
    ("accent", "sunken"),
    ("accent", "accent-subtle"),
    ("accent-hover", "page"),
    ("accent-hover", "accent-subtle"),
    ("accent-hover", "sunken"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-bad", "bad"),
    ("on-bad", "bad-hover"),
    ("good", "good-subtle"),
    ("warn", "warn-subtle"),
    ("bad", "bad-subtle"),
    ("bad", "page"),
    ("bad", "surface"),
    ("accent", "good-subtle"),
    ("accent", "warn-subtle"),
    ("accent", "bad-subtle"),
]
MARKS = [
    ("control", "page"),
    ("control", "surface"),
    ("focus", "page"),
    ("focus", "surface"),
    ("focus", "sunken"),
    ("accent", "page"),
    ("bad", "page"),
]


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--color-([a-z-]+): (#[0-9a-f]{6});", css))


def _schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme by name; dark overrides light."""
    css = (ROOT / "static/tokens.css").read_text()
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")[:2]
    light_colours, dark_colours = _colours(light), _colours(dark)
    assert light_colours.keys() == dark_colours.keys()
    return {"light": light_colours, "dark": dark_colours}


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_in_the_standard() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (MARKS, 3.0)], ids=["text", "marks"])
def test_colours_stand_out(scheme: str, pairs: list[tuple[str, str]], least: float) -> None:
    colours = _schemes()[scheme]

    faint = {
        f"{front} on {back}": round(_contrast(colours[front], colours[back]), 2)
        for front, back in pairs
        if _contrast(colours[front], colours[back]) < least
    }

    assert faint == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bootstraps_triplets_repeat_the_colours(scheme: str) -> None:
    """Bootstrap writes links as rgba() of three numbers, which no variable can be turned into."""
    css = (ROOT / "static/tokens.css").read_text()
    part = css.split("Bootstrap takes its look from here")[1].split("@media print")[0]
    part = part.split("@media screen and (prefers-color-scheme: dark)")[scheme == "dark"]
    triplets = dict(re.findall(r"--bs-([a-z-]+)-rgb: (\d+, \d+, \d+);", part))
    names = {
        "primary": "accent",
        "link-color": "accent",
        "link-hover-color": "accent-hover",
        "body-color": "text",
        "body-bg": "page",
        "emphasis-color": "text",
        "secondary-color": "muted",
    }

    wanted = {
        bootstrap: ", ".join(str(int(_schemes()[scheme][ours][i : i + 2], 16)) for i in (1, 3, 5))
        for bootstrap, ours in names.items()
    }

    assert triplets == wanted
