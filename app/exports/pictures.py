"""Making a small, clean picture of whatever somebody sends. Bytes in, bytes out."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 480
LARGEST_FILE = 12 * 1024 * 1024
MOST_PIXELS = {"JPEG": 80_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""What claims to have more is refused before it is unpacked. A JPEG is unpacked at an eighth of its size."""
QUALITIES = (85, 75, 60)


class BadPicture(ValueError):
    """The file cannot become a picture; `code` says why: "unknown", "large", "broken"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def portrait_of(content: bytes, largest: int) -> bytes:
    """A square JPEG of at most SIDE pixels and `largest` bytes, cut from the middle, the right way up.

    It is drawn anew, so no metadata (place, device, thumbnail) and nothing that hid in the file gets
    through. Raises BadPicture.
    """
    if len(content) > LARGEST_FILE:
        raise BadPicture("large")
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        drawn = _drawn(content)
    for quality in QUALITIES:
        out = BytesIO()
        drawn.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= largest:
            return out.getvalue()
    raise BadPicture("large")


def _with_alpha(picture: Image.Image) -> Image.Image:
    """In the one mode that the rest knows; printers' colours have no way to it but by RGB."""
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    return picture.convert("RGBA") if see_through else picture.convert("RGB").convert("RGBA")


def _drawn(content: bytes) -> Image.Image:
    """The picture's pixels on white, and nothing else of the file."""
    try:
        with Image.open(BytesIO(content), formats=list(MOST_PIXELS)) as picture:
            if picture.width * picture.height > MOST_PIXELS[picture.format or ""]:
                raise BadPicture("large")
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))
            turned = _with_alpha(ImageOps.exif_transpose(picture))
    except UnidentifiedImageError:
        raise BadPicture("unknown") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture("large") from None
    except (OSError, SyntaxError, ValueError, MemoryError) as error:
        raise error if isinstance(error, BadPicture) else BadPicture("broken") from None
    side = min(SIDE, *turned.size)
    square = ImageOps.fit(turned, (side, side), Image.Resampling.LANCZOS)
    drawn = Image.new("RGB", square.size, "white")
    drawn.paste(square, mask=square.getchannel("A"))
    return drawn
