"""Foreign HTML and CSS, made harmless for showing: no script, nothing fetched from elsewhere, nothing over the page."""

import re
from html import escape, unescape

import nh3

TAGS = frozenset(nh3.ALLOWED_TAGS) - {"base", "area", "map"} | {"font", "big", "section", "article", "u", "mark"}
ATTRIBUTES = {
    "*": {"class", "lang", "dir", "title", "style", "align", "data-name", "data-hint"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size", "face"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start", "type"},
    "a": set[str](),
}
SOUND = re.compile(r"\[sound:([^\]\r\n]{1,240})\]")
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:|^//|^\\\\|[/\\]", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
FETCHES = re.compile(
    r"url\s*\(|image(?:-set)?\s*\(|expression\s*\(|javascript\s*:|behaviou?r\s*:|-moz-binding|src\s*\(|attr\s*\(.*url|element\s*\(",
    re.IGNORECASE,
)
OVER = re.compile(r"position\s*:\s*(?:fixed|sticky|absolute)|z-index\s*:", re.IGNORECASE)
IMPORT = re.compile(r"@(?:import|charset|namespace|font-face|document|property|layer)\b", re.IGNORECASE)
LONGEST_STYLE, MOST_TAGS = 200_000, 5_000
ELEMENT = re.compile(r"<[^<>]*>")
BREAKS = re.compile(r"<\s{0,9}(?:br|/?div|/?p|/?li|/?tr)\b[^<>]*>", re.IGNORECASE)
_CLEANER: "list[nh3.Cleaner]" = []


def clean(html: str) -> str:
    """The HTML with only harmless elements, attributes and styles; links lose where they lead, pictures are names only.

    Pictures keep their ``src`` where it is the name of a file of the package; a page puts the picture in its place.
    """
    if not _CLEANER:
        _CLEANER.append(_cleaner())
    return _CLEANER[0].clean(_bounded(html))


def _bounded(html: str) -> str:
    """The HTML, without its tags where there are more than any card has: what reads it takes the square of them."""
    return html if html.count("<") <= MOST_TAGS else escape(unescape(ELEMENT.sub(" ", html)), False)


def _cleaner() -> "nh3.Cleaner":
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags={"script", "style", "title", "noscript", "template", "iframe", "object", "svg", "math"},
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http"},
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return None if ELSEWHERE.search(value.strip()) else value
    return declarations(value) or None if name == "style" else value


def declarations(css: str) -> str:
    """The declarations of a style attribute or of a rule that fetch nothing and stay in their place."""
    kept = [each.strip() for each in plain(css).split(";")]
    return "; ".join(each for each in kept if each and not _harmful(each))


def style(css: str) -> str:
    """A style sheet without imports, addresses, expressions, and elements laid over the page.

    A rule loses the declarations that may harm; at-rules other than ``@media`` and ``@supports`` go whole.
    """
    parts = re.split(r"([{}])", plain(css[:LONGEST_STYLE]))
    out: list[str] = []
    for part, brace in zip(parts[::2], [*parts[1::2], ""], strict=False):
        out.append((_prelude(part) if brace == "{" else declarations(part)) + brace)
    return _balanced("".join(out))


def plain(css: str) -> str:
    """CSS without comments, escapes and what would end the element that it stands in."""
    css = ESCAPE.sub(_unescaped, COMMENT.sub(" ", css))
    return COMMENT.sub(" ", css).replace("<", " ").replace("\\", " ").replace("\0", " ")


def _unescaped(match: re.Match[str]) -> str:
    if not match[1]:
        return match[2] or ""
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else " "


def _harmful(text: str) -> bool:
    return bool(FETCHES.search(text) or OVER.search(text) or IMPORT.search(text))


def _prelude(text: str) -> str:
    """What comes before a brace: declarations that stand before it, then a selector."""
    *before, selector = text.split(";")
    kept = declarations(";".join(before))
    selector = selector.strip()
    if _harmful(selector) or (
        selector.startswith("@") and not re.match(r"@(media|supports|(-webkit-)?keyframes)\b", selector)
    ):
        selector = ".nothing-of-this"
    return f"{kept}; {selector} " if kept else f"{selector} "


def _balanced(css: str) -> str:
    """Closed where it was left open, so that it cannot swallow what follows."""
    depth, out = 0, []
    for c in css:
        if c == "}" and depth == 0:
            continue
        depth += (c == "{") - (c == "}")
        out.append(c)
    return "".join(out).strip() + "}" * depth


def text(html: str) -> str:
    """The words of a field, without markup, sounds and pictures."""
    spaced = BREAKS.sub(" ", SOUND.sub(" ", _bounded(html)))
    bare = unescape(nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style", "svg", "template"}))
    return " ".join(bare.replace("\xa0", " ").split())


def sounds(html: str) -> str:
    """Sounds as elements that a page finds: ``<span class="sound" data-name="NAME">``."""
    return SOUND.sub(lambda match: f'<span class="sound" data-name="{escape(unescape(match[1]))}"></span>', html)
