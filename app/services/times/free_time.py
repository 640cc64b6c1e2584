"""The free time between what is planned: spans in which somebody could meet and does not."""

from collections.abc import Collection

from app.models import Camp
from app.services.calendars.agendas import AgendaItem
from app.services.setup import blocks


def with_free_time(camp: Camp, free: Collection[int], items: list[AgendaItem]) -> list[AgendaItem]:
    """The items and, between them, the slots among `free` in which nothing is planned, joined to spans.

    One query. A free span is an item with neither a partner nor a session.
    """
    taken = [item for item in items if not item.is_cancelled]
    spans: list[AgendaItem] = []
    for slot in blocks.slots_of(camp):
        is_taken = any(item.starts_at < slot.ends_at and item.ends_at > slot.starts_at for item in taken)
        if slot.id not in free or is_taken:
            continue
        if spans and spans[-1].ends_at == slot.starts_at:
            spans[-1] = AgendaItem(spans[-1].starts_at, slot.ends_at)
        else:
            spans.append(AgendaItem(slot.starts_at, slot.ends_at))
    return sorted([*items, *spans], key=lambda item: (item.starts_at, item.session is None, item.ends_at))
