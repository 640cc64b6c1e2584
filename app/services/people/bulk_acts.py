"""What an act on several people concerns and means, before it is done."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.models import Camp, ParticipantStatus
from app.services.people import approvals
from app.services.people.people import Line
from app.services.registration import places

ACTS = ("approve", "decline", "withdraw")
_CONCERNED = {
    "approve": (ParticipantStatus.APPLIED,),
    "decline": approvals.MAY_DECLINE,
    "withdraw": tuple(status for status in ParticipantStatus if status is not ParticipantStatus.WITHDRAWN),
}


def concerned(act: str, lines: Sequence[Line]) -> list[Line]:
    """Those of the people whom the act changes."""
    return [line for line in lines if line.person.status in _CONCERNED[act]]


def consequences(camp: Camp, act: str, lines: Sequence[Line]) -> list[str]:
    """What follows from the act for these people, in sentences."""
    count = len(lines)
    if act == "approve":
        return _approving_means(camp, count)
    if act == "decline":
        return [ngettext("%(num)d registration is declined.", "%(num)d registrations are declined.", count),
                _("Each gets a mail with your reason and the contact address of the camp."),
                _("You can still approve them later.")]  # fmt: skip
    meetings = sum(line.meetings for line in lines)
    return [
        ngettext("%(num)d registration is withdrawn.", "%(num)d registrations are withdrawn.", count),
        _("Their places go to those who have waited longest, and each of these gets a mail."),
        ngettext("%(num)s meeting of the published schedule is cancelled if it lies ahead, and the other one gets a mail.",
                 "%(num)s meetings of the published schedule are cancelled where they lie ahead, and the others get a mail.",
                 meetings),
    ]  # fmt: skip


def _approving_means(camp: Camp, count: int) -> list[str]:
    left = places.places_left(camp)
    with_place = count if left is None else min(left, count)
    found = [
        ngettext("%(num)d person gets a place.", "%(num)d people get a place.", with_place),
        _("Each gets a mail."),
    ]
    if count > with_place:
        words = ngettext("%(num)d person is approved and waits for a place.",
                         "%(num)d people are approved and wait for a place.", count - with_place)  # fmt: skip
        found.insert(1, words)
    return found
