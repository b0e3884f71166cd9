"""The tables of the honesty panel: what was measured, on whom, and what speaks against believing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from domains.chest.attributes import categories
from domains.chest.page.wording import title
from ui.kit.widgets import interval_html

MEANS = {
    "macro": "Film and record",
    "image_only": "Film alone",
    "record_only": "Age, sex and view alone",
    "within_a": "Film and record, one film per patient, spread over the findings (A)",
    "within_b": "Film and record, pneumonia against no finding (B)",
}
GROUPS = {"sex": "Sex", "age": "Age", "view": "View"}
SEXES = {"F": "female", "M": "male"}
Told = Mapping[str, Any]


def drawn(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """One table; nothing where it has no rows. Cells are HTML."""
    cells = [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows]
    if not cells:
        return ""
    head = "".join(f"<th scope='col'>{escape(each)}</th>" for each in heads)
    return (
        f"<table class='chiron-figures'><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead>{''.join(cells)}</table>"
    )


def means(told: Told) -> str:
    """Means over the findings, beside what is reached without the film."""
    rows = [_mean(told[key], name) for key, name in MEANS.items() if key in told]
    return drawn("Means over the findings", ("Read from", "AUROC", "Calibration error"), rows)


def findings(told: Told) -> str:
    """Each finding, with how many films stand behind it."""
    films = told.get("data", {}).get("valid_films", "the")
    left = [(escape(title(each["label"])), escape(each["reason"])) for each in told.get("left_out", ())]
    rows = [_finding(each) for each in told.get("findings", ())]
    heads = ("Finding", "AUROC", "Films with it", "Decided")
    where = (
        f"On {films} films of this hospital, cross-validated" if told.get("adopted") else f"On {films} films kept aside"
    )
    return drawn(where, heads, rows) + drawn("Left out", ("Finding", "Why"), left)


def _finding(each: Told) -> tuple[str, ...]:
    decided = "" if "certified" not in each else "yes" if each["certified"] else "not certified"
    return escape(title(each["label"])), _figure(_named(each)), str(int(each["positives_valid"])), decided


def _named(each: Told) -> Told:
    return {"value": each["auroc"], "low": each["low"], "high": each["high"]}


def groups(told: Told) -> str:
    """The same by sex, age band and view."""
    rows = [
        (
            escape(GROUPS.get(each["by"], each["by"])),
            escape(SEXES.get(each["group"], each["group"])),
            f"{each['films']}, {each['findings']}",
            _figure(each["auroc"]),
            _figure(each["calibration_error"]),
        )
        for each in told.get("groups", ())
    ]
    return drawn("By group of patients", ("", "Group", "Films, findings", "AUROC", "Calibration error"), rows)


def shortcuts(told: Told) -> str:
    """What is reached without looking at what the film shows."""
    rows = [
        (escape(name[:1].upper() + name[1:]), *(_figure(each.get(key)) for key in ("auroc", "within_a", "within_b")))
        for name, each in told.get("shortcuts", {}).items()
    ]
    return drawn("What is reached without the film's content", ("From", "AUROC", "within A", "within B"), rows)


def film_use(told: Told) -> str:
    """Which findings were shown to come from the film: the others show no heat map."""
    losses = told.get("image_use_losses", {})
    rows = [
        (
            escape(title(label)),
            _figure(losses.get(label)),
            "shown" if looks else "none: the finding was not shown to come from the film",
        )
        for label, looks in told.get("image_use", {}).items()
    ]
    caption = "AUROC lost when films are swapped among patients, on training patients whose network had not seen them"
    return drawn(caption, ("Finding", "Lost", "Heat map"), rows)


def agreement(told: Told) -> str:
    """How far the labels can be trusted, and how often readers agree."""
    about = told.get("agreement", {})
    sources = about.get("label_sources")
    own = [("Two published sets of labels agree on", f"{sources['agree']} of {sources['of']} films")] if sources else []
    rows = [
        (escape(title(label)), f"{share:.0%}".replace("%", " %"))
        for label, share in about.get("three_readers_unanimous", {}).items()
    ]
    return drawn("The labels", ("", ""), own) + drawn(
        "Films with a finding on which three radiologists were unanimous, elsewhere (VinDr-CXR)",
        ("Finding", "Unanimous"),
        rows,
    )


def coverage(told: Told) -> str:
    """How often the states kept the true answer."""
    about = told.get("coverage")
    if not about:
        return ""
    rows = [
        (name, f"{about['nominal']:.3f}", _share(about[key]))
        for key, name in (
            ("all", "of all answers"),
            ("present", "of findings that were there"),
            ("absent", "of findings that were not"),
        )
        if key in about
    ]
    return drawn("True answers that the states kept", ("", "Promised", "Kept"), rows)


def reliability(told: Told) -> str:
    """The numbers of the calibration plot."""
    rows = [
        (f"{each['said']:.3f}", interval_html(each["seen"], each["low"], each["high"]), str(each["count"]))
        for each in told.get("reliability", ())
    ]
    return drawn("The same in numbers", ("Said, on average", "Had it", "Decisions"), rows)


def data(told: Told) -> str:
    """On whom the model was made and measured."""
    if adopted := told.get("adopted"):
        return _adopted(adopted)
    about = told.get("data", {})
    rows = [
        (name, str(about[f"{key}_films"]), str(about[f"{key}_patients"]))
        for key, name in (("train", "Trained on"), ("valid", "Measured on, kept aside"))
        if f"{key}_films" in about
    ]
    return drawn("Data", ("NIH ChestX-ray14, adults, frontal", "Films", "Patients"), rows)


def _adopted(about: Told) -> str:
    """Weights that the hospital brought: what they are, and on whom they were fitted."""
    rows = [
        ("Image network, trained elsewhere", escape(str(about["source"]))),
        ("Fitted on films of this hospital", str(about["films"])),
        ("Patients", str(about["patients"])),
        ("Measured", "by cross-validation on the same patients; the network itself may have seen such films"),
        ("Source attributes", "describe the shipped weights, which are not in use"),
    ]
    return drawn("Adopted weights", ("", ""), rows)


def source_attributes() -> str:
    """The list that the ONC asks for."""
    return "".join(
        drawn(each.name, ("", ""), [(escape(name), f"<p>{escape(value)}</p>") for name, value in each.attributes])
        for each in categories()
    )


def _mean(summary: Told, name: str) -> tuple[str, ...]:
    return escape(name), _figure(summary["auroc"]), _figure(summary["calibration_error"])


def _share(value: Any) -> str:
    return _figure(value) if isinstance(value, Mapping) else f"{value:.3f}"


def _figure(found: Told | None) -> str:
    if found is None:
        return "not measured"
    return interval_html(*(float("nan") if found[key] is None else found[key] for key in ("value", "low", "high")))
