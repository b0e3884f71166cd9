"""The work folder of a recording."""

from pathlib import Path

import pytest

from domains.telemedicine.pipeline.folder import LEAVES, WorkFolder


@pytest.fixture
def folder(tmp_path: Path) -> WorkFolder:
    return WorkFolder(tmp_path / "work" / "7").make()


def test_it_is_for_its_owner_alone(folder: WorkFolder) -> None:
    assert folder.path.stat().st_mode & 0o777 == 0o700
    folder.write_json("told.json", {"text": "a fever"})
    assert folder.file("told.json").stat().st_mode & 0o777 == 0o600


def test_a_step_is_done_when_its_last_file_is_there(folder: WorkFolder) -> None:
    for step, name in LEAVES.items():
        assert not folder.done(step)
        folder.write_json(name, [])
        assert folder.done(step)


def test_what_is_written_aside_is_not_left_behind(folder: WorkFolder) -> None:
    folder.write_json("told.json", {"a": "ä"})
    folder.write_json("told.json", {"a": "ö"})
    folder.tell("listen", 0.5)
    assert folder.read_json("told.json") == {"a": "ö"}
    assert {one.name for one in folder.path.iterdir()} == {"told.json", "doing.json"}


def test_lines_are_added_after_a_torn_one_was_cut_off(folder: WorkFolder) -> None:
    assert [*folder.lines("heard.jsonl")] == []
    folder.append("heard.jsonl", {"window": 0})
    folder.append("heard.jsonl", {"window": 1})
    path = folder.file("heard.jsonl")
    path.write_bytes(path.read_bytes() + b'{"window": 2, "segm')
    assert [one["window"] for one in folder.lines("heard.jsonl")] == [0, 1]
    folder.append("heard.jsonl", {"window": 2})
    assert [one["window"] for one in folder.lines("heard.jsonl")] == [0, 1, 2]


def test_how_far_a_step_is_belongs_to_that_step(folder: WorkFolder) -> None:
    assert folder.told("listen") == 0.0
    folder.tell("listen", 0.25)
    assert folder.told("listen") == 0.25
    assert folder.told("recognise") == 0.0
    folder.tell("recognise", 7.0)
    assert folder.told("recognise") == 1.0


def test_seconds_of_sound(folder: WorkFolder) -> None:
    assert folder.seconds == 0.0
    folder.sound.write_bytes(bytes(32_000))
    assert folder.seconds == 1.0
