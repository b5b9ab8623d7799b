from __future__ import annotations

from pathlib import Path

import pytest

from dflint.build.server_command import StartedServer, servers_of
from dflint.project.project import Project

FLASK = "from flask import Flask\napp = Flask(__name__)\n"
MAIN = 'if __name__ == "__main__":\n    '


def servers(folder: Path, program: str, *lines: str) -> tuple[StartedServer, ...]:
    text = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n" + "\n".join(lines or ['CMD ["python", "app.py"]']) + "\n"
    (folder / ".git").mkdir()
    (folder / "Dockerfile").write_text(text)
    (folder / "src").mkdir()
    for path in ("app.py", "src/main.py"):
        (folder / path).write_text(program)
    (build,) = Project(str(folder)).builds
    assert build.target is not None
    return servers_of(build.target, build)


@pytest.mark.parametrize(
    ("program", "title", "host", "port"),
    [
        (f"{FLASK}app.run()", "Flask", "127.0.0.1", "5000"),
        (f"{FLASK}{MAIN}app.run(host='0.0.0.0', port=80)", "Flask", "0.0.0.0", "80"),
        (f"{FLASK}{MAIN}app.run(debug=True, port=PORT)", "Flask", "127.0.0.1", None),
        (f"{FLASK}{MAIN}app.run(**settings)", "Flask", None, None),
        (f"import uvicorn\n{MAIN}uvicorn.run('a:a', port=80)", "uvicorn", "127.0.0.1", "80"),
        (f"import uvicorn\n{MAIN}uvicorn.run(app, host=HOST)", "uvicorn", None, "8000"),
        (f"import uvicorn\ndef main():\n    uvicorn.run(app)\n{MAIN}main()", "uvicorn", "127.0.0.1", "8000"),
        (
            "import gradio as gr\nwith gr.Blocks() as demo:\n    pass\ndemo.queue().launch()",
            "Gradio",
            "127.0.0.1",
            "7860",
        ),
        ("import gradio as gr\ngr.Interface(f).launch(server_name='0.0.0.0')", "Gradio", "0.0.0.0", "7860"),
        ("import gradio as gr\ngr.Interface(f).launch(share=True)", "Gradio", None, None),
    ],
)
def test_where_a_program_has_it_listen(
    tmp_path: Path, program: str, title: str, host: str | None, port: str | None
) -> None:
    (server,) = servers(tmp_path, program)
    assert (server.title, server.host.value, server.port.value) == (title, host, port)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(f"{FLASK}if debug:\n    app.run()\nelse:\n    app.run(host='0.0.0.0')", id="one of two"),
        pytest.param(f"{FLASK}if debug:\n    app.run()", id="perhaps"),
        pytest.param(f"{FLASK}def start():\n    app.run()\nstart()", id="in another function"),
        pytest.param("from absl import app\napp.run(main)", id="another library"),
        pytest.param("import gradio\nprint('uvicorn')", id="no call"),
        pytest.param("import uvicorn\nuvicorn.run(", id="a syntax error"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_starts_no_server_for_certain(tmp_path: Path, program: str) -> None:
    assert servers(tmp_path, program) == ()


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["CMD python -u app.py"], 1),
        (['CMD ["python3", "-m", "src.main"]'], 1),
        (["CMD cd src && python main.py"], 1),
        (['ENTRYPOINT ["python"]\nCMD ["src/main.py"]'], 1),
        (["CMD python other.py"], 0),
        (["RUN rm app.py\nCMD python app.py"], 0),
        (["CMD python -c 'import app'"], 0),
    ],
)
def test_which_program_is_started(tmp_path: Path, lines: list[str], count: int) -> None:
    assert len(servers(tmp_path, f"{FLASK}app.run()", *lines)) == count


def test_the_variable_of_gradio(tmp_path: Path) -> None:
    (server,) = servers(
        tmp_path, "import gradio as gr\ngr.Blocks().launch()", "ENV GRADIO_SERVER_NAME=0.0.0.0\nCMD python app.py"
    )
    assert server.host.value == "0.0.0.0"
