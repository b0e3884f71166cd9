"""A film as an encoder reads it: its frames through an image encoder, its sound track through a sound encoder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from core.case import Content, Modality
from core.encoders import contents
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.requirements import require
from core.encoders.sequences import mean, padded
from core.encoders.state import restored
from core.recipe import RecipeError

if TYPE_CHECKING:
    from torch import Tensor

NAME = "video"


class VideoOptions(Options):
    """What can be asked of the film encoder.

    Attributes:
        image: The encoder of the frames.
        image_options: Its options, as a JSON mapping.
        sound: The encoder of the sound track; empty where only pictures are looked at.
        sound_options: Its options, as a JSON mapping.
        frames: Most frames that are looked at, spread over the film.
        sound_tokens: Most tokens of the sound track; more are averaged over equal spans of time.
    """

    image: str = "lite0"
    image_options: str = "{}"
    sound: str = "whisper"
    sound_options: str = "{}"
    frames: int = Field(default=16, ge=1)
    sound_tokens: int = Field(default=32, ge=1)


class Video(Encoder):
    """Tokens in time: one for each frame, then those of the sound track; a token is ``[frame, sound]``, one part empty.

    The vector holds the mean over the frames and the mean over the sound. A silent film has no sound tokens: their mask
    is false, and its sound half of the vector is the learnt vector ``silence``, so that silence and an unheard track of
    zeros are two things.

    Args:
        image: Encoder of frames.
        sound: Encoder of the sound track, if there is one.
        options: How many tokens.
    """

    modality = Modality.VIDEO

    def __init__(self, image: Encoder, sound: Encoder | None, options: VideoOptions) -> None:
        import torch
        from torch import nn

        self.image, self.sound, self.options = image, sound, options
        heard = sound.width if sound else 0
        self.width = self.token_width = image.width + heard
        self.module = nn.ModuleDict({"image": image.module} | ({"sound": sound.module} if sound else {}))
        self.module.register_parameter("silence", nn.Parameter(0.02 * torch.randn(heard)) if heard else None)
        self.module.eval()

    def prepare(self, content: Content) -> Batch:
        """The prepared frames and sound of one film; ``frame.x``, ``sound.x`` are those of the parts."""
        clip = contents.clip(content)
        chosen = np.unique(np.linspace(0, len(clip.frames) - 1, self.options.frames).round().astype(int))
        frames = self.image.collate([self.image.prepare(clip.frames[at]) for at in chosen])
        film = {f"frame.{key}": value for key, value in frames.items()}
        if self.sound is None or clip.sound is None:
            return film
        return film | {f"sound.{key}": value for key, value in self.sound.prepare(clip.sound).items()}

    def collate(self, prepared: Sequence[Batch]) -> dict[str, Tensor]:
        """Frames of all films in one heap with their ``owner``; the tracks of those that have one, with theirs."""
        import torch

        parts = [_part(one, "frame.") for one in prepared]
        frames = {f"frame.{key}": torch.cat([part[key] for part in parts]) for key in parts[0]}
        counts = [len(next(iter(part.values()))) for part in parts]
        heard = [row for row, one in enumerate(prepared) if _part(one, "sound.")]
        batch = frames | {"owner": torch.repeat_interleave(torch.arange(len(prepared)), torch.tensor(counts))}
        if self.sound is None or not heard:
            return batch | {"heard": torch.tensor(heard, dtype=torch.long)}
        sound = self.sound.collate([_part(prepared[row], "sound.") for row in heard])
        return batch | {"heard": torch.tensor(heard)} | {f"sound.{key}": value for key, value in sound.items()}

    def encode(self, batch: Batch) -> Encoded:
        """Both halves, side by side in the vector and one after the other in the tokens."""
        import torch

        seen = self.image.encode(_part(batch, "frame.")).vector
        frames, shown = padded([seen[batch["owner"] == row] for row in range(int(batch["owner"][-1]) + 1)])
        shown = shown.to(frames.device)
        vector = mean(frames, shown)
        if self.sound is None:
            return Encoded(vector, frames, shown)
        track, tokens, there = self._track(batch, len(frames))
        empty = tokens.new_zeros((*frames.shape[:2], tokens.shape[-1]))
        below = frames.new_zeros((*tokens.shape[:2], frames.shape[-1]))
        joint = torch.cat([torch.cat([frames, empty], dim=2), torch.cat([below, tokens], dim=2)], dim=1)
        return Encoded(torch.cat([vector, track], dim=1), joint, torch.cat([shown, there], dim=1))

    def _track(self, batch: Batch, films: int) -> tuple[Tensor, Tensor, Tensor]:
        """Vector, tokens and mask of every film's sound; of a silent one the learnt vector and no token."""
        silence: Any = self.module.silence
        vectors = silence.expand(films, -1)
        tokens = silence.new_zeros((films, self.options.sound_tokens, len(silence)))
        there = tokens.new_zeros(tokens.shape[:2]).bool()
        heard = batch["heard"]
        if self.sound is None or not len(heard):
            return vectors, tokens, there
        said = self.sound.encode(_part(batch, "sound."))
        spans, filled = _spans(said.tokens, said.mask, self.options.sound_tokens)
        return (
            vectors.index_copy(0, heard, said.vector),
            tokens.index_copy(0, heard, spans),
            there.index_copy(0, heard, filled),
        )


def _part(batch: Batch, prefix: str) -> dict[str, Tensor]:
    return {key.removeprefix(prefix): value for key, value in batch.items() if key.startswith(prefix)}


def _spans(tokens: Tensor, mask: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Tokens ``(b, n, width)`` averaged over at most ``count`` equal spans of what each row holds, and their mask."""
    import torch

    lengths = mask.sum(dim=1)
    used = lengths.clamp(max=count)
    place = torch.arange(tokens.shape[1], device=tokens.device)[None] * used[:, None] // lengths.clamp_min(1)[:, None]
    share = torch.nn.functional.one_hot(place.clamp(0, count - 1), count).to(tokens.dtype) * mask[..., None]
    sums = torch.einsum("bnk,bnw->bkw", share, tokens)
    held = share.sum(dim=1)
    return sums / held.clamp_min(1.0)[..., None], held > 0


def open_video(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it.

    Raises:
        PartError: there is no such encoder.
        RecipeError: an option cannot be.
        WeightsError: weights of a part are absent.
    """
    require(NAME, "torch", "vision")
    asked = checked(VideoOptions, NAME, options)
    image = _opened(asked.image, asked.image_options, "image", Modality.IMAGE, places)
    sound = _opened(asked.sound, asked.sound_options, "sound", Modality.AUDIO, places) if asked.sound else None
    if sound is not None and sound.width != sound.token_width:
        raise RecipeError(f"The encoder '{NAME}': option 'sound': '{asked.sound}' has tokens unlike its vector.")
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(asked.seed)
        return restored(Video(image, sound, asked), NAME, places, asked)


def _opened(name: str, options: str, key: str, modality: Modality, places: Places) -> Encoder:
    from core.encoders.catalogue import ENCODERS

    try:
        given = json.loads(options)
    except ValueError as error:
        raise RecipeError(f"The encoder '{NAME}': option '{key}_options' is no JSON: {error}.") from error
    if not isinstance(given, Mapping):
        raise RecipeError(f"The encoder '{NAME}': option '{key}_options' is no mapping.")
    opener: Any = ENCODERS.open(name)
    encoder = opener(places, given)
    if not isinstance(encoder, Encoder) or encoder.modality is not modality:
        raise RecipeError(f"The encoder '{NAME}': option '{key}': '{name}' is no encoder of {modality}.")
    return encoder
