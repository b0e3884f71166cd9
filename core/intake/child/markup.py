"""HTML and XHTML to the characters that a reader would see: no scripts, no styles, no tags, lines where blocks end."""

import re
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe", "textarea"})
BLOCKS = frozenset(
    "p div br li ul ol tr table h1 h2 h3 h4 h5 h6 section article header footer blockquote pre dt dd hr caption".split()
)
CELLS = frozenset({"td", "th"})
SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
LINES = re.compile(r"\n{3,}")


class _Reader(HTMLParser):
    """Collects text; tags that do not fit each other do no harm, since nothing is nested."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag in SILENT:
            self._silent.append(tag)
        elif not self._silent:
            self.parts.append("\n" if tag in BLOCKS else " " if tag in CELLS else "")

    def handle_startendtag(self, tag: str, _attributes: object) -> None:
        if tag in BLOCKS and not self._silent:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif not self._silent and tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(SPACES.sub(" ", data.replace("\n", " ")))


def text_of(markup: str) -> str:
    """The text of a document, its white space as a page would show it."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (SPACES.sub(" ", line).strip() for line in "".join(reader.parts).split("\n"))
    return LINES.sub("\n\n", "\n".join(lines)).strip()
