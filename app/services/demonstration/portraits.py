"""Small pictures for some of the invented people: a head and shoulders in two colours, nobody's likeness."""

import random
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from app.models import Participant
from app.services.directory import pictures

SIDE = 240
GROUNDS = ("#cfe3e1", "#f3dcc4", "#d6dff0", "#ead4e2", "#dfe8c9", "#ece5bb")
CLOTHES = ("#0f5e63", "#b45309", "#2563a8", "#8a3f74", "#5d7a1f", "#52605d")
SKIN = ("#f1d3bd", "#dcb08e", "#b98863", "#8a5f43", "#5c3d2a")
HAIR = ("#2b2320", "#5a3d28", "#8f6a3d", "#c9a35f", "#9a9a9a")


def hang(people: Sequence[Participant], rng: random.Random) -> None:
    """A picture for each of them. Commits for each."""
    for person in people:
        pictures.put(person, drawn(rng))


def drawn(rng: random.Random) -> bytes:
    """A square PNG."""
    picture = Image.new("RGB", (SIDE, SIDE), rng.choice(GROUNDS))
    draw = ImageDraw.Draw(picture)
    skin, hair, clothes = rng.choice(SKIN), rng.choice(HAIR), rng.choice(CLOTHES)
    if rng.random() < 0.5:
        draw.rounded_rectangle((68, 48, 172, 180), 50, hair)
    draw.ellipse((28, 170, 212, 330), clothes)
    draw.rectangle((104, 140, 136, 186), skin)
    draw.ellipse((78, 58, 162, 164), skin)
    draw.chord((74, 44, 166, 150), 180 + rng.randrange(-12, 12), 360, hair)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
