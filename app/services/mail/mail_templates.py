"""The standard text of each mail with its {placeholders}, and any text for it with what they stand for.

A mail is templates/mail/<template>.txt; its first line is the subject. Each word that it shows is a placeholder, and
so is each of its blocks, which says one thing or another as the case is, or nothing. These are all that there are:
what stands between braces is looked up and never evaluated, and what it brings is not looked through again.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from flask_babel import force_locale, gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined
from jinja2.runtime import Context

from app.config import ROOT
from app.services.mail.mails import Text, one_line, plain, unlinked

EVERYWHERE = ("camp", "place")
"""What a text may name although the standard one does not."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_INDENT = 4


class _Placeholder(Undefined):
    """A word of the standard text: its own name in braces."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{{{self._undefined_name}}}"


def _environment(undefined: type[Undefined]) -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "mail"), undefined=undefined, trim_blocks=True, lstrip_blocks=True,
        autoescape=False,  # noqa: S701 -- plain text; its HTML is made and escaped in html_letters
    )  # fmt: skip
    made.globals.update(_=gettext, ngettext=ngettext)
    return made


_STANDARD, _SAID = _environment(_Placeholder), _environment(StrictUndefined)


@lru_cache
def standard(template: str, language: str) -> Text:
    """Our words in a language, the placeholders standing in them; made once, for a publication writes hundreds."""
    found = _STANDARD.get_template(f"{template}.txt")
    context = found.new_context()
    context.blocks = {name: [_named(name)] for name in found.blocks}
    with force_locale(language):
        written = "".join(found.root_render_func(context))
    subject, _newline, body = written.strip().partition("\n")
    return Text(one_line(subject), body.strip() + "\n")


def _named(block: str) -> Callable[[Context], Iterator[str]]:
    """What stands for a block, which has its lines for itself."""
    return lambda _context: iter([f"{{{block}}}\n"])


@lru_cache
def placeholders(template: str) -> tuple[str, ...]:
    """What a text for this mail may name: what the standard one does, in its order, and what is known everywhere."""
    text = standard(template, "en")
    return tuple(dict.fromkeys([*_BRACES.findall(f"{text.subject}\n{text.body}"), *EVERYWHERE]))


def named_in(text: str) -> set[str]:
    """What stands between braces in a text."""
    return set(_BRACES.findall(text))


def write(template: str, language: str, links: Mapping[str, str], /, **words: object) -> Text:
    """The mail in our own words, like `fill`."""
    return fill(template, standard(template, language), language, links, **words)


def fill(template: str, text: Text, language: str, links: Mapping[str, str], /, **words: object) -> Text:
    """The mail in the words of `text`. A line that its placeholders leave empty is left out.

    `links` are our own addresses and stand as they are; every other word, or each of a list, is made `plain`. What
    the text itself says can be no link either.
    """
    values = {name: _fit(word) for name, word in words.items()} | dict(links)
    with force_locale(language):
        used = named_in(f"{text.subject}\n{text.body}").intersection(placeholders(template))
        said = {name: _said(template, name, values) for name in used}
    lines = [_filled(line, said) for line in text.body.splitlines()]
    body = "\n".join(line for line in lines if line is not None)
    subject = _BRACES.sub(lambda found: said.get(found[1], found[0]), text.subject)
    return Text(one_line(subject), re.sub(r"\n{3,}", "\n\n", body).strip() + "\n")


def _said(template: str, name: str, values: Mapping[str, object]) -> str:
    """What a placeholder stands for, in the present language. Raises where no word was given for it."""
    found = _SAID.get_template(f"{template}.txt")
    if name not in found.blocks:
        return str(values[name])
    return "".join(found.blocks[name](found.new_context(dict(values)))).strip()


def _filled(line: str, said: Mapping[str, str]) -> str | None:
    """A line with what its placeholders stand for, its indent kept; None if they leave nothing of it."""
    indent = line[: len(line) - len(line.lstrip(" "))][:_INDENT]
    made = _BRACES.sub(lambda found: said.get(found[1], found[0]), indent + unlinked(line)).rstrip()
    return None if line.strip() and not made else made


def _fit(word: object) -> object:
    """Numbers as they are (for plurals), lists member by member, everything else `plain`."""
    if isinstance(word, list | tuple):
        return [_fit(member) for member in word]
    return word if isinstance(word, int) else plain(word)
