from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dflint.build.server_command import StartedServer, servers_by_place, servers_of
from dflint.project.project import Project


def servers(folder: Path, files: Mapping[str, str]) -> tuple[StartedServer, ...]:
    (folder / ".git").mkdir()
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (build,) = Project(str(folder)).builds_of(str(folder / "Dockerfile"))
    assert build.target is not None
    return servers_of(build.target, build)


def one(folder: Path, *lines: str, base: str = "python:3.12-slim", **files: str) -> StartedServer:
    text = f"FROM {base}\nWORKDIR /app\n" + "\n".join(lines) + "\n"
    (server,) = servers(folder, {"Dockerfile": text, **files})
    return server


@pytest.mark.parametrize(
    ("line", "title", "host", "port"),
    [
        ('CMD ["uvicorn", "app:app"]', "uvicorn", "127.0.0.1", "8000"),
        ('CMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port=80"]', "uvicorn", "0.0.0.0", "80"),
        ("CMD python -m uvicorn app:app --host=::", "uvicorn", "::", "8000"),
        ("CMD cd /srv && exec uvicorn app:app --port 1", "uvicorn", "127.0.0.1", "1"),
        ('CMD ["sh", "-c", "uvicorn app:app --port 9"]', "uvicorn", "127.0.0.1", "9"),
        ('CMD ["uv", "run", "uvicorn", "app:app"]', "uvicorn", "127.0.0.1", "8000"),
        ('ENTRYPOINT ["tini", "--"]\nCMD ["uvicorn", "app:app"]', "uvicorn", "127.0.0.1", "8000"),
        ('ENTRYPOINT ["tini", "--"]\nCMD uvicorn app:app', "uvicorn", "127.0.0.1", "8000"),
        ('ENTRYPOINT ["uvicorn"]\nCMD ["app:app", "--host", "0.0.0.0"]', "uvicorn", "0.0.0.0", "8000"),
        ("ENV UVICORN_HOST=0.0.0.0 UVICORN_PORT=81\nCMD uvicorn app:app", "uvicorn", "0.0.0.0", "81"),
        ("CMD UVICORN_HOST=0.0.0.0 uvicorn app:app", "uvicorn", "0.0.0.0", "8000"),
        ("ENV PORT=5\nCMD uvicorn app:app --port $PORT", "uvicorn", "127.0.0.1", "5"),
        ("CMD uvicorn app:app --port ${PORT:-6}", "uvicorn", "127.0.0.1", "6"),
        ('CMD ["gunicorn", "app:app"]', "gunicorn", "127.0.0.1", "8000"),
        ('CMD ["gunicorn", "-b", "0.0.0.0:80", "app:app"]', "gunicorn", "0.0.0.0", "80"),
        ('CMD ["gunicorn", "-b0.0.0.0:80", "app:app"]', "gunicorn", "0.0.0.0", "80"),
        ('CMD ["gunicorn", "-b", ":80", "app:app"]', "gunicorn", "", "80"),
        ('CMD ["gunicorn", "--bind=localhost", "app:app"]', "gunicorn", "localhost", "8000"),
        ('CMD ["flask", "--app", "a", "run"]', "flask run", "127.0.0.1", "5000"),
        ('CMD ["flask", "--debug", "run", "-h", "0.0.0.0"]', "flask run", "0.0.0.0", "5000"),
        ('CMD ["fastapi", "run", "app.py"]', "fastapi run", "0.0.0.0", "8000"),
        ('CMD ["fastapi", "dev", "app.py"]', "fastapi dev", "127.0.0.1", "8000"),
        ('CMD ["jupyter", "lab", "--ip=*"]', "jupyter lab", "*", "8888"),
        ('CMD ["python", "-m", "jupyter", "notebook"]', "jupyter notebook", "localhost", "8888"),
        ('CMD ["jupyter-lab", "--ServerApp.ip=0.0.0.0"]', "jupyter-lab", "0.0.0.0", "8888"),
        ('CMD ["streamlit", "run", "app.py"]', "streamlit", "", "8501"),
        ('CMD ["vllm", "serve", "a/b", "--port", "9"]', "vLLM", "", "9"),
        ('CMD ["python3", "-m", "sglang.launch_server"]', "SGLang", "127.0.0.1", "30000"),
        ('CMD ["mlflow", "server"]', "mlflow server", "127.0.0.1", "5000"),
        ('CMD ["tensorboard", "--host", "localhost"]', "tensorboard", "localhost", "6006"),
    ],
)
def test_where_a_server_listens(tmp_path: Path, line: str, title: str, host: str, port: str) -> None:
    server = one(tmp_path, line)
    assert (server.title, server.host.value, server.port.value) == (title, host, port)


@pytest.mark.parametrize(
    "line",
    [
        "CMD uvicorn app:app $OPTIONS",
        'CMD uvicorn app:app "$@"',
        "CMD uvicorn app:app --host $HOST",
        'CMD ["uvicorn", "app:app", "--uds", "/run/app.sock"]',
        "CMD . /env.sh && export UVICORN_HOST=$A && uvicorn app:app",
        "ENV PORT=80\nCMD gunicorn app:app",
        'CMD ["gunicorn", "-c", "conf.py", "app:app"]',
        'CMD ["gunicorn", "-b", "unix:/run/app.sock", "app:app"]',
        "COPY gunicorn.conf.py .\nCMD gunicorn app:app",
        "RUN jupyter lab --generate-config && sed -i s/a/b/ /root/.jupyter/jupyter_lab_config.py\nCMD jupyter lab",
        "RUN git clone https://example.com/a.git .\nCMD gunicorn app:app",
        'CMD ["tensorboard", "--bind_all"]',
        'CMD ["tensorboard", "--logdir", "/logs"]',
        'CMD ["chainlit", "run", "app.py"]',
        "CMD python manage.py runserver",
    ],
)
def test_where_nobody_knows(tmp_path: Path, line: str) -> None:
    assert one(tmp_path, line).host.value is None


