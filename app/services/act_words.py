"""What an act is called in the log, in the reader's language."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.models import Act, ActKind, CampRole

NAMES: dict[ActKind, object] = {
    ActKind.IMPORTED: _l("Lists imported"),
    ActKind.APPROVED: _l("Registrations approved"),
    ActKind.DECLINED: _l("Registrations declined"),
    ActKind.PLACE_GIVEN: _l("Places given before their turn"),
    ActKind.WITHDRAWN: _l("Registrations withdrawn"),
    ActKind.TYPE_SET: _l("Types changed"),
    ActKind.REMINDED: _l("Reminders"),
    ActKind.SENT_AGAIN: _l("Mails sent again"),
    ActKind.PROFILE_EDITED: _l("Profiles changed"),
    ActKind.MERGED: _l("Registrations merged"),
    ActKind.INVITED: _l("Invitations"),
    ActKind.INVITATION_REVOKED: _l("Invitations taken back"),
    ActKind.TEAM_JOINED: _l("Roles given"),
    ActKind.TEAM_LEFT: _l("Taken out of the team"),
    ActKind.SET_UP: _l("Set-up changed"),
    ActKind.CAMP_OPENED: _l("Camp opened"),
    ActKind.CAMP_HIDDEN: _l("Camp hidden"),
    ActKind.ANNOUNCED: _l("Announcements"),
    ActKind.ANNOUNCEMENT_WITHDRAWN: _l("Announcements withdrawn"),
    ActKind.CHECKED_IN: _l("Check-ins sent later"),
    ActKind.CHECK_IN_UNDONE: _l("Check-ins taken back"),
    ActKind.NO_SHOW: _l("People who had not come"),
    ActKind.NO_SHOW_UNDONE: _l("People who had come after all"),
    ActKind.STAND_IN_OFFERED: _l("Stand-ins asked"),
    ActKind.PUBLISHED: _l("Schedules published"),
    ActKind.RESTORED: _l("Versions restored"),
    ActKind.RUN_STARTED: _l("Runs started"),
    ActKind.RUN_STOPPED: _l("Runs stopped"),
    ActKind.SCHEDULE_EDITED: _l("Schedules changed by hand"),
    ActKind.RULED: _l("Pairs pinned or kept apart"),
    ActKind.CHANGE_DECIDED: _l("Changes decided"),
    ActKind.TIMES_EDITED: _l("Times changed for somebody"),
    ActKind.WISH_STATED: _l("Wishes stated for somebody"),
    ActKind.EXPORTED: _l("Files taken out"),
}
"""What the log can be narrowed to, in the order in which it is offered."""


def said(act: Act) -> str:
    """The act as a sentence. Names come from the rows it points at: of whoever was erased none is left."""
    count = int(str(act.details.get("people", 1)))
    if act.participant is not None:
        return _about_one(act, act.participant.name)
    if act.other is not None:
        return _about_the_team(act, act.other.name or _("somebody who has left"))
    return _about_many(act, count) or _of_the_camp(act)


def _about_one(act: Act, name: str) -> str:
    accepted = act.details.get("what") == "accepted"
    sentences = {
        ActKind.APPROVED: _("Approved the registration of %(name)s.", name=name),
        ActKind.DECLINED: _("Declined the registration of %(name)s.", name=name),
        ActKind.PLACE_GIVEN: _("Gave %(name)s a place before their turn.", name=name),
        ActKind.WITHDRAWN: _("Withdrew the registration of %(name)s.", name=name),
        ActKind.TYPE_SET: _("Changed as what %(name)s takes part.", name=name),
        ActKind.PROFILE_EDITED: _("Changed the profile of %(name)s.", name=name),
        ActKind.SENT_AGAIN: _("Sent %(name)s once more what had come back.", name=name),
        ActKind.CHANGE_DECIDED: _("Accepted the change that %(name)s asked for.", name=name)
        if accepted
        else _("Declined the change that %(name)s asked for.", name=name),
        ActKind.TIMES_EDITED: _("Changed when %(name)s is there.", name=name),
        ActKind.WISH_STATED: _("Stated a wish for %(name)s.", name=name),
        ActKind.MERGED: _("Merged another registration into that of %(name)s.", name=name),
        ActKind.CHECK_IN_UNDONE: _("Took the check-in of %(name)s back.", name=name),
        ActKind.NO_SHOW: _("Noted that %(name)s had not come to a meeting.", name=name),
        ActKind.NO_SHOW_UNDONE: _("Noted that %(name)s had come to a meeting after all.", name=name),
        ActKind.STAND_IN_OFFERED: _("Took back the question whether %(name)s steps in.", name=name)
        if act.details.get("what") == "taken_back"
        else _("Asked %(name)s to step in for somebody.", name=name),
    }
    return sentences.get(act.kind, name)


def _about_the_team(act: Act, name: str) -> str:
    if act.kind is ActKind.TEAM_LEFT:
        return _("Took %(name)s out of the team.", name=name)
    if act.details.get("role") == CampRole.HELPER:
        return _("Made %(name)s a helper.", name=name)
    return _("Made %(name)s an organiser.", name=name)


def _about_many(act: Act, count: int) -> str:
    sentences = {
        ActKind.APPROVED: ngettext(
            "Approved %(num)d registration.", "Approved %(num)d registrations.", count
        ),
        ActKind.DECLINED: ngettext(
            "Declined %(num)d registration.", "Declined %(num)d registrations.", count
        ),
        ActKind.WITHDRAWN: ngettext(
            "Withdrew %(num)d registration.", "Withdrew %(num)d registrations.", count
        ),
        ActKind.REMINDED: ngettext("Reminded %(num)d person.", "Reminded %(num)d people.", count),
        ActKind.INVITED: ngettext(
            "Invited %(num)d person by mail.", "Invited %(num)d people by mail.", count
        ),
        ActKind.CHECKED_IN: ngettext(
            "Sent %(num)d check-in made without a network.",
            "Sent %(num)d check-ins made without a network.",
            count,
        ),
    }
    return sentences.get(act.kind, "") if "people" in act.details else ""


def _of_the_camp(act: Act) -> str:
    details = act.details
    sentences = {
        ActKind.IMPORTED: _("Imported a list: %(new)s new, %(changed)s changed.", new=details.get("new", 0),
                            changed=details.get("changed", 0)),
        ActKind.INVITED: _("Made a link to register."),
        ActKind.INVITATION_REVOKED: _("Took an invitation back."),
        ActKind.SET_UP: _set_up(details),
        ActKind.EXPORTED: _exported(details),
        ActKind.RULED: _ruled(details),
        ActKind.RUN_STARTED: _run(details)[0],
        ActKind.RUN_STOPPED: _run(details)[1],
        ActKind.RESTORED: _("Made draft %(draft)s of version %(number)s.", draft=details.get("draft", ""),
                            number=details.get("schedule", "")),
        ActKind.CAMP_OPENED: _("Opened the camp to everybody."),
        ActKind.CAMP_HIDDEN: _("Hid the camp from the public."),
        ActKind.ANNOUNCED: _("Announced something; %(mails)s mails.", mails=details.get("mails", 0)),
        ActKind.ANNOUNCEMENT_WITHDRAWN: _("Withdrew an announcement."),
        ActKind.PUBLISHED: _published(details),
        ActKind.SCHEDULE_EDITED: _("Changed schedule %(number)s by hand.", number=details.get("schedule", "")),
    }  # fmt: skip
    return str(sentences.get(act.kind) or NAMES.get(act.kind, act.kind.value))


def _published(details: Mapping[str, object]) -> str:
    number = details.get("schedule", "")
    if "preliminary" not in details:
        return _("Published schedule %(number)s.", number=number)
    if details["preliminary"]:
        return _("Published schedule %(number)s as preliminary.", number=number)
    return _("Published schedule %(number)s as final.", number=number)


def _run(details: Mapping[str, object]) -> tuple[str, str]:
    """That it was started, and that it was stopped."""
    return {
        "mend": (_("Looked for repairs of a schedule."), _("Stopped looking for repairs.")),
        "what_if": (_("Asked what if about a schedule."), _("Stopped the answers to a what if.")),
    }.get(
        str(details.get("run")), (_("Started a search for schedules."), _("Stopped a search for schedules."))
    )


def _ruled(details: Mapping[str, object]) -> str:
    return {
        "pinned": _("Pinned a meeting for every run."),
        "forbidden": _("Decided that two never meet."),
        "lifted": _("Left two to the runs again."),
    }.get(str(details.get("what")), "")


def _exported(details: Mapping[str, object]) -> str:
    return {
        "people": _("Took the list of people out as a file."),
        "graph": _("Took the interest graph out as a file."),
        "report": _("Took the report out as a file."),
        "unmet": _("Took the unmet wishes of a schedule out as a file."),
        "follow_up": _("Took the sums of the follow-up out as a file."),
        "paper": _("Printed papers of the camp."),
        "proof": _("Took the proof of a schedule out as a file."),
        "what_if": _("Took the answers of a what-if out as a file."),
    }.get(str(details.get("what")), _("Took a file out."))


def _set_up(details: Mapping[str, object]) -> str:
    part, what = str(details.get("part", "camp")), str(details.get("what", "changed"))
    sentences: dict[tuple[str, str], str] = {
        ("programme", "added"): _("Added a session to the programme."),
        ("programme", "changed"): _("Changed a session of the programme."),
        ("programme", "removed"): _("Removed a session from the programme."),
        ("slots", "added"): _("Added a block of slots."),
        ("slots", "changed"): _("Cut a block of slots anew."),
        ("slots", "removed"): _("Removed a block of slots."),
        ("slots", "slot"): _("Removed a slot."),
        ("tables", "added"): _("Added tables."),
        ("tables", "changed"): _("Described where tables stand."),
        ("tables", "removed"): _("Removed tables."),
        ("topics", "added"): _("Added topics."),
        ("topics", "changed"): _("Renamed a topic."),
        ("topics", "removed"): _("Removed a topic."),
        ("questions", "added"): _("Added a question."),
        ("questions", "changed"): _("Worded a question otherwise."),
        ("questions", "ordered"): _("Put the questions in another order."),
        ("questions", "asked"): _("Asked a question again."),
        ("questions", "rested"): _("Stopped asking a question."),
        ("questions", "removed"): _("Deleted a question with its answers."),
        ("types", "added"): _("Added types of participants."),
        ("types", "changed"): _("Renamed a type of participants."),
        ("types", "removed"): _("Removed a type of participants."),
        ("types", "pairs"): _("Said anew which types may meet."),
        ("choosing", "changed"): _("Changed the rules for wishes and requests."),
        ("changes", "changed"): _("Changed how asked changes are settled."),
        ("follow_up", "changed"): _("Changed whether participants are asked afterwards."),
    }
    said = sentences.get((part, what), _("Changed the camp’s own data."))
    return f"{said} {_cancelled_there(details)}" if "meetings" in details else said


def _cancelled_there(details: Mapping[str, object]) -> str:
    """How many meetings were cancelled with a slot or a table, and how many people were told."""
    return ngettext(
        "%(num)d meeting there was cancelled, %(people)s people told.",
        "%(num)d meetings there were cancelled, %(people)s people told.",
        int(str(details["meetings"])), people=details.get("told", 0),
    )  # fmt: skip
