"""ML508: ``COPY . .`` with a `.env` in the context, ``COPY kaggle.json …``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\nWORKDIR /app\n"
ALL = FROM + "COPY . .\n"
KEY = "OPENAI_API_KEY=sk-proj-Zk3v9Qm2T7xW5rB8\n"
PRIVATE = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n"
KAGGLE = '{"username": "who", "key": "0123abcd4567ef890123abcd4567ef89"}\n'


def tree_of(files: Tree, dockerfile: str = ALL) -> Tree:
    return {"app.py": "x = 1\n", **files, "Dockerfile": dockerfile}


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({".env": KEY}, "`.env`, which sets `OPENAI_API_KEY`,"),
        ({"api/.env.prod": "DB_PASSWORD=hunter2x\n"}, "`api/.env.prod`, which sets `DB_PASSWORD`,"),
        ({".env": "export DATABASE_URL='postgres://app:hunter22@db/x'\n"}, "`.env`, which sets `DATABASE_URL`,"),
        ({"kaggle.json": KAGGLE}, "`kaggle.json` (a Kaggle key)"),
        ({"keys/id_ed25519": PRIVATE}, "`keys/id_ed25519` (an SSH key)"),
        ({"server.pem": PRIVATE.replace("OPENSSH ", "RSA ")}, "`server.pem` (a private key)"),
        ({".netrc": "machine api.wandb.ai login user password 8f3b2c1d0e\n"}, "`.netrc` (passwords of hosts)"),
        (
            {"gcp-key.json": f'{{"type": "service_account", "private_key": "{PRIVATE.strip()}"}}'.replace("\n", "\\n")},
            "`gcp-key.json` (the key of a Google service account)",
        ),
    ],
)
def test_what_a_folder_brings(files: Tree, text: str, findings: Findings) -> None:
    (one,) = findings(tree_of(files), "ML508")
    assert one.message == f"`COPY .` takes {text} into the image, for everybody to read"
    assert one.severity is Severity.ERROR


def test_never_shows_a_value(findings: Findings) -> None:
    (one,) = findings(tree_of({".env": KEY}), "ML508")
    assert "Zk3v9" not in repr((one.message, one.help, one.related, one.fix))


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("COPY .env ./", ".env"),
        ("COPY app.py kaggle.json /root/.kaggle/", "kaggle.json"),
        ("ADD id_rsa /root/.ssh/id_rsa", "id_rsa"),
        ("COPY *.json ./", "*.json"),
    ],
)
def test_what_is_named(line: str, word: str, words: Callable[..., list[str]]) -> None:
    tree = tree_of({".env": KEY, "kaggle.json": KAGGLE, "id_rsa": PRIVATE}, f"{FROM}{line}\n")
    assert words(tree, "ML508") == [word]


def test_told_by_its_name_alone(words: Callable[..., list[str]]) -> None:
    dockerfile = FROM + "COPY kaggle.json /root/.kaggle/\nCOPY .env ./\nCOPY server.pem ./\nCOPY id_rsa.pub ./\n"
    assert words(tree_of({}, dockerfile), "ML508") == ["kaggle.json"]


@pytest.mark.parametrize(
    "files",
    [
        {".env": "LOG_LEVEL=debug\nPORT=8000\n"},
        {".env": "OPENAI_API_KEY=\nTOKEN=your-token-goes-here\nPASSWORD=<password>\nSECRET=${SECRET}\n"},
        {".env": "# API_KEY=sk-proj-Zk3v9Qm2T7xW5rB8\nKEYBOARD=us\nMAX_TOKENS=4096000000000000\n"},
        {".env": "POSTGRES_PASSWORD=postgres\nNEXT_PUBLIC_MAP_KEY=pk1234567890abcdef\n"},
        {".env.example": KEY},
        {"config/sample.env": KEY},
        {"tests/fixtures/id_rsa": PRIVATE},
        {"cert.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n"},
        {"id_rsa.pub": "ssh-ed25519 AAAA\n"},
        {"node_modules/x/key.pem": PRIVATE},
        {"credentials.json": '{"type": "authorized_user"}'},
        {".env": KEY, ".dockerignore": ".env\n"},
        {".env": KEY, ".dockerignore": "**/.env*\n"},
    ],
    ids=str,
)
def test_is_silent(files: Tree, findings: Findings) -> None:
    assert not findings(tree_of(files), "ML508")


def test_a_stage_that_stays_behind(findings: Findings) -> None:
    dockerfile = f"FROM node:22 AS ui\nCOPY . /src\nRUN npm run build\n{FROM}COPY --from=ui /src/dist /app\n"
    assert not findings(tree_of({".env": KEY}, dockerfile), "ML508")


def test_one_file_copied_twice_is_one_finding(findings: Findings) -> None:
    dockerfile = ALL + "FROM python:3.12-slim AS dev\nCOPY . /dev\n"
    (one,) = findings(tree_of({".env": KEY}, dockerfile), "ML508")
    assert one.fix is not None


@pytest.mark.parametrize(
    ("ignore", "after"),
    [(None, ".env\n"), (".git", ".git\n.env\n"), ("!.env\n", "!.env\n")],
)
def test_fix(ignore: str | None, after: str, lay: Callable[[Tree], Any]) -> None:
    checker = lay(tree_of({".env": KEY, **({".dockerignore": ignore} if ignore else {})}))
    checker.fix("ML508", allowed=Applicability.UNSAFE)
    assert (checker.folder / ".dockerignore").read_text() == after


def test_no_fix_where_the_file_is_named(lay: Callable[[Tree], Any]) -> None:
    checker = lay(tree_of({".env": KEY}, ALL + "COPY .env /srv/\n"))
    checker.fix("ML508", allowed=Applicability.UNSAFE)
    assert not (checker.folder / ".dockerignore").exists()
