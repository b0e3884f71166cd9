"""A language model from a folder on this machine: safetensors only, no code of its own, nothing fetched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ASKED = (
    "Rewrite this line of a doctor's note as one short, plain sentence in the third person. Keep every fact, number, "
    "drug and negation. Add nothing.\nLine: {text}\nSentence:"
)
LONGEST = 96
NEEDED = ("torch", "transformers")


class ModelRefused(ValueError):
    """A folder that holds no language model that can be used; one sentence that says what to do next."""


@dataclass(frozen=True)
class LanguageModel:
    """A model with its tokenizer.

    Attributes:
        tokenizer: As the folder has it.
        network: With a head that writes, in evaluation mode.
        writes_on: Whether it goes on with the prompt (decoder only) instead of answering it.
    """

    tokenizer: Any
    network: Any
    writes_on: bool

    def answer(self, text: str) -> str:
        """One sentence in other words, the likeliest; only the first line of what the model writes counts."""
        import torch

        ids = self._asked(text)
        room = min(LONGEST, 2 * len(self.tokenizer(text)["input_ids"]) + 8)
        with torch.inference_mode():
            out = self.network.generate(**ids, max_new_tokens=room, do_sample=False, num_beams=1)
        fresh = out[0][ids["input_ids"].shape[1] :] if self.writes_on else out[0]
        told = str(self.tokenizer.decode(fresh, skip_special_tokens=True)).strip()
        return " ".join(told.splitlines()[0].split()) if told else ""

    def _asked(self, text: str) -> dict[str, Any]:
        prompt = ASKED.format(text=text)
        if getattr(self.tokenizer, "chat_template", None):
            turns = [{"role": "user", "content": prompt}]
            prompt = self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        ids = self.tokenizer(prompt, return_tensors="pt", truncation=True, max_length=self._longest())
        return {key: ids[key] for key in ("input_ids", "attention_mask")}

    def _longest(self) -> int:
        """Tokens of a prompt: what the model reads at once, less the room of the answer."""
        most = getattr(self.network.config, "max_position_embeddings", None) or 1024
        return max(16, min(int(most), 1024) - LONGEST)


def opened(folder: Path) -> LanguageModel:
    """The model in a folder.

    Raises:
        ModelRefused: it cannot be used; one sentence.
    """
    settings = _settings(folder)
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ModelRefused(f"A language model needs the package {missing[0]}: install 'chiron-suite[text]'.")
    from safetensors import SafetensorError

    try:
        return _loaded(folder, bool(settings.get("is_encoder_decoder")))
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError, SafetensorError) as error:
        reason = (str(error).strip().splitlines() or ["no more is known"])[0].rstrip(".")
        raise ModelRefused(f"The language model in {folder} cannot be loaded ({reason}): name another one.") from error


def _settings(folder: Path) -> dict[str, Any]:
    """What the folder says of itself, looked at before a line of it is loaded."""
    try:
        settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelRefused(
            f"The folder {folder} holds no language model with a config.json: name another one."
        ) from error
    if not isinstance(settings, dict) or "auto_map" in settings:
        raise ModelRefused(f"The language model in {folder} wants to run code of its own: name another one.")
    if not any(folder.glob("*.safetensors")):
        raise ModelRefused(f"The language model in {folder} has no safetensors: save it in that form.")
    return settings


def _loaded(folder: Path, answers: bool) -> LanguageModel:
    from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    kind = AutoModelForSeq2SeqLM if answers else AutoModelForCausalLM
    here: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(folder, **here)
    network = kind.from_pretrained(folder, use_safetensors=True, **here).eval()
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    network.generation_config.pad_token_id = tokenizer.pad_token_id
    return LanguageModel(tokenizer, network, writes_on=not answers)
