from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.knowledge.ml_credentials import CREDENTIALS
from dflint.knowledge.placeholders import is_placeholder

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., object]

TOKEN = "hf_" + "QwErTyUiOpAsDfGhJkLzXcVbNm"
KEY = "sk-" + "proj-8fJ2kQ9ZxY7wV5uT3sR1pO"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["ARG HF_TOKEN"], ["HF_TOKEN"]),
        ([f"ARG HF_TOKEN={TOKEN}"], ["HF_TOKEN"]),
        ([f"ENV HF_TOKEN={TOKEN}"], ["HF_TOKEN"]),
        ([f"ENV HF_TOKEN {TOKEN}"], ["HF_TOKEN"]),
        ([f'ENV PORT=80 OPENAI_API_KEY="{KEY}"'], ["OPENAI_API_KEY"]),
        (["ARG HF_TOKEN", "ENV HF_TOKEN=$HF_TOKEN"], ["HF_TOKEN"]),
        (["ARG token", "ENV HUGGING_FACE_HUB_TOKEN=${token}"], ["HUGGING_FACE_HUB_TOKEN"]),
        (["ARG HF_TOKEN=", "ENV HF_TOKEN=${HF_TOKEN:-}"], ["HF_TOKEN"]),
        (["ARG WANDB_API_KEY KAGGLE_KEY"], ["WANDB_API_KEY", "KAGGLE_KEY"]),
        (["ARG AWS_ACCESS_KEY_ID", "ARG AWS_SECRET_ACCESS_KEY"], ["AWS_SECRET_ACCESS_KEY"]),
        ([f"ENV MODE=prod \\\n    # the key\n    ANTHROPIC_API_KEY={KEY}"], ["ANTHROPIC_API_KEY"]),
    ],
)
def test_found(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML801") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ['ENV OPENAI_API_KEY=""'],  # open-webui
        ["ENV OPENAI_API_KEY="],
        ["ARG AWS_SECRET_ACCESS_KEY=FAKE_TO_GENERATE_WARNING_OUTPUT"],  # docker/compose
        ["ENV AWS_SECRET_ACCESS_KEY REQUIRED"],
        ['ARG HF_TOKEN=""'],
        ["ENV HF_TOKEN=changeme"],
        ["ENV HF_TOKEN=your-token-here"],
        ["ENV HF_TOKEN=<your token>"],
        ["ENV OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxx"],
        ["ENV OPENAI_API_KEY=dummy"],
        ["ENV OPENAI_API_KEY=EMPTY"],
        ["ENV HF_TOKEN_FILE=/run/secrets/hf_token"],
        ["ENV HF_TOKEN_PATH=/run/secrets/hf_token"],
        ["ENV HF_HOME=/models TOKENIZERS_PARALLELISM=false"],
        ["ENV NAMES=HF_TOKEN"],
        ["ENV HF_TOKEN=${HF_TOKEN:-}"],  # nothing declares it: it is empty
        ["RUN --mount=type=secret,id=hf_token,env=HF_TOKEN hf download x"],
        ["# ARG HF_TOKEN"],
        ["ENV DAPPER_ENV AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML801") == []


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "''", "changeme", "change-me", "CHANGE_ME", "your-api-key", "YOUR_HF_TOKEN", "my-token", "xxx"),
        *("XXXX-XXXX", "<token>", "${TOKEN}", "{{ token }}", "**None**", "...", "hf_...", "hf_xxxxxxxx", "sk-xxx"),
        *("fake", "FAKE_TO_GENERATE_WARNING_OUTPUT", "dummy", "placeholder", "not-needed", "none", "NULL", "123"),
        *("1234567890", "0000", "sk-no-key-required", "ollama", "lm-studio", "todo", "REPLACE_WITH_YOUR_KEY"),
        *("!!!REPLACE-ME", "secret", "Insert your key", "minioadmin", "nvapi-your-key-here", "set-at-runtime"),
    ],
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [TOKEN, KEY, "nvapi-9qW3eR", "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567", "r8_Zk3", "AKIAIOSFODNN7", "mysterious9"],
)
def test_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


