"""The forms of a page with what stands in them, as a browser would send them when somebody presses the button."""

from html.parser import HTMLParser

Form = tuple[str, list[tuple[str, str]]]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "form" and own.get("method", "").lower() == "post":
            self.found.append((own.get("action", ""), []))
        elif tag == "input" and self.found and own.get("name"):
            is_chosen = own.get("type") not in ("checkbox", "radio") or "checked" in own
            if is_chosen:
                self.found[-1][1].append((own["name"], own.get("value", "")))


def parsed_forms(page: str) -> list[Form]:
    """Where each form that changes something is sent, and its fields; selections and long texts are left out."""
    parser = _Forms()
    parser.feed(page)
    return parser.found
