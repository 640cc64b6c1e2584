"""Make a choice of meetings whole where the flow has left halves: the best whole choice, by CP-SAT.

Taking every other edge of a trail of halves keeps everybody's number of meetings but for the trail's ends, and there
somebody's promise may be lost. How all of them are rounded together is a small problem of its own: few candidates have
a half, and what is whole elsewhere is as good as it can be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from .exact import Search
from .flow import Integers

# Up to so many candidates all are asked about, and the answer bounds every choice. Of more those between people with
# halves are, if they are no more than so many.
ALL, NEAR = 4_000, 8_000
# CP-SAT's own measure of work, about a second of an idle processor.
EFFORT = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a choice may hold and what it gains; arrays over candidates, then over people.

    `gain` is a candidate's, `price` a promised meeting's. At most `most` meetings in all, `most_of_group` at the
    tables of a group.
    """

    first: Integers
    second: Integers
    gain: Integers
    group: Integers
    places: Integers
    promised: Integers
    price: int
    most: int
    most_of_group: Mapping[int, int]


def whole(wanted: Wanted, doubled: Integers, known: Integers, search: Search) -> tuple[Integers, bool] | None:
    """Return the candidates of the best whole choice, and whether no choice is better; None for no answer in time.

    `doubled` is how often half of each candidate is chosen, `known` a whole choice to begin with.
    """
    free = _asked_about(wanted, doubled)
    if free is None:
        return None
    model, takes = _model(wanted, free, np.nonzero(~free & (doubled == 2))[0])
    begun = set(known.tolist())
    for candidate, take in takes.items():
        model.add_hint(take, candidate in begun)
    status, solver = search.run(model, "", 1.0, prepare=_briefly)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen = [candidate for candidate, take in takes.items() if solver.boolean_value(take)]
    found = np.array(sorted([*chosen, *np.nonzero(~free & (doubled == 2))[0].tolist()]), dtype=np.int64)
    return found, bool(status == cp_model.OPTIMAL and free.all())


def _asked_about(wanted: Wanted, doubled: Integers) -> NDArray[np.bool_] | None:
    """Tell which candidates the model decides about; None where these are too many."""
    if len(doubled) <= ALL:
        return np.ones(len(doubled), dtype=bool)
    halves = doubled == 1
    has_half = np.zeros(len(wanted.places), dtype=bool)
    has_half[wanted.first[halves]] = has_half[wanted.second[halves]] = True
    free: NDArray[np.bool_] = has_half[wanted.first] & has_half[wanted.second]
    return free if free.sum() <= NEAR else None


def _model(
    wanted: Wanted, free: NDArray[np.bool_], fixed: Integers
) -> tuple[cp_model.CpModel, dict[int, cp_model.IntVar]]:
    """State the capacities that `fixed` candidates leave, and the gain of the others."""
    model = cp_model.CpModel()
    takes = {candidate: model.new_bool_var("") for candidate in np.nonzero(free)[0].tolist()}
    of_person: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for candidate, take in takes.items():
        of_person[int(wanted.first[candidate])].append(take)
        of_person[int(wanted.second[candidate])].append(take)
    people = len(wanted.places)
    held = np.bincount(wanted.first[fixed], minlength=people) + np.bincount(
        wanted.second[fixed], minlength=people
    )
    met = []
    for person, here in of_person.items():
        room = int(wanted.places[person] - held[person])
        model.add(sum(here) <= room)
        missing = max(0, min(int(wanted.promised[person] - held[person]), room))
        if missing and wanted.price:
            met.append(model.new_int_var(0, missing, ""))
            model.add(met[-1] <= sum(here))
    model.add(sum(takes.values()) <= wanted.most - len(fixed))
    for group, most in wanted.most_of_group.items():
        seated = int((wanted.group[fixed] == group).sum())
        model.add(sum(take for one, take in takes.items() if wanted.group[one] == group) <= most - seated)
    gains = sum(int(wanted.gain[candidate]) * take for candidate, take in takes.items())
    model.maximize(gains + wanted.price * sum(met))
    return model, takes


def _briefly(solver: cp_model.CpSolver) -> None:
    solver.parameters.max_deterministic_time = EFFORT
