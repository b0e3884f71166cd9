"""Parts are named without being imported, and every name leads somewhere."""

from pathlib import Path

import pytest

from core.architectures.catalogue import ARCHITECTURES
from core.encoders.catalogue import ENCODERS
from core.evidence.catalogue import EXPERTS
from core.fusion.catalogue import FUSERS
from core.parts import Catalogue, Part, PartError
from core.training.catalogue import STRATEGIES

CATALOGUES = (ENCODERS, EXPERTS, FUSERS, ARCHITECTURES, STRATEGIES)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.kind)
def test_every_part_of_the_suite_can_be_opened_and_says_what_it_is(catalogue: Catalogue) -> None:
    assert catalogue.parts
    for name, part in catalogue.parts.items():
        assert callable(catalogue.open(name)), name
        assert 20 <= len(part.summary) <= 120 and "\n" not in part.summary, name


def test_a_part_that_there_is_not_is_named_with_those_that_there_are() -> None:
    with pytest.raises(PartError, match=r"There is no toy 'bal'; there are ball, rope\."):
        Catalogue("toy", {"rope": Part("json:loads", ""), "ball": Part("json:dumps", "")}).open("bal")


def test_a_part_whose_needs_are_missing_says_which() -> None:
    with pytest.raises(PartError, match=r"The toy 'ball' cannot be used: nowhere_at_all:x cannot be imported"):
        Catalogue("toy", {"ball": Part("nowhere_at_all:x", "")}).open("ball")


def test_a_name_with_a_colon_is_an_entry() -> None:
    assert Catalogue("toy", {}).open("pathlib:Path") is Path


def test_a_package_announces_a_part_and_cannot_take_a_name_of_the_suite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = tmp_path / "acme_toys-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-toys\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[chiron.toys]\nkite = json:loads\nball = json:loads\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    toys = Catalogue("toy", {"ball": Part("json:dumps", "The suite's own.")})
    assert toys.parts["kite"].entry == "json:loads"
    assert toys.parts["ball"].entry == "json:dumps"
