"""How much one package may cost before it is refused."""

from dataclasses import dataclass

MEBI = 2**20


@dataclass(frozen=True)
class Limits:
    """Bounds on one package and on the process that reads it.

    Attributes:
        bytes: Longest package, in bytes.
        entries: Most files in it.
        unpacked: Most bytes of all its files together.
        ratio: Unpacked to packed bytes above which a large package counts as a bomb.
        collection: Longest database, in bytes.
        media: Longest picture or sound, in bytes.
        pixels: Most pixels (rows times columns) of a picture.
        notes: Most notes.
        cards: Most cards.
        reviews: Most rows of the review log.
        decks: Most decks, and most note types.
        field: Longest note (all its fields) or template, in characters.
        memory: Address space of the limited process, in bytes.
        seconds: Processor time, and wall-clock time, for one package.
    """

    bytes: int = 512 * MEBI
    entries: int = 50_000
    unpacked: int = 2048 * MEBI
    ratio: float = 200.0
    collection: int = 256 * MEBI
    media: int = 64 * MEBI
    pixels: int = 64_000_000
    notes: int = 200_000
    cards: int = 400_000
    reviews: int = 2_000_000
    decks: int = 10_000
    field: int = 1_000_000
    memory: int = 2048 * MEBI
    seconds: int = 300
