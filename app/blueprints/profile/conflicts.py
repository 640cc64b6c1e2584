"""When the profile was saved in another window meanwhile: what differs, in words."""

from typing import Any

from wtforms import Field

from app.blueprints.profile.forms import ProfileForm
from app.services.refusals import Conflict

Row = dict[str, str]


def keep_typed(form: ProfileForm, conflict: Conflict, stored: dict[str, Any]) -> list[Row]:
    """Leave what was typed in the form, make the next save count, and tell where the two differ.

    Rows for the component `table`: field, saved, typed.
    """
    form.form_errors.append(str(conflict.message))
    rows = [
        {
            "field": str(field.label.text),
            "saved": _in_words(field, stored[field.name]),
            "typed": _in_words(field, field.data),
        }
        for field in form
        if field.name in stored and field.name != "version" and stored[field.name] != field.data
    ]
    form.version.data = stored["version"]
    form.version.raw_data = None
    return rows


def _in_words(field: Field, value: Any) -> str:
    """The value as the page shows it; a dash for nothing."""
    if hasattr(field, "choices"):
        names = {choice: label for choice, label, *_rest in field.iter_choices()}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(str(names.get(one, "")) for one in chosen) or "–"
    if isinstance(value, bool):
        return "✓" if value else "–"
    return str(value or "–")
