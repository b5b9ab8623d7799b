"""How are servers started from a command line, and where do they listen if nobody says so?

A row is a command that starts a server. The defaults were read in the packages that pip installs (the module that each
row's source names) on the day in `VERIFIED`, and in the repository where the server is no package. A default that
was another one in an older release is not given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

VERIFIED = "2026-11-27"

ALL_INTERFACES = ""
LOOPBACK = "127.0.0.1"


class ServerDefaults(NamedTuple):
    """A command that starts a server. What is not given means: there is no such thing, or it is not known.

    `host` and `port` are taken where nothing is said, None where they are not known. The first of some options is the
    one to write. `bind_options` take a host and a port in one word; `elsewhere_options` make it listen somewhere else,
    or read where. `files` may say where to listen: their names, as they lie in the working directory.
    """

    title: str
    source: str
    host: str | None = None
    port: int | None = None
    host_options: tuple[str, ...] = ()
    port_options: tuple[str, ...] = ()
    bind_options: tuple[str, ...] = ()
    elsewhere_options: tuple[str, ...] = ()
    host_variables: tuple[str, ...] = ()
    port_variables: tuple[str, ...] = ()
    bind_variables: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    worker_options: tuple[str, ...] = ()
    worker_variables: tuple[str, ...] = ()
    reload_options: tuple[str, ...] = ()
    development: str = ""
    """What makes it one for developing, as a clause; "" for a server that is fit for more."""


_UVICORN = ServerDefaults(
    title="uvicorn",
    source="https://uvicorn.dev/settings/",
    host=LOOPBACK,
    port=8000,
    host_options=("--host",),
    port_options=("--port",),
    elsewhere_options=("--uds", "--fd"),
    host_variables=("UVICORN_HOST",),
    port_variables=("UVICORN_PORT",),
    worker_options=("--workers",),
    worker_variables=("UVICORN_WORKERS", "WEB_CONCURRENCY"),
    reload_options=("--reload",),
)
_GUNICORN = ServerDefaults(
    title="gunicorn",
    source="https://docs.gunicorn.org/en/stable/settings.html",
    host=LOOPBACK,
    port=8000,
    bind_options=("--bind", "-b"),
    elsewhere_options=("--config", "-c", "--paste", "--paster"),
    # With PORT set, the default is 0.0.0.0 and that port.
    bind_variables=("GUNICORN_CMD_ARGS", "PORT"),
    files=("gunicorn.conf.py",),
    worker_options=("--workers", "-w"),
    worker_variables=("WEB_CONCURRENCY",),
    reload_options=("--reload",),
)
_HYPERCORN = ServerDefaults(
    title="hypercorn",
    source="https://hypercorn.readthedocs.io/en/latest/how_to_guides/configuring.html",
    host=LOOPBACK,
    port=8000,
    bind_options=("--bind", "-b"),
    elsewhere_options=("--config", "-c", "--insecure-bind", "--quic-bind"),
    worker_options=("--workers", "-w"),
    reload_options=("--reload",),
)
_FLASK = ServerDefaults(
    title="flask run",
    source="https://flask.palletsprojects.com/en/stable/cli/",
    host=LOOPBACK,
    port=5000,
    host_options=("--host", "-h"),
    port_options=("--port", "-p"),
    host_variables=("FLASK_RUN_HOST",),
    port_variables=("FLASK_RUN_PORT",),
    files=(".flaskenv", ".env"),
    reload_options=("--reload", "--debug"),
    development="the development server of Flask",
)
_DJANGO = ServerDefaults(
    title="runserver",
    source="https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver",
    host=LOOPBACK,
    port=8000,
)
_FASTAPI_RUN = ServerDefaults(
    title="fastapi run",
    source="https://fastapi.tiangolo.com/fastapi-cli/",
    host="0.0.0.0",
    port=8000,
    host_options=("--host",),
    port_options=("--port",),
    port_variables=("PORT",),
    worker_options=("--workers",),
    worker_variables=("WEB_CONCURRENCY",),
    reload_options=("--reload",),
)
_JUPYTER = ServerDefaults(
    title="Jupyter",
    source="https://jupyter-server.readthedocs.io/en/latest/other/full-config.html",
    host="localhost",
    port=8888,
    host_options=("--ip", "--ServerApp.ip", "--NotebookApp.ip", "--LabApp.ip", "--JupyterWebsocketPersonality.ip"),
    port_options=("--port", "--ServerApp.port", "--NotebookApp.port", "--LabApp.port"),
    elsewhere_options=("--config", "--sock", "--ServerApp.sock"),
    port_variables=("JUPYTER_PORT",),
    files=("jupyter_server_config", "jupyter_notebook_config", "jupyter_lab_config", "jupyter_config"),
)
_MLFLOW = ServerDefaults(
    title="mlflow server",
    source="https://mlflow.org/docs/latest/api_reference/cli.html#mlflow-server",
    host=LOOPBACK,
    port=5000,
    host_options=("--host", "-h"),
    port_options=("--port", "-p"),
    host_variables=("MLFLOW_HOST",),
    port_variables=("MLFLOW_PORT",),
    worker_options=("--workers", "-w"),
    worker_variables=("MLFLOW_WORKERS",),
)
_VLLM = ServerDefaults(
    title="vLLM",
    source="https://github.com/vllm-project/vllm/blob/main/vllm/entrypoints/openai/cli_args.py",
    host=ALL_INTERFACES,
    port=8000,
    host_options=("--host",),
    port_options=("--port",),
    elsewhere_options=("--config", "--uds"),
)
_SGLANG = ServerDefaults(
    title="SGLang",
    source="https://docs.sglang.io/advanced_features/server_arguments.html",
    host=LOOPBACK,
    port=30000,
    host_options=("--host",),
    port_options=("--port",),
    elsewhere_options=("--config",),
)
_BOKEH = ServerDefaults(
    title="bokeh serve",
    source="https://docs.bokeh.org/en/latest/docs/reference/command/subcommands/serve.html",
    host=ALL_INTERFACES,
    port=5006,
    host_options=("--address",),
    port_options=("--port",),
)

SERVER_COMMANDS: Mapping[str, ServerDefaults] = {
    "uvicorn": _UVICORN,
    "gunicorn": _GUNICORN,
    "hypercorn": _HYPERCORN,
    "flask run": _FLASK,
    "manage.py runserver": _DJANGO,
    "django-admin runserver": _DJANGO,
    "fastapi run": _FASTAPI_RUN,
    "fastapi dev": _FASTAPI_RUN._replace(
        title="fastapi dev",
        host=LOOPBACK,
        worker_options=(),
        worker_variables=(),
        development="FastAPI in its development mode",
    ),
    "daphne": ServerDefaults(
        title="daphne",
        source="https://github.com/django/daphne/blob/main/daphne/cli.py",
        host=LOOPBACK,
        port=8000,
        host_options=("-b", "--bind"),
        port_options=("-p", "--port"),
        elsewhere_options=("-u", "--unix-socket", "--fd", "-e", "--endpoint"),
    ),
    "granian": ServerDefaults(
        title="granian",
        source="https://github.com/emmett-framework/granian/blob/master/README.md",
        host=LOOPBACK,
        port=8000,
        host_options=("--host",),
        port_options=("--port",),
        elsewhere_options=("--uds",),
        host_variables=("GRANIAN_HOST",),
        port_variables=("GRANIAN_PORT",),
        worker_options=("--workers",),
        worker_variables=("GRANIAN_WORKERS",),
        reload_options=("--reload",),
    ),
    "waitress-serve": ServerDefaults(
        title="waitress",
        source="https://docs.pylonsproject.org/projects/waitress/en/stable/runner.html",
        host="0.0.0.0",
        port=8080,
        host_options=("--host",),
        port_options=("--port",),
        bind_options=("--listen",),
        elsewhere_options=("--unix-socket",),
    ),
    "jupyter lab": _JUPYTER._replace(title="jupyter lab"),
    "jupyter notebook": _JUPYTER._replace(title="jupyter notebook"),
    "jupyter server": _JUPYTER._replace(title="jupyter server"),
    "jupyter nbclassic": _JUPYTER._replace(title="jupyter nbclassic"),
    "jupyter-lab": _JUPYTER._replace(title="jupyter-lab"),
    "jupyter-notebook": _JUPYTER._replace(title="jupyter-notebook"),
    "jupyter-server": _JUPYTER._replace(title="jupyter-server"),
    "jupyterlab": _JUPYTER._replace(title="jupyterlab"),
    "notebook": _JUPYTER._replace(title="notebook"),
    "ipython notebook": _JUPYTER._replace(title="ipython notebook"),
    "voila": ServerDefaults(
        title="voila",
        source="https://voila.readthedocs.io/en/stable/customize.html",
        host="localhost",
        port=8866,
        host_options=("--Voila.ip",),
        port_options=("--port", "--Voila.port"),
        elsewhere_options=("--config",),
        files=("voila.json", "voila.py"),
    ),
    "streamlit run": ServerDefaults(
        title="streamlit",
        source="https://docs.streamlit.io/develop/api-reference/configuration/config.toml",
        host=ALL_INTERFACES,
        port=8501,
        host_options=("--server.address",),
        port_options=("--server.port",),
        host_variables=("STREAMLIT_SERVER_ADDRESS",),
        port_variables=("STREAMLIT_SERVER_PORT",),
        files=(".streamlit",),
    ),
    "chainlit run": ServerDefaults(
        title="chainlit",
        source="https://docs.chainlit.io/backend/command-line",
        # 127.0.0.1 now, 0.0.0.0 up to 1.0.
        host=None,
        port=8000,
        host_options=("--host",),
        port_options=("--port",),
        host_variables=("CHAINLIT_HOST", "CHAINLIT_RUN_HOST"),
        port_variables=("CHAINLIT_PORT", "CHAINLIT_RUN_PORT"),
        files=(".env",),
        reload_options=("--watch", "-w"),
    ),
    "bokeh serve": _BOKEH,
    "panel serve": _BOKEH._replace(
        title="panel serve", source="https://panel.holoviz.org/how_to/server/commandline.html"
    ),
    "marimo edit": ServerDefaults(
        title="marimo",
        source="https://docs.marimo.io/cli/",
        host=LOOPBACK,
        port=2718,
        host_options=("--host",),
        port_options=("--port", "-p"),
    ),
    "tensorboard": ServerDefaults(
        title="tensorboard",
        source="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/core/core_plugin.py",
        # localhost now, every address before 2.0.
        host=None,
        port=6006,
        host_options=("--host",),
        port_options=("--port",),
        elsewhere_options=("--bind_all",),
    ),
    "mlflow server": _MLFLOW,
    "mlflow ui": _MLFLOW._replace(title="mlflow ui"),
    "mlflow models serve": _MLFLOW._replace(title="mlflow models serve", worker_variables=("MLFLOW_MODELS_WORKERS",)),
    "optuna-dashboard": ServerDefaults(
        title="optuna-dashboard",
        source="https://github.com/optuna/optuna-dashboard/blob/main/optuna_dashboard/_cli.py",
        host=LOOPBACK,
        port=8080,
        host_options=("--host",),
        port_options=("--port",),
        elsewhere_options=("--from-config", "--config"),
    ),
    "dagster-webserver": ServerDefaults(
        title="dagster-webserver",
        source="https://docs.dagster.io/api/clis/cli#dagster-webserver",
        host=LOOPBACK,
        port=3000,
        host_options=("--host", "-h"),
        port_options=("--port", "-p"),
        elsewhere_options=("--uds",),
        host_variables=("DAGSTER_WEBSERVER_HOST",),
        port_variables=("DAGSTER_WEBSERVER_PORT",),
    ),
    "kedro viz run": ServerDefaults(
        title="kedro viz",
        source="https://github.com/kedro-org/kedro-viz/blob/main/package/kedro_viz/constants.py",
        host=LOOPBACK,
        port=4141,
        host_options=("--host",),
        port_options=("--port",),
    ),
    "vllm serve": _VLLM,
    "vllm.entrypoints.openai.api_server": _VLLM,
    "vllm.entrypoints.api_server": _VLLM,
    "sglang.launch_server": _SGLANG,
    "sglang serve": _SGLANG,
    "llama-server": ServerDefaults(
        title="llama-server",
        source="https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md",
        host=LOOPBACK,
        # 9931 now, 8080 before (https://github.com/ggml-org/llama.cpp/pull/26508).
        port=None,
        host_options=("--host",),
        port_options=("--port",),
        host_variables=("LLAMA_ARG_HOST",),
        port_variables=("LLAMA_ARG_PORT",),
    ),
    "lmdeploy serve api_server": ServerDefaults(
        title="lmdeploy",
        source="https://lmdeploy.readthedocs.io/en/latest/llm/api_server.html",
        host="0.0.0.0",
        host_options=("--server-name",),
        port_options=("--server-port",),
    ),
    "bentoml serve": ServerDefaults(
        title="bentoml serve",
        source="https://docs.bentoml.com/en/latest/reference/bentoml/cli.html",
        host="0.0.0.0",
        port=3000,
        host_options=("--host",),
        port_options=("--port", "-p"),
        host_variables=("BENTOML_HOST",),
        port_variables=("BENTOML_PORT",),
        elsewhere_options=("--working-dir",),
        reload_options=("--reload",),
    ),
    "litellm": ServerDefaults(
        title="litellm",
        source="https://docs.litellm.ai/docs/proxy/cli",
        host="0.0.0.0",
        port=4000,
        host_options=("--host",),
        port_options=("--port",),
        host_variables=("HOST",),
        port_variables=("PORT",),
    ),
    "infinity_emb v2": ServerDefaults(
        title="infinity_emb",
        source="https://michaelfeil.eu/infinity/latest/cli_v2/",
        host="0.0.0.0",
        port=7997,
        host_options=("--host",),
        port_options=("--port",),
        host_variables=("INFINITY_HOST",),
        port_variables=("INFINITY_PORT",),
    ),
    "xinference-local": ServerDefaults(
        title="xinference-local",
        source="https://inference.readthedocs.io/en/latest/getting_started/using_xinference.html",
        host=LOOPBACK,
        port=9997,
        host_options=("--host", "-H"),
        port_options=("--port", "-p"),
    ),
    "fastchat.serve.controller": ServerDefaults(
        title="the controller of FastChat",
        source="https://github.com/lm-sys/FastChat/blob/main/fastchat/serve/controller.py",
        host="localhost",
        port=21001,
        host_options=("--host",),
        port_options=("--port",),
    ),
    "fastchat.serve.openai_api_server": ServerDefaults(
        title="the API server of FastChat",
        source="https://github.com/lm-sys/FastChat/blob/main/fastchat/serve/openai_api_server.py",
        host="localhost",
        port=8000,
        host_options=("--host",),
        port_options=("--port",),
    ),
    "ollama serve": ServerDefaults(
        title="ollama serve",
        source="https://github.com/ollama/ollama/blob/main/docs/faq.mdx",
        host=LOOPBACK,
        port=11434,
        bind_variables=("OLLAMA_HOST",),
    ),
    "tritonserver": ServerDefaults(
        title="Triton",
        source="https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/getting_started/quickstart.html",
        host="0.0.0.0",
        port=8000,
        host_options=("--http-address",),
        port_options=("--http-port",),
    ),
    "torchserve": ServerDefaults(
        title="TorchServe",
        source="https://github.com/pytorch/serve/blob/master/docs/configuration.md",
    ),
    "tensorflow_model_server": ServerDefaults(
        title="TensorFlow Serving",
        source="https://github.com/tensorflow/serving/blob/master/tensorflow_serving/model_servers/main.cc",
        port_options=("--rest_api_port",),
    ),
    "text-generation-launcher": ServerDefaults(
        title="Text Generation Inference",
        source="https://github.com/huggingface/text-generation-inference/blob/main/launcher/src/main.rs",
        port_options=("--port", "-p"),
        port_variables=("PORT",),
    ),
    "http.server": ServerDefaults(
        title="http.server",
        source="https://docs.python.org/3/library/http.server.html#command-line-interface",
        host=ALL_INTERFACES,
        host_options=("--bind", "-b"),
    ),
    "mlserver start": ServerDefaults(
        title="MLServer",
        source="https://mlserver.readthedocs.io/en/latest/reference/cli.html",
    ),
}
"""What is typed, or the module that ``python -m`` runs, to what is known of it. A program is told by its base name."""

SERVER_NAMES = frozenset(name.partition(" ")[0] for name in SERVER_COMMANDS)
"""The first words of the commands."""

PROGRAM_SERVERS: Mapping[str, ServerDefaults] = {
    "uvicorn": ServerDefaults(
        title="uvicorn",
        source="https://github.com/Kludex/uvicorn/blob/main/uvicorn/main.py",
        host=LOOPBACK,
        port=8000,
    ),
    "flask": ServerDefaults(
        title="Flask",
        source="https://flask.palletsprojects.com/en/stable/api/#flask.Flask.run",
        host=LOOPBACK,
        port=5000,
    ),
    "gradio": ServerDefaults(
        title="Gradio",
        source="https://www.gradio.app/docs/gradio/blocks#blocks-launch",
        host=LOOPBACK,
        port=7860,
        host_variables=("GRADIO_SERVER_NAME",),
        port_variables=("GRADIO_SERVER_PORT",),
    ),
}
"""What a server takes that a Python program starts itself: ``uvicorn.run``, ``Flask.run``, ``launch`` of Gradio."""

STOP_ON_SIGTERM = frozenset(
    "uvicorn gunicorn hypercorn daphne voila streamlit chainlit tensorboard vLLM SGLang llama-server".split()
) | {"fastapi run", "fastapi dev", "bokeh serve", "panel serve", "mlflow server", "mlflow ui", "ollama serve", "Triton"}
"""The servers that end in good order when they get SIGTERM, by title: the code of each names the signal.

Those of Jupyter do too. The development server of Flask, as process 1, would not hear the signal anyway.
"""
