"""Retrieval across modalities: pictures, words and sounds in one space, and whichever is asked for ranked by another.

space = open_space()
ranking = space.rank(space.text("a dog"), [space.picture(pixels), space.sound(samples)])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.architectures.state import described, restore
from core.case import Modality
from core.encoders.pictured import Describer
from core.encoders.places import Places
from core.weights import WeightsError, WeightsFolder

if TYPE_CHECKING:
    from core.architectures.networks.clip import DualEncoder
    from core.encoders.encoder import Encoder
    from core.encoders.spoken_network import Listener

SHIPPED = Path(__file__).parents[1] / "models" / "space"
SENTENCES, CHARACTERS = 30, 4_000
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Placed:
    """Something in the shared space.

    Attributes:
        modality: What it is.
        vectors: ``(n, width)`` unit vectors: of a picture or sound one, of a text one for the whole and one for each
            of its sentences where it has several.
    """

    modality: Modality
    vectors: Vectors


class Space:
    """The shared space, its encoders opened when they are first needed.

    Args:
        folder: The sealed weights.
        places: Where the encoders' weights come from.
        name: Which of the folder's heads: ``"space"``, or ``"held_out"``, which never saw the held-out concepts.

    Raises:
        WeightsError: a file is absent, altered, or does not fit the others.
    """

    def __init__(self, folder: Path = SHIPPED, places: Places | None = None, name: str = "space") -> None:
        self._sealed = WeightsFolder(folder)
        self._places = places or Places.usual()
        self._name = name
        self.about = described(self._sealed, "space")
        self._scales = _scales(self.about, folder)

    def text(self, words: str) -> Placed:
        """A word, a sentence or a document (its first 4,000 characters).

        Raises:
            Refused: it is blank.
        """
        from core.encoders.text_use import sentences

        cut = words[:CHARACTERS]
        parts = sentences(cut)[:SENTENCES]
        whole = [cut] if len(parts) < 2 else [cut, *parts]
        return Placed(Modality.TEXT, self.texts(whole))

    def picture(self, pixels: NDArray[Any]) -> Placed:
        """``(height, width)`` or ``(height, width, 3)`` in [0, 1].

        Raises:
            Refused: it is smaller than 8 pixels on a side.
        """
        return Placed(Modality.IMAGE, self.pictures([pixels]))

    def sound(self, samples: NDArray[Any]) -> Placed:
        """``(samples,)`` at 16,000 Hz; of a long one, the first 3.5 seconds in which something is heard.

        Raises:
            Refused: it is shorter than 20 milliseconds.
        """
        return Placed(Modality.AUDIO, self.sounds([samples]))

    def texts(self, several: Sequence[str]) -> Vectors:
        """``(n, width)``, one for each text as a whole, in lower case: names are learnt so."""
        return self.project("text", self._use.embed([one.lower() for one in several]).vector.numpy())

    def pictures(self, several: Sequence[NDArray[Any]]) -> Vectors:
        """``(n, width)``."""
        return self.project("image", self.describe(self._lite.embed([squared(one) for one in several]).vector.numpy()))

    def sounds(self, several: Sequence[NDArray[Any]]) -> Vectors:
        """``(n, width)``."""
        from core.encoders.contents import sound
        from core.encoders.spoken import evened, log_mel

        frames = [log_mel(sound(one)) for one in several]
        heard = self.heard(np.stack([evened(one) for one in frames]), np.array([len(one) for one in frames]))
        return self.project("audio", heard)

    def heard(self, pictures: NDArray[Any], lengths: NDArray[Any]) -> Vectors:
        """What the network that listens makes of utterances ``(n, 48, 48)`` of so many frames: ``(n, 384)``."""
        import torch

        with torch.inference_mode():
            vectors: Vectors = self.listener(torch.from_numpy(pictures), torch.from_numpy(lengths)).numpy()
        return vectors

    def project(self, head: str, vectors: NDArray[Any]) -> Vectors:
        """What encoders made, ``(n, the head's width)``, as unit vectors ``(n, width)``."""
        import torch

        with torch.inference_mode():
            placed: Vectors = self.heads.embed(head, torch.from_numpy(np.asarray(vectors, np.float32))).numpy()
        return placed

    def log_odds(self, first: Modality, a: Vectors, second: Modality, b: Vectors) -> Vectors:
        """How much likelier than by lot it is that things mean the same, ``(n, m)``; one scale for all modalities."""
        scale = self._scales["-".join(sorted((str(first), str(second))))]
        odds: Vectors = scale["slope"] * (a @ b.T) + scale["offset"]
        return odds

    def rank(self, query: Placed, items: Sequence[Placed]) -> list[tuple[int, float]]:
        """Place in ``items`` and log-odds, the best first; equals stay in order."""
        scores = [
            float(self.log_odds(query.modality, query.vectors[:1], one.modality, one.vectors).max()) for one in items
        ]
        return sorted(enumerate(scores), key=lambda pair: -pair[1])

    @cached_property
    def describe(self) -> Describer:
        """What turns vectors of pictures into described pictures."""
        return Describer.of(self._sealed.tensors("picture.safetensors"))

    @cached_property
    def heads(self) -> DualEncoder:
        """What projects the encoders' vectors."""
        from core.architectures.clip import dual_encoder

        heads = dual_encoder(**self.about["shape"])
        restore(heads, self._sealed, self._name)
        return heads

    @cached_property
    def listener(self) -> Listener:
        """The network that listens to utterances."""
        from core.encoders.spoken_network import Listener

        listener = Listener()
        restore(listener, self._sealed, "listener")
        return listener

    @cached_property
    def _use(self) -> Encoder:
        from core.encoders.text_use import open_use

        return open_use(self._places, {})

    @cached_property
    def _lite(self) -> Encoder:
        from core.encoders.image_lite import open_lite

        return open_lite(self._places, {})


def open_space(folder: Path = SHIPPED, places: Places | None = None) -> Space:
    """The space that the suite ships, or another that was trained.

    Raises:
        WeightsError: a file is absent, altered, or does not fit the others.
    """
    return Space(folder, places)


def squared(picture: NDArray[Any]) -> NDArray[np.float32]:
    """In the middle of a white square, so that no encoder stretches it; gray stays gray."""
    height, width = picture.shape[:2]
    side = max(height, width)
    ground = np.ones((side, side, *picture.shape[2:]), dtype=np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    ground[top : top + height, left : left + width] = picture
    return ground


def _scales(about: Mapping[str, Any], folder: Path) -> Mapping[str, Mapping[str, float]]:
    try:
        return {
            pair: {key: float(scale[key]) for key in ("slope", "offset")}
            for pair, scale in about["about"]["scales"].items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WeightsError(f"{folder / 'space.json'} does not say how cosines are scaled.") from error
