"""Only pictures and sounds that decode are let pass, as what they are."""

import pytest

from domains.vocabulary.packages.child import media
from domains.vocabulary.packages.limits import Limits
from tests.domains.vocabulary.packages.making import png, wav

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4"/></svg>'


def kind(content: bytes) -> str | None:
    return media.kind(content, Limits())


def test_pictures_and_sounds_pass() -> None:
    assert kind(png()) == "image/png"
    assert kind(wav()) == "audio/wav"
    assert kind(SVG) == "image/svg+xml"
    assert kind(b"<?xml version='1.0'?>\n<!-- made by hand -->\n" + SVG) == "image/svg+xml"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a sound",
        b"ID3\4\0\0\0\0\0\0 this is no music",
        wav()[:20],
        b"RIFF\xff\xff\0\0WAVEfmt ",
        png()[:40],
        b"\x89PNG\r\n\x1a\n" + bytes(60),
        b"MZ\x90\0",
        b"<html><script>alert(1)</script></html>",
    ],
)
def test_what_does_not_decode_is_left_out(content: bytes) -> None:
    assert kind(content) is None


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b'<rect onload="alert(1)"/>',
        b'<a href="javascript:alert(1)"><rect/></a>',
        b'<image href="http://example.org/x.png"/>',
        b'<image xlink:href="//example.org/x"/>',
        b"<foreignObject><p/></foreignObject>",
        b"<style>@import 'x'</style>",
        b"<style>rect{fill:url(http://example.org)}</style>",
        b"<svg:script>1</svg:script>",
    ],
)
def test_a_drawing_that_does_or_fetches_something_is_left_out(inside: bytes) -> None:
    assert kind(SVG.replace(b"<rect", inside + b"<rect")) is None


def test_a_drawing_with_entities_is_left_out() -> None:
    assert kind(b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x "y">]>' + SVG) is None


def test_a_picture_of_too_many_pixels_is_left_out() -> None:
    assert media.kind(png(), Limits(pixels=15)) is None
