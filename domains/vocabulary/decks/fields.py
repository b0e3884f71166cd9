"""What may be written into a note, and how it is checked."""

from collections.abc import Callable, Iterable, Mapping

from domains.vocabulary.views import NotNow

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
WORD, EXAMPLE, IPA, TAG, MANY = 500, 1000, 256, 64, 50
KEPT = ("word", "meaning", "accepted", "ipa", "level", "example", "picture", "sound", "own_sound", "tags", "concept")
"""What an edit remembers; a note is never remembered as deleted, since a deleted one cannot be edited."""


def taken(fields: Mapping[str, object]) -> dict[str, object]:
    """Checked values of the fields that somebody wrote.

    Raises:
        NotNow: a field is unknown, or a value cannot be.
    """
    strange = sorted(set(fields) - set(_CHECKS))
    if strange:
        raise NotNow(f"A word's “{strange[0]}” cannot be changed: {', '.join(_CHECKS)} can.")
    return {name: _CHECKS[name](value) for name, value in fields.items()}


def as_before(before: Mapping[str, object]) -> dict[str, object]:
    """The values of an edit, to be put back."""
    return {name: before[name] for name in KEPT if name in before} | {"deleted_at": None}


def tags(value: object) -> list[str]:
    """Tags as a list without doubles; each is one word, as a search needs it.

    Raises:
        NotNow: too many, or one too long.
    """
    parts = value.split() if isinstance(value, str) else [str(each) for each in _listed(value)]
    found = list(dict.fromkeys("_".join(part.replace(",", " ").split()) for part in parts))
    found = [each for each in found if each]
    if len(found) > MANY or any(len(each) > TAG for each in found):
        raise NotNow(f"Give at most {MANY} tags of at most {TAG} characters each.")
    return found


def _text(most: int, name: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        text = _clean(str(value)).strip()
        if len(text) > most:
            raise NotNow(f"The {name} has {len(text)} characters: shorten it to {most}.")
        return text

    return check


def _word(value: object) -> str:
    text = _text(WORD, "word")(value)
    if not text:
        raise NotNow("The word is empty: write one.")
    return text


def _accepted(value: object) -> list[str]:
    texts = [_text(WORD, "answer")(each) for each in _listed(value)]
    found = [each for each in dict.fromkeys(texts) if each]
    if len(found) > MANY:
        raise NotNow(f"At most {MANY} further answers can be accepted.")
    return found


def _level(value: object) -> str:
    level = str(value).strip().upper()
    if level and level not in LEVELS:
        raise NotNow(f"“{level[:20]}” is no level: choose one of {', '.join(LEVELS)}.")
    return level


def _listed(value: object) -> list[object]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return list(value)


def _clean(text: str) -> str:
    """Without control characters, which no database and no screen takes well; a line break stays."""
    return "".join(each for each in text if each == "\n" or each.isprintable() or each.isspace()).replace("\0", "")


_CHECKS: Mapping[str, Callable[[object], object]] = {
    "word": _word,
    "meaning": _text(WORD, "meaning"),
    "accepted": _accepted,
    "ipa": _text(IPA, "pronunciation"),
    "level": _level,
    "example": _text(EXAMPLE, "example"),
    "tags": tags,
}
