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


def dispute(id: str, label: str, **more: Any) -> dict[str, Any]:
    start = NOTE.index("effusion")
    plain = {"title": label.capitalize(), "says": "Note: absent", "more": ["Why."], "reason": "", "aside": ""}
    return {"id": id, "label": label, "start": start, "end": start + 8, "reading": "absent", **plain, **more}


DISPUTES = [dispute("1", "effusion"), dispute("2", "edema", start=None, end=None)]
REPORT: dict[str, Any] = {"text": "Draft.", "edited": False, "changes": [], "warnings": [], "about": ""}


def redraw(kit: Kit, **more: Any) -> None:
    kit.run("(data) => window.show(data)", case(**more))


def test_contradictions_are_walked_marked_and_put_aside_with_a_reason(kit: Kit) -> None:
    panel = open_list(kit, disputes=DISPUTES, undisputed="None.")
    expect(panel.locator(".count")).to_have_text("2")
    kit.page.keyboard.press("c")
    expect(panel.locator("mark[data-chosen]")).to_have_text(["effusion"])
    kit.page.keyboard.press("a")
    assert sent(kit) == [], "what is out of sight is not decided on"
    kit.page.keyboard.press("x")
    expect(panel.get_by_role("button", name="Put aside")).to_be_disabled()
    kit.page.keyboard.type("jar")
    kit.page.keyboard.press("Enter")
    (act,) = sent(kit)
    assert (act["kind"], act["label"], act["comment"]) == ("dismiss", "1", "jar")
    aside = [DISPUTES[1], dispute("1", "effusion", reason="jar", aside="by A")]
    redraw(kit, disputes=aside, undisputed="None.", acknowledged=act["id"])
    expect(panel.locator(".count")).to_have_text("1")
    expect(panel.locator(".dispute[data-aside]")).to_contain_text("Put aside by A: jar")
    kit.page.keyboard.press("x")
    assert [(act["kind"], act["label"]) for act in sent(kit)][1:] == [("restore", "1")]


def test_where_there_is_no_contradiction_it_is_said(kit: Kit) -> None:
    panel = open_list(kit, disputes=[], undisputed="Nothing contradicts.")
    kit.page.keyboard.press("c")
    expect(panel.get_by_text("Nothing contradicts.")).to_be_visible()
    kit.page.keyboard.press("c")
    assert opened(kit) == ["mass"]


def test_the_report_saves_itself_and_says_so(kit: Kit) -> None:
    panel = open_list(kit, report=REPORT)
    kit.page.keyboard.press("t")
    kit.page.keyboard.press("Control+End")
    kit.page.keyboard.type(" Mine.")
    expect(panel.locator(".saved")).to_have_text("Saving …")
    (act,) = sent(kit)
    assert (act["kind"], act["text"]) == ("report", "Draft. Mine.")
    kit.page.keyboard.type(" More")
    mine = {**REPORT, "text": "Draft. Mine.", "edited": True, "about": "Saved by A."}
    redraw(kit, report=mine, acknowledged=act["id"])
    expect(panel.get_by_role("textbox", name="Report")).to_have_value("Draft. Mine. More")
    kit.page.keyboard.press("Escape")
    assert [act["text"] for act in sent(kit)] == ["Draft. Mine.", "Draft. Mine. More"]
    assert sent(kit)[0]["step"] == sent(kit)[1]["step"] != ""


def test_what_the_server_refused_stays_and_is_saved_when_the_case_is_in_hand_again(kit: Kit) -> None:
    panel = open_list(kit, report=REPORT)
    field = panel.locator("textarea")
    kit.page.keyboard.press("t")
    kit.page.keyboard.type("Mine. ")
    kit.page.keyboard.press("Escape")
    (act,) = sent(kit)
    redraw(kit, report=REPORT, acknowledged=act["id"], refused=act["id"], locked=True)
    expect(panel.locator(".saved")).to_have_text("Not saved; your words are still here.")
    expect(field).to_have_value("Mine. Draft.")
    redraw(kit, report=REPORT, acknowledged=act["id"], refused=act["id"])
    expect(panel.locator(".saved")).to_have_text("Saving …")
    assert [act["text"] for act in sent(kit)] == ["Mine. Draft."] * 2


def test_where_somebody_else_wrote_meanwhile_the_reader_chooses(kit: Kit) -> None:
    panel = open_list(kit, report=REPORT)
    kit.page.keyboard.press("t")
    kit.page.keyboard.type("Mine. ")
    kit.page.keyboard.press("Escape")
    (act,) = sent(kit)
    theirs = {**REPORT, "text": "Theirs.", "edited": True}
    redraw(kit, report=theirs, acknowledged=act["id"], refused=act["id"])
    kit.page.keyboard.press("t")
    expect(panel.locator(".told pre")).to_have_text("Theirs.")
    assert len(sent(kit)) == 1
    panel.get_by_role("button", name="Save mine").click()
    assert sent(kit)[-1]["text"] == "Mine. Draft."


def test_a_draft_that_changed_is_shown_line_by_line_and_taken_in(kit: Kit) -> None:
    changed = {**REPORT, "text": "Mine.", "edited": True, "changes": [["-", "Old."], ["+", "New."]]}
    panel = open_list(kit, report=changed)
    kit.page.keyboard.press("t")
    expect(panel.locator(".changes li")).to_have_text(["Old.", "New."])
    panel.get_by_role("button", name="Take the change in").click()
    assert [(act["kind"], act["text"]) for act in sent(kit)] == [("redraft", "merge")]


def test_the_report_follows_the_draft_until_somebody_writes(kit: Kit) -> None:
    panel = open_list(kit, report=REPORT)
    redraw(kit, report={**REPORT, "text": "Another draft."})
    expect(panel.locator("textarea")).to_have_value("Another draft.")
    assert sent(kit) == []
