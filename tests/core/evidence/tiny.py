"""Small encoders that are trained in a second or two to see a square, read a word and hear a tone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch  # noqa: TID253 - read by tests alone, which skip where torch is missing
from torch import Tensor, nn  # noqa: TID253

from core.case import SOUND_RATE, Content, Modality
from core.encoders.encoder import Batch, Encoded, Encoder
from core.evidence.attribution import Question

Array = np.ndarray[Any, Any]
WORDS = ("cough", "fever", "no", "pain", "since", "monday", "tired", "mass", "and", "the")


class Tokens:
    """Words to numbers; 0 pads, 1 begins. Long words are cut in two, as word pieces are."""

    def __call__(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        ids, places = [1], [(0, 0)]
        start = 0
        for word in text.split(" "):
            halves = [(0, 3), (3, len(word))] if len(word) > 4 else [(0, len(word))]
            for first, last in halves:
                ids.append(2 + 2 * WORDS.index(word) + (1 if first else 0))
                places.append((start + first, start + last))
            start += len(word) + 1
        return ids, places


class Seer(Encoder):
    """Two convolutions and a mean; ``crop`` shows it the middle of the picture alone."""

    modality = Modality.IMAGE
    width = token_width = 16

    def __init__(self, crop: bool = False) -> None:
        torch.manual_seed(0)
        self.module = nn.Sequential(nn.Conv2d(1, 16, 5, 2, 2), nn.ReLU(), nn.Conv2d(16, 16, 3, 1, 1), nn.ReLU()).eval()
        self.crop = crop

    def prepare(self, content: Content) -> Batch:
        pixels = torch.from_numpy(np.asarray(content, np.float32))[None, None]
        if self.crop:
            quarter = pixels.shape[-1] // 4
            pixels = pixels[..., quarter : 3 * quarter]
        return {"pixels": (nn.functional.interpolate(pixels, (32, 32), mode="area")[0] - 0.4) / 0.2}

    def encode(self, batch: Batch) -> Encoded:
        tokens = self.module(batch["pixels"]).flatten(2).transpose(1, 2)
        return Encoded(tokens.mean(dim=1), tokens, torch.ones(tokens.shape[:2], dtype=torch.bool))


class Reader(Encoder):
    """A table of embeddings, a layer, and the mean over what is not padding."""

    modality = Modality.TEXT
    width = token_width = 16

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.tokenizer = Tokens()
        self.module = nn.ModuleDict(
            {
                "words": nn.Embedding(2 + 2 * len(WORDS), 16, padding_idx=0),
                "places": nn.Embedding(12, 16),
                "mix": nn.Linear(16, 16),
            }
        ).eval()

    def prepare(self, content: Content) -> Batch:
        ids, places = self.tokenizer(str(content)) if str(content) != "." else ([1], [(0, 0)])
        ids, places = (ids + [0] * 12)[:12], (places + [(0, 0)] * 12)[:12]
        shown = torch.tensor([int(i != 0) for i in ids])
        return {"input_ids": torch.tensor(ids), "attention_mask": shown, "offsets": torch.tensor(places)}

    def encode(self, batch: Batch) -> Encoded:
        mask = batch["attention_mask"].bool()
        places = self.module["places"](torch.arange(12))  # type: ignore[index]
        tokens = torch.tanh(self.module["mix"](self.module["words"](batch["input_ids"]) + places))  # type: ignore[index]
        mean = (tokens * mask[..., None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
        return Encoded(mean, tokens, mask)


class Listener(Encoder):
    """The spectrum of every hundredth second, padded to two seconds, through a layer and a sum."""

    modality = Modality.AUDIO
    width = token_width = 8

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.module = nn.Sequential(nn.Linear(81, 8), nn.Tanh()).eval()

    def prepare(self, content: Content) -> Batch:
        sound = np.zeros(2 * SOUND_RATE, np.float32)
        heard = np.asarray(content, np.float32)
        sound[: len(heard)] = heard
        frames = np.abs(np.fft.rfft(sound.reshape(200, 160) * np.hanning(160), axis=1))
        return {"frames": torch.from_numpy(np.log1p(frames).astype(np.float32).T.copy())}

    def encode(self, batch: Batch) -> Encoded:
        tokens = self.module(batch["frames"].transpose(1, 2))
        return Encoded(10.0 * tokens.mean(dim=1), tokens, torch.ones(tokens.shape[:2], dtype=torch.bool))


def trained(encoder: Encoder, contents: Sequence[Content], truth: Array, steps: int = 150) -> Question:
    """The question of the second of two labels, after the encoder and a linear read-out learnt it."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    head = nn.Linear(encoder.width, 2)
    optimiser = torch.optim.Adam([*encoder.module.parameters(), *head.parameters()], 0.02)
    batch = encoder.collate([encoder.prepare(content) for content in contents])
    target = torch.tensor(truth, dtype=torch.float32)
    for _ in range(steps):
        rows = torch.randperm(len(contents))[:24]
        logits = head(encoder.encode({key: value[rows] for key, value in batch.items()}).vector)[:, 1]
        loss = nn.functional.binary_cross_entropy_with_logits(logits, target[rows])
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
    return Question(encoder, read_out(head), 1)


def read_out(head: nn.Module) -> Callable[[Encoded], Tensor]:
    """Logits of the vector."""
    return lambda encoded: head(encoded.vector)
