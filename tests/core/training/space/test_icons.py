"""Sets of emoji as npm's packages unpack."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("resvg_py", reason="resvg-py is not installed (extra 'fusion')")

from core.training.space.icons import IconsError, drawn, icon_sets, on_white, read_icons, staged

DISC = '<circle cx="8" cy="8" r="6" fill="#ff0000"/>'


def write(folder: Path, licence: str = "MIT") -> Path:
    folder.mkdir(parents=True)
    icons = {"icons": {"dot": {"body": DISC}}, "aliases": {"spot": {"parent": "dot"}}, "width": 16, "height": 16}
    info = {"license": {"spdx": licence}, "author": {"name": "A. Painter"}}
    for name, value in {"icons": icons, "chars": {"1f534": "spot"}, "info": info}.items():
        (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    return folder


def test_a_set_says_what_its_drawings_show_and_under_which_licence(tmp_path: Path) -> None:
    found = read_icons(write(tmp_path / "dots"), {"dot": "26ab", "moon": "1f319"})
    assert set(found.drawings) == {"1f534", "26ab"}
    assert (found.licence, found.author) == ("MIT", "A. Painter")
    picture = on_white(drawn(found.drawings["1f534"], 64))
    assert picture.shape == (64, 64, 3)
    assert picture[32, 32].tolist() == [1.0, 0.0, 0.0]
    assert picture[0, 0].tolist() == [1.0, 1.0, 1.0]


def test_sets_that_must_be_shared_alike_are_not_trained_on(tmp_path: Path) -> None:
    write(tmp_path / "a", "CC-BY-SA-4.0")
    with pytest.raises(IconsError, match="There are no emoji sets in"):
        icon_sets(tmp_path, {})
    write(tmp_path / "b")
    assert [one.name for one in icon_sets(tmp_path, {})] == ["b"]


def test_a_set_that_is_broken_is_named(tmp_path: Path) -> None:
    (write(tmp_path / "a") / "chars.json").write_text("{", encoding="utf-8")
    with pytest.raises(IconsError, match="cannot be read"):
        icon_sets(tmp_path, {})


def test_a_staged_picture_has_a_ground_of_its_own(tmp_path: Path) -> None:
    picture = drawn(read_icons(write(tmp_path / "dots"), {}).drawings["1f534"], 64)
    first, second = (staged(picture, np.random.default_rng(seed)) for seed in (1, 2))
    assert first.shape == (64, 64, 3)
    assert 0.0 <= first.min() < first.max() <= 1.0
    assert np.abs(first - second).mean() > 0.05
