"""Baselines that look away: how far do metadata, words, or a picture of 24 pixels get alone?

What a system reaches means nothing before it beats these on the same cases. All of them need scikit-learn (extra
``train``) and are fitted on one set of cases and asked about another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.training import readout

Array = NDArray[np.floating[Any]]
Record = Mapping[str, float | str]
THUMBNAIL = 24
STRENGTH = 0.01
WORD = r"(?u)\b\w+\b"
SEED = 0


def metadata_only(
    train: Sequence[Record], truth: Array, test: Sequence[Record], method: Literal["logistic", "boosting"] = "boosting"
) -> Array:
    """Probabilities from the columns of the record.

    Args:
        train: Records; a column that was not recorded is not in the mapping, and that it was not is told to the model.
        truth: ``(n, labels)`` of 0 and 1.
        test: Records to be judged.
        method: Logistic regression on standardised columns, or gradient-boosted trees, which find interactions.

    Returns:
        ``(m, labels)``.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    fitted, asked = _columns(train, test)
    if method == "boosting":
        return _each(
            lambda: HistGradientBoostingClassifier(
                max_iter=60, learning_rate=0.1, max_leaf_nodes=8, min_samples_leaf=10, random_state=SEED
            ),
            fitted,
            truth,
            asked,
        )
    middle = _middle(fitted)
    fitted, asked = (np.where(np.isnan(matrix), middle, matrix) for matrix in (fitted, asked))
    return _each(lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)), fitted, truth, asked)


def text_only(train: Sequence[str], truth: Array, test: Sequence[str]) -> Array:
    """Probabilities from the words and pairs of words of a text: TF-IDF and logistic regression.

    Args:
        train: Texts.
        truth: ``(n, labels)`` of 0 and 1.
        test: Texts to be judged.

    Returns:
        ``(m, labels)``.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=WORD)
    try:
        fitted = words.fit_transform(train)
    except ValueError:  # no word occurs twice: the share of positives is all there is to say
        return np.tile(np.asarray(truth, float).mean(axis=0), (len(test), 1))
    return _each(lambda: LogisticRegression(C=3.0, max_iter=2000), fitted, truth, words.transform(test))


def pixels_only(train: Sequence[NDArray[Any]], truth: Array, test: Sequence[NDArray[Any]]) -> Array:
    """Probabilities from pictures that were shrunk beyond any anatomy: a held-back linear read-out of 24 by 24 pixels.

    Args:
        train: ``(h, w)`` or ``(h, w, 3)``, 8 bit or float in [0, 1].
        truth: ``(n, labels)`` of 0 and 1, each label with both classes.
        test: Pictures to be judged.

    Returns:
        ``(m, labels)``.
    """
    fitted = readout.fit(thumbnails(train), truth, STRENGTH)
    probabilities: Array = 1.0 / (1.0 + np.exp(-fitted(thumbnails(test))))
    return probabilities


def thumbnails(pictures: Sequence[NDArray[Any]], side: int = THUMBNAIL) -> Array:
    """Each picture averaged over areas to ``side`` by ``side`` gray pixels: ``(n, side * side)`` in [0, 1]."""
    return np.stack([_thumbnail(picture, side) for picture in pictures])


def _thumbnail(picture: NDArray[Any], side: int) -> Array:
    from PIL import Image

    gray = picture if picture.ndim == 2 else picture.mean(axis=2)
    level = gray if picture.dtype == np.uint8 else gray * 255.0
    small = Image.fromarray(np.round(level).astype(np.uint8)).resize((side, side), Image.Resampling.BOX)
    return np.asarray(small, np.float64).ravel() / 255.0


def _columns(train: Sequence[Record], test: Sequence[Record]) -> tuple[Array, Array]:
    """Numbers as they are with gaps, words as flags of the values that training saw, and flags of gaps."""
    names = sorted({name for record in train for name in record})
    kinds = {
        name: sorted({str(record[name]) for record in train if isinstance(record.get(name), str)}) for name in names
    }
    numbers = {name for name in names if any(isinstance(record.get(name), (int, float)) for record in train)}
    return _matrix(train, names, kinds, numbers), _matrix(test, names, kinds, numbers)


def _matrix(
    records: Sequence[Record], names: Sequence[str], kinds: Mapping[str, Sequence[str]], numbers: set[str]
) -> Array:
    rows = []
    for record in records:
        row: list[float] = []
        for name in names:
            value = record.get(name)
            row += [float(value is None), *(float(value == kind) for kind in kinds[name])]
            if name in numbers:
                row.append(float(value) if isinstance(value, (int, float)) else np.nan)
        rows.append(row)
    return np.array(rows, float).reshape(len(rows), -1)


def _middle(matrix: Array) -> Array:
    """Median of each column, 0 where it holds no number."""
    empty = np.isnan(matrix).all(axis=0)
    middle: Array = np.nanmedian(np.where(empty, 0.0, matrix), axis=0)
    return middle


def _each(model: Callable[[], Any], train: Any, truth: Array, test: Any) -> Array:
    """One model for each label; where training saw one class, its share of positives."""
    columns = []
    for target in np.asarray(truth).T > 0.5:
        if len(np.unique(target)) < 2:
            columns.append(np.full(test.shape[0], float(target.mean())))
        else:
            columns.append(model().fit(train, target).predict_proba(test)[:, 1])
    return np.column_stack(columns)
