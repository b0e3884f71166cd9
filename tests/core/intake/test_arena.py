import mmap
import os

import numpy as np
import pytest

from core.intake.arena import KEEP, Arena
from core.intake.limits import Limits

LIMITS = Limits(bytes=100_000, pixels=50_000_000)


def test_two_sides_see_the_same() -> None:
    ours = Arena.make(LIMITS)
    theirs = Arena(os.dup(ours.file), LIMITS)
    ours.put(b"film")
    assert bytes(theirs.encoded(4)) == b"film"
    theirs.pixels(2, 3, 16)[:] = [[1, 2, 3], [4, 5, 65535]]
    theirs.table(16)[:] = 0.5
    assert ours.pixels(2, 3, 16).tolist() == [[1, 2, 3], [4, 5, 65535]]
    assert ours.table(16).mean() == 0.5
    assert bytes(ours.encoded(4)) == b"film"
    ours.close()
    theirs.close()


def test_the_parts_do_not_overlap() -> None:
    arena = Arena.make(LIMITS)
    arena.put(b"\xff" * LIMITS.bytes)
    arena.table(16)[:] = 1.0
    arena.pixels(1, 1000, 8)[:] = 7
    assert bytes(arena.encoded(LIMITS.bytes)) == b"\xff" * LIMITS.bytes
    assert arena.table(16).min() == 1
    assert arena.pixels(1, 1000, 8).min() == 7
    arena.close()


def test_encoded_bytes_cannot_be_written_by_a_decoder() -> None:
    arena = Arena.make(LIMITS)
    with pytest.raises(TypeError):
        arena.encoded(4)[0] = 1
    arena.close()


def resident(arena: Arena) -> int:
    return os.fstat(arena.file).st_blocks * 512


@pytest.mark.skipif(not hasattr(mmap, "MADV_REMOVE"), reason="The system cannot give shared pages back (MADV_REMOVE).")
def test_a_large_picture_is_forgotten_and_a_usual_one_kept() -> None:
    arena = Arena.make(LIMITS)
    arena.pixels(1000, 1000, 16)[:] = 1
    arena.forget()
    assert resident(arena) >= 2_000_000
    arena.pixels(5000, 6000, 16)[:] = 1
    assert resident(arena) > KEEP
    arena.forget()
    assert resident(arena) == 0
    arena.close()


def test_it_can_be_let_go_while_someone_looks() -> None:
    arena = Arena.make(LIMITS)
    looking = arena.table(8)
    arena.close()
    assert looking.shape == (256,)
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(arena.file)
    assert np.isfinite(looking).all()


def test_without_memfd_an_unlinked_file_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    arena = Arena.make(Limits(bytes=1000, pixels=1000))
    arena.put(b"film")
    assert bytes(arena.encoded(4)) == b"film"
    arena.close()
