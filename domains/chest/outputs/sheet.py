"""The signed reading as a table: one row a finding, the rejected ones too."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from domains.chest.outputs import codes
from domains.chest.outputs.made import Made
from domains.chest.outputs.signed import SignedCase, Statement

FIRST = ("case", "patient_reference", "finding", "stated", "choice", "probability", "state", "prior_log_odds")
LAST = ("comment", "signed_by", "signed_at", "addenda", "weights", "operating_point")
RISKY = ("=", "+", "-", "@", "\t")


def sheet(case: SignedCase) -> Made:
    """CSV in UTF-8 with a column for what each source added; log-odds and probabilities without loss.

    Words that a spreadsheet would take for a formula begin with an apostrophe (OWASP, CSV injection); numbers do not.
    """
    roles = tuple(dict.fromkeys(role for said in case.statements for role in said.contributions))
    out = io.StringIO()
    table = csv.DictWriter(out, [*FIRST, *(f"log_odds_{role}" for role in roles), *LAST], lineterminator="\n")
    table.writeheader()
    table.writerows(_row(case, said) for said in case.statements)
    return Made("csv", "findings.csv", "text/csv", out.getvalue().encode("utf-8"))


def _row(case: SignedCase, said: Statement) -> Mapping[str, str]:
    words = {
        "case": case.id,
        "patient_reference": str(case.document["patient"]["reference"] or ""),
        "finding": codes.name_of(said.label),
        "stated": said.stated,
        "choice": said.choice,
        "state": said.state,
        "comment": said.comment,
        "signed_by": case.versions[0].signed_by,
        "signed_at": case.versions[0].signed_at.isoformat(),
        "addenda": " / ".join(version.text for version in case.addenda),
        "weights": case.weights,
        "operating_point": "; ".join(case.point(said.label)),
    }
    numbers = {"probability": said.probability, "prior_log_odds": said.prior}
    added = {f"log_odds_{role}": value for role, value in said.contributions.items()}
    return {
        **{key: _guarded(text) for key, text in words.items()},
        **{k: repr(v) for k, v in (numbers | added).items()},
    }


def _guarded(text: str) -> str:
    plain = " ".join(text.splitlines())
    return f"'{plain}" if text.lstrip().startswith(RISKY) or plain.startswith(RISKY) else plain
