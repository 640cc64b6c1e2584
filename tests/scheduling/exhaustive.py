"""Every sound schedule of a tiny problem, found by trying everything: the oracle for the solver."""

from itertools import product

from app.scheduling import problem_to_bytes
from app.scheduling.verify import HIGHER, broken_rules, goal_values, read_problem


def sound_values(problem):
    """Return the goals' values of every sound schedule, each turned so that higher is better."""
    data = read_problem(problem_to_bytes(problem))
    found = set()
    for meetings in _without_clashes(data):
        if not broken_rules(data, meetings):
            values = goal_values(data, meetings)
            found.add(tuple(value if name in HIGHER else -value for name, value in values.items()))
    return found


def _without_clashes(data):
    """Yield all ways to place the candidates in which nobody and no table is wanted twice at once."""
    places = [None, *product((s["id"] for s in data["slots"]), (t["id"] for t in data["tables"]))]

    def extend(rest, meetings, taken):
        if not rest:
            yield meetings
            return
        item = rest[0]
        for place in places:
            if place is None:
                yield from extend(rest[1:], meetings, taken)
                continue
            slot, table = place
            wanted = {(item["a"], slot), (item["b"], slot), (table, slot)}
            if not wanted & taken and slot not in absences[item["a"]] | absences[item["b"]]:
                meeting = {"a": item["a"], "b": item["b"], "slot": slot, "table": table}
                yield from extend(rest[1:], [*meetings, meeting], taken | wanted)

    absences = {person["id"]: set(person["absent_slots"]) for person in data["participants"]}
    yield from extend(data["candidates"], [], frozenset())
