"""A drawing that the guard takes for a chest film, or nearly, and pictures that it does not."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter


def drawn() -> Image.Image:
    """A bright body with two dark lungs, ribs, a heart and a diaphragm."""
    film = Image.new("L", (512, 512), 25)
    pen = ImageDraw.Draw(film)
    pen.ellipse((20, 40, 492, 640), fill=150)
    pen.ellipse((80, 80, 240, 430), fill=55)
    pen.ellipse((272, 80, 432, 430), fill=55)
    pen.ellipse((210, 240, 360, 430), fill=190)
    pen.rectangle((240, 20, 272, 512), fill=200)
    for height in range(90, 420, 42):
        pen.arc((60, height, 250, height + 90), 180, 330, fill=110, width=8)
        pen.arc((262, height, 452, height + 90), 210, 360, fill=110, width=8)
    return film.filter(ImageFilter.GaussianBlur(4))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.png"
    drawn().save(path)
    return path


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    path = tmp_path / "noise.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (256, 256), np.uint8)).save(path)
    return path
