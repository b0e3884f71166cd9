"""Where in a picture: integrated gradients and occlusion for any image encoder, Grad-CAM for convolutional ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.evidence.attribution import Attribution, Question, batch_of, integrate, require_captum, sole_floating
from core.evidence.saliency import heat, regions
from core.evidence.view import view
from core.finding import Region

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.floating[Any]]
Against = Literal["blurred", "black"]
STEPS = 32
CELLS = 14
BLUR = 8


def integrated_gradients(
    question: Question, picture: Array, against: Against = "blurred", steps: int = STEPS
) -> Attribution:
    """Addends of ``log-odds(picture) - log-odds(baseline)``, one for each pixel that the encoder sees.

    Args:
        question: Which encoder, and which label.
        picture: ``(height, width)`` or ``(height, width, 3)`` in [0, 1].
        against: The baseline. A blurred picture keeps its brightness, which black does not: what is dark speaks too.
        steps: Of the integral; twice as many where the gap is too wide.

    Returns:
        Values ``(h, w)`` that span the whole picture, at the encoder's resolution.
    """
    key, batch, baseline = _prepared(question, picture, against)
    values, log_odds, compared = integrate(question.of(key, batch), batch[key], baseline, steps)
    return Attribution(_whole(question, picture, key, values[0].sum(axis=0)), log_odds, compared)


def occlusion(question: Question, picture: Array, against: Against = "blurred", cells: int = CELLS) -> Attribution:
    """What the log-odds loses when a place is hidden (Zeiler and Fergus, ECCV 2014); asks no gradient of anyone.

    Each pixel holds the mean loss over the windows, two cells wide, that hid it. The sum is not the whole difference:
    two windows that show the same thing do not lose it until both are hidden.

    Args:
        question: Which encoder, and which label.
        picture: ``(height, width)`` or ``(height, width, 3)`` in [0, 1].
        against: What is put in place of the hidden.
        cells: Cells along a side.

    Returns:
        Values ``(h, w)`` that span the whole picture, at the encoder's resolution.
    """
    require_captum()
    import torch
    from captum.attr import Occlusion

    key, batch, baseline = _prepared(question, picture, against)
    forward, shown, other = question.of(key, batch), batch[key][None], baseline[None]
    channels, rows, columns = shown.shape[2:]
    stride = (1, channels, max(1, rows // cells), max(1, columns // cells))
    window = (1, channels, min(rows, 2 * stride[2]), min(columns, 2 * stride[3]))
    with torch.no_grad():
        found = Occlusion(forward).attribute(shown, window, stride, other, perturbations_per_eval=16)
        ends = forward(torch.cat([shown, other]))
    values = found[0, 0].numpy().astype(np.float64).mean(axis=0)
    return Attribution(_whole(question, picture, key, values), float(ends[0]), float(ends[1]))


def grad_cam(question: Question, picture: Array, layer: str) -> Array:
    """Grad-CAM (Selvaraju et al., ICCV 2017) by MONAI; for encoders whose module is convolutional.

    Args:
        question: Which encoder, and which label.
        picture: ``(height, width)`` or ``(height, width, 3)`` in [0, 1].
        layer: Name of the last convolutional layer within the encoder's module.

    Returns:
        Activation ``(h, w)`` that spans the whole picture, 0 where nothing speaks for the label.
    """
    from monai.visualize.class_activation_maps import GradCAM

    from core.evidence._asked import Asked

    batch = batch_of(question.encoder, picture)
    key = sole_floating(batch)
    asked = Asked(question, key).eval()
    camera = GradCAM(asked, f"module.{layer}", postprocessing=lambda activation: activation)
    found = camera(batch[key].requires_grad_(True), class_idx=0)
    values = np.clip(found.detach().numpy()[0, 0].astype(np.float64), 0.0, None)
    return _whole(question, picture, key, values)


def where(values: Array, rows: int, columns: int, cells: int = CELLS) -> tuple[Region, ...]:
    """Rectangles around what speaks for the label, the strongest first.

    Gradients are noisy from pixel to pixel, so that they are summed in cells first.

    Args:
        values: ``(h, w)`` that span the picture, of any method.
        rows: Height of the picture, pixels.
        columns: Width of the picture, pixels.
        cells: Cells along a side.
    """
    return regions(heat(coarse(values, cells)), rows, columns)


def coarse(values: Array, cells: int = CELLS) -> Array:
    """Sums over ``(cells, cells)``, or fewer where there are fewer values; nothing is lost."""
    down, across = (np.arange(length) * min(cells, length) // length for length in values.shape)
    summed = np.zeros((int(down[-1]) + 1, int(across[-1]) + 1))
    np.add.at(summed, (down[:, None], across[None]), values)
    return summed


def blurred(picture: Array) -> Array:
    """The picture without anything smaller than an eighth of it."""
    from PIL import Image, ImageFilter

    radius = max(picture.shape[:2]) / BLUR
    planes = picture[..., None] if picture.ndim == 2 else picture
    soft = [_soft(plane, ImageFilter.GaussianBlur(radius), Image) for plane in np.moveaxis(planes, -1, 0)]
    return np.stack(soft, axis=-1).reshape(picture.shape)


def _soft(plane: Array, blur: Any, image: Any) -> NDArray[np.float32]:
    """Pillow blurs whole numbers only; 8 bits are enough for a baseline."""
    small = image.fromarray(np.round(np.clip(plane, 0.0, 1.0) * 255).astype(np.uint8)).filter(blur)
    return np.asarray(small, np.float32) / np.float32(255.0)


def _prepared(question: Question, picture: Array, against: Against) -> tuple[str, dict[str, Tensor], Tensor]:
    """The key of the pixels, the batch of the picture, and the pixels of the baseline."""
    batch = dict(batch_of(question.encoder, picture))
    key = sole_floating(batch)
    other = blurred(picture) if against == "blurred" else np.zeros_like(picture)
    return key, batch, batch_of(question.encoder, other)[key]


def _whole(question: Question, picture: Array, key: str, values: Array) -> Array:
    return view(question.encoder, key, picture.shape[0], picture.shape[1]).whole(values)
