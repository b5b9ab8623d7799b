from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Applicability
from tests.rules.conftest import Checker

Words = Callable[..., list[str]]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['CMD ["uvicorn", "app:app"]'], ["uvicorn"]),
        (["CMD uvicorn app:app --port 80"], ["uvicorn"]),
        (['CMD ["uvicorn", "app:app", "--host", "127.0.0.1"]'], ["127.0.0.1"]),
        (['CMD ["uvicorn", "app:app", "--host=localhost"]'], ["localhost"]),
        (['ENTRYPOINT ["uvicorn", "app:app"]'], ["uvicorn"]),
        (["CMD python load.py && exec uvicorn app:app"], ["uvicorn"]),
        (['CMD ["gunicorn", "app:app", "-w", "2"]'], ["gunicorn"]),
        (['CMD ["gunicorn", "-b", "127.0.0.1:80", "app:app"]'], ["127.0.0.1:80"]),
        (['CMD ["flask", "run"]'], ["run"]),
        (['CMD ["jupyter", "lab", "--no-browser"]'], ["lab"]),
        (['CMD ["mlflow", "server", "--port", "80"]'], ["server"]),
        (["RUN pip install django", 'CMD ["python", "manage.py", "runserver"]'], ["runserver"]),
    ],
)
def test_found(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML705") == expected


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(['CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]'], id="told to listen everywhere"),
        pytest.param(["ENV UVICORN_HOST=0.0.0.0", 'CMD ["uvicorn", "app:app"]'], id="told by a variable"),
        pytest.param(["ENV PORT=80", 'CMD ["gunicorn", "app:app"]'], id="PORT of gunicorn"),
        pytest.param(['CMD ["streamlit", "run", "app.py"]'], id="streamlit listens everywhere"),
        pytest.param(['CMD ["fastapi", "run", "app.py"]'], id="fastapi run listens everywhere"),
        pytest.param(['CMD ["vllm", "serve", "a/b"]'], id="vllm listens everywhere"),
        pytest.param(['CMD ["./run_uvicorn.sh"]'], id="wrapper with the name of the tool"),
        pytest.param(['CMD ["start-notebook.sh"]'], id="wrapper of Jupyter"),
        pytest.param(['ENTRYPOINT ["docker-entrypoint.sh"]', 'CMD ["uvicorn", "a:a"]'], id="entry point script"),
        pytest.param(["CMD service nginx start && uvicorn app:app"], id="a proxy in the same container"),
        pytest.param(["CMD uvicorn app:app $OPTIONS"], id="options that nobody knows"),
        pytest.param(['CMD ["python", "manage.py", "runserver", "--host", "0.0.0.0"]'], id="manage.py of Flask"),
        pytest.param(['CMD ["python", "manage.py", "runserver"]'], id="manage.py of nobody knows what"),
        pytest.param(["COPY jupyter_lab_config.py /root/.jupyter/", 'CMD ["jupyter", "lab"]'], id="settings file"),
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML705") == []


def test_silent_where_the_base_is_not_known(words: Words) -> None:
    assert words(dockerfile('CMD ["uvicorn", "a:a"]', base="registry.example.com/ml:1"), "ML705") == []


def test_a_stage_that_is_only_built_on(words: Words) -> None:
    text = 'FROM python:3.12-slim AS a\nCMD ["uvicorn", "a:a"]\nFROM a\nENV UVICORN_HOST=0.0.0.0\n'
    assert words({"Dockerfile": text}, "ML705") == []


@pytest.mark.parametrize(
    "service",
    [
        pytest.param("command: --port 8081 --host 0.0.0.0", id="arguments of the service"),
        pytest.param("environment: {UVICORN_HOST: 0.0.0.0}", id="variable of the service"),
        pytest.param("network_mode: host", id="network of the host"),
        pytest.param("extends: {file: a.yaml, service: a}", id="what another service says"),
    ],
)
def test_a_service_that_makes_it_right(words: Words, service: str) -> None:
    compose = f"services:\n  api:\n    build: .\n    {service}\n"
    tree = {**dockerfile('ENTRYPOINT ["uvicorn", "app:app"]'), "compose.yaml": compose}
    assert words(tree, "ML705") == []


def test_a_service_in_the_same_network(words: Words) -> None:
    compose = "services:\n  api:\n    build: .\n  proxy:\n    image: nginx\n    network_mode: service:api\n"
    assert words({**dockerfile('CMD ["uvicorn", "app:app"]'), "compose.yaml": compose}, "ML705") == []


def test_the_command_of_a_service(words: Words) -> None:
    compose = "services:\n  api:\n    build: .\n    command: uvicorn app:app --port 80\n"
    assert words({**dockerfile("RUN pip install uvicorn"), "compose.yaml": compose}, "ML705") == ["uvicorn"]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param(">\n      gunicorn app:app\n        --bind 0.0.0.0:8000\n", [], id="folded, and indented further"),
        pytest.param("|\n      gunicorn app:app\n      --bind 0.0.0.0:8000\n", [], id="literal"),
        pytest.param(
            ">\n      gunicorn app:app\n        --bind 127.0.0.1:8000\n",
            ["127.0.0.1:8000"],
            id="told on the second line",
        ),
        pytest.param(
            "|\n      sh -c 'gunicorn app:app\n      echo --bind 0.0.0.0:8000'\n", ["gunicorn"], id="lines of a shell"
        ),
    ],
)
def test_the_command_of_a_service_on_several_lines(words: Words, command: str, expected: list[str]) -> None:
    compose = f"services:\n  api:\n    build: .\n    command: {command}"
    assert words({**dockerfile("RUN pip install gunicorn"), "compose.yaml": compose}, "ML705") == expected


