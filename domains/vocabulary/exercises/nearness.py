"""Answers that are nearly right: an accent, a space, a slip of the finger."""

from collections.abc import Callable

from domains.vocabulary.exercises.differing import slips
from domains.vocabulary.exercises.forms import folded, parted, plain, units

ONE_SLIP, TWO_SLIPS = 4, 9

Form = Callable[[str, str], str]


def near(meant: str, text: str, language: str) -> str:
    """Why an answer is nearly right, in a sentence; empty where it is not.

    One slip is forgiven from four letters on and two from nine on: in a shorter word another letter is another word.
    """
    if _rest(meant, language, folded) == _rest(text, language, folded):
        return "Only the accents differ."
    if _joined(meant, language) == _joined(text, language):
        return "Only spaces or hyphens differ."
    if apart(meant, text, language) <= _forgiven(meant, language):
        return "A slip of spelling."
    return ""


def apart(meant: str, text: str, language: str) -> int:
    """Slips between two answers, articles and accents aside."""
    return slips(units(_rest(meant, language, folded)), units(_rest(text, language, folded)))


def _forgiven(meant: str, language: str) -> int:
    length = len(units(_rest(meant, language, folded)))
    return (length >= ONE_SLIP) + (length >= TWO_SLIPS)


def _rest(text: str, language: str, form: Form) -> str:
    return form(parted(text, language)[1], language)


def _joined(text: str, language: str) -> str:
    return _rest(text, language, plain).replace(" ", "").replace("-", "")
