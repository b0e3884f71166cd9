"""The manifest says who opens the vocabulary."""

from pathlib import Path

import domains.vocabulary
from core.plugins.manifest import read


def test_learners_and_administrators_open_it() -> None:
    manifest = read(Path(domains.vocabulary.__file__).parent / "plugin.toml")
    assert set(manifest.roles) == {"learner", "administrator"}
