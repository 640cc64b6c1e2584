"""The way to the typesetter: a layout, a sheet and data become a PDF."""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import segno
import typst

from app.exports.text import safe_line

if TYPE_CHECKING:
    from app.exports.paper import Sheet

_FOLDER = Path(__file__).parent
_FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "cvttf_NotoSansCJK_Regular")


def typeset(layout: str, sheet: "Sheet", data: Mapping[str, Any]) -> bytes:
    """The layout `<layout>.typ` filled with the data, tagged for screen readers (PDF/UA-1).

    What no font of ours can show makes the tagged form impossible; then the plain form is made, in
    which such a sign is an empty box. Equal values give equal bytes.
    """
    content = json.dumps(_fit({"sheet": asdict(sheet), **data}), ensure_ascii=False)
    try:
        return _compiled(layout, content, "ua-1")
    except typst.TypstError:
        return _compiled(layout, content, None)


def _compiled(layout: str, content: str, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        str(_FOLDER / f"{layout}.typ"), root=str(_FOLDER), font_paths=_fonts(), format="pdf",
        sys_inputs={"content": content}, pdf_standards=standard, timestamp=0,
    )  # fmt: skip


def qr_code(text: str) -> str:
    """The text as a QR code, an SVG of its dark modules without a margin."""
    file = io.BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="svg", border=0, xmldecl=False)
    return file.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    """Our own fonts and no other, so that a page looks alike on every machine. Read once in a process."""
    folders = [_FOLDER / "fonts"]
    for package in _FONT_PACKAGES:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(package)
        folders.append(Path(spec.origin).parent)
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])


def _fit(value: Any) -> Any:
    """The same data with every text on one line and without what no file may hold."""
    if isinstance(value, str):
        return safe_line(value)
    if isinstance(value, Mapping):
        return {key: _fit(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_fit(part) for part in value]
    return value
