"""The work folder of one recording: what each step leaves there, whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from data.files import sync_data, write_whole

RATE = 16_000
BYTES_A_SECOND = 2 * RATE
SOUND, FACTS, FRAMES = "sound.pcm", "sound.json", "frames.json"
SPEECH, HEARD, RECOGNISED = "speech.json", "heard.jsonl", "recognised.json"
VOICES, TOLD, DOING = "voices.json", "told.json", "doing.json"
LEAVES: Mapping[str, str] = {
    "unpack": FACTS,
    "listen": SPEECH,
    "recognise": RECOGNISED,
    "voices": VOICES,
    "understand": TOLD,
}


class WorkFolder:
    """Where one recording is worked on; a step is done when the file that it leaves last is there.

    A power cut leaves no half file: what is written is written aside and renamed, and a list that grows (the words) is
    made durable a line at a time, its torn last line ignored.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self) -> WorkFolder:
        """Make the folder, for its owner alone, if it is not there; the folder itself."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def file(self, name: str) -> Path:
        """Where the file of that name lies."""
        return self.path / name

    @property
    def sound(self) -> Path:
        """The sound: 16-bit integers, little-endian, 16 kHz, one channel."""
        return self.path / SOUND

    @property
    def seconds(self) -> float:
        """Length of the sound; 0 where there is none yet."""
        return self.sound.stat().st_size / BYTES_A_SECOND if self.sound.is_file() else 0.0

    def done(self, step: str) -> bool:
        """Whether the step has left everything that it leaves."""
        return (self.path / LEAVES[step]).is_file()

    def write_json(self, name: str, value: object) -> None:
        """Put a JSON file in place in one step, durable."""
        write_whole(self.path / name, json.dumps(value, ensure_ascii=False).encode())

    def read_json(self, name: str) -> Any:
        """The value of a JSON file.

        Raises:
            FileNotFoundError: the step that leaves it is not done.
        """
        return json.loads((self.path / name).read_bytes())

    def append(self, name: str, value: Mapping[str, Any]) -> None:
        """Add one line to a list of JSON values, durable, after cutting off a line that a dead process left torn."""
        with (self.path / name).open("ab") as file:
            file.truncate(_whole(self.path / name))
            file.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
            file.flush()
            sync_data(file.fileno())

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """The values of a list of JSON values; a torn last line is left out."""
        path = self.path / name
        if not path.is_file():
            return
        with path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield json.loads(line)

    def tell(self, step: str, fraction: float) -> None:
        """Say how far a step is, for whoever follows it from another process; lost in a power cut, and may be."""
        draft = self.path / f".{DOING}.{os.getpid()}"
        draft.write_text(json.dumps({"step": step, "fraction": min(max(fraction, 0.0), 1.0)}), encoding="utf-8")
        draft.replace(self.path / DOING)

    def told(self, step: str) -> float:
        """How far the step is, between 0 and 1; 0 where it has not said."""
        try:
            said = self.read_json(DOING)
        except (OSError, ValueError):
            return 0.0
        return float(said["fraction"]) if said.get("step") == step else 0.0


def _whole(path: Path) -> int:
    """Length in bytes of the file's complete lines."""
    data = path.read_bytes()
    return data.rfind(b"\n") + 1
