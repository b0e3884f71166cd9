"""Marks that transcribers leave in the text: what was said stays, what was said about it goes."""

import re

# <UNSURE>, <UNIN/> and <INAUDIBLE_SPEECH/> are those of PriMock57 (Papadopoulos Korfiatis et al., ACL 2022).
_TAGS = re.compile(r"</?(?:UNSURE|UNIN|INAUDIBLE_SPEECH)\s*/?>", re.IGNORECASE)
_NOISES = re.compile(
    r"[\[(](?:inaudible|unintelligible|crosstalk|noise|silence|music|laughter|laughs|pause|blank_audio)[^\])]{0,20}[\])]",
    re.IGNORECASE,
)
_ESCAPES = (("&nbsp;", " "), ("&lrm;", ""), ("&rlm;", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_CUE_TAGS = re.compile(r"</?(?:v|c|i|b|u|lang|ruby|rt|font)(?:[.\s][^<>]*)?>|<\d[\d:.]*>", re.IGNORECASE)


def strip(text: str) -> str:
    """The words alone, with single spaces; halves of surrogate pairs and NUL, which no file can hold, become "?"."""
    text = text.encode("utf-8", "replace").decode().replace("\0", "?")
    return " ".join(_NOISES.sub(" ", _TAGS.sub(" ", text)).split())


def strip_cue(text: str) -> str:
    """The words of a subtitle: markup and karaoke times go too, and escaped characters are what they stand for."""
    words = strip(_CUE_TAGS.sub(" ", text))
    for escape, plain in _ESCAPES:
        words = words.replace(escape, plain)
    return words
