"""Files that nobody means well with, given to real processes with little memory: refused, and soon."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scheduling.builders import as_bytes, problem_file

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ENGINE = [sys.executable, "-m", "app.scheduling", "solve"]
VERIFIER = [sys.executable, "-I", "-S", str(ROOT / "app" / "scheduling" / "verify.py")]
# The engine's libraries alone reserve some hundred megabytes of addresses.
MEGABYTES = {"engine": 2_000, "verifier": 800}
SLOT = b'{"id":"s","start":"2026-11-23T09:00Z","end":"2026-11-23T09:01Z"}'


def refused(program: str, content: bytes, folder: Path) -> tuple[list[str], float]:
    """Give a problem file to the engine or the verifier; return what it says, and the processor's seconds."""
    problem, other = folder / "problem.json", folder / "other.json"
    problem.write_bytes(content)
    if program == "engine":
        command = [*ENGINE, problem, "--out", other]
    else:
        other.write_bytes(b"{}")
        command = [*VERIFIER, problem, other]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    size = MEGABYTES[program] * 2**20
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={"OPENBLAS_NUM_THREADS": "1", "PATH": ""},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)),
    )  # fmt: skip
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr[-500:]
    assert "Traceback" not in done.stderr
    if program == "engine":
        assert not other.exists()
    return done.stderr.splitlines(), used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime


def with_slots(slots: bytes) -> bytes:
    return (
        b'{"format":"campmatch-problem/1","tables":[],"participants":[],"candidates":[],"slots":['
        + slots
        + b"]}"
    )


HOSTILE = {
    "a million slots": lambda: with_slots(b",".join([SLOT] * 1_000_000)),
    "more than a file may hold": lambda: with_slots(b",".join([SLOT] * 1_200_000)),
    "millions of empty lists": lambda: with_slots(b",".join([b"[]"] * 15_000_000)),
    "a text of sixty megabytes": lambda: with_slots(b'"' + b"a" * 60_000_000 + b'"'),
    "a number of a million digits": lambda: with_slots(b"9" * 1_000_000),
    "lists in lists": lambda: with_slots(b"[" * 1_000_000),
    "not even text": lambda: bytes(range(256)) * 200_000,
}


@pytest.fixture(scope="module")
def starting(tmp_path_factory) -> dict[str, float]:
    """The processor's seconds that it takes to refuse an empty file, which is starting up."""
    return {program: refused(program, b"", tmp_path_factory.mktemp("empty"))[1] for program in MEGABYTES}


@pytest.mark.parametrize("program", MEGABYTES)
@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_meant_to_choke_is_refused_within_a_second_and_little_memory(
    kind, program, starting, tmp_path
):
    said, used = refused(program, HOSTILE[kind](), tmp_path)
    assert len(said) == 1
    assert used - starting[program] < 1


FAULTS = {
    "unknown key": ("colour", lambda problem: problem.update(colour="red")),
    "wrong type": ("slots[0].id", lambda problem: problem["slots"][0].update(id=1)),
    "duplicate id": ("tables[1].id", lambda problem: problem["tables"][1].update(id="t1")),
    "unknown id": ("participants[1].table", lambda problem: problem["participants"][1].update(table="t9")),
    "cyclic after": ("candidates[3].after", lambda problem: problem["candidates"][3].update(after=[["p3", "p4"]])),
    "overlapping slots": ("slots[1].start", lambda problem: problem["slots"][1].update(start="2026-11-23T09:10:00+01:00")),
    "negative worth": ("candidates[0].worth", lambda problem: problem["candidates"][0].update(worth=-1)),
}  # fmt: skip


@pytest.mark.parametrize("program", MEGABYTES)
@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_is_named_with_its_place_and_ends_with_two(kind, program, tmp_path):
    place, spoil = FAULTS[kind]
    problem = problem_file()
    spoil(problem)
    said, _ = refused(program, as_bytes(problem), tmp_path)
    assert any(place in line for line in said)


@pytest.mark.parametrize("program", MEGABYTES)
def test_a_thousand_faults_are_enough(program, tmp_path):
    problem = problem_file()
    problem["candidates"] = [{"a": "p1", "b": "p2", "worth": 0}] * 200_000
    said, _ = refused(program, json.dumps(problem).encode(), tmp_path)
    assert len(said) == 1000
