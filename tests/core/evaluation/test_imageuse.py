"""A system that looks loses by blank, swapped and hidden images; one that looks away loses nothing and is found out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from core.evaluation import imageuse
from core.evaluation.metrics import macro_auroc

Array = np.ndarray[Any, Any]
CASES = 240
RANDOM = np.random.default_rng(0)
TRUTH = (RANDOM.uniform(size=(CASES, 1)) < 0.4).astype(float)
SUBJECTS = np.arange(CASES) // 2
RECORD = 1.2 * TRUTH + RANDOM.normal(size=TRUTH.shape)


def pictures() -> list[Array]:
    """Brighter in the upper left where the label is true."""
    films = [RANDOM.normal(0.4, 0.05, (16, 16)) for _ in range(CASES)]
    for film, truth in zip(films, TRUTH[:, 0], strict=True):
        film[:8, :8] += 0.2 * truth + RANDOM.normal(0, 0.1)
    return films


def looks(films: Sequence[Array]) -> Array:
    return np.array([[film[:8, :8].mean()] for film in films])


def looks_away(films: Sequence[Array]) -> Array:
    return RECORD + 1e-9 * looks(films)


def by_name(audit: imageuse.Audit) -> dict[str, imageuse.Use]:
    return {use.condition: use for use in audit.uses}


def test_a_system_that_looks() -> None:
    audit = imageuse.audit(looks, pictures(), TRUTH, SUBJECTS, rounds=200)
    uses = by_name(audit)
    assert audit.uses_the_image and uses["as it is"].figure.value > 0.85
    assert uses["as it is"].loss.value == 0.0
    assert uses["swapped among subjects"].figure.value == pytest.approx(0.5, abs=0.12)
    assert uses["blank"].verdict == "lost" and uses["upper left hidden"].verdict == "lost"
    assert [uses[f"{place} hidden"].verdict for place in ("upper right", "lower left", "lower right")] == [
        "no loss shown"
    ] * 3


def test_a_system_that_looks_away_is_found_out() -> None:
    audit = imageuse.audit(looks_away, pictures(), TRUTH, SUBJECTS, rounds=200)
    assert not audit.uses_the_image and audit.uses[0].figure.value > 0.7
    assert {use.verdict for use in audit.uses} == {"no loss shown"}


def test_the_table_has_every_condition() -> None:
    table = imageuse.audit(looks, pictures(), TRUTH, SUBJECTS, rounds=20).markdown().splitlines()
    assert table[2].startswith("| as it is | 0.") and table[3].startswith("| blank | ") and len(table) == 9


def test_every_case_stands_where_another_subject_stood() -> None:
    for seed in range(50):
        random = np.random.default_rng(seed)
        subjects = random.permutation(np.repeat(np.arange(6), [5, 1, 1, 2, 1, 1 + seed % 4]))
        order = imageuse.swapped(subjects, seed)
        assert sorted(order.tolist()) == list(range(len(subjects)))
        assert not np.any(subjects[order] == subjects)


def test_one_subject_with_most_of_the_images_cannot_be_swapped() -> None:
    with pytest.raises(ValueError, match="More than half"):
        imageuse.swapped(np.array([1, 1, 1, 2]))


def test_pictures_of_bytes_stay_bytes_and_the_original_is_not_touched() -> None:
    film = np.arange(64, dtype=np.uint8).reshape(8, 8)
    before = film.copy()
    assert imageuse.blank(film, 40.2).dtype == np.uint8 and len(np.unique(imageuse.blank(film, 40.2))) == 1
    hidden = imageuse.occluded(film, 1, 0, 40.2)
    assert len(np.unique(hidden[4:, :4])) == 1 and np.array_equal(hidden[:4], film[:4])
    assert np.array_equal(film, before)


def test_predictions_made_before_can_be_compared() -> None:
    films = pictures()
    made = {"as it is": looks(films), "swapped among subjects": looks([films[i] for i in imageuse.swapped(SUBJECTS)])}
    assert imageuse.compare(made, TRUTH, SUBJECTS, macro_auroc, rounds=100).uses_the_image
