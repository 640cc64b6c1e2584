"""What a server's processes have used, read from /proc: processor time and memory of all of them together."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def processor(launcher: int) -> float:
    """Seconds of processor time that the launcher's living descendants have had."""
    return sum(seconds for seconds in _family(launcher).values())


def forget_memory(launcher: int) -> None:
    """Begin anew to watch how much memory the descendants have at most."""
    for number in _family(launcher):
        Path(f"/proc/{number}/clear_refs").write_text("5")


def memory(launcher: int) -> float:
    """The most megabytes that any of the descendants has had since."""
    lines = [Path(f"/proc/{number}/status").read_text() for number in _family(launcher)]
    return max(int(text.partition("VmHWM:")[2].split()[0]) / 1000 for text in lines if "VmHWM:" in text)


def _family(launcher: int) -> dict[int, float]:
    """The launcher and its living descendants, with the seconds of processor time that each has had."""
    parents: dict[int, tuple[int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(stat.parent.name)] = (int(fields[1]), (int(fields[11]) + int(fields[12])) / TICK)
    found, family = {launcher}, {launcher}
    while family:
        family = {number for number, (parent, _spent) in parents.items() if parent in family}
        found |= family
    return {number: parents[number][1] for number in found if number in parents}
