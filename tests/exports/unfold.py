"""A second reader of iCalendar, written from RFC 5545 alone and sharing no code with any library."""

import re
from dataclasses import dataclass, field

_PARAMETER = r';[A-Z-]+=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x1f\x7f]*)'
_LINE = re.compile(rf"(?P<name>[A-Z-]+)(?P<params>(?:{_PARAMETER})*):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)")
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Line:
    name: str
    params: str
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT. AssertionError for an escape that RFC 5545 does not know."""
        assert not re.search(r"\\[^\\;,nN]|\\$", self.value.replace(r"\\", "")), self.value
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass
class Component:
    """A component with its lines by name (none of ours may stand twice) and those inside it, in order."""

    kind: str
    lines: dict[str, Line] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def all(self, kind: str) -> list["Component"]:
        """The components of that kind in this one, at any depth, this one included."""
        here = [self] if self.kind == kind else []
        return here + [found for part in self.parts for found in part.all(kind)]


def read(data: bytes) -> Component:
    """The one VCALENDAR of a file; AssertionError for whatever the RFC forbids."""
    file = Component("")
    open_components = [file]
    for text in _unfolded(data):
        found = _LINE.fullmatch(text)
        assert found is not None, f"not a content line: {text!r}"
        if found["name"] == "BEGIN":
            component = Component(found["value"])
            open_components[-1].parts.append(component)
            open_components.append(component)
        elif found["name"] == "END":
            assert open_components.pop().kind == found["value"]
        else:
            lines = open_components[-1].lines
            assert found["name"] not in lines, f"{found['name']} stands twice"
            lines[found["name"]] = Line(found["name"], found["params"], found["value"])
    assert open_components == [file]
    assert [part.kind for part in file.parts] == ["VCALENDAR"]
    return file.parts[0]


def _unfolded(data: bytes) -> list[str]:
    assert data.endswith(b"\r\n")
    raw = data.removesuffix(b"\r\n").split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in raw), "a line break other than CRLF"
    assert all(len(line) <= 75 for line in raw), "a line above 75 octets"
    for line in raw:
        line.decode("utf-8")  # fails where folding has cut a character in two
    return data.decode("utf-8").removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
