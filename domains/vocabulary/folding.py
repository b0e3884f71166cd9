"""Words as a search compares them: without accents, case or markup."""

import re
import unicodedata

MARKUP = re.compile(r"<[^>]*>|\[sound:[^\]]*\]|\{\{c\d+::|\}\}")
SPACES = re.compile(r"\s+")


def folded(text: str) -> str:
    """Lower case, accents and width taken away (Unicode NFKD), one space between words."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    return SPACES.sub(" ", plain).strip()


def searchable(*parts: str) -> str:
    """What of a note a search looks at, a line for each part."""
    return "\n".join(filter(None, (folded(MARKUP.sub(" ", part)) for part in parts if part)))


def plain(text: str) -> str:
    """Without markup, spaces joined."""
    return SPACES.sub(" ", MARKUP.sub(" ", text)).strip()
