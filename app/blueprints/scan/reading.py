"""The check-ins in what a phone posts, read with suspicion."""

import re
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from app.services.day.sent_check_ins import Sent
from app.services.refusals import Refusal

MOST_AT_ONCE = 50
_KEY = re.compile(r"[0-9a-f-]{16,36}")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
_LONGEST = 10**8


def sent_in(body: Any) -> list[Sent]:
    """What stands in `{"sent": [{"key": …, "code": …, "ago": seconds}, …]}`, perhaps with `undoes`, the key of the
    check-in to be taken back; Refusal for anything else."""
    rows = body.get("sent") if isinstance(body, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST_AT_ONCE:
        raise Refusal(_("This is no list of check-ins."))
    return [_one(row) for row in rows]


def _one(row: Any) -> Sent:
    key, code, ago = (row.get(name) if isinstance(row, dict) else None for name in ("key", "code", "ago"))
    is_number = isinstance(ago, (int, float)) and not isinstance(ago, bool) and abs(ago) < _LONGEST
    if not (isinstance(key, str) and _KEY.fullmatch(key) and isinstance(code, str) and is_number):
        raise Refusal(_("This is no list of check-ins."))
    undoes = row.get("undoes")
    if undoes is not None and not (isinstance(undoes, str) and _KEY.fullmatch(undoes)):
        raise Refusal(_("This is no list of check-ins."))
    known = code if _CODE.fullmatch(code) else ""  # a badge of somebody else's is of nobody here
    return Sent(key, known, timedelta(seconds=float(ago or 0)), undoes)
