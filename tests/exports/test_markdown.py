"""Organisers' Markdown: what it may say, and that nothing but that comes out."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.markdown import as_html

ALLOWED = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "hr", "h2", "h3", "h4"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>\ntwo</p>\n<p>three</p>\n"),
        ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("# Top\n\n### Low", "<h2>Top</h2>\n<h4>Low</h4>\n"),
        ("### Only", "<h2>Only</h2>\n"),
        ("# a\n\n###### f", "<h2>a</h2>\n<h4>f</h4>\n"),
        (
            "[site](https://example.org/?a=1&b=2)",
            '<p><a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener">site</a></p>\n',
        ),
        ("    not code", "<p>not code</p>\n"),
        ("", ""),
    ],
)
def test_what_organisers_may_say(text: str, html: str) -> None:
    assert as_html(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="https://example.org" onclick="x()">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](https://example.org \"onmouseover='x()'\")",
        "![x](https://example.org/spy.png)",
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
        "`<b>`",
        "<!-- -->",
        "&lt;script&gt;",
    ],
)
def test_what_is_dangerous_comes_out_as_text(text: str) -> None:
    _is_harmless(as_html(text))


@given(st.text(alphabet="<>[]()!*_#`\"'&:;=/\\\n -abjscripthref", max_size=80))
def test_nothing_else_ever_comes_out(text: str) -> None:
    _is_harmless(as_html(text))


def _is_harmless(html: str) -> None:
    found: list[tuple[str, list[tuple[str, str | None]]]] = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attributes: found.append((tag, attributes))  # type: ignore[method-assign]
    reader.feed(html)
    for tag, attributes in found:
        assert tag in ALLOWED
        for name, value in attributes:
            assert tag == "a" and name in ("href", "rel")
            assert (
                name == "rel"
                or not re.match(r"\s*[a-z]+:", value or "")
                or re.match(r"(https?|mailto):", value or "")
            )
