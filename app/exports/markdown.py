"""What organisers write as Markdown, as HTML without anything but text, lists, headings and links.

CommonMark without pictures, code and HTML; a new line is one. What comes out is cleaned once more, by another library,
so that neither has to be without fault.
"""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_LEFT_OUT = ["image", "code", "fence", "backticks", "html_block", "html_inline", "table", "strikethrough"]
_READER = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(_LEFT_OUT, ignoreInvalid=True)
_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "hr", "h2", "h3", "h4"}
_SCHEMES = {"https", "http", "mailto"}
HIGHEST, LOWEST = 2, 4


def as_html(text: str) -> Markup:
    """The text as HTML; its highest headings are of the second level, for the first is the page's own."""
    tokens = _READER.parse(text)
    _set_levels(tokens)
    html = _READER.renderer.render(tokens, _READER.options, {})
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )
    return Markup(cleaned)  # noqa: S704 -- cleaned just now


def _set_levels(tokens: list[Token]) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(LOWEST, int(token.tag[1]) - highest + HIGHEST)}"