def test_an_image_that_an_editor_works_in(words: Words) -> None:
    tree = {".devcontainer/Dockerfile": 'FROM python:3.12-slim\nCMD ["uvicorn", "app:app"]\n'}
    assert words(tree, "ML705") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("CMD uvicorn app:app", "CMD uvicorn app:app --host 0.0.0.0"),
        ('CMD ["sh", "-c", "uvicorn app:app"]', 'CMD ["sh", "-c", "uvicorn app:app --host 0.0.0.0"]'),
        ('CMD ["gunicorn", "app:app"]', 'CMD ["gunicorn", "app:app", "--bind", "0.0.0.0:8000"]'),
        ('CMD ["gunicorn", "-b", "127.0.0.1:80", "a:a"]', 'CMD ["gunicorn", "-b", "0.0.0.0:80", "a:a"]'),
        ('CMD ["uvicorn", "a:a", "--host=localhost"]', 'CMD ["uvicorn", "a:a", "--host=0.0.0.0"]'),
        ('CMD ["jupyter", "lab"]', 'CMD ["jupyter", "lab", "--ip=0.0.0.0"]'),
        ('ENTRYPOINT ["uvicorn"]\nCMD ["a:a"]', 'ENTRYPOINT ["uvicorn", "--host", "0.0.0.0"]\nCMD ["a:a"]'),
    ],
)
def test_the_fix(lay: Callable[..., Checker], before: str, after: str) -> None:
    checker = lay(dockerfile(before))
    assert checker.fix("ML705", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "Dockerfile").read_text() == f"FROM python:3.12-slim\n{after}\n"


def test_the_fix_of_a_service(lay: Callable[..., Checker]) -> None:
    compose = "services:\n  api:\n    build: .\n    command:\n      - uvicorn\n      - app:app\n"
    checker = lay({**dockerfile("RUN pip install uvicorn"), "compose.yaml": compose})
    assert checker.fix("ML705", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "compose.yaml").read_text() == compose + '      - "--host"\n      - 0.0.0.0\n'


def test_a_port_that_is_not_exposed_is_not_opened_by_a_safe_fix(lay: Callable[..., Checker]) -> None:
    checker = lay(dockerfile("EXPOSE 9000", 'CMD ["uvicorn", "app:app"]'))
    assert len(checker.fix("ML705")) == 1


GRADIO = {"app.py": "import gradio as gr\ngr.Interface(f, 'text', 'text').launch()\n"}
FLASK = {"app.py": "from flask import Flask\napp = Flask(__name__)\napp.run(port=80)\n"}


@pytest.mark.parametrize("program", [GRADIO, FLASK])
def test_programs_that_start_their_server_themselves(words: Words, program: dict[str, str]) -> None:
    assert words({**dockerfile("COPY app.py .", 'CMD ["python", "app.py"]'), **program}, "ML705") == ["app.py"]


def test_gradio_reads_a_variable(lay: Callable[..., Checker]) -> None:
    checker = lay({**dockerfile("COPY app.py .", "EXPOSE 7860", 'CMD ["python", "app.py"]'), **GRADIO})
    assert checker.fix("ML705") == []
    assert "EXPOSE 7860\nENV GRADIO_SERVER_NAME=0.0.0.0\nCMD" in (checker.folder / "Dockerfile").read_text()


def test_a_program_has_to_be_changed_by_hand(lay: Callable[..., Checker]) -> None:
    checker = lay({**dockerfile("COPY app.py .", 'CMD ["python", "app.py"]'), **FLASK})
    (left,) = checker.fix("ML705", allowed=Applicability.UNSAFE)
    assert left.related[0].source.path.endswith("app.py")
