"""Which side of the patient's chest the words around a finding name."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from core.encoders.sentences import Layout

LEFT, RIGHT, BILATERAL = "left", "right", "bilateral"
BEFORE, AFTER = 6, 8
_WORDS = {
    LEFT: "left leftsided lt lul lll lingula lingular",
    RIGHT: "right rightsided rt rul rml rll",
    BILATERAL: "bilateral bilaterally bilat both bibasilar bibasal biapical bilaterial",
}
_SIDES = {word: side for side, words in _WORDS.items() for word in words.split()}
_CAPITALS = {"L": LEFT, "R": RIGHT}
_PAIRED = [[word] for word in "lungs bases sides apices lower upper mid costophrenic hila hemithoraces".split()]
_STOPS = frozenset(". ; but no not without with or while whereas".split())
_NOUNS = frozenset("side sides lung lungs base bases , )".split())
_PAUSES = frozenset({",", "and", "(", ")"})


def side_of(layout: Layout, start: int, end: int) -> str:
    """The side of the mention at characters ``[start, end)``: ``"left"``, ``"right"``, ``"bilateral"`` or empty.

    What stands before the mention counts first ("left effusion"), then what follows it ("effusion on the left"), both
    within its own part of the sentence; two sides there make it bilateral.
    """
    first = bisect_right(layout.tokens, start, key=lambda token: token.start) - 1
    stop = bisect_right(layout.tokens, end - 1, key=lambda token: token.start)
    low, high = _sentence(layout, first)
    inside = _named(layout, range(first, stop))
    before = _named(layout, _back(layout.norms, first, low))
    return _joined(inside) or _joined(before) or _joined(_named(layout, _forth(layout.norms, stop, high)))


def _sentence(layout: Layout, token: int) -> tuple[int, int]:
    """Bounds of the sentence around a token; a side before a colon ("Left lung:") belongs to it."""
    at = bisect_right(layout.sentences, token, key=lambda sentence: sentence.first) - 1
    sentence = layout.sentences[max(at, 0)]
    leads = sentence.first > 0 and layout.norms[sentence.first - 1] == ":"
    return max(0, sentence.first - 3) if leads else sentence.first, sentence.stop


def _back(norms: Sequence[str], first: int, low: int) -> Iterable[int]:
    """Tokens before a mention, the nearest first, to the start of its part; an "and" after a side joins two sides."""
    for at in range(first - 1, max(low, first - BEFORE) - 1, -1):
        joins = norms[at] == "and" and at > low and norms[at - 1] in _SIDES
        if norms[at] in _STOPS or (norms[at] in _PAUSES and not joins):
            return
        yield at


def _forth(norms: Sequence[str], stop: int, high: int) -> Iterable[int]:
    """Tokens after a mention, to the end of its part; a comma or a bracket is passed where a side follows at once."""
    for at in range(stop, min(high, stop + AFTER)):
        if norms[at] in _STOPS:
            return
        if norms[at] in _PAUSES and not _passes(norms, at, high):
            return
        yield at


def _passes(norms: Sequence[str], at: int, high: int) -> bool:
    """Whether a side follows the pause at once, and after an "and" nothing more ("on the left and right")."""
    if at + 1 >= high or not (norms[at + 1] in _SIDES or norms[at + 1] in ("l", "r")):
        return False
    return norms[at] != "and" or at + 2 >= high or norms[at + 2] in _STOPS or norms[at + 2] in _NOUNS


def _named(layout: Layout, places: Iterable[int]) -> list[str]:
    """Sides named by tokens, in their order."""
    sides = (_side(layout, at) for at in places)
    return [side for side in sides if side]


def _side(layout: Layout, at: int) -> str:
    if layout.norms[max(at - 2, 0) : at + 1] == ["b", "/", "l"]:
        return BILATERAL
    if layout.norms[at] == "both" and layout.norms[at + 1 : at + 2] not in _PAIRED:
        return ""
    token = layout.tokens[at]
    word = layout.text[token.start : token.end]
    return _SIDES.get(layout.norms[at]) or _CAPITALS.get(word, "")


def _joined(sides: Sequence[str]) -> str:
    if not sides:
        return ""
    return sides[0] if len(set(sides)) == 1 else BILATERAL
