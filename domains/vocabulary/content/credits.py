"""Where the material of a starter deck comes from, as the deck itself says it."""

from collections.abc import Mapping

OPENMOJI = "OpenMoji 17.0.0, the open-source emoji project, CC BY-SA 4.0, drawn as pixels here"
SPOKEN = "spoken by eSpeak NG for this deck"
PICTURE_URL = "https://openmoji.org"
SHORT = (
    "Pictures: OpenMoji (openmoji.org), CC BY-SA 4.0. Words after Unicode CLDR. Frequencies: wordfreq, CC BY-SA 4.0."
)
"""What goes with a deck wherever it is exported to."""


def credits(language: str, known: str) -> list[dict[str, str]]:
    """A line for each source: what it gave, who made it, under which licence, where it is."""
    return [
        PICTURES,
        _line(
            f"Words ({language}, {known})",
            "names of Unicode CLDR 48, many of them rewritten to the everyday word here",
            "Unicode-3.0; own words Apache-2.0",
            "https://cldr.unicode.org",
        ),
        _line("Levels (CEFR)", "cefrpy 1.0.3, of the English word", "MIT", "https://github.com/Maximax67/cefrpy"),
        _line(
            "Frequencies (Zipf)", "wordfreq 3.1.1, Robyn Speer", "CC BY-SA 4.0", "https://github.com/rspeer/wordfreq"
        ),
        _line("Speech and IPA", "eSpeak NG, made on this machine", "no rights claimed by its authors", ""),
        _line("Example sentences", "written for Chiron", "Apache-2.0", ""),
    ]


def picture(code: str) -> str:
    """The credit of one drawing."""
    return f"OpenMoji {code}: {OPENMOJI.split(', ', 1)[1]}; {PICTURE_URL}"


def _line(what: str, source: str, licence: str, url: str) -> dict[str, str]:
    line: Mapping[str, str] = {"what": what, "source": source, "licence": licence, "url": url}
    return {key: value for key, value in line.items() if value}


PICTURES: dict[str, str] = _line("Pictures", "OpenMoji 17.0.0, drawn as pixels here", "CC BY-SA 4.0", PICTURE_URL)
