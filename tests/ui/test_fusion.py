"""`chiron fusion list`: what the core is made of, for people and for programs."""

import json
import subprocess
import sys

from typer.testing import CliRunner

from ui.commands.fusion import app

KINDS = ["encoders", "experts", "fusers", "architectures", "strategies"]


def test_programs_get_every_part_with_its_line() -> None:
    answer = CliRunner().invoke(app, ["list", "--json"])
    assert answer.exit_code == 0, answer.output
    parts = json.loads(answer.stdout)
    assert list(parts) == KINDS
    names = {kind: {row["name"] for row in rows} for kind, rows in parts.items()}
    assert names["fusers"] >= {"early", "late", "hybrid"}
    assert names["architectures"] >= {"clip", "flamingo", "blip2"}
    assert names["encoders"] and names["strategies"]
    assert all(row["summary"] for rows in parts.values() for row in rows)


def test_people_get_a_table() -> None:
    answer = CliRunner().invoke(app, ["list"])
    assert answer.exit_code == 0
    assert all(f"{kind}\n" in answer.stdout for kind in KINDS)
    assert "late" in answer.stdout


def test_listing_imports_no_model() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from ui.commands.fusion import app; "
        "assert CliRunner().invoke(app, ['list']).exit_code == 0; "
        "assert not {'torch', 'monai', 'transformers', 'numpy'} & set(sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)  # noqa: S603
    assert answer.returncode == 0, answer.stderr
