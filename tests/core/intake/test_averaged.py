import numpy as np
import pytest

from core.intake.averaged import averaged
from core.intake.develop import develop

TABLE = np.linspace(0, 1, 65536, dtype=np.float32)


@pytest.mark.parametrize("shape", [(1955, 1841), (488, 460), (224, 112), (113, 223), (112, 112)])
def test_a_network_that_pools_by_areas_would_do_the_same(shape: tuple[int, int]) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
    stored = np.random.default_rng(0).integers(0, 65536, shape, np.uint16)
    film = torch.from_numpy(develop(stored, TABLE))[None]
    theirs = torch.nn.functional.adaptive_avg_pool2d(film, (112, 112))[0].numpy()
    ours = averaged(stored, TABLE, 112)
    assert ours.dtype == np.float32 and ours.shape == (112, 112)
    assert np.allclose(ours, theirs, atol=2e-6)


def test_eight_bits() -> None:
    stored = np.repeat(np.arange(256, dtype=np.uint8).reshape(16, 16), 3, axis=0)
    table = np.linspace(0, 1, 256, dtype=np.float32)
    assert np.allclose(averaged(stored, table, 16), table.reshape(16, 16))


def test_no_mean_leaves_the_unit_interval() -> None:
    stored = np.full((700, 900), 65535, np.uint16)
    assert averaged(stored, TABLE, 112).max() == 1.0
