"""What one role says by itself: for whoever wants to hold one kind of evidence against another."""

from __future__ import annotations

from collections.abc import Mapping

from core.certainty.certificate import Certificate
from core.evidence.decompose import decompose
from core.fusion.fuser import Fused, Fuser, Voice


def alone(fuser: Fuser, voices: Mapping[str, Voice], certificate: Certificate) -> dict[str, dict[str, float]]:
    """Role to label to the calibrated log-odds that the role gives when nobody else is heard.

    Only labels for which the role by itself was shown to rank better than chance, on enough positives; an expert that
    is not fit for a label is no witness against anyone.

    Args:
        fuser: Any.
        voices: Of the roles that are present.
        certificate: What came with the weights.
    """
    return {role: _fit(decompose(fuser, {role: voice}), certificate) for role, voice in voices.items()}


def _fit(said: Mapping[str, Fused], certificate: Certificate) -> dict[str, float]:
    return {label: one.logit for label, one in said.items() if certificate.certifies(one.pattern, label)}
