"""Who stands in which relation to a camp; read afresh for every request."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.extensions import db
from app.models import ActKind, Camp, CampRole, Participant, TeamMember, User
from app.services import acts, links
from app.services.accounts.accounts import add_user, normalise_email, user_by_email
from app.services.clock import now
from app.services.mail import mail_templates, outbox
from app.services.refusals import NotThere, Refusal


def role_at(user: User | None, camp: Camp) -> CampRole | None:
    """The user's role in the camp's team, or None."""
    if user is None:
        return None
    query = select(TeamMember.role).where(TeamMember.camp_id == camp.id, TeamMember.user_id == user.id)
    return db.session.scalar(query)


def participant_of(user: User | None, camp: Camp) -> Participant | None:
    """The user's registration at the camp, whatever its status, or None."""
    if user is None:
        return None
    query = select(Participant).where(Participant.camp_id == camp.id, Participant.user_id == user.id)
    return db.session.scalar(query)


def join_team(camp: Camp, user: User, role: CampRole) -> TeamMember:
    """Give the user a role in the camp's team, replacing the present one. Commits."""
    query = select(TeamMember).where(TeamMember.camp_id == camp.id, TeamMember.user_id == user.id)
    member = db.session.scalar(query)
    if member is None:
        member = TeamMember(camp_id=camp.id, user_id=user.id)
        db.session.add(member)
    member.role = role
    db.session.commit()
    return member


def copy_team(earlier: Camp, camp: Camp) -> None:
    """Give everybody of the earlier camp's team the same role at the new one; does not commit."""
    db.session.add_all(
        TeamMember(camp_id=camp.id, user_id=member.user_id, role=member.role) for member in team_of(earlier)
    )


def team_of(camp: Camp) -> list[TeamMember]:
    """The camp's team with their accounts, organisers first, then by name."""
    query = (
        select(TeamMember).join(TeamMember.user).options(contains_eager(TeamMember.user))
        .where(TeamMember.camp_id == camp.id).order_by(TeamMember.role.desc(), User.name, User.id)
    )  # fmt: skip
    return list(db.session.scalars(query))


def add_to_team(camp: Camp, address: str, name: str, role: CampRole, by: User) -> TeamMember:
    """Give whoever has this address a role and tell them by mail. Commits.

    An account is made when there is none, in the language of the one who adds. No mail to oneself, nor
    when nothing changes.
    """
    user = user_by_email(address)
    if user is None:
        user = add_user(address, name.strip() or normalise_email(address).partition("@")[0], by.language)
    if role is CampRole.HELPER:
        _keep_an_organiser(camp, user)
    if user is not by and role_at(user, camp) is not role:
        _tell(user, camp, role, by)
    acts.note(camp, by, ActKind.TEAM_JOINED, other=user, role=role.value)
    return join_team(camp, user, role)


def _tell(user: User, camp: Camp, role: CampRole, by: User) -> None:
    """The mail about a new role, in the present transaction."""
    text = mail_templates.write(
        "team", user.language, {"console": links.address("console.index")},
        name=user.name, who=by.name or by.email, camp=camp.name, runs=role is CampRole.ORGANISER,
    )  # fmt: skip
    outbox.enqueue(
        user.email, text.subject, text.body,
        dedupe_key=f"team:{camp.id}:{user.id}:{role}:{now():%Y%m%d%H%M%S}", language=user.language, camp=camp,
    )  # fmt: skip


def leave_team(camp: Camp, number: int, by: User) -> TeamMember:
    """Take a member out of the team: their rights end with their next request. Commits."""
    query = select(TeamMember).where(TeamMember.camp_id == camp.id, TeamMember.id == number)
    member = db.session.scalar(query.options(joinedload(TeamMember.user)))
    if member is None:
        raise NotThere(_("There is no such person in the team."))
    _keep_an_organiser(camp, member.user)
    acts.note(camp, by, ActKind.TEAM_LEFT, other=member.user)
    db.session.delete(member)
    db.session.commit()
    return member


def _keep_an_organiser(camp: Camp, leaving: User) -> None:
    """Refuse to take the last organiser from a camp; of two that go at once, the second is refused."""
    db.session.execute(select(Camp.id).where(Camp.id == camp.id).with_for_update())
    query = select(TeamMember.user_id).where(
        TeamMember.camp_id == camp.id, TeamMember.role == CampRole.ORGANISER
    )
    if list(db.session.scalars(query)) == [leaving.id]:
        raise Refusal(_("A camp needs at least one organiser: add another one first."))


def camps_and_roles(user: User) -> list[tuple[Camp, CampRole | None]]:
    """The camps that the user may open in the console, latest first, with their role in each team.

    An administrator sees all of them, with None where they are not in the team. One query.
    """
    mine = (TeamMember.camp_id == Camp.id) & (TeamMember.user_id == user.id)
    query = select(Camp, TeamMember.role).join(TeamMember, mine, isouter=user.is_administrator)
    rows = db.session.execute(query.order_by(Camp.starts_on.desc(), Camp.id))
    return [(row[0], row[1]) for row in rows]
