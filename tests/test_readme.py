"""What the README shows is what dflint says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_readme_shows_what_is_said_of_the_example_project() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("$ dflint check examples/\n")[2].partition("```")[0].splitlines()
    ran = subprocess.run(
        [sys.executable, "-m", "dflint", "check", "examples/"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert ran.returncode == 1
    said = ran.stdout.splitlines()
    assert len(shown) > 20
    assert [line for line in shown if line != "…" and line not in said] == []
