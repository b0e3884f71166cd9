import os
from pathlib import Path

import pytest

from domains.chest.films import Unreadable, load


def test_paths_are_relative_to_the_table_or_absolute(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "a.png").write_bytes(b"film")
    assert load("films/a.png", tmp_path, 10) == b"film"
    assert load(f" {tmp_path}/films/a.png ", Path("/elsewhere"), 10) == b"film"


@pytest.mark.skipif(os.sep != "/", reason="this system separates folders by a backslash itself")
def test_a_path_written_on_windows_is_understood(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "a.png").write_bytes(b"film")
    assert load("films\\a.png", tmp_path, 10) == b"film"
    (tmp_path / "odd\\name.png").write_bytes(b"odd")
    assert load("odd\\name.png", tmp_path, 10) == b"odd"


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("gone.png", "There is no image 'gone.png'"),
        ("C:\\films\\gone.png", "There is no image"),
        ("folder", "is not a file"),
        ("pipe", "is not a file"),
        ("large.png", "is larger than"),
        ("a\x00b.png", "cannot be opened"),
        ("x" * 5000, "cannot be opened: File name too long"),
        ("a.png/b.png", "cannot be opened: Not a directory"),
        ("loop.png", "cannot be opened"),
    ],
)
def test_what_leads_to_no_film_gets_one_sentence(tmp_path: Path, cell: str, sentence: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large.png").write_bytes(b"x" * 11)
    (tmp_path / "a.png").write_bytes(b"x")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    with pytest.raises(Unreadable, match=sentence.replace("\\", "\\\\")) as refused:
        load(cell, tmp_path, 10)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 200
