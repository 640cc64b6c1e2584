"""A camera that sees badges: a film of QR codes for Chromium in place of one."""

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import segno
from PIL import Image, ImageFilter
from playwright.sync_api import Browser

from tests.browser.visitors import ARGUMENTS

WIDTH, HEIGHT, A_SECOND = 640, 480, 5


def _seen(text: str) -> bytes:
    """The grey values of a hand that holds a badge askew under poor light; of an empty table without a text."""
    picture = Image.new("L", (WIDTH, HEIGHT), 120)
    if text:
        file = io.BytesIO()
        segno.make(text, error="m", micro=False).save(file, kind="png", scale=6, border=4)
        code = Image.open(file).convert("L").rotate(12, expand=True, fillcolor=255)
        code.thumbnail((300, 300))
        picture.paste(code.point(lambda grey: 40 + grey * 170 // 255), (160, 70))
        picture = picture.filter(ImageFilter.GaussianBlur(0.8))
    return picture.tobytes()


def film(path: Path, texts: Sequence[str], seconds: int = 2) -> Path:
    """Write a film in which each text is before the camera so long, with a second of nothing after it."""
    colourless = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for text in texts:
            for picture, length in ((_seen(text), seconds), (_seen(""), 1)):
                file.write((b"FRAME\n" + picture + colourless) * (length * A_SECOND))
    return path


@contextmanager
def chromium_that_sees(chromium: Browser, film_of: Path) -> Iterator[Browser]:
    """Another Chromium beside the one of the tests, with this film for a camera, over and over."""
    arguments = [
        *ARGUMENTS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film_of}",
    ]
    browser = chromium.browser_type.launch(
        executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=arguments
    )
    yield browser
    browser.close()
