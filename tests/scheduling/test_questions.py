"""The command line's questions after a schedule, as people ask them: over files."""

import csv
import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.scheduling import problem_from_bytes, schedule_from_bytes
from app.scheduling.cli import main
from app.scheduling.values import pair_of
from app.scheduling.verify import verify


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A generated problem and its schedule."""
    folder = tmp_path_factory.mktemp("asked")
    problem, schedule = str(folder / "problem.json"), str(folder / "schedule.json")
    assert main(["generate", "--participants", "30", "--slots", "6", "--wishes", "6", "--out", problem]) == 0
    assert main(["solve", problem, "--out", schedule, "--time-limit", "2"]) == 0
    return problem, schedule


def read(files: tuple[str, str]):
    schedule, _sha256 = schedule_from_bytes(Path(files[1]).read_bytes())
    return problem_from_bytes(Path(files[0]).read_bytes()), schedule


def test_explain_writes_a_reason_for_every_candidate_left_out(files, tmp_path, capsys):
    problem, schedule = read(files)
    refused = problem.candidates[0]
    out = tmp_path / "why.json"
    assert main(["explain", *files, "--vetoed", refused.b, refused.a, "--out", str(out)]) == 0
    written = json.loads(out.read_bytes())
    assert written["format"] == "campmatch-explanation/1"
    met = {meeting.pair for meeting in schedule.meetings}
    left = {item.pair for item in problem.candidates} - met
    rows = {pair_of(row["candidate"]["a"], row["candidate"]["b"]): row for row in written["unmet"]}
    assert set(rows) == left
    assert {key for row in rows.values() for key in row} == {
        "candidate", "reason", "at", "displaces", "worth", "promised", "cure",
    }  # fmt: skip
    cures = sum(row["cure"] is not None for row in rows.values())
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"unmet": len(left), "cured": cures}
    if refused.pair in left:
        assert rows[refused.pair]["reason"] == "vetoed"


def test_repair_writes_a_schedule_that_verify_takes_for_the_changed_problem(files, tmp_path, capsys):
    _, schedule = read(files)
    gone, away = schedule.meetings[0].a, schedule.meetings[-1].b
    new, changed = tmp_path / "new.json", tmp_path / "changed.json"
    events = [
        "--gone",
        gone,
        "--absent",
        f"{away}:{schedule.meetings[-1].slot}",
        "--close-table",
        "t1:s2",
        "--arrive",
        "late",
        "--wish",
        "late",
        "p2",
        "9",
    ]
    assert main(["repair", *files, *events, "--out", str(new), "--problem-out", str(changed)]) == 0
    front = json.loads(capsys.readouterr().out)["front"]
    assert front[0]["goals"][0]["name"] == "changes"
    assert front[0]["goals"][0]["proven"]
    assert verify(changed.read_bytes(), new.read_bytes()) == []
    mended, _sha256 = schedule_from_bytes(new.read_bytes())
    assert gone not in {name for meeting in mended.meetings for name in (meeting.a, meeting.b)}


def test_an_absence_without_a_slot_is_for_good(files, tmp_path, capsys):
    _, schedule = read(files)
    name, written = schedule.meetings[0].a, []
    for option in ("--gone", "--absent"):
        out = tmp_path / f"{option}.json"
        assert main(["repair", *files, option, name, "--max-changes", "0", "--out", str(out)]) == 0
        written.append(schedule_from_bytes(out.read_bytes())[0].meetings)
    assert written[0] == written[1]


def test_what_cannot_be_mended_ends_with_one(tmp_path, capsys):
    problem, schedule, new = (str(tmp_path / name) for name in ("problem.json", "schedule.json", "new.json"))
    person = {"absent_slots": ["s2"]}
    Path(problem).write_text(json.dumps({
        "format": "campmatch-problem/1",
        "slots": [{"id": f"s{n}", "start": f"2026-11-23T0{n}:00:00Z", "end": f"2026-11-23T0{n}:20:00Z"} for n in (1, 2)],
        "tables": [{"id": "t1"}], "participants": [{"id": "p1", **person}, {"id": "p2", **person}, {"id": "p3", **person}],
        "candidates": [{"a": "p1", "b": "p2", "worth": 1, "required": True}],
    }), "utf-8")  # fmt: skip
    assert main(["solve", problem, "--out", schedule]) == 0
    assert main(["repair", problem, schedule, "--close-table", "t1", "--out", new]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["front"] == []
    assert not Path(new).exists()


def test_what_if_writes_a_table_of_answers_and_what_each_slot_and_table_is_worth(files, tmp_path, capsys):
    problem, _ = read(files)
    out = tmp_path / "table.json"
    asked = [
        "--tables",
        "+1",
        "--tables=-1",
        "--slot=-s2",
        "--slot=+s6",
        "--promised",
        "0",
        "--minutes",
        "15",
    ]
    assert main(["what-if", *files, *asked, "--time-limit", "1", "--out", str(out)]) == 0
    written = json.loads(out.read_bytes())
    assert [row["variation"] for row in written["answers"]] == [
        {}, {"tables": 1}, {"tables": -1}, {"without_slot": "s2"}, {"slot_after": "s6"}, {"promised": 0}, {"minutes": 15},
    ]  # fmt: skip
    assert {row["status"] for row in written["answers"]} <= {"optimal", "feasible"}
    assert [margin["slot"] for margin in written["margins"]] == [*(slot.id for slot in problem.slots), None]
    for margin in written["margins"]:
        assert all(bound["without"] <= bound["with"] for bound in margin["bounds"])
        assert all(bound["price"] >= 0 for bound in margin["bounds"])
    assert json.loads(capsys.readouterr().out) == {"answers": 7}


def test_a_table_can_be_written_for_a_spreadsheet(files, tmp_path, capsys):
    out = tmp_path / "table.csv"
    asked = ["--promised", "0", "--slot=-s2", "--time-limit", "1"]
    assert main(["what-if", *files, *asked, "--out", str(out)]) == 0
    first, less, second = csv.DictReader(out.read_text("utf-8").splitlines())
    assert (first["worth_price"], second["worth_price"]) == ("0.0", "")
    assert int(less["worth_bound"]) - int(first["worth_bound"]) <= float(less["worth_price"]) <= 0
    assert (first["variation"], second["variation"]) == ("as it is", "promised=0")
    assert int(second["promised_difference"]) == -int(first["promised"])
    assert first["promised_difference"] == "0"


@pytest.fixture
def told_to_stop() -> Iterator[None]:
    """SIGTERM comes again and again; while no command listens to it, it does nothing."""
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    over = threading.Event()

    def tell() -> None:
        while not over.wait(0.2):
            os.kill(os.getpid(), signal.SIGTERM)

    teller = threading.Thread(target=tell)
    teller.start()
    yield
    over.set()
    teller.join()
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(
    "command", [["repair", "--absent", "p4"], ["what-if", "--tables", "+1", "--tables", "+2"]]
)
def test_a_signal_ends_a_question_with_what_is_found_so_far(command, files, tmp_path, capsys, told_to_stop):
    """Without it, what-if would take all of its ten minutes three times."""
    out = tmp_path / "out.json"
    asked = [command[0], *files, *command[1:], "--time-limit", "600", "--out", str(out)]
    assert main(asked) == 0
    assert json.loads(out.read_bytes())
    printed = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert printed.get("front") or printed["answers"] in (1, 2, 3)


def test_standins_and_fairness_print_their_answers(files, capsys):
    problem, schedule = read(files)
    meeting = schedule.meetings[0]
    assert main(["standins", *files, "--person", meeting.a, "--slot", meeting.slot, "--gone", meeting.b]) == 0
    found = json.loads(capsys.readouterr().out)["standins"]
    assert meeting.b not in {row["person"] for row in found}
    assert all(row["is_free_now"] or row["later"] for row in found)
    assert main(["fairness", *files]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [share["person"] for share in answer["shares"]] == [person.id for person in problem.participants]
    assert sum(share["met"] for share in answer["shares"]) == 2 * len(schedule.meetings)


@pytest.mark.parametrize("arguments", [
    ["explain", "--vetoed", "p1", "p99", "--out", "x.json"],
    ["explain", "--vetoed", "p1", "--out", "x.json"],
    ["explain"],
    ["repair", "--gone", "p99", "--out", "x.json"],
    ["repair", "--absent", "p1:s99", "--out", "x.json"],
    ["repair", "--close-table", "t99", "--out", "x.json"],
    ["repair", "--wish", "p1", "p2", "0", "--out", "x.json"],
    ["repair", "--wish", "p1", "p99", "3", "--out", "x.json"],
    ["repair", "--arrive", "p1", "--out", "x.json"],
    ["repair", "--max-changes", "-1", "--out", "x.json"],
    ["repair", "--time-limit", "nan", "--out", "x.json"],
    ["what-if", "--tables", "many", "--out", "x.json"],
    ["what-if", "--tables=-99", "--out", "x.json"],
    ["what-if", "--slot=-s99", "--out", "x.json"],
    ["what-if", "--minutes", "0", "--out", "x.json"],
    ["what-if", "--promised", "9" * 30, "--out", "x.json"],
    ["what-if", "--seed", "-1", "--out", "x.json"],
    ["standins", "--person", "p99", "--slot", "s1"],
    ["standins", "--person", "p1", "--slot", "s99"],
])  # fmt: skip
def test_what_cannot_be_asked_ends_with_two(arguments, files, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    try:
        code = main([arguments[0], *files, *arguments[1:]])
    except SystemExit as end:
        code = end.code
    assert (code, capsys.readouterr().out) == (2, "")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["explain", "--out", "x"], ["repair", "--out", "x"], ["what-if", "--out", "x"],
                                     ["standins", "--person", "p1", "--slot", "s1"], ["fairness"]])  # fmt: skip
def test_a_schedule_of_another_problem_or_an_unsound_one_is_refused(
    command, files, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    other = tmp_path / "other.json"
    assert main(["generate", "--participants", "30", "--seed", "7", "--out", str(other)]) == 0
    assert main([command[0], str(other), files[1], *command[1:]]) == 2
    assert "problem_sha256: is not that of" in capsys.readouterr().err
    spoilt = json.loads(Path(files[1]).read_bytes())
    spoilt["meetings"].append(spoilt["meetings"][0])
    unsound = tmp_path / "unsound.json"
    unsound.write_text(json.dumps(spoilt), "utf-8")
    assert main([command[0], files[0], str(unsound), *command[1:]]) == 2
    assert f"{unsound}: No pair meets twice" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
