"""Every architecture is tested on one thread, from one seed, without the progress bars of transformers."""

import pytest


@pytest.fixture(autouse=True)
def quiet() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
    transformers = pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    transformers.utils.logging.disable_progress_bar()