def test_every_name_has_a_page() -> None:
    for name, row in CREDENTIALS.items():
        assert name == row.name == name.upper()
        assert row.source.startswith("https://")


@pytest.mark.parametrize(
    "lines", [[f"ENV HF_TOKEN={TOKEN}"], [f"ARG HF_TOKEN={TOKEN}", "ENV HF_TOKEN=$HF_TOKEN"], [f"ARG HF_TOKEN={TOKEN}"]]
)
def test_the_value_is_never_said(findings: Findings, lines: list[str]) -> None:
    (one,) = findings(dockerfile(*lines), "ML801")
    said = [one.message, one.help, one.source.slice(one.span), one.fix.message if one.fix else ""]
    said += [related.message + related.source.slice(related.span) for related in one.related]
    assert not any(TOKEN in text for text in said)


def test_the_worst_place_is_pointed_at(findings: Findings) -> None:
    (one,) = findings(dockerfile("ARG HF_TOKEN", "ENV HF_TOKEN=$HF_TOKEN"), "ML801")
    assert one.source.position(one.span.start) == (3, 5)
    assert [related.source.row(related.span.start) for related in one.related] == [2]


def test_an_argument_of_a_stage_that_is_not_shipped_is_less_bad(findings: Findings) -> None:
    text = (
        "FROM python:3.12 AS fetch\nARG HF_TOKEN\nRUN hf download x\nFROM python:3.12-slim\nCOPY --from=fetch /m /m\n"
    )
    (one,) = findings({"Dockerfile": text}, "ML801")
    assert one.severity is Severity.WARNING
    assert "docker history" not in one.message
    (one,) = findings({"Dockerfile": text.replace("ARG HF_TOKEN", f"ARG HF_TOKEN={TOKEN}")}, "ML801")
    assert one.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("declared", "severity", "says"),
    [
        ("ARG HF_TOKEN\nENV HF_TOKEN=$HF_TOKEN", Severity.WARNING, "is set from a build argument"),
        (f"ENV HF_TOKEN={TOKEN}", Severity.ERROR, "is written in the Dockerfile"),
        (f"ARG HF_TOKEN={TOKEN}\nENV HF_TOKEN=$HF_TOKEN", Severity.ERROR, "is written in the Dockerfile"),
    ],
)
@pytest.mark.parametrize("run", ["RUN hf download x\n", ""])
def test_the_environment_of_a_stage_that_files_are_copied_from_is_in_no_image(
    findings: Findings, declared: str, severity: Severity, says: str, run: str
) -> None:
    end = "FROM python:3.12-slim\nCOPY --from=fetch /m /m\n"
    (one,) = findings({"Dockerfile": f"FROM python:3.12 AS fetch\n{declared}\n{run}{end}"}, "ML801")
    assert (one.severity, says in one.message, "configuration" in one.message) == (severity, True, False)
    assert "docker run" not in (one.help or "")


def test_the_environment_of_a_stage_that_the_image_starts_from_is_in_it(findings: Findings) -> None:
    text = "FROM python:3.12 AS base\nARG HF_TOKEN\nENV HF_TOKEN=$HF_TOKEN\nFROM base\nRUN hf download x\n"
    (one,) = findings({"Dockerfile": text}, "ML801")
    assert one.severity is Severity.ERROR
    assert "becomes part of the image's configuration" in one.message


def test_before_the_first_from(findings: Findings) -> None:
    text = "ARG HF_TOKEN{}\nFROM python:3.12-slim\nARG HF_TOKEN\nRUN hf download x\n"
    assert [one.source.row(one.span.start) for one in findings({"Dockerfile": text.format("")}, "ML801")] == [3]
    assert [one.source.row(one.span.start) for one in findings({"Dockerfile": text.format(f"={TOKEN}")}, "ML801")] == [
        1
    ]
    assert findings({"Dockerfile": text.format("=")}, "ML801") == []


