"""What the log says and how: one line an event; the trace of an error without the values in it, for
those are people's passwords, links and addresses."""

import sys

import structlog


def configure() -> None:
    """Set the log up for this process; doing it again changes nothing."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S"),
            structlog.dev.ConsoleRenderer(
                colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )
