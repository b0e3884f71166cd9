import json
import math

from hypothesis import given
from hypothesis import strategies as st

from core.case import Modality
from core.finding import Column, Evidence, Finding, Moment, Refusal, Region, Span, State
from domains.chest import codec

finite = st.floats(min_value=-30, max_value=30)


@given(prior=finite, addends=st.lists(finite, max_size=4), state=st.sampled_from(State))
def test_a_finding_survives_json_bit_by_bit(prior: float, addends: list[float], state: State) -> None:
    places = (
        Region(1, 2, 3, 4, 0.1 + 0.2),
        Span(0, 4, "mass", "present"),
        Column("age", 1 / 3, math.pi),
        Moment(0.1, 0.7, 1 / 7),
    )
    evidence = tuple(Evidence("image", Modality.IMAGE, value, places) for value in addends)
    finding = Finding("Mass", prior, evidence, state)
    stored = json.loads(json.dumps(codec.finding_to_json(finding)))
    assert codec.finding_from_json(stored) == finding
    assert stored["logit"] == finding.logit
    assert stored["probability"] == finding.probability


def test_refusals_keep_their_order_and_words() -> None:
    refused = (Refusal("image", "guard", "Not a chest film."), Refusal("note", "encoding", "Nicht lesbar: äöü."))
    assert codec.refusals_from_json(json.loads(json.dumps(codec.refusals_to_json(refused)))) == refused
