"""What the process for sounds and films does after the seal: no thread, no import, no file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.intake.arena import Arena
from core.intake.child import media
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.recordings import film, sound, tone

pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
LIMITS = Limits(media_length=60.0).for_media()
SEALED = """
import os, sys
from pathlib import Path
from core.intake.arena import Arena
from core.intake.child import cage, loop
from core.intake.limits import Limits

films = [(kind, Path(path).read_bytes()) for kind, path in zip(sys.argv[1::2], sys.argv[2::2])]
limits = Limits(media_length=60.0).for_media()
arena = Arena.make(limits)
cage.limit(limits)
decode = loop._load_media(arena, limits, None)
if os.getuid() == 0:
    os.setgroups([])
    os.setuid(65534)
cage.seal()
before = set(sys.modules)
for kind, data in films:
    decode(kind, memoryview(data), arena, limits)
print(sorted(set(sys.modules) - before))
"""


def test_an_ordinary_user_who_may_start_no_thread_decodes_every_kind(tmp_path: Path) -> None:
    """The superuser is exempt from the limit on processes, so the test becomes somebody else."""
    arguments: list[str] = []
    for container, data in (
        *(("video mov 5", film(20, "mp4", "libx264", tone(2.0, 48_000))), ("video mov 5", film())),
        *(("video matroska 5", film(20, "webm", "libvpx")), ("video avi 5", film(20, "avi", "mjpeg"))),
        *(("sound wav", sound(tone())), ("sound mp3", sound(tone(), 44_100, "mp3", "libmp3lame"))),
        ("sound ogg", sound(tone(1.0, 48_000), 48_000, "ogg", "libopus")),
    ):
        path = tmp_path / str(len(arguments))
        path.write_bytes(data)
        arguments += [container, str(path)]
    done = subprocess.run([sys.executable, "-c", SEALED, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_a_rehearsal_goes_through() -> None:
    arena = Arena.make(LIMITS)
    media.rehearse(arena)
    arena.close()


def test_a_sound_that_turns_out_too_long_is_refused_while_it_is_decoded() -> None:
    arena = Arena.make(LIMITS)
    short = Limits(media_length=0.5).for_media()
    data = bytearray(sound(tone()))
    size = data.index(b"data") + 4
    data[4:8] = data[size : size + 4] = b"\xff\xff\xff\xff"
    with pytest.raises(Refused) as caught:
        media.decode("sound wav", memoryview(bytes(data)), arena, short)
    assert caught.value.code == Code.LENGTH
    arena.close()


def test_noise_in_a_film_is_refused_or_decoded_and_never_anything_else() -> None:
    arena, whole = Arena.make(LIMITS), film(20, "mp4", "mpeg4", tone(2.0, 48_000))
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        damaged = whole[:at] + os.urandom(16) + whole[at + 16 :]
        try:
            assert media.decode("video mov 4", memoryview(damaged), arena, LIMITS)["shape"][1:] == [64, 96]
        except Refused as refused:
            assert refused.code in set(Code)
    arena.close()
