"""Run every benchmark, one after the other, each in a process of its own: `python -m benchmarks [--data DIR]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

CLAIMS = (
    "benchmarks.storage.kill",
    "benchmarks.storage.commits",
    "benchmarks.intake.decode",
    "benchmarks.chest.accuracy",
    "benchmarks.chest.steps",
    "benchmarks.chest.curve",
    "benchmarks.chest.imageuse",
    "benchmarks.chest.coverage",
    "benchmarks.chest.drift",
    "benchmarks.chest.leaks",
    "benchmarks.chest.assertions",
    "benchmarks.chest.contradictions",
    "benchmarks.chest.laboratory",
    "benchmarks.chest.auscultation",
    "benchmarks.chest.deidentification",
    "benchmarks.chest.interop",
    "benchmarks.chest.interop_fhir",
    "benchmarks.chest.archive",
    "benchmarks.chest.latency",
    "benchmarks.chest.frames",
    "benchmarks.notes.indication",
    "benchmarks.notes.sections",
    "benchmarks.notes.assertions",
    "benchmarks.notes.languages",
    "benchmarks.intake.polarity",
    "benchmarks.telemedicine.topics",
    "benchmarks.telemedicine.roles",
    "benchmarks.telemedicine.drafting",
    "benchmarks.telemedicine.speech",
    "benchmarks.telemedicine.voices",
    "benchmarks.telemedicine.spoken_roles",
    "benchmarks.telemedicine.repair",
    "benchmarks.telemedicine.facts",
    "benchmarks.telemedicine.triage",
    "benchmarks.telemedicine.support",
    "benchmarks.telemedicine.summary",
    "benchmarks.telemedicine.hour",
    "benchmarks.page.reruns",
    "benchmarks.vocabulary.queue",
    "benchmarks.vocabulary.answer",
    "benchmarks.fusion",
    "benchmarks.vocabulary.confusability",
    "benchmarks.vocabulary.pronunciation",
    "benchmarks.vocabulary.recall",
    "benchmarks.vocabulary.replay",
    "benchmarks.vocabulary.packages",
    "benchmarks.vocabulary.suggestions",
)
NEED_DATA = frozenset(
    {
        "benchmarks.chest.accuracy",
        "benchmarks.chest.steps",
        "benchmarks.chest.curve",
        "benchmarks.chest.imageuse",
        "benchmarks.chest.coverage",
        "benchmarks.chest.drift",
        "benchmarks.chest.leaks",
        "benchmarks.chest.contradictions",
        "benchmarks.chest.laboratory",
        "benchmarks.chest.auscultation",
        "benchmarks.notes.languages",
        "benchmarks.intake.polarity",
        "benchmarks.telemedicine.topics",
        "benchmarks.telemedicine.roles",
        "benchmarks.telemedicine.drafting",
        "benchmarks.telemedicine.spoken_roles",
        "benchmarks.telemedicine.voices",
        "benchmarks.telemedicine.repair",
        "benchmarks.telemedicine.facts",
        "benchmarks.telemedicine.triage",
        "benchmarks.telemedicine.support",
        "benchmarks.telemedicine.summary",
        "benchmarks.fusion",
        "benchmarks.vocabulary.pronunciation",
        "benchmarks.vocabulary.recall",
    }
)


def _command(claim: str, data: str | None) -> list[str] | None:
    if claim not in NEED_DATA:
        return [sys.executable, "-m", claim]
    return [sys.executable, "-m", claim, "--data", data] if data else None


def main() -> int:
    """Print every table; the exit code is the number of benchmarks that failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--data", default=os.environ.get("CHIRON_DATA"), help="folder that holds the data sets")
    data: str | None = parser.parse_args().data
    failed = 0
    for claim in CLAIMS:
        command = _command(claim, data)
        print(f"\n== {claim}", flush=True)
        if command is None:
            print("left out: it needs the data sets; name their folder with --data or CHIRON_DATA.")
            continue
        failed += subprocess.run(command, check=False).returncode != 0  # noqa: S603
    return failed


if __name__ == "__main__":
    sys.exit(main())
