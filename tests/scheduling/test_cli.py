"""The command line as people run it: in a process of its own, over files."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.scheduling.cli import main
from tests.scheduling.builders import as_bytes, problem_file

ROOT = Path(__file__).parents[2]
VERIFIER = ROOT / "app" / "scheduling" / "verify.py"


def run(*arguments, alone=False):
    """Run the engine, or the verifier alone with nothing but the standard library."""
    start = [sys.executable, "-I", "-S", str(VERIFIER)] if alone else [sys.executable, "-m", "app.scheduling"]
    return subprocess.run(
        [*start, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """A generated problem and its schedule, made by the command line."""
    folder = tmp_path_factory.mktemp("solved")
    problem, schedule = folder / "problem.json", folder / "schedule.json"
    made = run("generate", "--participants", 40, "--family", "popular-tenth", "--seed", 4, "--out", problem)
    assert (made.returncode, made.stderr) == (0, "")
    done = run("solve", problem, "--out", schedule, "--time-limit", 3, "--seed", 2, "--progress")
    assert (done.returncode, done.stderr) == (0, "")
    return problem, schedule, done.stdout


def test_solve_prints_progress_and_a_summary(solved):
    _, schedule, printed = solved
    *progress, summary = [json.loads(line) for line in printed.splitlines()]
    assert all(set(news) == {"seconds", "goal", "value", "bound"} for news in progress)
    assert {news["goal"] for news in progress} >= {"promised", "worth"}
    written = json.loads(schedule.read_bytes())
    assert summary["status"] == written["status"]
    assert summary["meetings"] == len(written["meetings"])
    assert summary["goals"] == written["goals"]


def test_a_schedule_says_how_it_was_made(solved):
    written = json.loads(solved[1].read_bytes())
    assert written["seed"] == 2
    assert set(written["versions"]) == {"numpy", "ortools"}
    assert 0 < written["seconds"] < 10


@pytest.mark.parametrize("alone", [False, True])
def test_verify_says_that_a_schedule_is_sound(solved, alone):
    problem, schedule, _ = solved
    arguments = (problem, schedule) if alone else ("verify", problem, schedule)
    found = run(*arguments, alone=alone)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("sound and as claimed: ")


@pytest.mark.parametrize("alone", [False, True])
def test_verify_prints_each_violation_on_a_line(solved, tmp_path, alone):
    problem, schedule, _ = solved
    spoilt = json.loads(schedule.read_bytes())
    spoilt["meetings"].append(spoilt["meetings"][0])
    broken = tmp_path / "broken.json"
    broken.write_bytes(as_bytes(spoilt))
    arguments = (problem, broken) if alone else ("verify", problem, broken)
    found = run(*arguments, alone=alone)
    rules = {line.partition(":")[0] for line in found.stdout.splitlines()}
    assert found.returncode == 1
    assert rules >= {"No pair meets twice", "Nobody is in two meetings at once"}


@pytest.mark.parametrize("alone", [False, True])
def test_verify_says_where_a_file_cannot_be_read(solved, tmp_path, alone):
    _, schedule, _ = solved
    spoilt = problem_file()
    spoilt["slots"][1]["end"] = "later"
    problem = tmp_path / "spoilt.json"
    problem.write_bytes(as_bytes(spoilt))
    arguments = (problem, schedule) if alone else ("verify", problem, schedule)
    found = run(*arguments, alone=alone)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith(f"{problem}: slots[1].end: ")


def test_solve_refuses_a_file_that_is_no_problem(tmp_path):
    problem, schedule = tmp_path / "problem.json", tmp_path / "schedule.json"
    problem.write_bytes(as_bytes(problem_file() | {"colour": "red"}))
    found = run("solve", problem, "--out", schedule)
    assert (found.returncode, found.stdout) == (2, "")
    assert "unknown key 'colour'" in found.stderr
    assert not schedule.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("solve", "nowhere.json", "--out", "x.json"),
        ("solve", ".", "--out", "x.json"),
        ("verify", "nowhere.json", "nowhere.json"),
        ("generate", "--participants", "many", "--out", "x.json"),
        ("generate", "--participants", "-1", "--out", "x.json"),
        ("generate", "--participants", "5", "--family", "royal", "--out", "x.json"),
        ("solve", "x.json", "--out", "y.json", "--time-limit", "nan"),
        ("read-dzn", "nowhere.dzn", "--out", "x.json"),
        (),
    ],
)
def test_what_cannot_be_done_ends_with_two(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    try:
        code = main(list(arguments))
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_impossible_problem_is_named_and_ends_with_one(tmp_path):
    problem, schedule = tmp_path / "problem.json", tmp_path / "schedule.json"
    impossible = problem_file()
    impossible["participants"][0]["absent_slots"] = ["s1"]
    problem.write_bytes(as_bytes(impossible))
    found = run("solve", problem, "--out", schedule)
    summary = json.loads(found.stdout)
    assert (found.returncode, summary["status"]) == (1, "infeasible")
    assert [item["code"] for item in summary["contradictions"]] == ["pinned_absent"]
    checked = run(problem, schedule, alone=True)
    assert (checked.returncode, checked.stdout.partition(":")[0]) == (0, "no schedule")


def test_read_dzn_writes_a_problem_that_solve_takes(tmp_path):
    source, problem, schedule = (tmp_path / name for name in ("a.dzn", "problem.json", "schedule.json"))
    source.write_text(
        "nBusiness=3; nMeetings=2; nTables=1; nTotalSlots=2; nMorningSlots=1; requested=[|1,2,3,|2,3,3|];"
        "forbidden=[{0},{0},{0}]; fixed=[0,0]; precedences=[{},{}];"
    )
    assert run("read-dzn", source, "--out", problem).returncode == 0
    found = run("solve", problem, "--out", schedule)
    assert (found.returncode, json.loads(found.stdout)["status"]) == (0, "optimal")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_with_the_best_found_so_far(tmp_path, number):
    problem, schedule = tmp_path / "problem.json", tmp_path / "schedule.json"
    run("generate", "--participants", 300, "--family", "heavy-absence", "--out", problem)
    command = [sys.executable, "-m", "app.scheduling", "solve", problem, "--out", schedule]
    process = subprocess.Popen(
        [*command, "--time-limit", "300", "--progress"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    while '"waiting"' not in process.stdout.readline():
        pass
    time.sleep(0.1)
    asked = time.monotonic()
    process.send_signal(number)
    rest = process.communicate(timeout=30)[0]
    assert time.monotonic() - asked < 25  # of the 300 that it was given
    assert process.returncode == 0
    assert json.loads(rest.splitlines()[-1])["status"] == "feasible"
    assert run(problem, schedule, alone=True).returncode == 0
