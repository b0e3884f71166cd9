"""The list of findings in a real browser: moving, deciding, undoing, and the note's marks."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import Kit

NOTE = "Fever \U0001f321 for days. No effusion. Mass or effusion?"


@pytest.fixture
def kit(page: Page) -> Kit:
    return Kit(page)


def span(word: str, reading: str, start: int = 0) -> dict[str, Any]:
    at = NOTE.index(word, start)
    return {"kind": "span", "start": at, "end": at + len(word), "text": word, "reading": reading}


def evidence(role: str, log_odds: float, *where: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "title": role.capitalize(), "logOdds": log_odds, "where": list(where)}


def finding(label: str, state: str, *parts: dict[str, Any], decision: dict[str, Any] | None = None) -> dict[str, Any]:
    logit = -1 + sum(part["logOdds"] for part in parts)
    return {
        "label": label,
        "title": label.capitalize(),
        "state": state,
        "probability": 0.25,
        "prior": -1,
        "logit": logit,
        "evidence": list(parts),
        "meant": "uncertain",
        "measured": "AUROC .70 [.60, .80]",
        "decision": decision,
    }


def case(**more: Any) -> dict[str, Any]:
    findings = [
        finding("mass", "rule in", evidence("image", 1.25, {"kind": "region", "share": 0.4}), evidence("note", -0.5)),
        finding(
            "effusion",
            "undecided",
            evidence("note", 0.5, span("effusion", "absent"), span("effusion", "uncertain", 30)),
        ),
        finding(
            "edema", "rule out", evidence("record", -2, {"kind": "column", "name": "age", "value": "64", "logOdds": -2})
        ),
    ]
    data = {"scope": "s", "findings": findings, "note": NOTE, "locked": False, "canUndo": False, "acknowledged": ""}
    return {**data, **more}


def open_list(kit: Kit, **more: Any) -> Locator:
    kit.mount("review", case(**more))
    return kit.page.locator(".review")


def opened(kit: Kit) -> list[str | None]:
    lines = kit.page.locator(".finding:has(> .line[aria-expanded=true])").all()
    return [line.get_attribute("data-label") for line in lines]


def sent(kit: Kit) -> list[dict[str, Any]]:
    return [value for event, value in kit.run("() => window.sent") if event == "act"]


def answer(kit: Kit, decided: dict[str, str], last: dict[str, Any]) -> None:
    """What the server sends back when it has stored something."""
    data = case(acknowledged=last["id"], canUndo=bool(decided))
    for each in data["findings"]:
        if each["label"] in decided:
            each["decision"] = {"choice": decided[each["label"]], "stated": None, "comment": "", "by": "A", "at": "now"}
    kit.run("(data) => window.show(data)", data)


def test_keys_move_through_the_findings_without_the_server(kit: Kit) -> None:
    open_list(kit)
    assert opened(kit) == ["mass"]
    kit.page.keyboard.press("j")
    assert opened(kit) == ["effusion"]
    for key in "jjjkkkkk":
        kit.page.keyboard.press(key)
    assert opened(kit) == ["mass"]
    assert sent(kit) == []


def test_the_addends_and_their_sum_are_shown(kit: Kit) -> None:
    open_list(kit)
    rows = kit.page.locator(".sums tr")
    minus = "\N{MINUS SIGN}"
    expect(rows).to_have_text(
        [f"Before this case{minus}1.00", "Image+1.25", f"Note{minus}0.50", f"Sum{minus}0.25 \N{RIGHTWARDS ARROW} 25 %"]
    )
    expect(kit.page.locator(".where")).to_have_text("Image: outlined region holds 40 % of the heat map")


def test_a_decision_is_sent_and_the_next_finding_opened(kit: Kit) -> None:
    open_list(kit)
    kit.page.keyboard.press("a")
    (act,) = sent(kit)
    assert (act["kind"], act["label"], act["scope"]) == ("accept", "mass", "s")
    assert opened(kit) == ["effusion"]
    expect(kit.page.locator("[data-label=mass] .choice")).to_have_text("Saving …")


def test_quick_keys_are_sent_one_after_the_other(kit: Kit) -> None:
    open_list(kit)
    for key in "arj":
        kit.page.keyboard.press(key)
    assert [act["kind"] for act in sent(kit)] == ["accept"]
    answer(kit, {"mass": "accept"}, sent(kit)[-1])
    assert [(act["kind"], act["label"]) for act in sent(kit)] == [("accept", "mass"), ("reject", "effusion")]
    answer(kit, {"mass": "accept", "effusion": "reject"}, sent(kit)[-1])
    expect(kit.page.locator(".tally")).to_have_text("2 of 3 findings decided")
    expect(kit.page.locator("[data-label=effusion] .choice")).to_have_text("Rejected")


def test_an_answer_to_something_else_frees_nothing(kit: Kit) -> None:
    open_list(kit)
    kit.page.keyboard.press("a")
    kit.page.keyboard.press("a")
    answer(kit, {}, {"id": "another"})
    assert len(sent(kit)) == 1


def test_editing_takes_the_readers_own_statement_and_comment(kit: Kit) -> None:
    open_list(kit)
    kit.page.keyboard.press("e")
    expect(kit.page.get_by_role("radio", name="uncertain")).to_be_focused()
    kit.page.keyboard.press("ArrowDown")
    kit.page.keyboard.press("Tab")
    kit.page.keyboard.type("left, jar")
    kit.page.keyboard.press("Enter")
    (act,) = sent(kit)
    assert (act["kind"], act["label"], act["stated"], act["comment"]) == ("edit", "mass", "present", "left, jar")


def test_escape_leaves_an_edit_and_nothing_is_sent(kit: Kit) -> None:
    open_list(kit)
    kit.page.keyboard.press("e")
    kit.page.keyboard.press("Escape")
    expect(kit.page.get_by_role("radio")).to_have_count(0)
    assert sent(kit) == []


def test_the_rest_is_accepted_and_the_last_step_undone(kit: Kit) -> None:
    open_list(kit)
    kit.page.keyboard.press("u")
    assert sent(kit) == []
    kit.page.keyboard.press("Shift+A")
    assert [act["kind"] for act in sent(kit)] == ["rest"]
    answer(kit, {"mass": "accept", "effusion": "accept", "edema": "accept"}, sent(kit)[-1])
    kit.page.keyboard.press("u")
    assert [act["kind"] for act in sent(kit)] == ["rest", "undo"]
    kit.page.keyboard.press("j")
    answer(kit, {"effusion": "accept", "edema": "accept"}, sent(kit)[-1])
    assert opened(kit) == ["mass"]


def test_a_locked_list_only_shows(kit: Kit) -> None:
    panel = open_list(kit, locked=True)
    for key in ("a", "r", "e", "u", "Shift+A"):
        kit.page.keyboard.press(key)
    assert sent(kit) == []
    expect(panel.get_by_role("button", name="Accept")).to_have_count(0)


def test_keys_do_nothing_while_someone_types(kit: Kit) -> None:
    panel = open_list(kit)
    panel.get_by_label("Comment").fill("")
    panel.get_by_label("Comment").press_sequentially("a rare jar")
    assert sent(kit) == []
    assert opened(kit) == ["mass"]
    panel.get_by_role("button", name="Reject").click()
    assert sent(kit)[0]["comment"] == "a rare jar"


def test_the_note_marks_what_was_read_where_it_stands(kit: Kit) -> None:
    panel = open_list(kit)
    expect(panel.locator("mark")).to_have_text(["effusion", "effusion"])
    expect(panel.locator("mark[data-chosen]")).to_have_count(0)
    panel.locator("mark").first.click()
    assert opened(kit) == ["effusion"]
    expect(panel.locator("mark[data-chosen]")).to_have_count(2)
    expect(panel.locator(".note .text")).to_have_text(NOTE)


def test_markup_in_a_note_or_a_comment_stays_text(kit: Kit) -> None:
    bad = "<img src=x onerror=\"document.title='owned'\">"
    decision = {"choice": "reject", "stated": None, "comment": bad, "by": bad, "at": "now"}
    findings = [finding(bad, "rule in", evidence("note", 1), decision=decision)]
    panel = open_list(kit, note=bad, findings=findings)
    expect(panel.locator(".note .text")).to_have_text(bad)
    expect(panel.locator("img")).to_have_count(0)
    assert kit.page.title() != "owned"


def test_another_case_drops_what_was_not_sent_yet(kit: Kit) -> None:
    open_list(kit)
    kit.page.keyboard.press("a")
    kit.page.keyboard.press("a")
    kit.run("(data) => window.show(data)", case(scope="another"))
    assert len(sent(kit)) == 1
    kit.page.keyboard.press("r")
    assert (sent(kit)[-1]["scope"], sent(kit)[-1]["kind"]) == ("another", "reject")
