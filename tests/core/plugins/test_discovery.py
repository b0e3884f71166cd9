"""Finding domains in folders and in installed packages, without importing them."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.plugins.discovery import discover
from core.plugins.plugin import Origin

Write = Callable[..., Path]
TRAP = "raise RuntimeError('discovery imported this')\n"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Put a distribution with an entry point on the search path, as an installer would."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)

    def distribution(name: str, value: str, package: str = "", manifest: str = "") -> Path:
        facts = site / f"{name}-1.0.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        (facts / "entry_points.txt").write_text(f"[chiron.domains]\n{name} = {value}\n", encoding="utf-8")
        place = site
        for part in package.split(".") if package else ():
            place = place / part
            place.mkdir(exist_ok=True)
            (place / "__init__.py").write_text(TRAP, encoding="utf-8")
        if manifest:
            (place / "plugin.toml").write_text(manifest, encoding="utf-8")
        return place

    return distribution


def manifest_of(write: Write, id: str) -> str:
    return (write(id) / "plugin.toml").read_text(encoding="utf-8")


def test_domains_of_a_folder_are_found_and_none_is_imported(write: Write, folder: Path) -> None:
    write("hound", code=TRAP)
    write("badger", code="not python at all")
    found = discover([folder])
    assert [(one.id, one.problem, one.origin) for one in found] == [("badger", "", "folder"), ("hound", "", "folder")]
    assert not [name for name in sys.modules if name.startswith("kennel")]


def test_folders_that_are_no_domain_are_passed_over(folder: Path) -> None:
    for name in ("__pycache__", ".git", "_draft", "empty", "pictures"):
        (folder / name).mkdir()
        (folder / name / "x.png").touch()
    (folder / "_draft" / "plugin.toml").touch()
    assert discover([folder, folder / "nowhere"]) == []


def test_code_without_a_manifest_is_an_invalid_domain(folder: Path) -> None:
    (folder / "stray").mkdir()
    (folder / "stray" / "page.py").touch()
    (one,) = discover([folder])
    assert (one.id, one.manifest) == ("stray", None)
    assert "There is no plugin.toml" in one.problem


def test_an_id_that_is_not_the_name_of_the_folder_is_invalid(write: Write, folder: Path) -> None:
    write("hound", manifest={'id = "hound"': 'id = "wolf"'})
    (one,) = discover([folder])
    assert (one.id, one.problem) == (
        "hound",
        "plugin.toml: the key 'id' is 'wolf', but the folder is 'hound': make them equal.",
    )


def test_of_two_domains_with_one_id_the_first_counts(write: Write, folder: Path, tmp_path: Path) -> None:
    text = manifest_of(write, "hound")
    other = tmp_path / "other" / "hound"
    other.mkdir(parents=True)
    (other / "plugin.toml").write_text(text, encoding="utf-8")
    first, second = discover([folder, tmp_path / "other"])
    assert (first.folder, first.problem) == (folder / "hound", "")
    assert second.manifest is None
    assert second.problem == f"The id 'hound' is taken by {folder / 'hound'}: rename one of them."


def test_a_domain_of_an_installed_package_is_found_and_not_imported(
    install: Callable[..., Path], write: Write, tmp_path: Path
) -> None:
    text = manifest_of(write, "derm").replace("kennel.derm", "acme.derm")
    place = install("acme-derm", "acme.domains.derm", "acme.domains.derm", text)
    (one,) = [one for one in discover([]) if one.origin is Origin.PACKAGE]
    assert (one.id, one.folder, one.problem) == ("derm", place, "")
    assert one.manifest is not None
    assert not [name for name in sys.modules if name.partition(".")[0] == "acme"]


def test_a_package_that_is_no_domain_says_why(install: Callable[..., Path]) -> None:
    install("gone", "no_such_package.domain")
    install("half", "half_there.missing", "half_there")
    install("bare", "bare_package", "bare_package")
    found = {one.id: one.problem for one in discover([]) if one.origin is Origin.PACKAGE}
    assert "no package 'no_such_package'" in found["gone"]
    assert "no package 'half_there.missing'" in found["half"]
    assert "There is no plugin.toml" in found["bare_package"]


def test_a_package_cannot_take_the_id_of_a_shipped_domain(
    install: Callable[..., Path], write: Write, folder: Path
) -> None:
    install("chest", "hound", "hound", manifest_of(write, "hound"))
    shipped, packaged = discover([folder])
    assert (shipped.problem, packaged.origin) == ("", "package")
    assert "is taken by" in packaged.problem
