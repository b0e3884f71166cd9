"""Files that a crash left behind go, those of visits and of the last day stay."""

import os
import time

from domains.telemedicine.files.owned import forget_strays
from tests.domains.telemedicine.conftest import ADA, Practice


def test_only_what_nobody_refers_to_for_a_day_goes(practice: Practice) -> None:
    number, blobs, live = practice.begun(), practice.context.blobs, practice.context.home / "live"
    practice.service.add_recording(ADA, number, b"RIFF____WAVEkept", "talk.wav")
    token = practice.service.live_begin(ADA, practice.begun(), "audio/webm")
    old, new = blobs.put(b"old"), blobs.put(b"new")
    lost = live / "lost"
    lost.write_bytes(b"old")
    past = time.time() - 100
    for path in [*(blobs.path(digest) for digest in blobs.digests() if digest != new), lost, live / token]:
        os.utime(path, (past, past))
    with practice.database.write() as session:
        assert forget_strays(session, blobs, live, [token], 50) == 2
    assert not blobs.has(old) and blobs.has(new) and not lost.exists() and (live / token).exists()
    assert practice.service.recording(ADA, number)[0].read_bytes() == b"RIFF____WAVEkept"
