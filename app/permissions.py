"""Who may do what: predicates over plain values, without Flask and without queries.

A *role* is what `services/accounts/teams.py` read from the database for this very request. Denied is the
default: every predicate names those who may.
"""

from app.models import Camp, CampRole, Participant, ParticipantStatus, User


def may_administer(user: User | None) -> bool:
    """The administrator of the installation: makes camps, imports instances."""
    return user is not None and user.is_administrator


def may_run_camp(user: User | None, role: CampRole | None) -> bool:
    """Organisers of this camp, and administrators."""
    return user is not None and (role is CampRole.ORGANISER or user.is_administrator)


def may_help_at_camp(user: User | None, role: CampRole | None) -> bool:
    """Helpers of this camp, and whoever may run it."""
    return user is not None and (role is CampRole.HELPER or may_run_camp(user, role))


def may_see_camp(camp: Camp, user: User | None, role: CampRole | None, me: Participant | None) -> bool:
    """Everybody once the camp is public; before that its team, and people already registered."""
    return camp.is_public or may_help_at_camp(user, role) or has_place(me)


def has_place(me: Participant | None) -> bool:
    """A registration that stands, confirmed or not."""
    return me is not None and me.status is not ParticipantStatus.WITHDRAWN


def may_take_part(me: Participant | None) -> bool:
    """Confirmed participants: they browse the others, state wishes and have an agenda."""
    return me is not None and me.status is ParticipantStatus.CONFIRMED
