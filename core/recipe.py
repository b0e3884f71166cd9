"""How a reading is made, as data: `recipe.toml`."""

import tomllib
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.case import Modality

_M = TypeVar("_M", bound=BaseModel)


class RecipeError(ValueError):
    """A recipe that cannot be followed; the sentence names the key."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpertRecipe(_Strict):
    """One expert: which modality it reads and with which encoder.

    Attributes:
        modality: The kind of signal it needs.
        encoder: Name of the encoder or predictor that reads the signal, or an entry (``package.module:opener``).
        expert: What makes statements of what the encoder sees (``linear``, ``embedding``, an entry); where it is not
            said, an encoder that is a whole expert speaks for itself, one with weights gets a linear read-out, and
            one without makes no statements.
        weights: File names inside the weights folder, in the expert's order.
        options: What the encoder itself understands (input size, vocabulary file ...).
        explain: How an expert that could say where it looked does so; it costs time for every label.
    """

    modality: Modality
    encoder: str
    expert: str | None = None
    weights: tuple[str, ...] = ()
    explain: Literal["gradients", "ablation"] | None = None
    options: dict[str, str | int | float | bool] = Field(default_factory=dict)


class FusionRecipe(_Strict):
    """Which fuser joins the experts, and the file with its parameters.

    Attributes:
        kind: Name of the fuser, or an entry (``package.module:opener``).
        weights: The file inside the weights folder.
        options: What the fuser itself understands.
    """

    kind: str = "late"
    weights: str = "fusion.json"
    options: dict[str, str | int | float | bool] = Field(default_factory=dict)


class CertaintyRecipe(_Strict):
    """How sure a finding must be before it is ruled in or out.

    Attributes:
        error_rate: Nominal miscoverage of the conformal sets, in (0, 1).
        minimum_positives: Calibration positives below which a label is not certified.
        weights: The file with the thresholds.
    """

    error_rate: float = Field(default=0.1, gt=0, lt=1)
    minimum_positives: int = Field(default=20, ge=1)
    weights: str = "certainty.json"


class TrainingRecipe(_Strict):
    """How the weights are made; what is not said stays as the one who trains has it.

    Attributes:
        strategy: Name of the training strategy.
        epochs: Most passes over the samples.
        batch: Samples in one batch of one process.
        rate: Peak learning rate.
        decay: Weight decay (decoupled).
        warmup: Share of the steps in which the rate rises.
        accumulate: Batches whose gradients are added up before a step.
        precision: Number format of the forward pass.
        clip: Largest norm of the gradient; 0 does not clip.
        patience: Epochs without a better figure before training stops; 0 never stops early.
        seed: Of everything drawn.
        checkpoint_steps: Steps between two checkpoints, beside the one after each epoch.
        unfreeze: Epochs between the freeing of two stages.
        slowdown: By which factor an earlier stage learns slower than the one after it.
        rank: Of low-rank adaptation.
        drop: Chance that a modality is left out of a sample while training.
        backend: Where the loop runs: one process, torch's DDP, or Ray Train.
        processes: How many processes train together.
    """

    strategy: str | None = None
    epochs: int | None = Field(default=None, ge=1)
    batch: int | None = Field(default=None, ge=1)
    rate: float | None = Field(default=None, gt=0)
    decay: float | None = Field(default=None, ge=0)
    warmup: float | None = Field(default=None, ge=0, lt=1)
    accumulate: int | None = Field(default=None, ge=1)
    precision: Literal["float32", "bfloat16"] | None = None
    clip: float | None = Field(default=None, ge=0)
    patience: int | None = Field(default=None, ge=0)
    seed: int | None = Field(default=None, ge=0)
    checkpoint_steps: int | None = Field(default=None, ge=0)
    unfreeze: int | None = Field(default=None, ge=1)
    slowdown: float | None = Field(default=None, ge=1)
    rank: int | None = Field(default=None, ge=1)
    drop: float | None = Field(default=None, ge=0, lt=1)
    backend: Literal["single", "ddp", "ray"] | None = None
    processes: int | None = Field(default=None, ge=1)


class Recipe(_Strict):
    """Which experts, which fusion, which labels.

    Attributes:
        labels: The findings, in the order in which they are shown.
        experts: Role to expert.
        fusion: How experts are joined.
        certainty: When a finding is decided.
        training: How the weights are made; none for a recipe that only reads.
    """

    labels: tuple[str, ...]
    experts: dict[str, ExpertRecipe]
    fusion: FusionRecipe
    certainty: CertaintyRecipe = CertaintyRecipe()
    training: TrainingRecipe | None = None


class _TrainingFile(_Strict):
    training: TrainingRecipe


def load(path: Path) -> Recipe:
    """Read a recipe from TOML.

    Raises:
        RecipeError: the file is missing, is no TOML, or has a key that is misspelt, absent or out of range.
    """
    return _read(path, Recipe)


def load_training(path: Path) -> TrainingRecipe:
    """Read a file that holds the section ``[training]`` alone, for a model that states no labels.

    Raises:
        RecipeError: as :func:`load` does.
    """
    return _read(path, _TrainingFile).training


def _read(path: Path, kind: type[_M]) -> _M:
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise RecipeError(f"There is no recipe at {path}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path.name} is not valid TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise RecipeError(f"{path.name}: key '{key}': {first['msg']}.") from error
