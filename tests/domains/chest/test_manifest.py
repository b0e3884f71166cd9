from importlib import import_module

from core.plugins.manifest import read
from tests.domains.chest.room import FOLDER


def test_the_manifest_names_what_is_there() -> None:
    manifest = read(FOLDER / "plugin.toml")
    assert manifest.id == FOLDER.name
    assert manifest.roles == ("clinician", "administrator")
    assert (manifest.wants, manifest.offers) == (("note",), ())
    for entry in (manifest.service, manifest.store, manifest.config, manifest.commands):
        assert entry is not None
        module, _, name = entry.partition(":")
        assert hasattr(import_module(module), name), entry
