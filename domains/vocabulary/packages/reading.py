"""From the pieces that the limited process tells to a checked package."""

from collections.abc import Callable
from typing import IO, Any

from core.intake.refusal import Code, Refused
from domains.vocabulary.packages import anki, process
from domains.vocabulary.packages.anki import Package
from domains.vocabulary.packages.limits import Limits
from domains.vocabulary.packages.upgrading import upgrade

Keep = Callable[[bytes], str]
KINDS = (
    "image/png image/jpeg image/gif image/webp image/bmp image/svg+xml audio/wav audio/mpeg audio/ogg audio/flac"
    " audio/aac audio/amr audio/aiff audio/mp4 audio/webm video/mp4 video/webm video/x-msvideo"
).split()
NAME = 240
UNKNOWN = (
    "The package has notes of a type that it does not hold ({count}); run Tools > Check Database in Anki, then export"
    " again."
)
EMPTY = "The package holds no cards; choose the deck again when you export it from Anki."


def read(package: IO[bytes], keep: Keep, limits: Limits) -> Package:
    """Read a package.

    Args:
        package: The file, open for reading.
        keep: Keeps a picture or sound and returns its digest.
        limits: What it may cost.

    Raises:
        Refused: it cannot be taken; what was kept is then the caller's to forget.
    """
    found = Package()
    try:
        for head, body in process.frames(package, limits):
            _take(found, head, body, keep)
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(Code.CRASH, process.HARMFUL) from error
    _check(found, limits)
    upgrade(found)
    return found


def _take(found: Package, head: dict[str, Any], body: bytes, keep: Keep) -> None:
    kind = head.get("kind")
    if kind == "collection":
        found.crt, found.version = anki.whole(head["crt"]), anki.whole(head["ver"])
        found.conf = dict(head["conf"])
        found.models, found.decks = anki.by_id(head["models"]), anki.by_id(head["decks"])
        found.options = anki.by_id(head["dconf"])
    elif kind == "note":
        found.notes += map(anki.note, head["rows"])
    elif kind == "card":
        found.cards += map(anki.card, head["rows"])
    elif kind == "review":
        found.reviews += map(anki.review, head["rows"])
    elif kind == "ready":
        found.sounds = head.get("sounds") is True
    else:
        _take_media(found, head, body, keep)


def _take_media(found: Package, head: dict[str, Any], body: bytes, keep: Keep) -> None:
    name = head.get("name")
    if head.get("kind") not in ("media", "left out") or not isinstance(name, str):
        return
    name = anki.words(name)[:NAME]
    if head["kind"] == "left out" or head.get("type") not in KINDS:
        found.left_out.append(name)
    elif name not in found.media:
        found.media[name] = (keep(body), head["type"], len(body))


def _check(found: Package, limits: Limits) -> None:
    if not found.cards or not found.notes:
        raise Refused(Code.EMPTY, EMPTY)
    for each in (found.models, found.decks, found.options):
        if len(each) > limits.decks:
            raise Refused(Code.LENGTH, "The package has more decks or note types than are taken; export fewer at once.")
    strangers = sum(note.type not in found.models for note in found.notes)
    if strangers:
        raise Refused(Code.MALFORMED, UNKNOWN.format(count=strangers))
    if any(len(note.fields) > limits.field for note in found.notes):
        raise Refused(Code.LENGTH, "A note of the package is longer than any card can be; shorten it in Anki.")
    _check_models(found, limits)


def _check_models(found: Package, limits: Limits) -> None:
    for model in found.models.values():
        for part in ("flds", "tmpls"):
            parts = model.get(part)
            if not isinstance(parts, list) or not parts or not all(_is_part(each, limits) for each in parts):
                raise Refused(
                    Code.MALFORMED, "A note type of the package is damaged; run Tools > Check Database in Anki."
                )
        if not isinstance(model.get("css", ""), str) or len(model.get("css", "")) > limits.field:
            raise Refused(Code.MALFORMED, "A note type of the package is damaged; run Tools > Check Database in Anki.")
    for number, model in found.models.items():
        model |= {"id": number, "name": anki.words(model.get("name")) or "Imported"}
    for number, deck in found.decks.items():
        deck |= {"id": number, "name": anki.words(deck.get("name")) or "Imported"}


def _is_part(part: object, limits: Limits) -> bool:
    if not isinstance(part, dict) or not isinstance(part.get("name"), str):
        return False
    texts = (part.get(name, "") for name in ("qfmt", "afmt", "bqfmt", "bafmt"))
    return all(isinstance(text, str) and len(text) <= limits.field for text in texts)