def fixed(lay: Lay, text: str) -> str:
    checker = lay({"Dockerfile": text})
    checker.fix("ML801", allowed=Applicability.UNSAFE)  # type: ignore[attr-defined]
    once = (checker.folder / "Dockerfile").read_bytes().decode()  # type: ignore[attr-defined]
    checker.fix("ML801", allowed=Applicability.UNSAFE)  # type: ignore[attr-defined]
    assert (checker.folder / "Dockerfile").read_bytes().decode() == once  # type: ignore[attr-defined]
    return once


MOUNT = "--mount=type=secret,id=hf_token,env=HF_TOKEN"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # the RUNs that name the variable, that call its tool, that run a program; no others
        (
            "ARG HF_TOKEN\nRUN apt-get update\nRUN git clone https://u:$HF_TOKEN@huggingface.co/a/b\n"
            "RUN huggingface-cli download x\nRUN python get.py\nRUN python -m pip install x\n",
            f"RUN apt-get update\nRUN {MOUNT} git clone https://u:$HF_TOKEN@huggingface.co/a/b\n"
            f"RUN {MOUNT} huggingface-cli download x\nRUN {MOUNT} python get.py\nRUN python -m pip install x\n",
        ),
        # a RUN above the ARG has never had it
        ("RUN hf download a\nARG HF_TOKEN\nRUN hf download b\n", f"RUN hf download a\nRUN {MOUNT} hf download b\n"),
        # other flags, continuations and comments stay
        (
            "ARG HF_TOKEN\n"
            "RUN --network=host --mount=type=cache,target=/c \\\n    # 모델\n    hf download x \\\n && ls\n",
            f"RUN {MOUNT} --network=host --mount=type=cache,target=/c \\\n    # 모델\n    hf download x \\\n && ls\n",
        ),
        (
            "ARG HF_TOKEN\nRUN <<EOF\nexport T=${HF_TOKEN}\nEOF\n",
            f"RUN {MOUNT} <<EOF\nexport T=${{HF_TOKEN}}\nEOF\n",
        ),
        (
            "ARG HF_TOKEN\nRUN python <<EOF\nimport os\nos.environ['HF_TOKEN']\nEOF\n",
            f"RUN {MOUNT} python <<EOF\nimport os\nos.environ['HF_TOKEN']\nEOF\n",
        ),
        ('ARG HF_TOKEN\nRUN ["hf", "download", "x"]\n', f'RUN {MOUNT} ["hf", "download", "x"]\n'),
        # a mount that is there
        (f"ARG HF_TOKEN\nRUN {MOUNT} hf download x\n", f"RUN {MOUNT} hf download x\n"),
        # several variables in one instruction
        ("ARG A=1 HF_TOKEN B=2\nRUN hf download x\n", f"ARG A=1 B=2\nRUN {MOUNT} hf download x\n"),
        (f"ENV HF_TOKEN={TOKEN} A=1\n", "ENV A=1\n"),
        (f"ENV A=1 HF_TOKEN={TOKEN}\n", "ENV A=1\n"),
        (f"ENV A=1 \\\n    HF_TOKEN={TOKEN} \\\n    B=2\n", "ENV A=1 \\\n    B=2\n"),
        (f"ENV A=1 \\\n    HF_TOKEN={TOKEN}\n", "ENV A=1\n"),
        (f"ENV \\\n    HF_TOKEN={TOKEN} \\\n    B=2\n", "ENV \\\n    B=2\n"),
        (f"ENV A=1 \\\n    # b\n    HF_TOKEN={TOKEN} \\\n    B=2\n", "ENV A=1 \\\n    # b\n    B=2\n"),
        (f"ENV HF_TOKEN {TOKEN}\nENV A 1\n", "ENV A 1\n"),
        (f"ENV HF_TOKEN={TOKEN}\nCMD serve --token $HF_TOKEN\n", "CMD serve --token $HF_TOKEN\n"),
        (f"ARG HF_TOKEN\r\nRUN hf download x\r\nENV HF_TOKEN={TOKEN}", f"RUN {MOUNT} hf download x\r\n"),
        # two names of one token
        (
            "ARG HF_TOKEN\nENV HUGGING_FACE_HUB_TOKEN=$HF_TOKEN\nRUN hf download x\n",
            f"RUN {MOUNT} --mount=type=secret,id=hugging_face_hub_token,env=HUGGING_FACE_HUB_TOKEN hf download x\n",
        ),
        # a stage that starts from this one
        (
            "ARG HF_TOKEN\nFROM base\nRUN hf download x\nFROM scratch\nCOPY --from=base /x /x\n",
            f"FROM base\nRUN {MOUNT} hf download x\nFROM scratch\nCOPY --from=base /x /x\n",
        ),
    ],
)
def test_fix(lay: Lay, before: str, after: str) -> None:
    start = "FROM python:3.12-slim AS base\n"
    assert fixed(lay, start + before) == start + after


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nARG HF_TOKEN\nENV AUTH=Bearer-${HF_TOKEN}\n",
        "FROM a\nARG HF_TOKEN\nENV HF_TOKEN=$HF_TOKEN AUTH=$HF_TOKEN\n",
        "FROM a\nARG HF_TOKEN\nADD https://u:${HF_TOKEN}@huggingface.co/x /x\n",
        "FROM a\nARG HF_TOKEN\nLABEL t=$HF_TOKEN\n",
        "FROM a\nARG HF_TOKEN\nONBUILD RUN hf download $HF_TOKEN\n",
        "FROM a AS b\nARG HF_TOKEN\nFROM b\nWORKDIR /$HF_TOKEN\n",
        "# syntax=docker/dockerfile:1.4\nFROM a\nARG HF_TOKEN\nRUN hf download x\n",
        "# syntax=docker/dockerfile:1.9.0\nFROM a\nARG HF_TOKEN\nRUN hf download x\n",
        "# syntax=example.com/own/frontend:2\nFROM a\nARG HF_TOKEN\nRUN hf download x\n",
        f"FROM a\nENV A=1 \\\n    # the token\n    HF_TOKEN={TOKEN}\n",  # the comment would go too
        'FROM a\nSHELL ["powershell", "-Command"]\nARG HF_TOKEN\nRUN echo $env:HF_TOKEN\n',
        f"ARG HF_TOKEN={TOKEN}\nFROM a\n",
    ],
)
def test_found_but_not_fixed(lay: Lay, words: Words, text: str) -> None:
    assert words({"Dockerfile": text}, "ML801")
    assert fixed(lay, text) == text


