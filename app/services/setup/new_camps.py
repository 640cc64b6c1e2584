"""Creating a camp, from what its kind sensibly begins with or from an earlier camp."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.models import Camp, CampKind, CampRole, User
from app.services.accounts import teams
from app.services.clock import now
from app.services.local_time import check_zone, day_of, moment_at
from app.services.refusals import Refusal
from app.services.setup import blocks, following_camps, tables
from app.services.setup.camp_kinds import KindDefaults, defaults_for

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th", "ł": "l"})


@dataclass(frozen=True)
class NewCamp:
    """The few things that no kind of camp can know. `address` is the slug; empty, it follows the name.

    `follows` is the address of the camp before it in its series, whose set-up it takes over, with
    `with_team` its organisers and helpers too; an empty `place` is that camp's.
    """

    name: str
    kind: CampKind
    starts_on: date
    time_zone: str = "Europe/Copenhagen"
    place: str = ""
    address: str = ""
    follows: str = ""
    with_team: bool = False


def slug_for(name: str) -> str:
    """The name as it can stand in an address: small letters, digits and hyphens, at most 60 of them."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    folded = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", folded)[:60].strip("-")


def create_camp(user: User, new: NewCamp) -> Camp:
    """A camp that only its team can see, set up as its kind or the camp before it has it. Commits.

    `user` becomes its organiser.
    """
    try:
        camp = _make_after(new) if new.follows else _make(new)
    except Refusal:
        db.session.rollback()
        raise
    teams.join_team(camp, user, CampRole.ORGANISER)
    return camp


def _make_after(new: NewCamp) -> Camp:
    """The camp as the one before it, in the present transaction."""
    earlier = db.session.scalar(select(Camp).where(Camp.slug == new.follows))
    if earlier is None:
        raise Refusal(_("Choose the camp that comes before this one."))
    check_zone(new.time_zone)
    camp = _camp_after(earlier, new, _free_slug(new))
    db.session.add(camp)
    db.session.flush()
    following_camps.copy_set_up(earlier, camp)
    if new.with_team:
        teams.copy_team(earlier, camp)
    return camp


def _make(new: NewCamp) -> Camp:
    """The camp with all its defaults, in the present transaction."""
    camp = add_camp(new)
    defaults = defaults_for(new.kind)
    for plan in defaults.blocks:
        day = new.starts_on + timedelta(days=plan.day)
        starts, until = (moment_at(day, at, new.time_zone) for at in (plan.starts, plan.until))
        values = blocks.BlockValues(plan.name, starts, until, plan.slot_minutes, plan.gap_minutes)
        blocks.put_block(camp, values)
    tables.put_tables(camp, defaults.tables)
    return camp


def add_camp(new: NewCamp) -> Camp:
    """The bare camp with its kind's numbers and windows, without team, blocks and tables; does not commit."""
    check_zone(new.time_zone)
    camp = _camp_with(defaults_for(new.kind), new, _free_slug(new))
    db.session.add(camp)
    db.session.flush()
    return camp


def _free_slug(new: NewCamp) -> str:
    """The address that the new camp gets. Raises Refusal for an unfit or a taken one."""
    slug = new.address or slug_for(new.name)
    if not new.name.strip() or not slug or slug != slug_for(slug):
        raise Refusal(_("Give the camp a name, and an address of small letters, digits and hyphens."))
    if db.session.scalar(select(Camp.id).where(Camp.slug == slug)) is not None:
        raise Refusal(_("There is a camp with the address “%(address)s” already.", address=slug))
    return slug


def _camp_after(earlier: Camp, new: NewCamp, slug: str) -> Camp:
    return Camp(
        slug=slug, name=new.name.strip(), kind=new.kind, place=new.place.strip() or earlier.place,
        time_zone=new.time_zone, starts_on=new.starts_on, is_public=False, created_at=now(),
        **following_camps.settings_after(earlier, new.starts_on, new.time_zone),
    )  # fmt: skip


def _camp_with(defaults: KindDefaults, new: NewCamp, slug: str) -> Camp:
    """Registration ends two weeks before the camp, wishes ten days before, each at the end of its day."""
    today = day_of(now(), new.time_zone)
    closing, wishes_closing = (new.starts_on - timedelta(days=days) for days in (14, 10))
    last_minute = time(23, 59)
    return Camp(
        slug=slug, name=new.name.strip(), kind=new.kind, place=new.place.strip(), time_zone=new.time_zone,
        starts_on=new.starts_on, ends_on=new.starts_on + timedelta(days=defaults.days - 1), is_public=False,
        registration_opens_at=now() if closing > today else None,
        registration_closes_at=moment_at(closing, last_minute, new.time_zone),
        wishes_close_at=moment_at(wishes_closing, last_minute, new.time_zone),
        capacity=defaults.capacity, promised_meetings=defaults.promised_meetings,
        max_meetings=defaults.max_meetings, most_must_meets=defaults.most_must_meets, created_at=now(),
    )  # fmt: skip
