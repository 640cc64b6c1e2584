"""Why a problem has no sound schedule, where no single look tells: a smallest set of requirements in conflict.

Requirements are what somebody has asked for and could take back: required and pinned meetings, orders,
limits. Slots, tables and absences are taken as they are. Of the requirements that exclude each other a
set is sought of which none can be left out (QuickXplain: Junker, AAAI 2004). Most conflicts show when
slots are narrowed and people's days are looked for, which takes moments; the exact model is asked about
the few requirements that are left then, or about all where nothing shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .contradictions import Contradiction, contradictions_in
from .days import days_of, narrowed
from .exact import Model, Search
from .instance import Instance
from .problem import Problem
from .values import Candidate, pair_of
from .watch import Watch

# A larger set explains nothing to anybody.
MOST_NAMED = 25


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing asked for: the kind, the ids that it is about, and a sentence."""

    kind: str
    ids: tuple[str, ...]
    message: str


def conflict(problem: Problem, watch: Watch, seed: int = 1, workers: int = 1) -> tuple[Contradiction, ...]:
    """Return requirements of an infeasible problem that cannot be kept together, as one contradiction.

    None of them can be left out, unless the watch ended the search; empty when it ended before the set was
    small enough to be told.
    """

    def is_impossible(kept: Sequence[Requirement]) -> bool:
        if watch.is_over():
            return False
        instance = Instance(_bare(only(problem, kept)))
        if contradictions_in(instance):
            return True
        search = Search(watch, seed, workers, lambda _name, _value, _bound: None)
        return Model(instance, check=watch.check).solve((), None, search).is_infeasible

    def shows(kept: Sequence[Requirement]) -> bool:
        return not watch.is_over() and _is_seen(only(problem, kept))

    everything = requirements(problem)
    if shows(everything):
        everything = _smallest(everything, shows)
    elif is_impossible(()):
        return ()  # not the requirements, but the model's own limits
    found = _smallest(everything, is_impossible)
    if not found or len(found) > MOST_NAMED:
        return ()
    ids = tuple(dict.fromkeys(name for item in found for name in item.ids))
    message = "cannot all be kept: " + "; ".join(item.message for item in found)
    return (Contradiction("conflict", ids, message),)


def requirements(problem: Problem) -> list[Requirement]:
    """Return everything that the problem asks for and could do without, in the problem's order."""
    found = [
        Requirement("pinned", (pin.a, pin.b), f"{pin.a} with {pin.b} is pinned in {pin.slot}"
                    + ("" if pin.table is None else f" at {pin.table}"))
        for pin in problem.pinned
    ]  # fmt: skip
    for item in problem.candidates:
        if item.required:
            found.append(Requirement("required", item.pair, f"{item.a} with {item.b} is required"))
        if item.after:
            others = ", ".join(f"{a} with {b}" for a, b in item.after)
            found.append(Requirement("after", item.pair, f"{item.a} with {item.b} comes after {others}"))
    for person in problem.participants:
        if person.max_meetings is not None:
            text = f"{person.id} has at most {person.max_meetings} meetings"
            found.append(Requirement("max_meetings", (person.id,), text))
    if problem.max_in_a_row is not None:
        text = f"at most {problem.max_in_a_row} meetings in a row"
        found.append(Requirement("max_in_a_row", (), text))
    if problem.max_waiting_difference is not None:
        text = f"waiting differs by {problem.max_waiting_difference} at most"
        found.append(Requirement("max_waiting_difference", (), text))
    return found


def only(problem: Problem, kept: Sequence[Requirement]) -> Problem:
    """Return the problem with no other requirements than these."""
    has = {(item.kind, item.ids) for item in kept}
    waits, row = problem.max_waiting_difference, problem.max_in_a_row
    return replace(
        problem,
        candidates=tuple(_only_asked(item, has) for item in problem.candidates),
        participants=tuple(
            person if ("max_meetings", (person.id,)) in has else replace(person, max_meetings=None)
            for person in problem.participants
        ),
        pinned=tuple(pin for pin in problem.pinned if ("pinned", (pin.a, pin.b)) in has),
        max_waiting_difference=waits if ("max_waiting_difference", ()) in has else None,
        max_in_a_row=row if ("max_in_a_row", ()) in has else None,
    )


def _is_seen(problem: Problem) -> bool:
    """Tell whether what must be held is seen not to fit, by the slots and days left to it alone."""
    instance = Instance(_bare(replace(problem, max_waiting_difference=None)))
    if contradictions_in(instance):
        return True
    slots = narrowed(instance)
    return slots is None or any(
        days_of([slots[candidate] for candidate in own], instance.slot_count) is None
        for own in instance.of_person
    )


def _bare(problem: Problem) -> Problem:
    """Return the problem without meetings that need not be held, where those cannot even out the waiting."""
    if problem.max_waiting_difference is not None:
        return problem
    pinned = {pin.pair for pin in problem.pinned}
    needed = [item for item in problem.candidates if item.required or item.pair in pinned]
    pairs = {item.pair for item in needed}
    return replace(
        problem,
        candidates=tuple(
            replace(item, after=tuple((a, b) for a, b in item.after if pair_of(a, b) in pairs))
            for item in needed
        ),
    )


def _only_asked(item: Candidate, has: set[tuple[str, tuple[str, ...]]]) -> Candidate:
    pair = pair_of(item.a, item.b)
    return replace(
        item,
        required=item.required and ("required", pair) in has,
        after=item.after if ("after", pair) in has else (),
    )


def _smallest(
    everything: Sequence[Requirement], is_impossible: Callable[[Sequence[Requirement]], bool]
) -> list[Requirement]:
    """Return requirements that are impossible together, of which none can be left out.

    That all of them are impossible together must be known.
    """

    def among(given: list[Requirement], is_new: bool, rest: list[Requirement]) -> list[Requirement]:
        """Those of the rest that together with what is given are impossible."""
        if is_new and is_impossible(given):
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        later = among([*given, *first], True, second)
        return among([*given, *later], bool(later), first) + later

    return among([], False, list(everything)) if everything else []
