"""What keeps two people apart, as one of them reads it."""

from flask_babel import gettext as _

from app.services.setup.meeting_rules import Bar


def in_words(bar: Bar) -> str:
    """The camp's rule, about "you" and "them"."""
    return {
        Bar.TYPES: _("At this camp your type of participant and theirs do not meet one to one."),
        Bar.LANGUAGES: _(
            "You two have no language in common, and at this camp people meet in one that both speak."
        ),
        Bar.MET_BEFORE: _(
            "You two met at an earlier camp, and at this one people meet who have not met yet."
        ),
    }[bar]
