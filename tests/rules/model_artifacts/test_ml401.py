"""ML401: the weights of a model are copied into the image."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.linter import Linter
from dflint.project.project import Project
from dflint.rules.model_artifacts.ml401_model_weights_copied import ModelWeightsCopied
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\nWORKDIR /app\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab\nsize {}\n"
MODEL: Tree = {"model.onnx": Size(400_000_000), "app.py": "x = 1\n"}


def compose(*services: str) -> str:
    return "services:\n" + "".join(services)


API = "  api:\n    build: .\n"


# What it says


@pytest.mark.parametrize(
    ("size", "severity"),
    [
        (49_000_000, None),
        (50_000_000, Severity.INFO),
        (99_000_000, Severity.INFO),
        (100_000_000, Severity.WARNING),
        (3_000_000_000, Severity.WARNING),
    ],
)
def test_the_size_decides(size: int, severity: Severity | None, findings: Findings) -> None:
    found = findings({"model.onnx": Size(size), "Dockerfile": FROM + "COPY model.onnx ./\n"}, "ML401")
    assert [one.severity for one in found] == ([] if severity is None else [severity])
    assert [one.cost for one in found if one.cost is None or one.cost.byte_count != size] == []


def test_points_at_the_weights(findings: Findings) -> None:
    (one,) = findings({**MODEL, "Dockerfile": FROM + "COPY app.py model.onnx ./\n"}, "ML401")
    assert one.source.slice(one.span) == "model.onnx"
    assert one.message == "`model.onnx` bakes 400 MB of model weights into the image"
    assert (
        one.help
        == 'mount the weights when the container is run: `docker run -v "$PWD/model.onnx:/app/model.onnx:ro" …`'
    )


def test_all_weights_of_a_folder_count(findings: Findings) -> None:
    files: Tree = {f"models/shard-{number}.safetensors": Size(30_000_000 + number) for number in range(5)}
    (one,) = findings({**files, "models/config.json": "{}", "Dockerfile": FROM + "COPY models ./models\n"}, "ML401")
    assert one.message == (
        "`models` bakes 150 MB of model weights into the image, `models/shard-4.safetensors` the largest"
    )


@pytest.mark.parametrize(
    "copy", ["COPY *.onnx ./", "ADD model.onnx /app/", 'COPY ["model.onnx", "./"]', "COPY m*l.onnx ."]
)
def test_other_forms(copy: str, words: Callable[..., list[str]]) -> None:
    (word,) = words({**MODEL, "Dockerfile": f"{FROM}{copy}\n"}, "ML401")
    assert "onnx" in word


def test_the_option(lay: Callable[[Tree], Any]) -> None:
    checker = lay({**MODEL, "Dockerfile": FROM + "COPY model.onnx ./\n"})
    for text, count in (("200 MB", 1), ("400MB", 1), ("0.5 GB", 0), ("1 GiB", 0)):
        result = Linter(Project(str(checker.folder)), [ModelWeightsCopied({"min-size": text})]).run()
        assert len(result.diagnostics) == count
    assert ModelWeightsCopied.options["min-size"].is_valid is not None
    assert not ModelWeightsCopied.options["min-size"].is_valid("a lot")


# What are weights


@pytest.mark.parametrize(
    "tree",
    [
        {
            "lin_reg.bin": Size(900),
            "predict.py": "x\n",
            "Dockerfile": FROM + 'COPY ["predict.py", "lin_reg.bin", "./"]\n',
        },
        {"clothing-model.tflite": Size(9_000_000), "Dockerfile": FROM + "COPY clothing-model.tflite .\n"},
        {"models/user.py": "x\n", "models/__init__.py": "", "Dockerfile": FROM + "COPY models models\n"},
        {"keras.json": "{}\n", "Dockerfile": FROM + "COPY keras.json /root/.keras/\n"},
        {"bin/deepspeed.pt": "#!/usr/bin/env python3\n", "Dockerfile": FROM + "COPY bin/deepspeed.pt /usr/bin/\n"},
        {"model.proto": "syntax\n", "model.h": "int\n", "Dockerfile": FROM + "COPY model.proto model.h ./\n"},
        {"installer.bin": Size(300_000_000), "Dockerfile": FROM + "COPY installer.bin /tmp/\n"},
        {"descriptors.pb": Size(60_000_000), "Dockerfile": FROM + "COPY descriptors.pb ./\n"},
        {"pt/messages.json": Size(60_000_000), "Dockerfile": FROM + "COPY pt ./pt\n"},
        {"rows.npz": Size(60_000_000), "Dockerfile": FROM + "COPY rows.npz ./\n"},
        {**MODEL, "Dockerfile": FROM + "COPY . .\n"},
        {**MODEL, "Dockerfile": "FROM python:3.12 AS a\n" + FROM + "COPY --from=a /model.onnx ./\n"},
        {**MODEL, ".dockerignore": "*.onnx\n", "Dockerfile": FROM + "COPY model.onnx ./\n"},
        {"Dockerfile": FROM + "ADD https://example.com/model.onnx /app/\n"},
        {"Dockerfile": FROM + "COPY <<model.onnx /app/\ntext\nmodel.onnx\n"},
        {"a.pth": Size(20), "Dockerfile": FROM + "COPY a.pth /usr/lib/python3/dist-packages/\n"},
        {"Dockerfile": FROM + "COPY weights.bin state.pkl ./\n"},
        {**MODEL, "Dockerfile": "FROM public.ecr.aws/lambda/python:3.12\nCOPY model.onnx ./\n"},
        {"m.onnx": POINTER.format(30_000_000), "Dockerfile": FROM + "COPY m.onnx ./\n"},
    ],
    ids=lambda tree: tree["Dockerfile"].splitlines()[-1],
)
def test_is_silent(tree: Tree, findings: Findings) -> None:
    assert not findings(tree, "ML401")


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "models/7b.bin", "saved_model.pb", "best-model.pkl", "weights.h5", "ggml-base.bin"]
)
def test_an_ambiguous_suffix_with_a_name_that_speaks(name: str, findings: Findings) -> None:
    assert findings({name: Size(300_000_000), "Dockerfile": f"{FROM}COPY {name} ./\n"}, "ML401")


def test_a_pointer_of_git_lfs_has_the_size_of_its_file(findings: Findings) -> None:
    tree: Tree = {"m.safetensors": POINTER.format(438_000_000), "Dockerfile": FROM + "COPY m.safetensors ./\n"}
    (one,) = findings(tree, "ML401")
    assert one.message == "`m.safetensors` bakes 438 MB of model weights into the image (fetched by git LFS)"
    assert one.severity is Severity.WARNING


def test_code_with_weights_in_it(findings: Findings) -> None:
    tree: Tree = {
        "models/net.py": "x = 1\n",
        "models/net.pt": Size(200_000_000),
        "Dockerfile": FROM + "COPY models models\n",
    }
    (one,) = findings(tree, "ML401")
    assert one.fix is None
    assert one.help.startswith("keep the weights in a folder of their own")


# Sizes that cannot be known


@pytest.mark.parametrize(
    "tree",
    [
        {"app.py": "x\n", "Dockerfile": FROM + "COPY app.py llama-7b.safetensors ./\n"},
        {"app.py": "x\n", "Dockerfile": FROM + "COPY weights/whisper_large.pt ./\n"},
        {"Dockerfile": FROM + "ARG MODEL=Qwen2.5-1.5B.gguf\nCOPY ${MODEL} ./\n"},
    ],
)
def test_the_size_is_not_known_but_said_by_the_name(tree: Tree, findings: Findings) -> None:
    (one,) = findings(tree, "ML401")
    assert one.severity is Severity.INFO
    assert one.message.endswith("bakes the weights of a model into the image; their size cannot be known here")
    assert (one.cost, one.fix) == (None, None)


@pytest.mark.parametrize("copy", ["app.py model.safetensors", "yolov8n.pt", "best.onnx", "tiny-0.5b.gguf", "models"])
def test_silent_where_the_size_is_not_known(copy: str, findings: Findings) -> None:
    assert not findings({"app.py": "x\n", "Dockerfile": f"{FROM}COPY app.py ./\nCOPY {copy} ./\n"}, "ML401")


@pytest.mark.parametrize(
    "dockerfile",
    [
        FROM + "COPY models/ ./models/\n",
        FROM + "COPY requirements.txt ./\nCOPY models/ ./models/\n",
        FROM + "COPY app.py ./\nCOPY src/ ./src/\n",
    ],
)
def test_a_missing_folder_may_be_anything(dockerfile: str, findings: Findings) -> None:
    assert not findings({"app.py": "x\n", "Dockerfile": dockerfile}, "ML401")


# Stages


def test_weights_that_stay_in_another_stage(findings: Findings) -> None:
    dockerfile = (
        "FROM python:3.12 AS convert\nCOPY model.onnx /in/\nRUN python -m convert /in /out\n"
        "FROM python:3.12-slim\nCOPY --from=convert /out /models\n"
    )
    assert not findings({**MODEL, "Dockerfile": dockerfile}, "ML401")


def test_weights_that_are_copied_on(findings: Findings) -> None:
    dockerfile = "FROM python:3.12 AS fetch\nCOPY model.onnx /models/\n" + FROM + "COPY --from=fetch /models /models\n"
    (one,) = findings({**MODEL, "Dockerfile": dockerfile}, "ML401")
    assert one.fix is None


@pytest.mark.parametrize("source", ["/", "/mod*", "/models/model.onnx", "/models", "$WHERE"])
def test_another_stage_may_take_them(source: str, findings: Findings) -> None:
    dockerfile = f"FROM python:3.12 AS fetch\nCOPY model.onnx /models/\n{FROM}COPY --from=fetch {source} /m/\n"
    assert findings({**MODEL, "Dockerfile": dockerfile}, "ML401")


def test_a_stage_that_is_not_built_is_an_image_of_its_own(findings: Findings) -> None:
    dockerfile = "FROM python:3.12-slim AS gpu\nCOPY model.onnx /models/\nFROM python:3.12-slim AS cpu\n"
    (one,) = findings({**MODEL, "Dockerfile": dockerfile, "compose.yaml": compose(API)}, "ML401")
    assert one.related == ()


# The fix


def fixed(checker: Any, name: str = "Dockerfile") -> str:
    text: str = (checker.folder / name).read_text()
    return text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("COPY app.py model.onnx ./\n", "COPY app.py ./\n"),
        ("COPY model.onnx app.py ./\n", "COPY app.py ./\n"),
        ('COPY ["app.py", "model.onnx", "./"]\n', 'COPY ["app.py", "./"]\n'),
        ("COPY app.py \\\n     model.onnx \\\n     ./\n", "COPY app.py \\\n     ./\n"),
        ("COPY model.onnx ./\nCOPY app.py ./\n", "COPY app.py ./\n"),
        ("COPY app.py ./\n\nCOPY --chown=1000 \\\n  # the model\n  model.onnx ./", "COPY app.py ./\n\n"),
        ("COPY model.onnx /srv/m.onnx\n", ""),
    ],
)
def test_takes_out_only_the_weights(before: str, after: str, lay: Callable[[Tree], Any]) -> None:
    checker = lay({**MODEL, "Dockerfile": FROM + before})
    assert checker.fix("ML401", allowed=Applicability.UNSAFE) == []
    assert fixed(checker) == FROM + after


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        (API, API + "    volumes:\n      - ./model.onnx:/app/model.onnx:ro\n"),
        (
            "  api:\n    build: .\n    volumes:\n    - ./data:/data # data\n    ports: ['80:80']\n",
            "  api:\n    build: .\n    volumes:\n    - ./data:/data # data\n    - ./model.onnx:/app/model.onnx:ro\n"
            "    ports: ['80:80']\n",
        ),
        (
            "  api: {build: ., volumes: [./data:/data]}\n",
            "  api: {build: ., volumes: [./data:/data, ./model.onnx:/app/model.onnx:ro]}\n",
        ),
        ("  api:\n    build: .\n    volumes: ['.:/app']\n", "  api:\n    build: .\n    volumes: ['.:/app']\n"),
    ],
    ids=["no volumes", "a list", "in brackets", "mounted already"],
)
def test_mounts_them_in_the_service(service: str, expected: str, lay: Callable[[Tree], Any]) -> None:
    checker = lay({**MODEL, "Dockerfile": FROM + "COPY model.onnx ./\n", "compose.yaml": compose(service)})
    assert checker.fix("ML401", allowed=Applicability.UNSAFE) == []
    assert fixed(checker) == FROM
    assert fixed(checker, "compose.yaml") == compose(expected)


def test_every_service_that_runs_the_image(lay: Callable[[Tree], Any]) -> None:
    services = API + "  worker:\n    build: .\n    command: work\n  db:\n    image: postgres:17\n"
    checker = lay({**MODEL, "Dockerfile": FROM + "COPY model.onnx ./\n", "compose.yaml": compose(services)})
    (one,) = checker.run("ML401").diagnostics
    assert [related.message for related in one.related] == ["`api` is built here", "`worker` is built here"]
    checker.fix("ML401", allowed=Applicability.UNSAFE)
    assert fixed(checker, "compose.yaml").count("- ./model.onnx:/app/model.onnx:ro") == 2


def test_two_models_of_one_copy(lay: Callable[[Tree], Any]) -> None:
    tree = {**MODEL, "other.pt": Size(90_000_000), "Dockerfile": FROM + "COPY model.onnx other.pt ./\n"}
    checker = lay({**tree, "compose.yaml": compose(API)})
    checker.fix("ML401", allowed=Applicability.UNSAFE)
    mounts = "    volumes:\n      - ./model.onnx:/app/model.onnx:ro\n      - ./other.pt:/app/other.pt:ro\n"
    assert fixed(checker, "compose.yaml") == compose(API + mounts)


def test_the_path_is_seen_from_the_compose_file(lay: Callable[[Tree], Any]) -> None:
    service = "  api:\n    build:\n      context: ..\n"
    checker = lay({**MODEL, "Dockerfile": FROM + "COPY model.onnx ./\n", "deploy/compose.yaml": compose(service)})
    checker.fix("ML401", allowed=Applicability.UNSAFE)
    assert "- ../model.onnx:/app/model.onnx:ro\n" in fixed(checker, "deploy/compose.yaml")


def test_a_dockerfile_in_the_compose_file(lay: Callable[[Tree], Any]) -> None:
    service = "  api:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM python:3.12-slim\n"
    copy = "        COPY model.onnx /app/\n"
    checker = lay({**MODEL, "compose.yaml": compose(service + copy + "        COPY app.py /app/\n")})
    assert checker.fix("ML401", allowed=Applicability.UNSAFE) == []
    mounts = "    volumes:\n      - ./model.onnx:/app/model.onnx:ro\n"
    assert fixed(checker, "compose.yaml") == compose(service + "        COPY app.py /app/\n" + mounts)


@pytest.mark.parametrize(
    "lines",
    [
        "COPY model.onnx ./\nRUN python convert.py model.onnx\n",
        "COPY models /srv/models\nRUN python -m quantize /srv/models\n",
        "COPY model.onnx /srv/engine\n",
        "COPY models /app\n",
        "COPY models /srv\nCOPY app.py /srv/app.py\n",
        "COPY --exclude=*.md models /srv/models\n",
        "ARG WHERE\nCOPY models $WHERE\n",
        "COPY m* ./\n",
        "FROM python:3.12 AS base\nCOPY model.onnx /srv/m.onnx\nFROM base\nRUN python quantize.py m.onnx\n",
        "COPY model.onnx ./\nFROM python:3.12 AS copy\nCOPY --from=0 /app/model.onnx /\nFROM 0\n",
    ],
)
def test_no_fix_where_the_mount_would_not_do(lines: str, findings: Findings) -> None:
    files: Tree = {**MODEL, "models/a.onnx": Size(300_000_000), "mapping.txt": "a\n"}
    found = findings({**files, "Dockerfile": FROM + lines}, "ML401")
    assert found
    assert [one.fix for one in found] == [None]


def test_no_fix_for_a_path_that_compose_would_read_otherwise(findings: Findings) -> None:
    tree: Tree = {"models:v1/a.onnx": Size(300_000_000), "Dockerfile": FROM + "COPY models:v1/ /srv/models/\n"}
    (one,) = findings({**tree, "compose.yaml": compose(API)}, "ML401")
    assert one.fix is None


def test_no_fix_where_the_compose_file_cannot_be_edited(findings: Findings) -> None:
    service = "x-base: &base\n  volumes: [./data:/data]\nservices:\n  api:\n    <<: *base\n    build: .\n"
    (one,) = findings({**MODEL, "Dockerfile": FROM + "COPY model.onnx ./\n", "compose.yaml": service}, "ML401")
    assert one.fix is None
