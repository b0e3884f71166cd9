"""The note type by which our own notes go to Anki: picture, word, meaning, sound and what else is known of a word."""

from collections.abc import Mapping
from html import escape, unescape
from typing import Any

NAME = "Chiron word"
ID = 1_767_225_600_001
WORD, MEANING, PICTURE, SOUND, IPA = "Word", "Meaning", "Picture", "Sound", "Pronunciation"
EXAMPLE, LEVEL, ACCEPTED = "Example", "Level", "Also accepted"
FIELDS = (WORD, MEANING, PICTURE, SOUND, IPA, EXAMPLE, LEVEL, ACCEPTED)
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
FRONT = '<div class="picture">{{Picture}}</div>\n<div class="meaning">{{Meaning}}</div>'
BACK = """{{FrontSide}}
<hr id="answer">
<div class="word">{{Word}}</div>
{{#Pronunciation}}<div class="ipa">{{Pronunciation}}</div>{{/Pronunciation}}
{{Sound}}
{{#Example}}<div class="example">{{Example}}</div>{{/Example}}
{{#Also accepted}}<div class="accepted">{{Also accepted}}</div>{{/Also accepted}}"""
CSS = """.card { font-family: sans-serif; font-size: 1.4em; text-align: center; }
.picture img { max-width: 80%; max-height: 40vh; }
.word { font-size: 1.6em; font-weight: bold; }
.ipa, .accepted { opacity: 0.7; }
.example { font-style: italic; margin-top: 0.6em; }
"""
FIELD_DEFAULTS: Mapping[str, Any] = {"sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}
PREAMBLE = "\\documentclass[12pt]{article}\n\\usepackage[utf8]{inputenc}\n\\pagestyle{empty}\n\\begin{document}\n"


def note_type() -> dict[str, Any]:
    """The note type as JSON of schema 11."""
    fields = [{"name": name, "ord": ordinal} | dict(FIELD_DEFAULTS) for ordinal, name in enumerate(FIELDS)]
    template = {"name": "Word", "ord": 0, "qfmt": FRONT, "afmt": BACK, "bqfmt": "", "bafmt": "", "did": None}
    told = {"id": ID, "name": NAME, "type": 0, "mod": 0, "usn": -1, "sortf": 0, "did": 1, "css": CSS}
    told |= {"flds": fields, "tmpls": [template | {"bfont": "", "bsize": 0}], "req": [[0, "any", [1, 2]]]}
    return told | {"latexPre": PREAMBLE, "latexPost": "\\end{document}", "latexsvg": False, "tags": [], "vers": []}


def is_own(model: Mapping[str, Any], fields: Mapping[str, str]) -> bool:
    """Whether a note is of that type, perhaps renamed by Anki when it met another of the name."""
    return str(model.get("name", "")).startswith(NAME) and set(FIELDS) <= set(fields)


def is_ours(model: Mapping[str, Any]) -> bool:
    """Whether a note type is exactly ours, so that its notes need no layout of their own here."""
    ours = note_type()
    return _layout(model) == _layout(ours)


def _layout(model: Mapping[str, Any]) -> tuple[Any, ...]:
    templates = [(each.get("qfmt"), each.get("afmt")) for each in model["tmpls"]]
    return [each.get("name") for each in model["flds"]], templates, model.get("css"), model.get("type")


def example_out(example: str) -> str:
    """An example sentence as a field: its gap shown in bold."""
    before, gap, rest = example.partition("{{")
    word, _, after = rest.partition("}}")
    return (
        f"{escape(before, False)}<b>{escape(word, False)}</b>{escape(after, False)}" if gap else escape(example, False)
    )


def example_in(html: str) -> str:
    """The sentence with its gap again."""
    return unescape(html.replace("<b>", "{{").replace("</b>", "}}"))
