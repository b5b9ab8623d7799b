"""ML503: a whole folder is copied, and the ignore file lets through what nobody needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

COPY_ALL = """
    FROM python:3.12-slim
    WORKDIR /srv
    COPY . .
"""
IGNORE = "# for docker\nREADME.md\n"
VENV: Tree = {".venv/pyvenv.cfg": "home = /usr/bin\n", ".venv/lib/torch.so": Size(1_200_000_000)}


def added(found: list[Diagnostic]) -> str:
    """What the only finding would add to the ignore file."""
    (one,) = found
    assert one.fix is not None
    (edit,) = one.fix.edits
    return edit.content  # type: ignore[union-attr]


def tree_of(files: Tree, ignore: str = IGNORE, dockerfile: str = COPY_ALL) -> Tree:
    return {".dockerignore": ignore, "app.py": "x = 1\n", "Dockerfile": dockerfile, **files}


def test_says_what_is_taken_and_how_large_it_is(findings: Findings) -> None:
    (one,) = findings(tree_of({**VENV, "checkpoints/last.ckpt": Size(2_500_000_000)}), "ML503")
    assert one.message == (
        "`COPY .` also takes in `checkpoints` (2.5 GB) and `.venv` (1.2 GB), which `.dockerignore` lets through"
    )
    assert one.source.slice(one.span) == "."
    assert one.severity is Severity.WARNING
    assert one.fix is not None
    assert one.fix.applicability is Applicability.SAFE
    assert one.help == "add it to `.dockerignore`; `checkpoints` only if the program does not read that from the image"
    assert [related.source.path.rpartition("/")[2] for related in one.related] == [".dockerignore"]


def test_safe_patterns_first_then_the_others(lay: Callable[[Tree], Any]) -> None:
    checker = lay(tree_of({**VENV, "lightning_logs/version_0/hparams.yaml": "a: 1\n"}))
    (left,) = checker.fix("ML503")
    assert left.fix.applicability is Applicability.UNSAFE
    assert (checker.folder / ".dockerignore").read_text() == IGNORE + ".venv\n"
    assert checker.fix("ML503", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / ".dockerignore").read_text() == IGNORE + ".venv\nlightning_logs\n"


@pytest.mark.parametrize(
    ("ignore", "expected"),
    [
        ("README.md", "\n.venv\n"),
        ("README.md\n", ".venv\n"),
        ("", ".venv\n"),
        ("README.md\r\ndocs\r\n", ".venv\r\n"),
        ("README.md\r\ndocs", "\r\n.venv\r\n"),
    ],
)
def test_the_end_of_the_file(ignore: str, expected: str, findings: Findings) -> None:
    assert added(findings(tree_of(VENV, ignore), "ML503")) == expected


def test_the_ignore_file_of_the_dockerfile(findings: Findings) -> None:
    tree = {**tree_of(VENV, ".venv\n"), "Dockerfile.dockerignore": "README.md\n"}
    (one,) = findings(tree, "ML503")
    assert "which `Dockerfile.dockerignore` lets through" in one.message
    assert one.fix is not None
    assert one.fix.edits[0].path.endswith("Dockerfile.dockerignore")


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"wandb/__init__.py": "", "wandb/run.py": "x = 1\n"},
        {"runs/README.md": "how to run\n"},
        {"outputs/schema.json": "{}\n"},
        {"data/seed.csv": Size(4_000_000)},
        {"data/loader.py": "x = 1\n", "data/big.bin": Size(40_000_000)},
        {"app/__init__.py": "", "app/data/words.csv": Size(80_000_000)},
        {"checkpoints/README.md": "none yet\n"},
        {"checkpoints/a.pt": Size(2_000_000)},
        {".env.example": "OPENAI_API_KEY=sk-1234\n"},
        {".env": "OPENAI_API_KEY=sk-proj-Zk3v9Qm2T7xW5rB8\n"},
        {"tools/env/__init__.py": ""},
        {"model.onnx": Size(40_000_000)},
        {"notebooks/a.ipynb": Size(400_000)},
        {"node_modules/README.md": "vendored\n"},
        {"app/__pycache__/a.pyc": Size(900_000), "app/a.py": "x = 1\n"},
        {"a/.ipynb_checkpoints/a-checkpoint.ipynb": Size(9_000), "logs/events.out.tfevents.17": Size(10)},
    ],
    ids=str,
)
def test_is_silent(files: Tree, findings: Findings) -> None:
    assert not findings(tree_of(files), "ML503")


@pytest.mark.parametrize(
    ("files", "pattern", "severity"),
    [
        ({"wandb/offline-run-20260101_1-a/x.wandb": Size(10)}, "wandb", Severity.WARNING),
        ({"mlruns/0/meta.yaml": "a: 1\n"}, "mlruns", Severity.WARNING),
        ({"runs/May04_22-14-54_host/events.out.tfevents.1": Size(10)}, "runs", Severity.WARNING),
        ({"runs/detect/train/weights/best.pt": Size(10)}, "runs", Severity.WARNING),
        ({"outputs/2026-01-31/10-00-00/.hydra/config.yaml": "a: 1\n"}, "outputs", Severity.WARNING),
        ({"logs/events.out.tfevents.17": Size(2_000_000)}, "logs", Severity.INFO),
        ({"checkpoints/epoch-1/model.pt": Size(20_000_000)}, "checkpoints", Severity.WARNING),
        ({"data/raw/a.csv": Size(20_000_000)}, "data", Severity.WARNING),
        ({".dvc/cache/ab/cdef": Size(20)}, ".dvc/cache", Severity.WARNING),
        ({"weights/best.safetensors": Size(60_000_000)}, "weights/best.safetensors", Severity.WARNING),
        ({"train.parquet": Size(60_000_000)}, "train.parquet", Severity.WARNING),
        ({"ui/node_modules/.bin/a": Size(2_000_000)}, "**/node_modules", Severity.INFO),
        ({"a/.ipynb_checkpoints/a-checkpoint.ipynb": Size(2_000_000)}, "**/.ipynb_checkpoints", Severity.INFO),
        ({"notebooks/a.ipynb": Size(20_000_000)}, "**/*.ipynb", Severity.WARNING),
        ({".cache/huggingface/hub/a": Size(20_000_000)}, ".cache", Severity.WARNING),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_what_a_program_may_read(files: Tree, pattern: str, severity: Severity, findings: Findings) -> None:
    found = findings(tree_of(files), "ML503")
    assert added(found) == pattern + "\n"
    assert found[0].severity is severity
    assert found[0].fix is not None
    assert found[0].fix.applicability is Applicability.UNSAFE


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({"app/__pycache__/a.pyc": Size(3_000_000), "app/a.py": "x = 1\n"}, Severity.INFO),
        ({"app/__pycache__/a.pyc": Size(30_000_000), "app/a.py": "x = 1\n"}, Severity.WARNING),
        ({".git/HEAD": "ref: refs/heads/main\n"}, Severity.WARNING),
        ({".tox/py312/lib/a.so": Size(3_000)}, Severity.WARNING),
        ({".ruff_cache/0.6/a": Size(3_000_000)}, Severity.INFO),
    ],
)
def test_what_no_program_misses(files: Tree, severity: Severity, findings: Findings) -> None:
    (one,) = findings(tree_of(files), "ML503")
    assert one.severity is severity
    assert one.fix is not None
    assert one.fix.applicability is Applicability.SAFE


# What must not be hidden


DATA: Tree = {"data/raw/a.csv": Size(20_000_000), "checkpoints/a.pt": Size(20_000_000)}


@pytest.mark.parametrize(
    "files",
    [
        {"serve.py": "x = open('data/raw/a.csv')\ny = load('./checkpoints/a.pt')\n"},
        {"serve.py": "parser.add_argument('--data', default='data')\nDIR = Path('checkpoints')\n"},
        {"serve.py": "x = os.path.join(ROOT, 'data')\ny = ROOT / 'checkpoints'\n"},
        {"config/serve.yaml": "data_dir: data\ncheckpoint_path: /app/checkpoints/a.pt\n"},
        {"conf.toml": "root = './data'\nweights = 'checkpoints/a.pt'\n"},
        {"run.sh": "python serve.py --data ./data/raw/a.csv --weights checkpoints/a.pt\n"},
    ],
    ids=["files", "defaults", "joined", "yaml", "toml", "shell"],
)
def test_what_the_program_reads_by_default(files: Tree, findings: Findings) -> None:
    assert not findings(tree_of({**DATA, **files}), "ML503")


@pytest.mark.parametrize(
    "files",
    [
        {"serve.py": "x = batch['data']\nimport data_loader\n# all the data\ny = state['checkpoints']\n"},
        {"data/README.txt": "data/raw/a.csv\n", "docs/a.md": "Put it to data/raw.\n"},
        {"compose.yaml": "services:\n  a:\n    build: .\n    volumes: ['./data:/srv/data']\n"},
    ],
    ids=["a key", "documentation", "a mount"],
)
def test_what_the_program_does_not_name(files: Tree, findings: Findings) -> None:
    assert added(findings(tree_of({**DATA, **files}), "ML503")) == "checkpoints\ndata\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("YOLO('runs/detect/train/weights/best.pt')", 0), ("SummaryWriter('runs/exp')", 1), ("logdir = 'runs'", 1)],
)
def test_traces_that_are_only_written(text: str, expected: int, findings: Findings) -> None:
    files: Tree = {"runs/detect/train/weights/best.pt": Size(10), "serve.py": text + "\n"}
    assert len(findings(tree_of(files), "ML503")) == expected


@pytest.mark.parametrize(
    "lines",
    [
        "    COPY data /srv/data\n",
        "    COPY data/raw /srv/raw\n",
        "    COPY data/raw/a.csv /srv/\n",
        "    COPY data/*/a.csv /srv/\n",
        "    ADD data/raw/a.csv /srv/\n",
        "    RUN --mount=type=bind,source=data,target=/data python prepare.py\n",
        "    ARG WHICH\n    COPY $WHICH /srv/which\n",
        "    FROM scratch AS export\n    COPY data /data\n    FROM python:3.12-slim\n    COPY . .\n",
    ],
)
def test_what_a_build_names(lines: str, findings: Findings) -> None:
    assert not findings(tree_of({"data/raw/a.csv": Size(20_000_000)}, dockerfile=COPY_ALL + lines), "ML503")


def test_what_another_build_of_the_context_names(findings: Findings) -> None:
    tree = tree_of({"data/raw/a.csv": Size(20_000_000)})
    assert not findings({**tree, "train.Dockerfile": "FROM python:3.12-slim\nCOPY data /data\n"}, "ML503")


def test_an_unknown_name_does_not_keep_what_is_safe(findings: Findings) -> None:
    dockerfile = COPY_ALL + "    ARG WHICH\n    COPY $WHICH /srv/which\n"
    assert (
        added(findings(tree_of({**VENV, "data/a.csv": Size(20_000_000)}, dockerfile=dockerfile), "ML503")) == ".venv\n"
    )


@pytest.mark.parametrize(
    ("ignore", "expected"),
    [
        ("*\n!data\n!app.py\n", None),
        ("data\n!data\n", "**/__pycache__\n"),
        ("*\n!.\n!data/raw\n", None),
        ("*\n!app\n", "**/__pycache__\n"),
    ],
)
def test_what_is_brought_back(ignore: str, expected: str | None, findings: Findings) -> None:
    files: Tree = {"data/raw/a.csv": Size(20_000_000), "app/a.py": "x = 1\n", "app/__pycache__/a.pyc": Size(2_000_000)}
    found = findings(tree_of(files, ignore), "ML503")
    assert [one.fix for one in found if one.fix is None] == []
    assert (added(found) if found else None) == expected


def test_byte_code_that_a_build_names(findings: Findings) -> None:
    dockerfile = COPY_ALL + "    COPY app/__pycache__/a.cpython-312.pyc /srv/a.pyc\n"
    files: Tree = {"app/__pycache__/a.cpython-312.pyc": Size(2_000), "b/__pycache__/b.cpython-312.pyc": Size(2_000)}
    assert not findings(tree_of(files, dockerfile=dockerfile), "ML503")


def test_the_git_history_that_a_run_reads(findings: Findings) -> None:
    files: Tree = {".git/HEAD": "ref: refs/heads/main\n"}
    assert not findings(tree_of(files, dockerfile=COPY_ALL + "    RUN git describe > version\n"), "ML503")


def test_notebooks_in_an_image_that_runs_them(findings: Findings) -> None:
    files: Tree = {"notebooks/a.ipynb": Size(20_000_000)}
    assert not findings(tree_of(files, dockerfile=COPY_ALL + '    CMD ["jupyter", "lab"]\n'), "ML503")


def test_weights_in_an_image_for_lambda(findings: Findings) -> None:
    dockerfile = "FROM public.ecr.aws/lambda/python:3.12\nCOPY . .\n"
    assert not findings(tree_of({"model.onnx": Size(200_000_000)}, dockerfile=dockerfile), "ML503")


# One fault, one finding


def test_a_pattern_for_the_root_only_is_for_ml504(findings: Findings) -> None:
    files: Tree = {"app/a.py": "x = 1\n", "app/__pycache__/a.pyc": Size(3_000)}
    assert [one.code for one in findings(tree_of(files, "__pycache__/\n"), "ML503", "ML504")] == ["ML504"]


def test_an_ignore_file_that_the_builder_refuses(findings: Findings) -> None:
    assert not findings(tree_of(VENV, "[\n"), "ML503")


def test_an_excluded_folder(findings: Findings) -> None:
    dockerfile = "FROM python:3.12-slim\nCOPY --exclude=.venv . /srv\n"
    assert not findings(tree_of(VENV, dockerfile=dockerfile), "ML503")


def test_without_an_ignore_file(findings: Findings) -> None:
    assert not findings({**VENV, "Dockerfile": COPY_ALL}, "ML503")
