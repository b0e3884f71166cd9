"""The vocabulary's page in words: exercises, languages, states, and when something is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from domains.vocabulary.modality import Exercise, Modality
from domains.vocabulary.views import Counts

LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "la": "Latin",
    "nb": "Norwegian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
LETTERS: Mapping[str, str] = {
    "ca": "àçéèíïóòúü·",
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøå",
    "de": "äöüß",
    "es": "áéíóúüñ",
    "fi": "äö",
    "fr": "àâçéèêëîïôœùûü",
    "hu": "áéíóöőúüű",
    "it": "àèéìòù",
    "nb": "æøå",
    "nl": "éëïó",
    "pl": "ąćęłńóśźż",
    "pt": "ãáàâçéêíóôõú",
    "ro": "ăâîșț",
    "sv": "åäöé",
    "tr": "çğıöşü",
}
ASKS: Mapping[Exercise, tuple[str, str]] = {
    Exercise.PICTURE_WORD: ("Which word is it?", "What is it called in {language}?"),
    Exercise.SOUND_WORD: ("Which word do you hear?", "Which word do you hear?"),
    Exercise.WORD_PICTURE: ("Which picture is it?", "What is it? See it before you, then look."),
    Exercise.WORD_MEANING: ("What does it mean?", "What does it mean?"),
    Exercise.TYPED: ("Type it in {language}", "Type it in {language}"),
    Exercise.DICTATION: ("Type what you hear", "Type what you hear"),
    Exercise.CLOZE: ("Fill the gap", "Fill the gap"),
    Exercise.SPEAK: ("Say it aloud", "Say it aloud"),
    Exercise.CONTRAST: ("Which of the two do you hear?", "Which of the two do you hear?"),
    Exercise.FLIP: ("Do you know it?", "Do you know it?"),
}
"""What to do, with answers to choose from and without."""

MODALITIES: Mapping[str, str] = {
    Modality.PICTURE: "Picture",
    Modality.SOUND: "Sound",
    Modality.READING: "Reading",
    Modality.WRITING: "Writing",
    Modality.SPEAKING: "Speaking",
}
RATINGS: Mapping[int, str] = {1: "Again", 2: "Hard", 3: "Good", 4: "Easy"}
FLAGS = ("No flag", "Red", "Orange", "Green", "Blue", "Pink", "Turquoise", "Purple")
KINDS: Mapping[str, str] = {"starter": "Starter deck", "own": "Own deck", "imported": "Imported"}
STATES: Mapping[str, tuple[str, str]] = {
    "new": ("New", "blue"),
    "learning": ("Learning", "orange"),
    "relearning": ("Relearning", "orange"),
    "review": ("Known", "green"),
    "suspended": ("Suspended", "gray"),
    "buried": ("Buried", "gray"),
}


def language(code: str) -> str:
    """A language by its code; an unknown one by the code itself."""
    return LANGUAGES.get(code.split("-")[0].lower(), code)


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def when(due: datetime | None, now: datetime) -> str:
    """When something is due, as one says it."""
    if due is None:
        return "not yet"
    left = due - now
    if left <= timedelta():
        return "now"
    if left < timedelta(hours=1):
        return f"in {plural(max(1, round(left.total_seconds() / 60)), 'minute')}"
    if left < timedelta(hours=24) and due.date() == now.date():
        return f"in {plural(round(left.total_seconds() / 3600), 'hour')}"
    days = (due.date() - now.date()).days
    return "tomorrow" if days == 1 else f"in {plural(days, 'day')}" if days < 60 else f"{due:%d %b %Y}"


def waiting(counts: Counts) -> str:
    """What waits in a deck today, in words."""
    parts = [
        plural(counts.due, "review") if counts.due else "",
        f"{counts.learning} being learned" if counts.learning else "",
        f"{counts.new} new" if counts.new else "",
    ]
    told = ", ".join(part for part in parts if part)
    return told or ("Done for today" if counts.done else "Nothing waits today")


def left(counts: Counts) -> int:
    """How many cards wait now."""
    return counts.new + counts.learning + counts.due


def pair(learned: str, known: str) -> str:
    """The two languages of a deck."""
    return f"{language(learned)} \N{RIGHTWARDS ARROW} {language(known)}" if learned and known else language(learned)
