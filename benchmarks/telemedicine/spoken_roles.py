"""Who is doctor and who patient when all is heard: `python -m benchmarks.telemedicine.spoken_roles [--data DIR]`.

Our own consultations, spoken by machine voices, go through the whole pipeline. Each recognised word that lies in one
true turn counts. Three ways: the words alone (nobody told apart), the words added up by voice, and those with the
manner of the voices (what is used). With `--data`, the same on text with speakers told apart, where words stand for
seconds: OSCE valid and PriMock57, on which no model was fitted. Machine voices are clear and our scripts are plain: the
figures are kind.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.telemedicine.speaking import CASTS, Setting, Turn, scripts, speak, write
from core.evaluation.bootstrap import interval
from domains.telemedicine.pipeline import understanding, whole
from domains.telemedicine.pipeline.folder import VOICES, WorkFolder
from domains.telemedicine.roles.manner import shipped
from domains.telemedicine.roles.telling import tell
from domains.telemedicine.training.corpora import Dialogue, osce, primock
from domains.telemedicine.transcripts import Transcript, Utterance

SETTINGS: Mapping[str, Setting] = {"quiet": Setting(), "noise at 10 dB, talk over": Setting(snr=10, overlap=0.3)}
NEAR = 0.1
GENERIC = {"doctor": "SPEAKER_2", "patient": "SPEAKER_1", "other": "SPEAKER_3"}
Hits = list[list[bool]]


def heard(folder: Path, setting: Setting) -> dict[str, Hits]:
    """All scripts in one setting: way to whether each word of each script is right."""
    ways: dict[str, Hits] = {}
    for number, script in enumerate(scripts().values()):
        spoken = speak(script.lines, CASTS[number % len(CASTS)], replace(setting, seed=number))
        path = folder / f"{script.name.replace(' ', '_')}.wav"
        if not path.is_file():
            write(spoken, path)
        whole.run(path, folder / path.stem, {})
        for way, hits in _judged(WorkFolder(folder / path.stem), spoken.turns).items():
            ways.setdefault(way, []).append(hits)
    return ways


def _judged(work: WorkFolder, truth: Sequence[Turn]) -> dict[str, list[bool]]:
    voices = work.read_json(VOICES)
    told = understanding.transcribed(work)
    alone = replace(told, utterances=tuple(replace(one, speaker=None) for one in told.utterances))
    return {
        "words alone": _hits(alone, truth, None),
        "words by voice": _hits(told, truth, None),
        "words by voice and manner": _hits(told, truth, voices),
        "always doctor": [role == "doctor" for one in told.utterances for role in _truths(one, truth)],
    }


def _hits(transcript: Transcript, truth: Sequence[Turn], voices: Mapping[str, Any] | None) -> list[bool]:
    roles = tell(transcript, voices=voices).utterances
    pairs = zip(transcript.utterances, roles, strict=True)
    return [told.role == role for one, told in pairs for role in _truths(one, truth)]


def _truths(one: Utterance, truth: Sequence[Turn]) -> list[str]:
    """The true role of each word that lies in one turn alone."""
    found = []
    for word in one.words:
        middle = (word.start + word.end) / 2
        roles = [turn.speaker for turn in truth if turn.start - NEAR <= middle <= turn.end + NEAR]
        found += roles if len(roles) == 1 else []
    return found


def written(dialogues: Sequence[Dialogue]) -> dict[str, Hits]:
    """Text with speakers told apart but not named."""
    ways: dict[str, Hits] = {}
    for dialogue in dialogues:
        said = zip(dialogue.transcript.utterances, dialogue.roles, strict=True)
        plain = Transcript(tuple(replace(one, speaker=GENERIC[role]) for one, role in said))
        voices = {"speakers": dict.fromkeys(plain.speakers), "certainty": 1.0}
        manner = shipped().log_odds(plain.utterances)
        alone = {label: "doctor" if value > 0 else "patient" for label, value in manner.items()}
        for way, roles in {
            "words by voice": [one.role for one in tell(plain).utterances],
            "words by voice and manner": [one.role for one in tell(plain, voices=voices).utterances],
            "manner alone": [alone.get(one.speaker or "", "doctor") for one in plain.utterances],
            "always doctor": ["doctor"] * len(dialogue.roles),
        }.items():
            spoken = zip(plain.utterances, roles, dialogue.roles, strict=True)
            ways.setdefault(way, []).append([told == role for one, told, role in spoken if one.text])
    return ways


def lines(name: str, ways: Mapping[str, Hits]) -> list[str]:
    """A row for each way; intervals resample consultations."""

    def share(hits: Hits) -> str:
        return str(
            interval(lambda rows: float(np.mean([hit for at in rows for hit in hits[at]])), np.arange(len(hits)))
        )

    return [f"| {name} | {way} | {len(hits)} | {share(hits)} |" for way, hits in ways.items()]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("CHIRON_DATA"), help="folder of the data sets")
    parser.add_argument("--keep", type=Path, help="folder in which recordings and their work stay, for another run")
    given = parser.parse_args()
    print("| set | told by | consultations | right |\n|" + "---|" * 4)
    with tempfile.TemporaryDirectory() as temporary:
        for at, (name, setting) in enumerate(SETTINGS.items()):
            folder = (given.keep or Path(temporary)) / f"setting{at}"
            folder.mkdir(parents=True, exist_ok=True)
            print("\n".join(lines(f"our scripts, {name} (words)", heard(folder, setting))))
    if given.data:
        data = Path(given.data)
        valid = [one for one in osce(data) if one.split == "valid"]
        print("\n".join(lines("OSCE valid (utterances)", written(valid))))
        print("\n".join(lines("PriMock57 (utterances)", written([one for one, _ in primock(data)]))))


if __name__ == "__main__":
    main()
