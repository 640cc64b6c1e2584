"""What is in the one style sheet and the one script of every page.

Forty small files are good to write and bad to send. They are joined when first asked for, and again when
one of them changes, so that there is no build step to forget.
"""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

# In order of the cascade; a pattern stands for the files that fit, by name. Components never rely on each
# other's order: where two meet, the rule names both classes.
SOURCES = {
    "campmatch.css": (
        "vendor/bootstrap/bootstrap.min.css",
        "tokens.css",
        "base.css",
        "layout.css",
        "components/*.css",
    ),
    "campmatch.js": ("vendor/htmx.org/htmx.min.js", "js/app.js", "js/clock.js"),
    "scan.js": ("js/scan_queue.js", "js/scan_sending.js", "js/scan_camera.js", "js/scan.js"),
}


@dataclass(frozen=True)
class Bundle:
    """The joined bytes, plain and as gzip, and a digest of them for the address."""

    plain: bytes
    compressed: bytes
    digest: str


def _files(static: Path, name: str) -> list[Path]:
    """The files of a bundle in order; raises KeyError for a name that is none."""
    return [path for pattern in SOURCES[name] for path in sorted(static.glob(pattern))]


@lru_cache(maxsize=2 * len(SOURCES))
def _joined(versions: tuple[tuple[Path, int], ...]) -> Bundle:
    plain = b"\n".join(path.read_bytes() for path, _changed_ns in versions)
    return Bundle(plain, gzip.compress(plain, 9, mtime=0), sha256(plain).hexdigest()[:16])


def bundle(static: Path, name: str) -> Bundle:
    """The bundle of that name as the files are now; raises KeyError for a name that is none."""
    return _joined(tuple((path, path.stat().st_mtime_ns) for path in _files(static, name)))
