"""How a word that is in no dictionary sounds, by rules from letters to sounds.

After the method of H. S. Elovitz, R. Johnson, A. McHugh and J. E. Shore, "Letter-to-sound rules for automatic
translation of English text to phonetics", IEEE Trans. ASSP 24 (1976) 446-459; the rules are our own, and fewer: they
are written for the names of drugs and for what a recogniser writes in their place.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from domains.telemedicine.lexicon.sounds import coded

_RULES = (
    # letters, what must follow (a pattern), sounds; "^" before letters: only at the beginning
    ("^kn", "", "N"), ("^ps", "", "S"), ("^pn", "", "N"), ("^wr", "", "R"), ("^x", "", "Z"), ("^y", "", "Y"),
    ("^eu", "", "Y UW"), ("^rh", "", "R"), ("^gn", "", "N"), ("^pt", "", "T"),
    ("tion", "", "SH AH N"), ("ssion", "", "SH AH N"), ("sion", "", "ZH AH N"), ("cian", "", "SH AH N"),
    ("cious", "", "SH AH S"), ("tious", "", "SH AH S"), ("tial", "", "SH AH L"), ("cial", "", "SH AH L"),
    ("ture", "", "CH ER"), ("rrh", "", "R"), ("tch", "", "CH"), ("sch", "", "S K"), ("igh", "", "AY"),
    ("ough", "", "AO"), ("augh", "", "AO"), ("ph", "", "F"), ("th", "", "TH"), ("ch", "[lr]", "K"), ("ch", "", "CH"),
    ("sh", "", "SH"), ("ck", "", "K"), ("qu", "", "K W"), ("gh", "", ""), ("wh", "", "W"), ("dge", "", "JH"),
    ("ng", "$", "NG"), ("nk", "", "NG K"), ("sc", "[eiy]", "S"), ("cc", "[eiy]", "K S"), ("xc", "[eiy]", "K S"),
    ("x", "", "K S"), ("c", "[eiy]", "S"), ("c", "", "K"), ("g", "[eiy]", "JH"), ("j", "", "JH"),
    ("eous", "$", "IY AH S"), ("ous", "$", "AH S"), ("ine", "$", "IY N"), ("ide", "$", "AY D"), ("ate", "$", "EY T"),
    ("ane", "$", "EY N"), ("ole", "$", "OW L"), ("one", "$", "OW N"), ("ene", "$", "IY N"), ("ose", "$", "OW S"),
    ("ase", "$", "EY S"), ("ile", "$", "AY L"), ("ike", "$", "AY K"), ("ame", "$", "EY M"), ("ure", "$", "Y UH R"),
    ("ime", "$", "AY M"), ("ake", "$", "EY K"), ("ine", "s$", "IY N"), ("le", "$", "AH L"), ("es", "$", "Z"),
    ("aea", "", "IY"), ("ae", "", "IY"), ("oea", "", "IY"), ("oe", "", "IY"), ("ee", "", "IY"), ("ea", "", "IY"),
    ("oo", "", "UW"), ("ou", "", "AW"), ("ow", "", "OW"), ("ai", "", "EY"), ("ay", "", "EY"), ("oi", "", "OY"),
    ("oy", "", "OY"), ("au", "", "AO"), ("aw", "", "AO"), ("io", "", "IY OW"), ("ia", "", "IY AH"), ("ie", "$", "IY"),
    ("ei", "", "EY"), ("ey", "$", "IY"), ("eu", "", "UW"), ("ew", "", "UW"), ("oa", "", "OW"),
    ("er", "[^aeiouy]|$", "ER"), ("ir", "[^aeiouy]|$", "ER"), ("ur", "[^aeiouy]|$", "ER"),
    ("yr", "[^aeiouy]|$", "ER"), ("ar", "[^aeiouy]|$", "AA R"), ("or", "[^aeiouy]|$", "AO R"),
    ("y", "$", "IY"), ("y", "", "IH"), ("e", "$", ""), ("a", "$", "AH"), ("o", "$", "OW"), ("i", "$", "IY"),
    ("a", "", "AE"), ("e", "", "EH"), ("i", "", "IH"), ("o", "", "AA"), ("u", "", "AH"),
    *((letter, "", phone) for letter, phone in zip("bdfghklmnpqrstvwz",
      "B D F G HH K L M N P K R S T V W Z".split(), strict=True)),
)  # fmt: skip


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    made = []
    for letters, after, sounds in _RULES:
        bare = letters.lstrip("^")
        begins = r"(?<![a-z])" if letters.startswith("^") else ""
        doubled = bare if len(bare) > 1 or bare in "aeiouy" else f"{bare}{{1,2}}"
        made.append((re.compile(f"{begins}{doubled}" + (f"(?={after})" if after else "")), coded(sounds)))
    return tuple(made)


@lru_cache(maxsize=50_000)
def spoken(word: str) -> str:
    """The sounds of a word in small letters; what is no letter is passed over.

    >>> spoken("metoprolol")
    'mEtapralal'
    """
    at, sounds = 0, ""
    while at < len(word):
        for form, heard in _compiled():
            if found := form.match(word, at):
                sounds, at = sounds + heard, found.end()
                break
        else:
            at += 1
    return sounds
