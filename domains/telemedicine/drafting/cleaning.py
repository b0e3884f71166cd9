"""Speech made legible: tokenised text is put together again, and what people say while they think is left out."""

from __future__ import annotations

import re

_JOINS = (
    (re.compile(r"\b(ca|wo|do|does|did|is|are|was|were|has|have|had|could|would|should)\s+n't\b", re.I), r"\1n't"),
    (re.compile(r"\bgon\s+na\b", re.I), "going to"),
    (re.compile(r"\bwan\s+na\b", re.I), "want to"),
    (re.compile(r"\bgot\s+ta\b", re.I), "have to"),
    (re.compile(r"\bgonna\b", re.I), "going to"),
    (re.compile(r"\bwanna\b", re.I), "want to"),
    (re.compile(r"\s+('(?:s|re|ve|ll|d|m)\b)", re.I), r"\1"),
    (re.compile(r"\s+([,.?!;:%])"), r"\1"),
    (re.compile(r"\$\s+(\d)"), r"$\1"),
)
_FILLERS = re.compile(
    r"\b(?:um+|uh+|er+m?|hmm+|mm+(?:-hmm+)?|mhm|uh-huh|ah+|oh|you know|i mean|sort of|kind of|a little bit of a"
    r"|go ahead and|basically|actually|really|just|like i said|as well as i could|or anything like that"
    r"|or something like that|or whatever|and stuff(?: like that)?|and everything|to be honest|at this point"
    r"|at this time|of course|obviously|definitely|pretty much|if that makes sense|gosh|gee|jeez|please)\b[,.]*-?",
    re.I,
)
_OPENERS = re.compile(
    r"^\W*(?:(?:okay|ok|alright|all right|well|so|yeah|yep|yes|no problem|right|great|good|perfect|sure"
    r"|now|hey|hi|hello|and|but|then|also|plus|anyway|absolutely|exactly|gotcha|excellent|awesome|wonderful|wow|because|cool|nice|thanks"
    r"|thank you|i see|let's see|alrighty|lastly|first of all|first|second|next|let me see|got it|i understand|fine"
    r"|that's fine|that's good|that's great|sounds good|i'm sorry|sorry to hear that)\b[\s,.!-]*)+",
    re.I,
)
_CLOSERS = re.compile(r"(?:,\s*(?:yeah|yes|yep|no|ok|okay|right|alright|though|so|then)\b\W*)+$", re.I)
_COMMAND = re.compile(r"\b(?:hey|hi|okay|ok)?,?\s*dragon\b[,.]?[^.?!]*[.?!]?", re.I)
_CUT = re.compile(r"\b\w{1,2}-\s+(?=\w)|(?<=\w)-(?=\s*$)")
_STUTTER = re.compile(r"\b(\w+(?:'\w+)?(?: \w+(?:'\w+)?){0,2}),? \1\b", re.I)
_SPACES = re.compile(r"\s+")
_COMMAS = re.compile(r"(?:\s*,)+(?=\s*[,.?!])|^\W+")
_ENDS = re.compile(r"(?<!\bdr\.)(?<!\bmr\.)(?<!\bms\.)(?<!\bmrs\.)(?<=[.?!])\s+|\s*\.\.\.\s*", re.I)
_ALRIGHT = re.compile(r"\s+(?:okay|alright|all right|anyway)\b\s*", re.I)
_ASKING = re.compile(
    r"^(?:how|what|when|where|which|who|why|any)\b|^(?:do|does|did|have|has|are|is|were|was|can|could|will|would)"
    r"\s+(?:you|your|it|there|that|this|the|he|she|they|any|we|i)\b",
    re.I,
)
_TURNS = re.compile(
    r",?\s+(?=(?:and|but|so|because|which)\s+(?:i|you|we|he|she|they|it|there|that|then|the|my|your)\b)", re.I
)
LONG = 12
ENDLESS = 25


def join(text: str) -> str:
    """Tokenised text as people write it: "do n't" is "don't", "gon na" is "going to"."""
    for pattern, written in _JOINS:
        text = pattern.sub(written, text)
    return _SPACES.sub(" ", text).strip()


def clauses(text: str) -> list[str]:
    """The sentences of an utterance, and the parts of those that run on, each without its filler.

    Speech recognisers often write no full stops: a long stretch is cut where a new subject begins.
    """
    whole = _COMMAND.sub(" ", join(text))
    parts = [part for sentence in _ENDS.split(whole) if sentence for part in _parts(sentence)]
    return [clean for part in parts if (clean := without_filler(part))]


def _parts(sentence: str) -> list[str]:
    if len(sentence.split()) <= LONG:
        return [sentence]
    question = sentence.rstrip().endswith("?")
    pieces = _ALRIGHT.split(sentence) if len(sentence.split()) > ENDLESS else [sentence]
    parts = [part for piece in pieces for part in _TURNS.split(piece) if part.strip()]
    return [part if not question or part is parts[-1] else f"{part.rstrip('?.')}?" for part in parts]


def without_filler(clause: str) -> str:
    """A clause without hesitation, stutter and opening words that answer nobody."""
    text = _FILLERS.sub(" ", _CUT.sub(" ", clause))
    text = _SPACES.sub(" ", text)
    for _ in range(2):
        text = _STUTTER.sub(r"\1", text)
    text = _OPENERS.sub("", _COMMAS.sub("", text).strip())
    text = _CLOSERS.sub("?" if text.endswith("?") else "", text)
    text = re.sub(r"\s+([,.?!;:])", r"\1", _COMMAS.sub("", text)).strip(" ,-")
    return text if re.search(r"\w", text) else ""


def asks(clause: str) -> bool:
    """Whether a clause is a question, its mark left out or not."""
    return clause.rstrip().endswith("?") or bool(_ASKING.match(clause))
