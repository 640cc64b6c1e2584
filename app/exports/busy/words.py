"""Why busy times cannot be had, as words between the process that reads and the one that asks."""

from enum import StrEnum


class Why(StrEnum):
    """The reason, for somebody to put into words."""

    NO_ADDRESS = "no_address"
    NOT_PUBLIC = "not_public"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NO_CALENDAR = "no_calendar"


class Unreadable(Exception):
    """The busy times cannot be had; `why` says for which reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
