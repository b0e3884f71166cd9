"""What is no number does not reach a fuser."""

import numpy as np
import pytest

from core.case import Modality
from core.evidence.statement import Statement, nowhere
from core.evidence.voice import voice_of
from core.intake.refusal import Refused


def test_a_sound_statement_is_passed_on() -> None:
    statement = Statement(Modality.TEXT, {"Scar": 0.5}, nowhere, vector=np.ones(3), tokens=np.ones((2, 3)))
    voice = voice_of(statement)
    assert voice.log_odds == {"Scar": 0.5} and voice.vector is statement.vector and voice.tokens is statement.tokens
    assert statement.where("Scar", 1.0, 0.5) == ()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_each_part_is_looked_at(value: float) -> None:
    bad = np.array([1.0, value])
    cases = [
        (Statement(Modality.TEXT, {"Scar": value}, nowhere), "said of 'Scar'"),
        (Statement(Modality.TEXT, {}, nowhere, vector=bad), "embedding"),
        (Statement(Modality.TEXT, {}, nowhere, tokens=bad[None]), "sequence"),
    ]
    for statement, word in cases:
        with pytest.raises(Refused, match=word) as refused:
            voice_of(statement)
        assert refused.value.code == "not-finite"
