"""Choosing invitations as the way into one's calendar, and leaving them again; the consequence is told before."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.exports.calendars import is_mail_address
from app.extensions import db
from app.models import CalendarWay, Camp, Method, Participant
from app.services import camps
from app.services.calendars import calendar_invites, calendar_ways, calendars
from app.services.calendars.agendas import agenda_of
from app.services.clock import now
from app.services.refusals import Refusal


def on_means(camp: Camp, person: Participant) -> list[str]:
    """What follows from choosing invitations now, in sentences."""
    address, items = person.user.email, agenda_of(camp, person)
    ahead = sum(item.entry is not None and not item.is_cancelled and item.ends_at > now() for item in items)
    now_sent = ngettext(
        "%(num)d mail goes to %(address)s now, for the meeting that you have ahead.",
        "%(num)d mails go to %(address)s now, one for each meeting that you have ahead.",
        ahead,
        address=address,
    )
    later = _(
        "As soon as meetings are published, you get one mail for each of them at %(address)s.",
        address=address,
    )
    found = [
        now_sent if ahead else later,
        _(
            "When a meeting moves, gets another table or is cancelled, one more mail changes it in your calendar."
        ),
        _("Sessions of the programme do not come by invitation: the private address and the file have them."),
    ]
    if calendars.active_token(person) is not None:
        found.append(
            _(
                "Your private address holds the sessions only from now on, so that no meeting stands twice. "
                "You may keep it, or remove the subscription from your calendar."
            )
        )
    found.append(
        _(
            "If you have imported a file with your agenda before, delete those meetings from your calendar: "
            "an invitation does not reliably replace what came from a file."
        )
    )
    return found


def off_means(person: Participant) -> list[str]:
    """What follows from wanting no more invitations, in sentences."""
    way = calendar_ways.way_of(person)
    standing = [version for version in way.last.values() if version.method is Method.REQUEST]
    ahead = sum(version.ends_at > now() for version in standing)
    found = []
    if ahead:
        words = ngettext(
            "%(num)d mail takes the meeting that you have ahead out of your calendar. The meeting itself stands.",
            "%(num)d mails take the meetings that you have ahead out of your calendar. "
            "The meetings themselves stand.",
            ahead,
        )
        found.append(words)
    if len(standing) > ahead:
        found.append(_("Meetings that are over stay in your calendar as they are."))
    if calendars.active_token(person) is not None:
        found.append(
            _(
                "Your private address holds your meetings again; a calendar that follows it shows them "
                "when it next fetches it."
            )
        )
    else:
        found.append(
            _(
                "Your meetings come into your calendar again once you follow a private address or import the file."
            )
        )
    return found


def turn_on(camp: Camp, person: Participant) -> int:
    """Let meetings come by invitation from now on; returns how many mails go out. Commits.

    Choosing it twice changes nothing. Refused when an address cannot stand in an invitation.
    """
    addresses = (person.user.email, calendars.sender_address())
    if not all(map(is_mail_address, addresses)):
        raise Refusal(
            _("Invitations cannot be sent to this address. Please follow the private address instead.")
        )
    camps.lock(camp)
    row = _row(camp, person)
    if row.by_invitation:
        db.session.rollback()
        return 0
    row.by_invitation, row.turned_at = True, now()
    row.lift += 1
    db.session.flush()
    told = calendar_invites.tell_one(camp, person)
    db.session.commit()
    return told


def turn_off(camp: Camp, person: Participant) -> int:
    """No more invitations: what stands by them and is ahead is cancelled; returns how many mails go out. Commits."""
    camps.lock(camp)
    row = _row(camp, person)
    if not row.by_invitation:
        db.session.rollback()
        return 0
    row.lift += 1
    told = calendar_invites.call_off(camp, person)
    row.by_invitation, row.turned_at = False, now()
    row.lift += 1
    db.session.commit()
    return told


def _row(camp: Camp, person: Participant) -> CalendarWay:
    row = db.session.get(CalendarWay, person.id, populate_existing=True)
    if row is None:
        row = CalendarWay(
            participant_id=person.id, camp_id=camp.id, by_invitation=False, lift=0, turned_at=now()
        )
        db.session.add(row)
    return row