def test_a_settings_file_in_a_copied_folder(tmp_path: Path) -> None:
    server = one(tmp_path, "COPY . .", 'CMD ["gunicorn", "app:app"]', **{"gunicorn.conf.py": "bind = ':80'\n"})
    assert server.host.value is None


def test_a_settings_file_by_way_of_another_stage(tmp_path: Path) -> None:
    text = (
        "FROM python:3.12-slim AS code\nWORKDIR /app\nCOPY . .\n"
        'FROM python:3.12-slim\nCOPY --from=code /app /app\nCMD ["gunicorn", "a:a"]\n'
    )
    (server,) = servers(tmp_path, {"Dockerfile": text, "gunicorn.conf.py": ""})
    assert server.host.value is None


def test_an_image_that_is_not_known_may_set_the_variables(tmp_path: Path) -> None:
    assert one(tmp_path, 'CMD ["uvicorn", "a:a"]', base="registry.example.com/ml:1").host.value is None


def test_the_address_of_runserver(tmp_path: Path) -> None:
    install = "RUN pip install django"
    server = one(tmp_path, install, 'ENTRYPOINT ["python", "manage.py"]', 'CMD ["runserver", "0.0.0.0:80"]')
    assert (server.host.value, server.port.value) == ("0.0.0.0", "80")


@pytest.mark.parametrize(
    "line",
    [
        'CMD ["./run_uvicorn.sh"]',
        'CMD ["start-notebook.sh"]',
        'ENTRYPOINT ["/docker-entrypoint.sh"]',
        'CMD ["python", "uvicorn_app.py"]',
        'CMD ["flask", "db", "upgrade"]',
        'CMD ["mlflow", "run", "."]',
        'CMD ["bash"]',
        "RUN uvicorn --version",
    ],
)
def test_wrappers_and_other_programs_are_no_servers(tmp_path: Path, line: str) -> None:
    assert servers(tmp_path, {"Dockerfile": f"FROM python:3.12-slim\n{line}\n"}) == ()


def test_a_script_that_gets_the_command(tmp_path: Path) -> None:
    server = one(tmp_path, 'ENTRYPOINT ["./entrypoint.sh"]', 'CMD ["uvicorn", "app:app"]')
    assert server.run.is_wrapped
    assert not server.is_certain


def test_an_entry_point_of_a_later_stage_clears_the_command(tmp_path: Path) -> None:
    text = 'FROM python:3.12-slim AS a\nCMD ["uvicorn", "a:a"]\nFROM a\nENTRYPOINT ["tini", "--"]\n'
    assert servers(tmp_path, {"Dockerfile": text}) == ()


DOCKERFILE = 'FROM python:3.12-slim\nENTRYPOINT ["uvicorn"]\nCMD ["app:app"]\n'


@pytest.mark.parametrize(
    ("service", "host", "port"),
    [
        ("command: app:app --port 8081 --host 0.0.0.0", "0.0.0.0", "8081"),
        ('command: ["app:app", "--host=0.0.0.0"]', "0.0.0.0", "8000"),
        ("entrypoint: gunicorn app:app -b 0.0.0.0:80", "0.0.0.0", "80"),
        ("environment: {UVICORN_HOST: 0.0.0.0}", "0.0.0.0", "8000"),
        ("environment: [UVICORN_HOST]", None, "8000"),
        ("environment: [A=b]", "127.0.0.1", "8000"),
        ("env_file: settings.env", "0.0.0.0", "8000"),
        ("env_file: missing.env", None, None),
    ],
)
def test_a_service(tmp_path: Path, service: str, host: str | None, port: str | None) -> None:
    compose = f"services:\n  api:\n    build: .\n    {service}\n"
    files = {"Dockerfile": DOCKERFILE, "compose.yaml": compose, "settings.env": "UVICORN_HOST=0.0.0.0\n"}
    (server,) = servers(tmp_path, files)
    assert (server.host.value, server.port.value) == (host, port)


def test_what_a_service_extends_is_not_known(tmp_path: Path) -> None:
    compose = "services:\n  api:\n    build: .\n    extends: {file: base.yaml, service: api}\n"
    assert servers(tmp_path, {"Dockerfile": DOCKERFILE, "compose.yaml": compose}) == ()


def test_one_word_may_start_the_servers_of_several_services(tmp_path: Path) -> None:
    compose = "services:\n  a:\n    build: .\n  b:\n    build: .\n    command: [app:b]\n"
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "compose.yaml").write_text(compose)
    (build,) = Project(str(tmp_path)).builds_of(str(tmp_path / "Dockerfile"))
    assert build.target is not None
    (together,) = servers_by_place(build.target, build)
    assert [server.run.service.name for server in together if server.run.service is not None] == ["a", "b"]


@pytest.mark.parametrize(
    "line",
    [
        "CMD service nginx start && uvicorn app:app",
        "CMD uvicorn app:app & streamlit run a.py",
        "CMD if [ -n $A ]; then uvicorn app:app; fi",
    ],
)
def test_not_the_only_server(tmp_path: Path, line: str) -> None:
    found = servers(tmp_path, {"Dockerfile": f"FROM python:3.12-slim\n{line}\n"})
    assert found
    assert not any(server.is_certain for server in found)
