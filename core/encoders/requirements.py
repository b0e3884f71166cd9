"""What an encoder needs to be installed, asked before it is imported."""

from importlib.util import find_spec

from core.parts import PartError


def require(encoder: str, module: str, extra: str) -> None:
    """Let only those pass who have what they need.

    Raises:
        PartError: the package is not installed; the sentence names the extra that brings it.
    """
    if find_spec(module) is None:
        raise PartError(f"The encoder '{encoder}' needs {module}, which is missing: install chiron-suite[{extra}].")
