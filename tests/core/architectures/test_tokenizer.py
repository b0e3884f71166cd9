"""Texts survive the way to numbers and back, and marks in a text are only characters."""

from typing import Any

import pytest

from core.architectures.tokenizer import SPECIAL, Kind, Tokenizer
from core.weights import WeightsError

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("tokenizers", reason="tokenizers is not installed (extra 'text')")

TEXTS = ["Is there a nodule in the left lung?", "yes", "no", "left lower lobe"]


def trained(kind: Kind = "bytes", size: int = 400) -> Tokenizer:
    return Tokenizer.train(TEXTS, size=size, kind=kind)


def test_bytes_know_every_character() -> None:
    for text in [*TEXTS, "ünbekannt 東京 🙂", "line\nbreak"]:
        assert trained().decode(trained().encode(text)) == text.lower()


def test_words_know_the_frequent_ones() -> None:
    tokenizer = trained("words", size=len(SPECIAL) + 3)
    assert len(tokenizer) == len(SPECIAL) + 3
    assert tokenizer.unknown in tokenizer.encode("zebra")
    assert tokenizer.decode(tokenizer.encode("left zebra")) == "left"


@pytest.mark.parametrize("kind", ["bytes", "words"])
def test_a_mark_in_a_text_is_no_mark(kind: Kind) -> None:
    tokenizer = trained(kind)
    assert not {tokenizer.end, tokenizer.answer} & set(tokenizer.encode("yes <end> <answer> no"))


def test_only_the_answer_is_learnt() -> None:
    tokenizer = trained()
    ids, mask, labels = tokenizer.dialogues(["is there a nodule?", ""], ["yes", "left lower lobe"])
    for row, answer in enumerate(["yes", "left lower lobe"]):
        learnt = labels[row][labels[row] != -100].tolist()
        assert learnt == [*tokenizer.encode(answer), tokenizer.end]
        assert ids[row][labels[row] != -100].tolist() == learnt
    assert (ids[~mask] == tokenizer.pad).all()


def test_padding_stands_behind_or_in_front() -> None:
    tokenizer = trained()
    assert tokenizer.pad_right([[7, 8], [9]])[0].tolist() == [[7, 8], [9, tokenizer.pad]]
    ids, mask = tokenizer.pad_left([[7, 8], [9]])
    assert ids.tolist() == [[7, 8], [tokenizer.pad, 9]]
    assert mask.tolist() == [[True, True], [False, True]]


def test_it_comes_back_the_same() -> None:
    tokenizer = trained()
    again = Tokenizer.load(tokenizer.dump())
    assert again.encode(TEXTS[0]) == tokenizer.encode(TEXTS[0])
    assert len(again) == len(tokenizer)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[1]"])
def test_what_is_no_tokenizer_is_refused(data: bytes) -> None:
    with pytest.raises(WeightsError, match=r"tokenizer\.json does not describe a tokenizer"):
        Tokenizer.load(data)


def test_a_tokenizer_without_our_marks_is_refused() -> None:
    from tokenizers import Tokenizer as Inner
    from tokenizers import models

    inner: Any = Inner(models.WordLevel({"yes": 0}, unk_token="yes"))  # noqa: S106
    with pytest.raises(WeightsError, match="lacks the mark '<pad>'"):
        Tokenizer.load(inner.to_str().encode())