@pytest.mark.parametrize(
    "syntax",
    [
        *("docker/dockerfile:1", "docker/dockerfile:1.10", "docker/dockerfile:1.20.1", "docker/dockerfile:1-labs"),
        *(
            "docker/dockerfile",
            "docker.io/docker/dockerfile:1.11-labs",
            "docker/dockerfile:2",
            "docker/dockerfile:latest",
        ),
        "docker/dockerfile:1@sha256:" + "0" * 64,
    ],
)
def test_frontends_that_know_secret_variables(lay: Lay, syntax: str) -> None:
    start = f"# syntax={syntax}\nFROM a\n"
    assert fixed(lay, start + "ARG HF_TOKEN\nRUN hf download x\n") == start + f"RUN {MOUNT} hf download x\n"


def test_inline_dockerfile(lay: Lay) -> None:
    compose = (
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM python:3.12-slim\n        ARG HF_TOKEN\n"
        "        RUN hf download x\n"
    )
    checker = lay({"compose.yaml": compose})
    checker.fix("ML801", allowed=Applicability.UNSAFE)  # type: ignore[attr-defined]
    assert (checker.folder / "compose.yaml").read_text() == compose.replace(  # type: ignore[attr-defined]
        "        ARG HF_TOKEN\n        RUN", f"        RUN {MOUNT}"
    )


def test_what_is_written_is_shown_by_no_output(findings: Findings) -> None:
    (one,) = findings({"Dockerfile": "FROM a\nENV HF_TOKEN=hf_AbCdEfGh1234567890\n"}, "ML801")
    assert [one.source.slice(span) for span in one.secrets] == ["hf_AbCdEfGh1234567890"]
