"""Own pictures and recordings: made anew before they are kept, and shown to who sees the deck."""

import io
import wave
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from core.intake.intake import Intake
from core.intake.limits import Limits
from core.intake.refusal import Refused
from data import audit
from domains.vocabulary.decks import media
from domains.vocabulary.views import Draft, NoSuchCard
from tests.domains.vocabulary.conftest import LENA, MAX, School


@pytest.fixture
def note(school: School) -> int:
    deck = school.service.create_deck(LENA, "Words", "es", "en")
    school.service.add_notes(LENA, deck.id, [Draft("uno", "one")])
    return school.service.notes(LENA, deck.id)[0].id


@pytest.fixture(scope="module")
def intake() -> Iterator[Intake]:
    """One limited process for all of these tests, as a server has one."""
    with Intake(Limits(pixels=media.PIXELS, media_length=600.0)) as shared:
        yield shared


@pytest.fixture(autouse=True)
def one_process(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "Intake", lambda _limits: intake)


def photograph(secret: bytes = b"") -> bytes:
    out = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 255, (900, 1200, 3), np.uint8)
    exif = Image.Exif()
    exif[0x010E] = secret.decode() or "nothing"
    Image.fromarray(pixels).save(out, "JPEG", exif=exif)
    return out.getvalue()


def tone(seconds: float) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44100)
        rise = (np.sin(np.arange(int(seconds * 44100)) / 20) * 9000).astype("<i2")
        file.writeframes(np.repeat(rise, 2).tobytes())
    return out.getvalue()


def test_a_picture_is_drawn_anew_without_what_was_hidden_in_it(school: School, note: int) -> None:
    kept = school.service.set_picture(LENA, note, photograph(b"taken at home"))
    assert kept.picture is not None
    content, kind = school.service.media(LENA, kept.picture)
    assert kind == "image/png" and b"taken at home" not in content
    assert max(Image.open(io.BytesIO(content)).size) == 640
    assert school.service.set_picture(LENA, note, None).picture is None
    assert school.service.restore_note(LENA).picture == kept.picture


def test_a_recording_is_written_anew(school: School, note: int) -> None:
    kept = school.service.set_recording(LENA, note, tone(0.5))
    assert kept.own_sound is not None
    content, kind = school.service.media(LENA, kept.own_sound)
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getframerate()) == (1, 16000)
        assert file.getnframes() == pytest.approx(8000, abs=200)
    assert kind == "audio/wav"


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload='alert(1)'/>", b"<script>", photograph()[:3000], b"\x89PNG\r\n\x1a\n" + b"\0" * 50],
    ids=["empty", "svg", "script", "cut", "broken"],
)
def test_what_is_no_picture_is_refused_and_recorded(school: School, note: int, content: bytes) -> None:
    with pytest.raises(Refused):
        school.service.set_picture(LENA, note, content)
    assert school.service.note(LENA, note).picture is None
    assert audit.rows(school.context.database, limit=1)[0].action == "note.picture.refused"
    assert school.context.blobs.size() == 0


@pytest.mark.parametrize("content", [b"no sound", photograph(), tone(25)], ids=["text", "picture", "long"])
def test_what_is_no_recording_or_too_long_is_refused(school: School, note: int, content: bytes) -> None:
    with pytest.raises(Refused):
        school.service.set_recording(LENA, note, content)
    assert school.service.note(LENA, note).own_sound is None


def test_media_are_shown_to_who_sees_the_deck_only(school: School, note: int) -> None:
    picture = school.service.set_picture(LENA, note, photograph()).picture
    for actor, digest in ((MAX, picture), (LENA, "0" * 64), (LENA, "../../etc/passwd"), (LENA, "")):
        with pytest.raises(NoSuchCard):
            school.service.media(actor, str(digest))


def test_a_picture_that_is_missing_on_disk_is_said_to_be(school: School, note: int) -> None:
    picture = school.service.set_picture(LENA, note, photograph()).picture
    school.context.blobs.delete(str(picture))
    with pytest.raises(NoSuchCard, match="restore it from a backup"):
        school.service.media(LENA, str(picture))
