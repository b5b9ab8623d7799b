from __future__ import annotations

import io
import sys
import time
from typing import Any

import pytest

from dflint.cli import console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("color", "environment", "is_terminal", "expected"),
    [
        ("auto", {}, False, False),
        ("auto", {}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colours(color: str, environment: dict[str, str], is_terminal: bool, expected: bool) -> None:
    stream = Terminal() if is_terminal else io.StringIO()
    assert console.style_of(stream, color, environment).is_coloured is expected


def test_a_closed_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    stream.close()
    nothing: Any = None
    assert not console.is_terminal(stream)
    assert not console.is_terminal(nothing)


def test_progress_is_silent_off_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "PROGRESS_AFTER", 0.0)
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with console.progress("Checking"):
        time.sleep(0.05)
    assert stream.getvalue() == ""


def test_progress_of_a_long_run_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "PROGRESS_AFTER", 0.0)
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with console.progress("Checking 3 files"):
        deadline = time.monotonic() + 5
        while "Checking" not in stream.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert "Checking 3 files" in stream.getvalue()


def test_progress_of_a_short_run_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with console.progress("Checking"):
        pass
    assert stream.getvalue() == ""


def test_messages_do_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    console.tell("a\x1b[2Jb\nc\rd")
    assert capsys.readouterr().err == "a\\x1b[2Jb\nc\\x0dd\n"
