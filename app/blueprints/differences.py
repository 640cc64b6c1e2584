"""What changes, by meeting or by person: which of the two the address asks for, who is looked for, and which part."""

from collections.abc import Collection, Mapping

from flask import request

from app.blueprints.paging import part_of
from app.models import Participant
from app.services.calendars import changes_by_person
from app.services.calendars.differences import Change

CHANGES = 200


def difference_of(
    changes: list[Change], people: Mapping[int, Participant], invited: Collection[int] = ()
) -> dict[str, object]:
    """For schedules/_difference.html: `by`, a `part` of the changes or of the people, how many people there are, and
    the name that is `wanted`."""
    if request.args.get("by") != "person":
        return {"by": "meeting", "part": part_of(changes, CHANGES)}
    rows = changes_by_person.by_person(changes, people, invited)
    wanted = request.args.get("q", "").strip()
    found = changes_by_person.named(rows, wanted)
    return {"by": "person", "part": part_of(found, CHANGES), "everybody": len(rows), "wanted": wanted}
