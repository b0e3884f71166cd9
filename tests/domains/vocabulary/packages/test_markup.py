"""Foreign HTML and CSS lose all that could do harm, and keep what they look like."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.vocabulary.packages import fields, markup

HARM = re.compile(
    r"<\s*script|\son\w+\s*=|javascript:|https?://|<\s*(?:iframe|object|embed|link|meta|base|form|input)", re.I
)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<form action='http://example.org'><input></form>",
        "<img src='http://example.org/x.png'>",
        "<img src='//example.org/x.png'>",
        "<img src='\\\\example.org\\x.png'>",
        "<div style='background:url(http://example.org)'>x</div>",
        "<div style='position:fixed;inset:0'>x</div>",
        "<div style='pos\\69tion:fixed'>x</div>",
        "<meta http-equiv=refresh content='0;url=http://example.org'>",
        "<b onclick=alert(1)>x</b>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    ],
)
def test_what_could_do_harm_goes(html: str) -> None:
    clean = markup.clean(html)
    assert not HARM.search(clean), clean
    assert "fixed" not in clean


def test_what_it_looks_like_stays() -> None:
    html = '<b>a</b> <span style="color:red">b</span><br><ruby>漢<rt>かん</rt></ruby><img src="ü b.png"><table><tbody>'
    clean = markup.clean(html)
    for part in ("<b>a</b>", 'style="color:red"', "<ruby>", '<img src="ü b.png">', "<table>"):
        assert part in clean


@pytest.mark.parametrize(
    "css",
    [
        ".card { background: url(http://example.org/x.png) }",
        "@import 'http://example.org/x.css'; .card { color: red }",
        "@import/**/url(x);",
        ".card { position: fixed; top: 0 }",
        ".card { position/**/: /**/ fixed }",
        ".card { width: expression(alert(1)) }",
        ".card { behavior: url(x.htc) }",
        ".card { -moz-binding: url(x) }",
        "@font-face { font-family: x; src: url(http://example.org/x.woff) }",
        ".card { background: \\75\\72\\6c(http://example.org) }",
        ".card { background: image-set('http://example.org/x.png' 1x) }",
        "</style><script>alert(1)</script>",
        ".a { color: red } } body { position: fixed }",
    ],
)
def test_a_style_fetches_nothing_and_covers_nothing(css: str) -> None:
    safe = markup.style(css)
    assert not re.search(r"url|example|@import|expression|fixed|binding|behavior|<|\\", safe, re.I), safe
    assert safe.count("{") == safe.count("}")


def test_a_style_keeps_what_it_looks_like() -> None:
    css = ".card { font-size: 20px; color: navy }\n@media (max-width: 400px) { .card { font-size: 16px } }"
    safe = markup.style(css)
    assert "font-size: 20px; color: navy" in safe
    assert "@media (max-width: 400px)" in safe


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<", ">", "script", "img", " src=", " onerror=", '"', "'", "x", "/", "style=", "a:b", "\\", "{"]
        )
    )
)
def test_cleaning_twice_changes_nothing_more(parts: list[str]) -> None:
    once = markup.clean("".join(parts))
    assert markup.clean(once) == once
    assert not any(HARM.search(tag) for tag in re.findall(r"<[^>]*>", once))


def test_words_of_a_field() -> None:
    assert (
        markup.text("<b>pal</b>abra [sound:x.mp3]<br>dos&nbsp;&amp; tres <script>no</script>") == "palabra dos & tres"
    )


def test_a_sound_becomes_an_element() -> None:
    assert (
        markup.clean(markup.sounds('[sound:a "b".mp3]'))
        == '<span class="sound" data-name="a &quot;b&quot;.mp3"></span>'
    )


@pytest.mark.parametrize("unit", ["<div>", "<br", "<ul><li>", "<!--", "[sound:", "url(", "src="])
def test_what_is_repeated_endlessly_takes_no_time(unit: str) -> None:
    html = unit * (100_000 // len(unit))
    start = process_time()
    markup.clean(markup.sounds(html))
    markup.text(html)
    markup.style(html)
    fields.used(html)
    assert process_time() - start < 3
