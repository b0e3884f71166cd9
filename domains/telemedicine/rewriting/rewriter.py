"""Each sentence of a draft in the words of a language model, where these claim the same; else as it stood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from domains.telemedicine.claims import objection
from domains.telemedicine.rewriting.model import opened

Tell = Callable[[float, str], None]
MACHINE, MODEL = "machine", "model"


class Writer(Protocol):
    """What puts a sentence into other words."""

    def answer(self, text: str) -> str:
        """One sentence, or nothing."""
        ...


def rewritten(
    sections: Sequence[Mapping[str, Any]],
    utterances: Sequence[Mapping[str, Any]],
    folder: str,
    tell: Tell | None = None,
    writer: Writer | None = None,
) -> dict[str, Any]:
    """A draft in other words.

    Args:
        sections: ``[{title, sentences: [{text, sources}]}]``, each sentence known to rest on its sources.
        utterances: The told utterances; their ``text`` counts.
        folder: Of the language model.
        tell: Told the fraction done and what is being done.
        writer: Instead of the model in the folder.

    Returns:
        ``sections``: as many, the sentences with the same sources and their ``author``; ``dropped``: what the model
        said that its sources do not carry, ``{section, text, why}``; ``notices``.

    Raises:
        ModelRefused: the folder holds no model that can be used; one sentence.
    """
    tell = tell or _silent
    tell(0.0, "Loading the language model.")
    model = writer or opened(Path(folder).expanduser())
    heard = [str(one["text"]) for one in utterances]
    total, done = max(1, sum(len(one["sentences"]) for one in sections)), 0
    out, dropped = [], []
    for section in sections:
        under = []
        for sentence in section["sentences"]:
            done += 1
            tell(done / (total + 1), f"Putting sentence {done} of {total} into other words.")
            told, why = _one(sentence, heard, model)
            under.append({**sentence, **told})
            dropped += [{"section": section["title"], **why}] if why else []
        out.append({**section, "sentences": under})
    return {"sections": out, "dropped": dropped, "notices": _notices(total, len(dropped)) if done else []}


def _one(sentence: Mapping[str, Any], heard: Sequence[str], model: Writer) -> tuple[dict[str, Any], dict[str, str]]:
    """What stands in the draft, and what was dropped for which reason."""
    text, sources = str(sentence["text"]), list(sentence["sources"])
    other = _sentence(model.answer(text))
    stays = {"text": text, "sources": sources, "author": MACHINE}
    if not other or other == text:
        return stays, {}
    said = [heard[number] for number in sources if 0 <= number < len(heard)]
    if not said:
        return stays, {"text": other, "why": "names no utterance that it rests on"}
    if why := objection(other, text, said):
        return stays, {"text": other, "why": why}
    return {"text": other, "sources": sources, "author": MODEL}, {}


def _sentence(answer: str) -> str:
    """An answer with its capital and its full stop."""
    bare = answer.strip(" \"'\u201c\u201d*-")
    return f"{bare[:1].upper()}{bare[1:].rstrip('.')}." if any(map(str.isalnum, bare)) else ""


def _notices(total: int, dropped: int) -> list[str]:
    if not dropped:
        return []
    return [
        f"{dropped} of {total} rewritten sentences said something that their sources do not; they stay as they were."
    ]


def _silent(fraction: float, doing: str) -> None:
    return None
