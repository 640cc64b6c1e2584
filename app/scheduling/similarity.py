"""How alike two short texts are: cosine of hashed TF-IDF over pieces of words.

Pieces of three to five letters, the word's borders included, find what Danish writes in one word:
*brint* in *brintteknologi*, *energilagring* in *energilagringssystemer*. They know no translation:
*brint* and *hydrogen* share nothing; the camp's topics are there for that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 1 << 14
BLOCK = 256
LEAST = 0.1
_WORDS = re.compile(r"\w\w+")
_LENGTHS = (3, 4, 5)
_SPACE = np.uint64(32)
_PRIME = np.uint64(0x100000001B3)  # of the hash FNV-1a, here over 64 bits, overflow wanted
Vector = tuple[NDArray[np.int32], NDArray[np.float32]]


_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ð": "d", "þ": "th", "ł": "l", "đ": "d"})
_SPELLINGS = (("aa", "a"), ("oe", "o"))


def fold(text: str) -> str:
    """One spelling for what people take for the same: lower case, no accents, *aa* as *å*, *oe* as *ø*.

    So *arhus*, *Aarhus* and *Århus* are one, and *Sørensen*, *Soerensen* and *SORENSEN*.
    """
    plain = text.lower() if text.isascii() else _without_accents(text)
    for spelling, short in _SPELLINGS:
        plain = plain.replace(spelling, short)
    return plain


def _without_accents(text: str) -> str:
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _accents().sub("", lowered).translate(_LETTERS)


@lru_cache(maxsize=1)
def _accents() -> re.Pattern[str]:
    """All combining marks; looking through all characters takes too long to do it before it is needed."""
    marks = (chr(number) for number in range(0x110000) if unicodedata.combining(chr(number)))
    return re.compile(f"[{''.join(map(re.escape, marks))}]+")


@lru_cache(maxsize=20_000)
def _pieces(text: str) -> Vector:
    """The places of a text's pieces, rising, and the dampened count of each; both empty without words.

    Remembered by the text itself: profiles change seldom and are compared again at every visit.
    """
    words = " ".join(["", *_WORDS.findall(fold(text)), ""])
    letters = np.array([ord(char) for char in words], dtype=np.uint64)
    hashes = np.concatenate([_hashes(letters, length) for length in _LENGTHS])
    places, counts = np.unique(hashes % DIMENSIONS, return_counts=True)
    return places.astype(np.int32), (1 + np.log(counts)).astype(np.float32)


def _hashes(letters: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """A number for each run of letters of this length that stays within one word and its two borders."""
    if len(letters) < length:
        return np.zeros(0, dtype=np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(letters, length)
    runs = runs[(runs[:, 1:-1] != _SPACE).all(axis=1)]
    hashes = np.full(len(runs), length, dtype=np.uint64)
    for column in runs.T:
        hashes = (hashes ^ column) * _PRIME
    return hashes >> np.uint64(20)


def _rarity(vectors: Sequence[Vector]) -> NDArray[np.float32]:
    """Weigh each piece by how few of the texts have it (smoothed inverse document frequency)."""
    places = np.concatenate([places for places, _ in vectors]) if vectors else np.zeros(0, np.int32)
    found = np.bincount(places, minlength=DIMENSIONS)
    return (np.log((1 + len(vectors)) / (1 + found)) + 1).astype(np.float32)


def _rows(vectors: Sequence[Vector], rarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """One row of length 1 for each text; a text without words is a row of zeros."""
    rows = np.zeros((len(vectors), DIMENSIONS), dtype=np.float32)
    for row, (places, counts) in zip(rows, vectors, strict=True):
        weighted = counts * rarity[places]
        row[places] = weighted / (np.linalg.norm(weighted) or 1.0)
    return rows


@dataclass(frozen=True, slots=True)
class _Corpus:
    """Many texts at once: their pieces one after the other, weighed, and to which text each belongs."""

    places: NDArray[np.int32]
    weights: NDArray[np.float32]
    owners: NDArray[np.int64]
    rarity: NDArray[np.float32]


@lru_cache(maxsize=4)
def _corpus(texts: tuple[str, ...]) -> _Corpus:
    """Remembered by the texts themselves: a camp's profiles are compared at every visit of everybody."""
    vectors = [_pieces(text) for text in texts]
    rarity = _rarity(vectors)
    weighted = [counts * rarity[places] for places, counts in vectors]
    lengths = [weights / (np.linalg.norm(weights) or 1.0) for weights in weighted]
    nothing = np.zeros(0, np.int32)
    return _Corpus(
        np.concatenate([nothing, *(places for places, _ in vectors)]),
        np.concatenate([nothing.astype(np.float32), *lengths]),
        np.repeat(np.arange(len(texts)), [len(places) for places, _ in vectors]),
        rarity,
    )


def likeness(wanted: str, texts: Sequence[str]) -> list[float]:
    """How alike one text is to each of the others, from 0 to 1, in their order."""
    corpus = _corpus(tuple(texts))
    query = _rows([_pieces(wanted)], corpus.rarity)[0]
    scores = np.bincount(corpus.owners, corpus.weights * query[corpus.places], minlength=len(texts))
    return [min(score, 1.0) for score in scores.tolist()]


def words_in_common(ours: str, theirs: str, most: int = 3) -> tuple[str, ...]:
    """The words of `theirs`, as written there, that also stand in `ours` or begin like a word of it.

    The longest first, for they say most; words below five letters say too little. Empty when the two
    are alike in parts of words only.
    """
    stems = {word[:7] for word in _WORDS.findall(fold(ours)) if len(word) >= 5}
    found: dict[str, str] = {}
    for word in _WORDS.findall(theirs):
        stem = fold(word)[:7]
        if stem in stems and stem not in found:
            found[stem] = word
    return tuple(sorted(found.values(), key=lambda word: -len(word))[:most])


def most_alike(
    wanted: Mapping[str, str], offered: Mapping[str, str], *, each: int = 12, least: float = LEAST
) -> dict[tuple[str, str], float]:
    """For each text wanted, the `each` texts offered that are most alike, never the one of its own name.

    Returns {(name wanted, name offered): likeness from `least` to 1}. Works in blocks, so that memory
    grows with the number of names and not with its square.
    """
    takers, givers = sorted(wanted), sorted(offered)
    given = [_pieces(offered[name]) for name in givers]
    rarity = _rarity(given)
    found: dict[tuple[str, str], float] = {}
    for start in range(0, len(takers), BLOCK):
        names = takers[start : start + BLOCK]
        scores = _scores(_rows([_pieces(wanted[name]) for name in names], rarity), given, rarity)
        for name, row in zip(names, scores, strict=True):
            found |= {(name, other): score for other, score in _best(row, givers, name, each, least)}
    return found


def _scores(
    rows: NDArray[np.float32], given: Sequence[Vector], rarity: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The likeness of each row to each text given: one matrix product for each block of them."""
    blocks = [rows @ _rows(given[start : start + BLOCK], rarity).T for start in range(0, len(given), BLOCK)]
    return np.concatenate(blocks, axis=1) if blocks else np.zeros((len(rows), 0), np.float32)


def _best(
    row: NDArray[np.float32], names: Sequence[str], own: str, each: int, least: float
) -> list[tuple[str, float]]:
    """The best of a row, best first, equal ones in the order of their names."""
    order = np.argsort(-row, kind="stable")[: each + 1]
    chosen = [(names[place], float(row[place])) for place in order.tolist()]
    return [(name, min(score, 1.0)) for name, score in chosen if score >= least and name != own][:each]
