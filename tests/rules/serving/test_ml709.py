from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


PRINTS = "for batch in batches():\n    print('loss', step(batch))\n"
APP = "from flask import Flask\napp = Flask(__name__)\n"


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    text = f"FROM {base}\nWORKDIR /app\nCOPY . .\n" + "\n".join(lines) + "\n"
    return {"Dockerfile": text, **dict.fromkeys(("a.py", "train.py", "serve.py", "training/main.py"), PRINTS)}


def program(text: str) -> dict[str, str]:
    return {**dockerfile('CMD ["python", "a.py"]'), "a.py": text}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['CMD ["python", "train.py"]'], ["python"]),
        (['ENTRYPOINT ["python3.12", "-m", "training.main"]'], ["python3.12"]),
        (["CMD python train.py --epochs 3"], ["python"]),
        (["CMD cd /app && exec python -O train.py"], ["python"]),
        (['ENTRYPOINT ["python", "serve.py"]', 'CMD ["--port", "80"]'], ["python"]),
    ],
)
def test_a_program_whose_output_is_buffered(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML709") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["ENV PYTHONUNBUFFERED=1", 'CMD ["python", "train.py"]'],
        ["ENV PYTHONUNBUFFERED 1", 'CMD ["python", "train.py"]'],
        ['CMD ["python", "-u", "train.py"]'],
        ['CMD ["python", "-Bu", "train.py"]'],
        ["CMD PYTHONUNBUFFERED=1 python train.py"],
        ['CMD ["python", "-m", "uvicorn", "app:app"]'],
        ['CMD ["uvicorn", "app:app"]'],
        ['CMD ["gunicorn", "app:app"]'],
        ['CMD ["/start.sh"]'],
        ['CMD ["torchrun", "--nproc-per-node=8", "train.py"]'],
        ['CMD ["deepspeed", "train.py"]'],
        ['CMD ["python", "-m", "torch.distributed.run", "train.py"]'],
        ['CMD ["python", "elsewhere.py"]'],
        ['CMD ["python", "-m", "installed"]'],
        ['CMD ["python"]'],
        ['CMD ["bash"]'],
        ['CMD ["python", "-c", "print(1)"]'],
        ["RUN python setup.py install"],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML709") == []


@pytest.mark.parametrize(
    "text",
    [
        PRINTS,
        "import time\nwhile True:\n    work()\n    if done % 10 == 0:\n        print(done)\n    time.sleep(1)\n",
        "def main():\n    for epoch in range(9):\n        a = fit(epoch)\n        print(f'{epoch}: {a}')\nmain()\n",
        "class A:\n    def fit(self):\n        for x in self.a:\n            x.go()\n            print(x)\nA().fit()\n",
        f"{APP}@app.post('/predict')\ndef predict():\n    print('asked')\n    return ''\napp.run(host='0.0.0.0')\n",
        f"{APP}def load():\n    print('loading')\n@app.get('/')\ndef a():\n    load()\n    return ''\napp.run()\n",
        "import sys\nfor batch in batches():\n    sys.stdout.write(str(step(batch)) + '\\n')\n",
    ],
)
def test_what_is_printed_again_and_again(words: Words, text: str) -> None:
    assert words(program(text), "ML709") == ["python"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("import logging\nwhile True:\n    step()\n    logging.info('on')\n", id="logs"),
        pytest.param(
            "import logging, sys\nlogging.basicConfig(stream=sys.stdout)\nwhile True:\n    logging.info(step())\n",
            id="logs to standard output, and flushes",
        ),
        pytest.param("import uvicorn\nuvicorn.run('app:app')\n", id="starts a server that logs"),
        pytest.param(f"{APP}print('starting')\napp.run()\n", id="prints before a server starts"),
        pytest.param("while True:\n    step()\n    print('on', flush=True)\n", id="flushes"),
        pytest.param("import sys\nwhile True:\n    print(step())\n    sys.stdout.flush()\n", id="flushes itself"),
        pytest.param("import sys\nsys.stdout.reconfigure(line_buffering=True)\n" + PRINTS, id="sets the buffering"),
        pytest.param("import sys\nwhile True:\n    print(step(), file=sys.stderr)\n", id="prints to standard error"),
        pytest.param("from rich import print\n" + PRINTS, id="another print"),
        pytest.param("fit()\nprint('done')\n", id="prints before it ends"),
        pytest.param("fit()\nfor name, value in scores.items():\n    print(name, round(value, 2))\n", id="a summary"),
        pytest.param("while wait():\n    print('.', end='')\n", id="a spinner"),
        pytest.param("import sys\nwhile wait():\n    sys.stdout.write('\\r|')\n", id="a spinner that is written"),
        pytest.param("def main():\n    while True:\n        print(step())\n", id="a function that nothing calls"),
        pytest.param("while True:\n    print(step(input('> ')))\n", id="asks, which flushes"),
        pytest.param(
            "while True:\n    try:\n        step()\n    except OSError as e:\n        print(e)\n", id="errors"
        ),
        pytest.param("for name in ('a', 'b'):\n    load(name)\n    print(name)\n", id="a handful of rounds"),
        pytest.param("for x in xs:\n    print step(x)\n", id="no Python of today"),
    ],
)
def test_silent_where_nothing_is_held_back_for_long(words: Words, text: str) -> None:
    assert words(program(text), "ML709") == []


