"""The table, the growth and the pictures of `python -m bench`, from real measurements of small camps."""

from xml.etree import ElementTree

import pytest

from app.scheduling.families import generate
from bench.baselines import WAYS
from bench.plots import time_by_size, worth_by_family
from bench.report import COLUMNS, growth, row
from bench.run import Measured, measure
from bench.stops import lines
from bench.stops import measured as measured_stops


@pytest.fixture(scope="module")
def measured():
    return [measure(way, "plain", 40, 2.0) for way in ("engine", "greedy", "round-robin")]


def test_everybody_is_judged_by_the_verifier(measured):
    assert [one.violations for one in measured] == [0, 0, 0]
    engine, *baselines = measured
    assert all(engine.values["promised"] >= one.values["promised"] for one in baselines)
    assert engine.values["worth"] <= engine.bounds["worth"]


def test_a_row_has_a_cell_for_each_column(measured):
    assert row(measured[1], measured[0]).count("|") == len(COLUMNS) + 1


def of(way, size, seconds):
    return Measured(
        way, "plain", size, 1, 1, {"promised": 1, "worth": 1}, {"worth": 1}, seconds, seconds, seconds, 1, 0
    )


def test_growth_is_the_exponent_between_the_smallest_and_the_largest():
    assert "the power 2.00" in growth(
        [of("engine", 1000, 1.0), of("engine", 10_000, 100.0), of("greedy", 10, 9.0)]
    )
    assert growth([of("engine", 1000, 1.0)]) == ""


@pytest.mark.parametrize("draw", [time_by_size, worth_by_family])
def test_pictures_are_svg_with_a_title_and_every_way(measured, draw):
    picture = ElementTree.fromstring(draw(measured))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    texts = " ".join(text for text in picture.itertext())
    assert "articipants" in texts
    assert all(one.way in texts for one in measured)


def test_searches_that_are_stopped_are_judged_too():
    found = measured_stops(generate(40, seed=1), "plain", 1.0, (0.0, 0.1, 0.5))
    assert (found.moments, found.size, found.sound, found.first) == (3, 40, True, 0.0)
    assert found.meetings > 0
    assert len(list(lines([found]))) == 3


def test_the_integer_program_and_the_model_know_the_same_rules():
    found = [measure(way, "plain", 12, 20.0) for way in ("pair-by-slot", "integer-program")]
    assert [one.violations for one in found] == [0, 0]
    assert found[0].values == found[0].values | {"promised": found[1].values["promised"]}
    assert set(WAYS) >= {"greedy", "round-robin", "pair-by-slot", "integer-program"}
