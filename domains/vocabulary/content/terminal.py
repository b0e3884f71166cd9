"""What `chiron vocabulary build-deck` does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from domains.vocabulary.confusability.keeping import refresh
from domains.vocabulary.content.building import build, is_current
from domains.vocabulary.content.concepts import LANGUAGES, NoSuchLanguage, known_language
from domains.vocabulary.content.material import Tell
from domains.vocabulary.content.pictures import PicturesError
from domains.vocabulary.content.sounding import SoundError
from domains.vocabulary.content.speech import SpeechError

if TYPE_CHECKING:
    from data.actor import Actor
    from ui.kit.context import DomainContext

STEP = 0.1


class Unusable(ValueError):
    """Decks that cannot be built; one sentence."""


def build_decks(languages: str, known: str, fresh: bool) -> Iterator[str]:
    """Build one deck after another; a sentence for each.

    Raises:
        Unusable: there are no words in a language, or a package is missing; decks before it are kept.
    """
    wanted = chosen(languages, known)
    context, actor = _opened()
    for language in wanted:
        tell = ticker()
        changed = fresh or not is_current(context, language, known)
        try:
            deck = build(context, actor, language, known, tell, fresh=fresh)
        except (PicturesError, SoundError, SpeechError) as error:
            raise Unusable(f"{LANGUAGES[language]}: {error}") from error
        if changed:
            tell(1.0, f"{language}: telling which words are alike; the first deck takes a minute more")
            refresh(context, deck)
        yield f"{LANGUAGES[language]} for speakers of {LANGUAGES[known]}: deck {deck} is up to date."


def _opened() -> tuple[DomainContext, Actor]:
    """The vocabulary's corner of the house, its tables brought up to date, and who works in the terminal."""
    from ui.kit.host import host

    try:
        host().service("vocabulary")
    except LookupError as error:
        raise Unusable(str(error.args[0])) from error
    return host().context("vocabulary"), host().operator()


def chosen(languages: str, known: str) -> list[str]:
    """The languages of a list, each once.

    Raises:
        Unusable: there are no words in one of them, or it is the known one.
    """
    named = [each.strip().lower() for each in languages.split(",") if each.strip()]
    wanted = [each for each in LANGUAGES if each != known] if named == ["all"] else list(dict.fromkeys(named))
    try:
        for each in (known, *wanted):
            known_language(each)
    except NoSuchLanguage as error:
        raise Unusable(str(error)) from error
    if not wanted or known in wanted:
        raise Unusable(f"Name languages other than the known one ('{known}'), for example --languages es,fr,de.")
    return wanted


def ticker() -> Tell:
    """Writes the fraction done, in steps of a tenth, where somebody looks at the errors' stream."""
    told = [0.0]

    def tell(done: float, what: str) -> None:
        if done >= min(told[0], 1.0):
            told[0] = done + STEP
            sys.stderr.write(f"{done:4.0%} {what}\n")

    return tell
