# ruff: noqa: RUF001 - letters of several scripts are the matter of this file
"""What keyboards and grammars do to words, by language: articles, digraphs, letters that stand for each other."""

ARTICLES = {
    "en": "the a an to",
    "de": "der die das den dem ein eine einen",
    "fr": "le la les l' un une des",
    "es": "el la los las un una unos unas",
    "it": "il lo la i gli le l' un uno una un'",
    "pt": "o a os as um uma",
    "ca": "el la els les l' un una",
    "nl": "de het een",
    "sv": "en ett",
    "da": "en et",
    "nb": "en ei et",
    "no": "en ei et",
    "ro": "un o",
    "el": "ο η το οι τα ένας μια ένα",
    "ar": "ال",
}

_NORTHERN = str.maketrans({"å": "aa", "ä": "ae", "ö": "oe", "ø": "oe"})
DIGRAPHS = {
    "de": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"}),
    "ru": str.maketrans({"ё": "е"}),
    **dict.fromkeys(("sv", "da", "nb", "no", "fi"), _NORTHERN),
}
EXPANDED = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ĳ": "ij"})
TYPEWRITER = str.maketrans("\u2018\u2019\u02bc\u2032`´\u2010\u2011\u2012\u2013\u2212", "''''''-----")
FOLDED = str.maketrans(
    {
        **dict(zip("øłđħıðþ", "oldhidt", strict=True)),
        **dict.fromkeys("أإآٱ", "ا"),
        **{"ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"},
    }
)
HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