def test_silent_where_the_base_may_set_it(words: Words) -> None:
    assert words(dockerfile('CMD ["python", "a.py"]', base="registry.example.com/ml/base:1"), "ML709") == []
    text = 'ARG BASE\nFROM $BASE\nWORKDIR /app\nCOPY . .\nCMD ["python", "a.py"]\n'
    assert words({"Dockerfile": text, "a.py": PRINTS}, "ML709") == []


def test_what_a_parent_stage_sets_counts(words: Words) -> None:
    text = 'FROM python:3.12-slim AS base\nENV PYTHONUNBUFFERED=1\nFROM base\nCOPY . .\nCMD ["python", "a.py"]\n'
    assert words({"Dockerfile": text, "a.py": PRINTS}, "ML709") == []


def test_a_stage_that_others_start_from_is_no_image_of_its_own(words: Words) -> None:
    text = 'FROM python:3.12-slim AS a\nCOPY . .\nCMD ["python", "a.py"]\nFROM a\nENV PYTHONUNBUFFERED=1\n'
    assert words({"Dockerfile": text, "a.py": PRINTS}, "ML709") == []


def test_a_compose_service_may_set_it(words: Words) -> None:
    compose = "services:\n  a:\n    build: .\n    environment:\n      - PYTHONUNBUFFERED=1\n"
    assert words({**dockerfile('CMD ["python", "a.py"]'), "compose.yaml": compose}, "ML709") == []


@pytest.mark.parametrize(
    "service",
    ["command: uvicorn a:a", "env_file: missing.env", "entrypoint: bash"],
)
def test_what_no_service_runs_so(words: Words, service: str) -> None:
    compose = f"services:\n  a:\n    build: .\n    {service}\n"
    assert words({**dockerfile('CMD ["python", "a.py"]'), "compose.yaml": compose}, "ML709") == []


def test_all_services_count(words: Words) -> None:
    compose = "services:\n  a:\n    build: .\n  b:\n    build: .\n    environment: {PYTHONUNBUFFERED: 1}\n"
    assert words({**dockerfile('CMD ["python", "a.py"]'), "compose.yaml": compose}, "ML709") == []


def test_the_line_goes_above_the_comment_of_the_command(lay: Callable[..., object]) -> None:
    text = 'FROM python:3.12-slim\r\nCOPY a.py /\r\n\r\n# 실행\r\nCMD ["python", "/a.py"]'
    checker = lay({"Dockerfile": text, "a.py": PRINTS})
    assert checker.fix("ML709") == []
    assert (checker.folder / "Dockerfile").read_bytes().decode() == (
        'FROM python:3.12-slim\r\nCOPY a.py /\r\n\r\nENV PYTHONUNBUFFERED=1\r\n# 실행\r\nCMD ["python", "/a.py"]'
    )
