"""`python -m bench --published` says what is wrong, and ends with 1 then."""

from dataclasses import replace

import pytest

from bench.__main__ import main
from bench.published import Closed, faults
from tests.scheduling.test_dzn import TEXT

# The fifth has no meetings: the baseline needs somebody who never waits.
FIVE = TEXT.replace("nBusiness = 4;", "nBusiness = 5;").replace("{3..3}]", "{3..3}, {0}]")
OPTIMAL = Closed("a.original", "engine", "optimal", 1, 1, 0.1, 0.1, 0)
INFEASIBLE = replace(OPTIMAL, status="infeasible", value=None, bound=None)
OPEN = replace(OPTIMAL, status="feasible", value=3, bound=1)


def folder_with(tmp_path, optimum, text=FIVE):
    (tmp_path / "a.original.dzn").write_text(text)
    (tmp_path / "best-known.csv").write_text(
        f"instance,variant,published_optimum_breaks_d2,recheck_pysat_cadical_s\na,original,{optimum},0.5\n"
    )
    return str(tmp_path)


def test_both_ways_close_a_file_and_agree(tmp_path, capsys):
    assert main(["--published", folder_with(tmp_path, "1")]) == 0
    printed = capsys.readouterr().out
    assert "engine: 1 of 1 closed" in printed
    assert "one-thread SAT: 1 of 1 closed" in printed
    assert "WRONG" not in printed


def test_another_optimum_than_published_is_told(tmp_path, capsys):
    assert main(["--published", folder_with(tmp_path, "0")]) == 1
    assert "WRONG a.original: the engine says 1, published is 0" in capsys.readouterr().out


def test_a_file_that_cannot_be_said_in_the_format_is_marked_and_not_compared(tmp_path, capsys):
    twice = FIVE.replace("|3, 4,3,", "|3, 1,3,")
    assert main(["--published", folder_with(tmp_path, "7", twice)]) == 0
    assert "| 7 (*) |" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("engine", "other", "optimum", "count"),
    [
        (OPTIMAL, OPTIMAL, "1", 0),
        (replace(OPTIMAL, violations=1), OPTIMAL, "1", 1),
        (OPTIMAL, INFEASIBLE, "1", 1),
        (OPTIMAL, OPTIMAL, None, 0),
        (INFEASIBLE, INFEASIBLE, "UNSAT", 0),
        (INFEASIBLE, OPEN, "1", 1),
        (OPEN, OPEN, "1", 0),
        (OPEN, OPEN, "0", 1),
        (OPEN, OPEN, "4", 1),
        (OPEN, OPEN, "UNSAT", 1),
        (replace(OPEN, status="unknown", value=None, bound=None), OPEN, "1", 0),
    ],
)
def test_what_is_wrong_about_an_answer(engine, other, optimum, count):
    assert len(faults(engine, other, optimum)) == count
