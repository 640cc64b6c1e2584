"""When in a camp's course its mails are sent: the order in which organisers find them."""

from collections.abc import Mapping, Sequence

from app.models import Camp, MailMoment, MailTextKind, Mode

_WISHES = (MailTextKind.WISHES_CLOSE, MailTextKind.REMINDER_WISHES, MailTextKind.WISH_STATED)
_REQUESTS = (
    MailTextKind.REQUEST_ASKED, MailTextKind.REQUEST_REMINDER, MailTextKind.REQUEST_ACCEPTED,
    MailTextKind.REQUEST_DECLINED, MailTextKind.REQUEST_CALLED_OFF, MailTextKind.REQUEST_COUNTED,
    MailTextKind.REQUEST_ENDED,
)  # fmt: skip
MOMENTS: Mapping[MailMoment, Sequence[MailTextKind]] = {
    MailMoment.REGISTRATION: (
        MailTextKind.INVITATION, MailTextKind.ENTERED, MailTextKind.COLLEAGUE, MailTextKind.APPROVED,
        MailTextKind.APPROVED_WAITING, MailTextKind.DECLINED, MailTextKind.PLACE_FREE, MailTextKind.REMINDER_CONFIRM,
        MailTextKind.REMINDER_PROFILE, MailTextKind.REMINDER_NOTE, MailTextKind.EDITED, MailTextKind.TIMES_SET,
        MailTextKind.MERGED,
    ),
    MailMoment.WISHES: _WISHES + _REQUESTS,
    MailMoment.SCHEDULE: (
        MailTextKind.ASK_TIME, MailTextKind.PRELIMINARY, MailTextKind.PUBLICATION, MailTextKind.CALENDAR_INVITE,
        MailTextKind.CHANGE_DECLINED, MailTextKind.MEETING_CANCELLED, MailTextKind.MEETING_BACK,
        MailTextKind.PLACES_REMOVED, MailTextKind.COLLEAGUE_BROUGHT, MailTextKind.COLLEAGUE_INVITED,
        MailTextKind.COLLEAGUE_DROPPED, MailTextKind.SESSION_PLACE,
    ),
    MailMoment.DAY: (
        MailTextKind.TOMORROW, MailTextKind.NEXT_MEETING, MailTextKind.ANNOUNCEMENT, MailTextKind.STAND_IN_OFFER,
        MailTextKind.STAND_IN_QUESTION, MailTextKind.STAND_IN_TAKEN_BACK, MailTextKind.STAND_IN,
        MailTextKind.GIVEN_UP,
    ),
    MailMoment.AFTERWARDS: (MailTextKind.CONTACT_SHARED, MailTextKind.FOLLOW_UP, MailTextKind.FOLLOW_UP_REMINDER),
}  # fmt: skip


def kinds_at(camp: Camp) -> dict[MailMoment, list[MailTextKind]]:
    """The mails that this camp can send: of wishes and requests only what belongs to its way of matching."""
    never = _REQUESTS if camp.mode is Mode.WISHES else _WISHES
    return {moment: [kind for kind in kinds if kind not in never] for moment, kinds in MOMENTS.items()}
