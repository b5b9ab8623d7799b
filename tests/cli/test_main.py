"""The program as it is called: in processes of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dflint import __version__
from dflint.cli import main

DFLINT = (sys.executable, "-m", "dflint")
ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
ENVIRONMENT.pop("PYTHONUNBUFFERED", None)  # it makes Python lose what a pipe does not take at once


def run(*arguments: str, cwd: Path, **keywords: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DFLINT, *arguments], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False, **keywords
    )


def test_version(tmp_path: Path) -> None:
    ran = run("--version", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (0, f"dflint {__version__}\n")


def test_help_names_the_commands_and_hides_debug(tmp_path: Path) -> None:
    ran = run("--help", cwd=tmp_path)
    assert ran.returncode == 0
    for name in ("check", "fix", "rule", "rules"):
        assert f"\n  {name}  " in ran.stdout
    assert "debug" not in ran.stdout


@pytest.mark.parametrize("arguments", [("chek",), ("check", "--nonsense"), ("check", "missing"), ("rule", "ZZ1")])
def test_a_wrong_call_is_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments, cwd=tmp_path)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "Error" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_check(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    ran = run("check", cwd=tmp_path)
    assert ran.stdout.endswith("All checks passed!\n")
    assert ran.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="there are no signals")
def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for number in range(300):
        (tmp_path / f"{number}.Dockerfile").write_text("FROM\n" * 20)
    command = f"{' '.join(DFLINT)} check --output-format json | head -c 1; echo status ${{PIPESTATUS[0]}}"
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout == "[status 141\n"
    assert ran.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full disk")
@pytest.mark.parametrize("arguments", ["check", "check --output-format json", "config", "rules", "--version", "--help"])
def test_a_full_disk_is_2_and_no_bug(tmp_path: Path, arguments: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    ran = shell(f"{arguments} >/dev/full", tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.startswith("Error: ")
    assert ran.stderr.endswith("No space left on device\n")
    assert len(ran.stderr.splitlines()) == 1
    assert shell(f"{arguments} --nonsense 2>/dev/full", tmp_path).returncode in (0, 2)


@pytest.mark.skipif(os.name == "nt", reason="no shell closes it")
def test_a_closed_standard_output_is_2_where_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    for arguments in ("check", "config", "rule ML201", "fix -"):
        ran = shell(f"{arguments} >&-", tmp_path)
        assert (ran.returncode, ran.stderr) == (2, "Error: standard output cannot be written: it is closed\n")
    assert shell("check --output-file out.txt >&-", tmp_path).returncode == 0
    assert (tmp_path / "out.txt").read_text() == "All checks passed!\n"


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"{' '.join(DFLINT)} {command}"],
        cwd=folder,
        env=ENVIRONMENT,
        input="FROM a\n",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "nope"), "no such file or folder: nope"),
        (("check", "a::b%0A\nc"), "no such file or folder: a::b%250A%0Ac"),
        (("check", "--select", "ML999"), "--select: unknown rule `ML999`"),
        (("check", "--diff-base", "HEAD^1"), "{folder}: the repository has no commit yet"),
        (("check", "--nonsense"), "No such option"),
        (("check", "--config", "a = ["), "--config: Invalid value"),
    ],
)
def test_a_wrong_call_is_an_annotation_of_github(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main(arguments) == 2
    captured = capfd.readouterr()
    (annotation,) = (line for line in captured.err.splitlines() if line.startswith("::"))
    assert annotation.startswith(f"::error title=dflint::{message.format(folder=tmp_path)}")
    assert captured.out == ""
    assert "Error: " in captured.err
    monkeypatch.setenv("GITHUB_ACTIONS", "false")
    assert main(arguments) == 2
    assert "\n::" not in capfd.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="there are no signals")
def test_an_interruption_is_130(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*DFLINT, "check", "-"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs the tests in the background has switched it off.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdin is not None
        process.stdin.write("FROM a\n")
        process.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "Traceback" not in errors


def test_a_locale_that_cannot_write_it(tmp_path: Path) -> None:
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": "latin-1"}
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM a\nXX 한국어\n", encoding="utf-8")
    ran = subprocess.run([*DFLINT, "check"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert ran.returncode == 1
    assert ran.stdout.isascii()
    assert b"XX \\ud55c" in ran.stdout


def test_a_bug_is_2_with_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from dflint import cli

    def fail(*arguments: object, **keywords: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(cli.command, "main", fail)
    assert main([]) == 2
    errors = capsys.readouterr().err
    assert "RuntimeError: a bug" in errors
    assert "Please report it" in errors
