"""Manifests: good ones, and one sentence for each bad one."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from core.plugins.manifest import Manifest, ManifestError, RoleName, check_id, read
from data.accounts import Role

Write = Callable[..., Path]


def test_a_manifest_is_read(write: Write) -> None:
    manifest = read(write("hound", manifest={"roles": 'offers = ["note"]\nwants = ["image"]\nroles'}) / "plugin.toml")
    assert (manifest.id, manifest.roles, manifest.recipe) == ("hound", ("clinician",), None)
    assert (manifest.offers, manifest.wants) == (("note",), ("image",))
    assert manifest.icon == ":material/extension:"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('summary = "What hound does."', "", "the key 'summary' is missing"),
        ("roles", 'colour = "brown"\nroles', "the key 'colour' is not known"),
        ("schema_version = 1", "schema_version = 2", "schema_version 2 is newer than 1.*update Chiron"),
        ("schema_version = 1", 'schema_version = "1"', "the key 'schema_version' is wrong"),
        ("schema_version = 1", "", "the key 'schema_version' is missing"),
        ('"clinician"', '"clinicain"', r"the key 'roles.0' is wrong: .*'clinician', 'learner' or 'administrator'"),
        ('["clinician"]', "[]", "the key 'roles' is wrong"),
        ('["clinician"]', '["clinician", "clinician"]', "the key 'roles' is wrong: it names one thing twice"),
        ("kennel.hound.hound:page", "kennel.hound.hound", r"the key 'page' is wrong: .*'package\.module:object'"),
        ("kennel.hound.hound:open_service", "os:system('x')", "the key 'service' is wrong"),
        ('"0.1.0"', '"newest"', "the key 'version' is wrong"),
        ("roles", 'recipe = "../../secrets.toml"\nroles', "the key 'recipe' is wrong: .*inside the domain's folder"),
        ("roles", 'recipe = "/etc/passwd"\nroles', "the key 'recipe' is wrong"),
        ("roles", 'icon = "house"\nroles', "the key 'icon' is wrong"),
        ("roles", 'offers = ["Note!"]\nroles', r"the key 'offers.0' is wrong"),
        ("roles", 'offers = "note"\nroles', "the key 'offers' is wrong"),
        ('name = "hound domain"', 'name = " "', "the key 'name' is wrong"),
        ('name = "hound domain"', 'name = "two\\nlines"', "the key 'name' is wrong"),
        ("roles = [", "roles = ", "is not valid TOML"),
        ('id = "hound"', 'id = "Hound"', "the key 'id' is wrong: 'Hound' must be"),
    ],
)
def test_a_bad_manifest_gets_one_sentence_that_names_the_key(write: Write, old: str, new: str, sentence: str) -> None:
    path = write("hound", manifest={old: new}) / "plugin.toml"
    with pytest.raises(ManifestError, match=sentence) as raised:
        read(path)
    assert "\n" not in str(raised.value)
    assert str(raised.value).endswith(".")


def test_several_mistakes_are_counted(write: Write) -> None:
    path = write("hound", manifest={"roles": "a = 1\nb = 2\nroles", 'version = "0.1.0"': ""}) / "plugin.toml"
    with pytest.raises(ManifestError, match=r"the key 'version' is missing: add it \(2 more\)"):
        read(path)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x00", b"a" * 70_000, b"[" * 20_000])
def test_what_is_no_text_or_too_long_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "plugin.toml").write_bytes(data)
    with pytest.raises(ManifestError, match=r"plugin\.toml"):
        read(tmp_path / "plugin.toml")


def test_a_manifest_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"There is no plugin\.toml"):
        read(tmp_path / "plugin.toml")
    (tmp_path / "plugin.toml").mkdir()
    with pytest.raises(ManifestError, match="cannot be opened"):
        read(tmp_path / "plugin.toml")


@pytest.mark.parametrize(
    "id",
    [
        "",
        "a",
        "1st",
        "Chest",
        "che-st",
        "che st",
        "../up",
        "suite",
        "class",
        "public",
        "pg_x",
        "jobs",
        "ä" * 3,
        "x" * 41,
    ],
)
def test_an_id_that_cannot_name_everything_is_refused(id: str) -> None:
    with pytest.raises(ValueError, match=r"must be|reserved"):
        check_id(id)


def test_roles_are_those_of_the_accounts() -> None:
    assert set(get_args(RoleName)) == set(Role)


def test_the_shipped_domains_have_good_manifests() -> None:
    paths = sorted((Path(__file__).parents[3] / "domains").glob("*/plugin.toml"))
    assert paths
    for path in paths:
        assert read(path) == Manifest.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
