import numpy as np

from core.encoders.windows import pieces

SOUND = np.arange(1, 40_001, dtype=np.float32)


def test_a_short_sound_stays_whole() -> None:
    (piece,) = pieces(SOUND, 30.0)
    assert np.array_equal(piece, SOUND)


def test_a_long_sound_in_equal_pieces() -> None:
    parts = pieces(SOUND, 1.0, 320)
    assert {len(part) for part in parts} == {13_440}
    assert np.array_equal(np.concatenate(parts)[:40_000], SOUND)
    assert not np.concatenate(parts)[40_000:].any()
