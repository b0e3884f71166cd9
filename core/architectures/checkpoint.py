"""Published checkpoints in a local folder, as transformers writes them: ``config.json`` beside safetensors."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.architectures.state import first_names, fit
from core.weights import MANIFEST, WeightsError, WeightsFolder

if TYPE_CHECKING:
    from torch import Tensor, nn

CONFIG = "config.json"
SINGLE = "model.safetensors"
INDEX = "model.safetensors.index.json"


class Checkpoint:
    """A checkpoint that is read tensor by tensor; files listed in a sealed folder's manifest are checked first.

    Args:
        folder: With ``config.json`` and ``model.safetensors``, or several safetensors files and their index.

    Raises:
        WeightsError: the folder is no checkpoint; the sentence names the file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = self._json(CONFIG)
        self._sealed = WeightsFolder(folder) if (folder / MANIFEST).exists() else None

    def _json(self, name: str) -> dict[str, Any]:
        try:
            return dict(json.loads((self.folder / name).read_bytes()))
        except (OSError, ValueError, TypeError) as error:
            raise WeightsError(f"The checkpoint file {self.folder / name} is missing or unreadable.") from error

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each tensor to the file that holds it."""
        if (self.folder / SINGLE).exists() or not (self.folder / INDEX).exists():
            return dict.fromkeys(self._open(SINGLE).keys(), SINGLE)
        index = self._json(INDEX).get("weight_map")
        if not isinstance(index, dict):
            raise WeightsError(f"The checkpoint file {self.folder / INDEX} has no weight_map.")
        return {str(key): Path(str(name)).name for key, name in index.items()}

    def _open(self, name: str) -> Any:
        """The file's tensors, lazily."""
        from safetensors import SafetensorError, safe_open

        if self._sealed is not None:
            self._sealed.read(name)
        try:
            return safe_open(self.folder / name, framework="pt")
        except (OSError, SafetensorError) as error:
            raise WeightsError(f"The checkpoint file {self.folder / name} is missing or corrupt.") from error

    @cached_property
    def _files(self) -> dict[str, Any]:
        return {name: self._open(name) for name in set(self.names.values())}

    def tensor(self, name: str) -> Tensor:
        """One tensor, in float32.

        Raises:
            WeightsError: there is none of this name, or it cannot be read.
        """
        from safetensors import SafetensorError

        if name not in self.names:
            raise WeightsError(f"The checkpoint in {self.folder} lacks the tensor '{name}'.")
        try:
            tensor: Tensor = self._files[self.names[name]].get_tensor(name)
        except SafetensorError as error:
            raise WeightsError(f"The tensor '{name}' of {self.folder} cannot be read: the file is corrupt.") from error
        return tensor.float() if tensor.is_floating_point() else tensor

    def fill(self, module: nn.Module, name: Callable[[str], str], read: Callable[[str], Tensor] | None = None) -> None:
        """Fill the module with the checkpoint's tensors, and put it at rest.

        Args:
            module: To be filled in place.
            name: Our name of a tensor to the published one.
            read: The tensor of a published name, where it is not simply :meth:`tensor`.

        Raises:
            WeightsError: a tensor is missing, unreadable or of another shape; the sentence has its published name.
        """
        names = {ours: name(ours) for ours in first_names(module)}
        state = {ours: (read or self.tensor)(theirs) for ours, theirs in names.items()}
        fit(module, state, f"the checkpoint in {self.folder}", names)
        module.eval()

    @cached_property
    def settings(self) -> Any:
        """The configuration as transformers completes it with the defaults of its model type.

        Raises:
            WeightsError: it holds values that the model type does not take.
        """
        from huggingface_hub.errors import StrictDataclassError
        from transformers import AutoConfig

        try:
            return AutoConfig.from_pretrained(self.folder, local_files_only=True)
        except (OSError, ValueError, TypeError, KeyError, StrictDataclassError) as error:
            raise WeightsError(f"The checkpoint file {self.folder / CONFIG} holds values that do not fit.") from error

    def kind(self, *kinds: str) -> None:
        """Make sure that the checkpoint is of one of these model types.

        Raises:
            WeightsError: it is of another.
        """
        found = self.config.get("model_type")
        if found not in kinds:
            raise WeightsError(f"{self.folder / CONFIG} describes a '{found}' model, not {' or '.join(kinds)}.")
