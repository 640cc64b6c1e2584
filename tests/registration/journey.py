"""Going through the registration as a person does, for tests of what comes of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from tests.page_client import PageClient

DURING = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
YOU = {"name": "Ingrid Sørensen", "email": "ingrid@example.org"}
ORGANISATION = {
    "organisation": "Energy Cluster Denmark", "organisation_kind": "cluster", "country": "DK",
    "job_title": "Head of Hydrogen", "languages": ["da", "en"],
}  # fmt: skip


@pytest.fixture
def open_time() -> Iterator[None]:
    """A moment at which the registration of camps made by makers is open."""
    with time_machine.travel(DURING, tick=True):
        yield


def answer_all(
    visit: PageClient, slug: str, you: dict[str, Any] | None = None, topics: dict[str, Any] | None = None,
    times: dict[str, Any] | None = None, consents: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Answer every step and stand before the answers to check."""
    visit.get(f"/camps/{slug}/register", follow=True)
    visit.submit(you or YOU)
    visit.submit(ORGANISATION)
    visit.submit(topics or {})
    visit.submit(times or {})
    visit.submit(consents or {})
    assert visit.texts("h1") == ["Check your answers before you send them"]
