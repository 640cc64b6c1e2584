"""The one place where a text that somebody typed is made fit for a file."""

import re

# VT, FF, NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR are line breaks by meaning, but no format that we
# write knows them as such; Python's own str.splitlines(), and so many readers, cut a line at each.
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def safe_text(value: str) -> str:
    r"""The text with every line break as ``\n`` and without what no file may hold.

    Control characters (tab apart), lone surrogates, byte order marks and non-characters are dropped. All
    else is kept as it is, direction marks and joiners included; white space around is not touched.
    """
    return _UNFIT.sub("", _LINE_BREAKS.sub("\n", value))


def safe_line(value: str) -> str:
    """``safe_text`` on one line, with one space wherever there was white space of any kind or length."""
    return " ".join(safe_text(value).split())


def safe_lines(value: str) -> str:
    """``safe_line`` for each line of a longer text; blank lines at both ends are left out.

    A run of spaces as long as a folded line would leave a line of spaces alone, which some readers of
    calendars take for the end of the property.
    """
    return "\n".join(safe_line(line) for line in safe_text(value).split("\n")).strip()
