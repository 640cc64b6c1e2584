"""The Nu HTML checker of the W3C, where Java and the packages of package.json are there."""

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from app.config import ROOT

JAR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@cache
def _missing() -> str | None:
    if shutil.which("java") is None:
        return "Java is not installed: apt install -y default-jre-headless"
    return None if JAR.is_file() else "the Nu HTML checker is not installed: run 'npm ci --ignore-scripts'"


ALLOWED = re.compile(
    r"Attribute “hx-[a-z-]+” not allowed on element “\w+” at this point\."
    r"|Potentially bad value “[-\d]+” for attribute “value” on element “input”: Year may be mistyped\."
)
"""What the checker may say: it does not know the attributes of htmx, and wonders at a year that somebody did
mistype and is shown again beside its error."""

needs_nu = pytest.mark.skipif(_missing() is not None, reason=_missing() or "")


def complaints(folder: Path) -> dict[str, list[str]]:
    """What the checker says of the pages in a folder, errors and warnings alike: for each sentence the pages
    with it and the place. One Java process for all, since it is slow to start."""
    command = ["java", "-Xmx512m", "-jar", str(JAR), "--format", "json", "--stdout", "--exit-zero-always"]
    answer = subprocess.run([*command, str(folder)], capture_output=True, text=True, timeout=600)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, list[str]] = {}
    for message in json.loads(answer.stdout)["messages"]:
        if not ALLOWED.fullmatch(message["message"]):
            page = Path(unquote(urlsplit(message.get("url", "")).path)).stem
            found.setdefault(message["message"], []).append(f"{page}: {message.get('extract', '')}")
    return found
