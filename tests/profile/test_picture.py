"""One's own picture: made small and clean, refused when it is dangerous, seen by whoever may see the profile."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from app.exports.pictures import BadPicture, portrait_of
from app.extensions import db
from app.models import Participant, ParticipantStatus, Picture
from app.models.picture import LARGEST
from tests.makers import make_camp, make_participant
from tests.page_client import PageClient
from tests.setup.runs import organised_camp

PATH = "/camps/camp/me/picture"


def photo(
    kind: str = "JPEG", size: tuple[int, int] = (800, 600), mode: str = "RGB", **options: object
) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, kind, **options)
    return out.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_picture_is_square_small_upright_and_without_metadata() -> None:
    tags = Image.Exif()
    tags[0x0112], tags[0x010F] = 6, "A telling camera"
    sideways = Image.new("RGB", (900, 600), "red")
    sideways.paste("blue", (0, 0, 450, 600))
    out = BytesIO()
    sideways.save(out, "JPEG", exif=tags)
    assert b"A telling camera" in out.getvalue()
    made = portrait_of(out.getvalue(), LARGEST)
    with Image.open(BytesIO(made)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (480, 480), {})
        red, _green, blue = picture.getpixel((240, 20))
        assert blue > red, "what was at the left is at the top after turning it upright"
    assert b"A telling camera" not in made


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK"), ("PNG", "L")]
)
def test_every_common_picture_becomes_one(kind: str, mode: str) -> None:
    assert len(portrait_of(photo(kind, mode=mode), LARGEST)) <= LARGEST


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unknown"), (b"GIF89a" + b"\x00" * 40, "unknown"), (b"<svg onload='alert(1)'/>", "unknown"),
        (claiming(30_000, 30_000), "large"), (claiming(6_000, 5_000), "large"), (claiming(500, 500), "broken"),
        (photo()[:2000], "broken"), (b"\xff" * (12 * 1024 * 1024 + 1), "large"),
    ],
    ids=["nothing", "gif", "svg", "bomb", "too many pixels", "lying", "cut off", "too many bytes"],
)  # fmt: skip
def test_dangerous_and_broken_files_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadPicture) as refused:
        portrait_of(content, LARGEST)
    assert refused.value.code == code


def upload(visit: PageClient, content: bytes, status: int = 200) -> None:
    visit.get(PATH)
    visit.submit({"picture": (BytesIO(content), "me.jpg")}, status=status)


def test_picture_is_put_seen_changed_and_removed(app, visit):
    camp, _organiser = organised_camp(visit)
    me = make_participant(camp, "Ada Holm")
    mine = PageClient(app)
    mine.sign_in(me.user)
    mine.get(PATH)
    mine.submit()
    assert mine.texts(".error-summary__list li") == ["Choose a picture first."]
    upload(mine, b"no picture")
    assert mine.texts(".error-summary__list li")[0].startswith("This is no picture that we can read.")
    upload(mine, photo(size=(3000, 2000)))
    assert mine.texts(".flash") == ["Your picture is saved."]
    address = mine.page.select_one("main img")["src"]
    answer = mine.http.get(address)
    assert (answer.mimetype, answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == (
        "image/jpeg", "private, max-age=3600", "nosniff",
    )  # fmt: skip
    other = PageClient(app)
    other.sign_in(make_participant(camp, "Bo").user)
    other.get("/camps/camp/people")
    assert other.page.select_one(".person-card img")["src"] == address
    assert other.http.get(address).status_code == 200
    visit.get(f"/console/camp/people/{me.code}")
    assert visit.http.get(visit.page.select_one("main img")["src"]).status_code == 200
    upload(mine, photo())
    assert other.http.get(address).status_code == 404, "the old address leads nowhere"
    mine.submit(action="/remove")
    db.session.refresh(me)
    assert (me.picture_key, db.session.get(Picture, me.id)) == (None, None)


def test_picture_is_for_those_who_may_see_the_profile(app):
    camp = make_camp("camp")
    hidden = make_participant(camp, "Hidden", is_listed=False, picture_key="key")
    db.session.add(Picture(participant_id=hidden.id, camp_id=camp.id, content=b"jpeg"))
    db.session.commit()
    address = f"/camps/camp/me/picture/{hidden.code}/key.jpg"
    readers: dict[str, Participant] = {
        "self": hidden, "confirmed": make_participant(camp),
        "unconfirmed": make_participant(camp, status=ParticipantStatus.UNCONFIRMED),
        "elsewhere": make_participant(make_camp("other")),
    }  # fmt: skip

    def met(name: str) -> int:
        reader = PageClient(app)
        reader.sign_in(readers[name].user)
        return reader.http.get(address).status_code

    assert [met(name) for name in readers] == [200, 404, 404, 403]
    hidden.is_listed = True
    assert [met(name) for name in readers] == [200, 200, 404, 403]
    assert PageClient(app).http.get(address).status_code == 302
