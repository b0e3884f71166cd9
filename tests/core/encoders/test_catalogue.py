import subprocess
import sys

import pytest

from core.encoders.catalogue import ENCODERS

EVERY = ["audio-convolution", "lite0", "minilm", "monai", "table-tokens", "transformers-audio", "transformers-image"]
EVERY += ["transformers-text", "use", "video", "voice", "whisper"]


@pytest.mark.parametrize("name", EVERY)
def test_every_encoder_opens_and_says_what_it_is(name: str) -> None:
    assert callable(ENCODERS.open(name))
    assert ENCODERS.parts[name].summary.endswith(".")


def test_opening_the_catalogue_loads_no_network() -> None:
    code = "from core.encoders.catalogue import ENCODERS; [ENCODERS.open(n) for n in ENCODERS.parts]; import sys; "
    code += "print([name for name in ('torch', 'monai', 'transformers') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
