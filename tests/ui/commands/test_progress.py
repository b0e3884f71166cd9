"""People who watch see a bar, everybody else one line a stage."""

import io

from ui.commands.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def played(stream: io.StringIO) -> str:
    with Progress(stream) as report:
        report(0.0, "films")
        report(0.25, "image expert: epoch 1 of 2")
        report(0.5, "image expert: epoch 2 of 2")
        report(1.0, "sealed")
    return stream.getvalue()


def test_one_line_a_stage_where_nobody_watches() -> None:
    assert played(io.StringIO()) == "films\nimage expert\nsealed\n"


def test_a_bar_in_a_terminal_that_leaves_no_trace() -> None:
    said = played(Terminal())
    assert "[######..................]  25% image expert: epoch 1 of 2" in said
    assert "\n" not in said
    assert said.rpartition("\r")[2] == "" and said.endswith("\r")
