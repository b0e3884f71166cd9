"""Whether a file of the package is the picture or sound that it seems to be: it is decoded, then let pass as it is."""

from __future__ import annotations

import importlib
import re
import warnings
from io import BytesIO

from PIL import Image

from core.intake import sniff
from core.intake.refusal import Refused
from domains.vocabulary.packages.limits import Limits

PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp", "BMP": "image/bmp"}
SOUNDS = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "aac": "audio/aac",
    "amr": "audio/amr",
    "aiff": "audio/aiff",
    "mov": "audio/mp4",
    "matroska": "audio/webm",
    "avi": "video/x-msvideo",
}
FILMS = {"mov": "video/mp4", "matroska": "video/webm"}
ACTIVE = re.compile(
    rb"<!|<\?xml-stylesheet|<\s*(?:[\w.-]+:)?(?:script|foreignObject|iframe|embed|object|handler|animate|set|use|a)\b"
    rb"|\bon\w+\s*=|javascript:|data:|@import|url\s*\(\s*['\"]?\s*[^#'\"\s)]|(?:href|src)\s*=\s*['\"]\s*[^#'\"\s]",
    re.IGNORECASE,
)
PROLOGUE = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,4000}?-->\s*)*<svg[\s>]", re.DOTALL
)
COMMENT = re.compile(rb"<!--.*?-->|<!DOCTYPE\s+svg\s+PUBLIC\s+\"-//W3C//DTD SVG[^\[>]*>", re.DOTALL)
FRAMES, DRAWING = 8, 2**20
PLUGINS = ("Bmp", "Gif", "Jpeg", "Png", "WebP")


def kind(content: bytes, limits: Limits) -> str | None:
    """The MIME type of a picture or sound that decodes; None for all else."""
    if form := sniff.colours(content):
        return PICTURES[form] if _is_picture(content, form, limits) else None
    if PROLOGUE.match(content[:8192]):
        return "image/svg+xml" if len(content) <= DRAWING and not ACTIVE.search(COMMENT.sub(b"", content)) else None
    container = sniff.media(content)
    return _sound(content, container) if container else None


def _is_picture(content: bytes, form: str, limits: Limits) -> bool:
    try:
        with Image.open(BytesIO(content), formats=[form]) as image:
            if image.width * image.height > limits.pixels:
                return False
            image.load()
        return True
    except Exception:  # noqa: BLE001 - decoders raise whatever they like; it is no picture
        return False


def _sound(content: bytes, container: str) -> str | None:
    import av

    try:
        with av.open(BytesIO(content), format=container, metadata_errors="replace") as file:
            tracks = [*file.streams.audio, *file.streams.video]
            if not tracks or not _decodes(file, tracks[0]):
                return None
            return FILMS.get(container, SOUNDS[container]) if file.streams.video else SOUNDS[container]
    except Exception:  # noqa: BLE001 - as above
        return None


def _decodes(file: object, track: object) -> bool:
    context = track.codec_context  # type: ignore[attr-defined]
    track.thread_type, context.thread_count = "NONE", 1  # type: ignore[attr-defined]
    for count, _ in enumerate(file.decode(track), 1):  # type: ignore[attr-defined]
        if count >= FRAMES:
            break
    else:
        return "count" in locals()
    return True


def preload() -> bool:
    """Import decoders now, since nothing can be opened later; whether sounds can be decoded."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    for plugin in PLUGINS:
        importlib.import_module(f"PIL.{plugin}ImagePlugin")
    for form in PICTURES:
        buffer = BytesIO()
        Image.new("RGB", (2, 2)).save(buffer, form)
        if kind(buffer.getvalue(), Limits()) is None:
            raise Refused("unavailable", f"Pillow cannot read {form}.")
    try:
        return _sound(_wave(), "wav") is not None
    except ImportError:
        return False


def _wave() -> bytes:
    body = bytes(1600)
    head = b"fmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data" + len(body).to_bytes(4, "little")
    return b"RIFF" + (4 + len(head) + len(body)).to_bytes(4, "little") + b"WAVE" + head + body
