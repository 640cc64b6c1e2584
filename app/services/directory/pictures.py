"""A participant's picture: put, taken away, shown to whoever may see the profile."""

import secrets

from flask_babel import gettext as _
from sqlalchemy import select

from app.exports.pictures import BadPicture, portrait_of
from app.extensions import db
from app.models import Camp, Participant, ParticipantStatus, Picture
from app.models.picture import LARGEST
from app.services.directory import directory
from app.services.refusals import NotThere, Refusal


def put(me: Participant, content: bytes) -> None:
    """Let this be my picture, made small and without its metadata. Commits. Refusal when it is none."""
    try:
        made = portrait_of(content, LARGEST)
    except BadPicture as bad:
        raise Refusal(_why(bad.code)) from None
    picture = db.session.get(Picture, me.id)
    if picture is None:
        picture = Picture(participant_id=me.id, camp_id=me.camp_id)
        db.session.add(picture)
    picture.content = made
    me.picture_key = secrets.token_urlsafe(12)
    db.session.commit()


def remove(me: Participant) -> None:
    """Have no picture any more. Commits."""
    picture = db.session.get(Picture, me.id)
    if picture is not None:
        db.session.delete(picture)
    me.picture_key = None
    db.session.commit()


def seen_by(me: Participant, camp: Camp, code: str, key: str) -> bytes:
    """The picture at this address for somebody registered: their own, and once they are confirmed those of
    people whose profile they may see. NotThere otherwise."""
    if code != me.code and me.status is not ParticipantStatus.CONFIRMED:
        raise NotThere(_("There is no such picture."))
    return at(directory.somebody_seen_by(me, camp, code), key)


def at(person: Participant, key: str) -> bytes:
    """The participant's picture; NotThere at an address of before it changed."""
    content = db.session.scalar(select(Picture.content).where(Picture.participant_id == person.id))
    if content is None or person.picture_key != key:
        raise NotThere(_("There is no such picture."))
    return content


def _why(code: str) -> str:
    if code == "large":
        return _("The picture is too large: at most 12 MB and 25 million pixels, as JPEG 80 million.")
    if code == "unknown":
        return _("This is no picture that we can read. Choose a JPEG, PNG or WebP file.")
    return _("The picture is damaged and cannot be read. Choose another one.")
