"""What do programs that are run as services keep, listen on and ask for: databases, servers of models, their pages?

One row for each family of `service_images`, which says what images are of it. What is not verified is not in it: a
family without a row, or a field that is empty, says nothing. All rows were looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

VERIFIED = "2026-11-27"

DATABASE = "database"
VECTOR_DATABASE = "vector database"
CACHE = "cache"
QUEUE = "queue"
OBJECT_STORE = "object store"
MODEL_SERVER = "model server"
ML_UI = "ML UI"
MONITORING = "monitoring"
WEB_SERVER = "web server"

OPEN = "open"
"""Whoever reaches the port may do everything, unless one of the settings asks for a key."""
PASSWORD = "password"
"""It asks for a password, token or account by default."""
KNOWN_PASSWORD = "known password"
"""It asks for a password, and everybody knows the one that it has where none is set."""

Version = tuple[int, ...]


class Storage(NamedTuple):
    """Where versions of a service keep their data, from `since` on and before `before`; None is no end.

    `moved_by` are the variables that name another directory. Of a directory in the home of root nothing is known where
    the container runs as somebody else. `volume` is the VOLUME of the image that holds the directory: where nothing is
    mounted at or below it, a container gets a volume of its own there, whatever is mounted above. With a mount at
    `refused` the image does not start.
    """

    path: str
    since: Version = ()
    before: Version | None = None
    moved_by: tuple[str, ...] = ()
    volume: str = ""
    refused: str = ""


class Authentication(NamedTuple):
    """What a service asks of those who reach it.

    `default` is `OPEN`, `PASSWORD` or `KNOWN_PASSWORD`. `closed_by` are the variables and options of the command that
    make an open one ask, or give a known password another value; `opened_by` the variables that make it ask no more,
    each with the values that do ("" for any).
    """

    default: str
    closed_by: tuple[str, ...] = ()
    opened_by: tuple[tuple[str, str], ...] = ()
    since: Version = ()
    """Older versions than this are open."""


class HealthTest(NamedTuple):
    """A health check that works with what is in the image, for versions from `since` on and before `before`."""

    test: tuple[str, ...]
    since: Version = ()
    before: Version | None = None


class Service(NamedTuple):
    """One program that is run as a service."""

    title: str
    kind: str
    ports: tuple[int, ...] = ()
    """The ports in the container that it listens on by default, those of its users first."""
    authentication: Authentication | None = None
    storage: tuple[Storage, ...] = ()
    moving_options: tuple[str, ...] = ()
    """What may move the data: options of its command, variables, and the places of its configuration."""
    tests: tuple[HealthTest, ...] = ()
    versions: str = r"v?(\d+(?:\.\d+)*)(?![\d.]).*"
    """The pattern of the tags that name a version, which is its group."""
    newest: str = r"latest"
    """The pattern of the tags that stand for the newest version."""
    is_sql: bool = False
    """Whether it is a database whose tables are made in SQL, which programs do when they start."""
    keeps_models: bool = False
    """Whether the data are models, which it fetches again if they are gone."""
    sources: tuple[str, ...] = ()


_POSTGRES_VARIANTS = r"(?:latest|(?:latest-)?(?:alpine[\d.]*|trixie|bookworm|bullseye))"
_HUB_VARIABLES = ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME")
_OTHER_CACHES = ("XDG_CACHE_HOME", "TRANSFORMERS_CACHE")
_HUB_CACHE = (Storage("/root/.cache/huggingface", moved_by=_HUB_VARIABLES),)

_POSTGRES = Service(
    "PostgreSQL",
    DATABASE,
    is_sql=True,
    ports=(5432,),
    authentication=Authentication(PASSWORD, opened_by=(("POSTGRES_HOST_AUTH_METHOD", "trust"),)),
    storage=(
        Storage("/var/lib/postgresql/data", before=(18,), moved_by=("PGDATA",), volume="/var/lib/postgresql/data"),
        Storage(
            "/var/lib/postgresql",
            since=(18,),
            moved_by=("PGDATA",),
            volume="/var/lib/postgresql",
            refused="/var/lib/postgresql/data",
        ),
    ),
    moving_options=("-D", "--data-directory", "data_directory", "config_file"),
    # Over TCP: the server that the entry point starts for its scripts listens on a socket only.
    tests=(HealthTest(("CMD-SHELL", "pg_isready -h 127.0.0.1 -U $${POSTGRES_USER:-postgres}")),),
    versions=r"v?(\d+(?:\.\d+)*)(?![\d.]).*",
    newest=_POSTGRES_VARIANTS,
    sources=(
        "https://github.com/docker-library/docs/blob/master/postgres/content.md",
        "https://github.com/docker-library/postgres/blob/master/docker-entrypoint.sh",
    ),
)
_REDIS_OPTIONS = ("--requirepass", "--aclfile", ".conf")
_HF_KEY = ("API_KEY", "--api-key")

SERVICES: dict[str, Service] = {
    "postgres": _POSTGRES,
    # Tags as pg16 and 0.8.1-pg18-trixie.
    "pgvector": _POSTGRES._replace(
        title="PostgreSQL with pgvector",
        kind=VECTOR_DATABASE,
        versions=r"(?:[\d.]+-)?pg(\d+)(?!\d).*",
        newest=r"(?!)",
        sources=("https://github.com/pgvector/pgvector/blob/master/Dockerfile", *_POSTGRES.sources),
    ),
    "postgis": _POSTGRES._replace(
        title="PostgreSQL with PostGIS",
        newest=r"(?!)",
        sources=("https://github.com/postgis/docker-postgis/blob/master/Dockerfile.template", *_POSTGRES.sources),
    ),
    "mysql": Service(
        "MySQL",
        DATABASE,
        is_sql=True,
        ports=(3306, 33060),
        authentication=Authentication(PASSWORD, opened_by=(("MYSQL_ALLOW_EMPTY_PASSWORD", ""),)),
        storage=(Storage("/var/lib/mysql", volume="/var/lib/mysql"),),
        moving_options=("--datadir", "--defaults-file", "/etc/mysql", "/etc/my.cnf"),
        # The server that the entry point starts for its scripts has no network.
        tests=(HealthTest(("CMD", "mysqladmin", "ping", "-h", "127.0.0.1")),),
        sources=(
            "https://github.com/docker-library/docs/blob/master/mysql/content.md",
            "https://github.com/docker-library/mysql/blob/master/template/docker-entrypoint.sh",
        ),
    ),
    "mariadb": Service(
        "MariaDB",
        DATABASE,
        is_sql=True,
        ports=(3306,),
        authentication=Authentication(
            PASSWORD, opened_by=(("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", ""), ("MYSQL_ALLOW_EMPTY_PASSWORD", ""))
        ),
        storage=(Storage("/var/lib/mysql", volume="/var/lib/mysql"),),
        moving_options=("--datadir", "--defaults-file", "/etc/mysql", "/etc/my.cnf"),
        tests=(HealthTest(("CMD", "healthcheck.sh", "--connect", "--innodb_initialized"), since=(10, 4)),),
        newest=r"latest|lts",
        sources=(
            "https://github.com/docker-library/docs/blob/master/mariadb/content.md",
            "https://mariadb.com/kb/en/using-healthcheck-sh-script/",
        ),
    ),
    "mongo": Service(
        "MongoDB",
        DATABASE,
        ports=(27017,),
        authentication=Authentication(
            OPEN,
            closed_by=(
                "MONGO_INITDB_ROOT_USERNAME",
                "MONGO_INITDB_ROOT_USERNAME_FILE",
                "--auth",
                "--keyFile",
                "--config",
                "-f",
            ),
        ),
        storage=(Storage("/data/db", volume="/data/db"),),
        moving_options=("--dbpath", "--config", "-f"),
        tests=(HealthTest(("CMD", "mongosh", "--quiet", "--eval", "db.adminCommand('ping')"), since=(5,)),),
        newest=r"latest|noble|jammy|focal",
        sources=("https://github.com/docker-library/docs/blob/master/mongo/content.md",),
    ),
    "elasticsearch": Service(
        "Elasticsearch",
        DATABASE,
        ports=(9200,),
        authentication=Authentication(
            PASSWORD,
            closed_by=("ELASTIC_PASSWORD",),
            opened_by=(("xpack.security.enabled", "false"),),
            since=(8,),
        ),
        storage=(Storage("/usr/share/elasticsearch/data", moved_by=("path.data",)),),
        moving_options=("-Epath.data", "/usr/share/elasticsearch/config"),
        sources=("https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-docker-compose",),
    ),
    "opensearch": Service(
        "OpenSearch",
        DATABASE,
        ports=(9200,),
        authentication=Authentication(
            PASSWORD, opened_by=(("DISABLE_SECURITY_PLUGIN", "true"), ("plugins.security.disabled", "true"))
        ),
        sources=(
            "https://docs.opensearch.org/latest/security/configuration/demo-configuration/",
            "https://docs.opensearch.org/latest/security/configuration/disable-enable-security/",
        ),
    ),
    "neo4j": Service(
        "Neo4j",
        DATABASE,
        ports=(7474, 7687),
        authentication=Authentication(PASSWORD, opened_by=(("NEO4J_AUTH", "none"),)),
        storage=(
            Storage(
                "/data",
                moved_by=(
                    "NEO4J_server_directories_data",
                    "NEO4J_dbms_directories_data",
                    "NEO4J_server_directories_data_root",
                ),
                volume="/data",
            ),
        ),
        # The folder of the server holds a link to /data, and its configuration.
        moving_options=("/conf", "/var/lib/neo4j"),
        newest=r"latest|enterprise|community",
        sources=(
            "https://github.com/docker-library/docs/blob/master/neo4j/content.md",
            "https://github.com/neo4j/docker-neo4j",
        ),
    ),
    "redis": Service(
        "Redis",
        CACHE,
        ports=(6379,),
        authentication=Authentication(OPEN, closed_by=(*_REDIS_OPTIONS, "REDIS_ARGS")),
        storage=(Storage("/data", volume="/data"),),
        moving_options=("--dir", ".conf", "REDIS_ARGS"),
        tests=(HealthTest(("CMD", "redis-cli", "ping")),),
        newest=r"latest|alpine|bookworm|trixie",
        sources=(
            "https://github.com/docker-library/docs/blob/master/redis/content.md",
            "https://github.com/redis/docker-library-redis",
        ),
    ),
    "valkey": Service(
        "Valkey",
        CACHE,
        ports=(6379,),
        authentication=Authentication(OPEN, closed_by=(*_REDIS_OPTIONS, "VALKEY_EXTRA_FLAGS")),
        storage=(Storage("/data", volume="/data"),),
        moving_options=("--dir", ".conf", "VALKEY_EXTRA_FLAGS"),
        tests=(HealthTest(("CMD", "valkey-cli", "ping")),),
        newest=r"latest|alpine|bookworm|trixie",
        sources=("https://github.com/valkey-io/valkey-container",),
    ),
    "rabbitmq": Service(
        "RabbitMQ",
        QUEUE,
        ports=(5672, 15672),
        authentication=Authentication(
            KNOWN_PASSWORD, closed_by=("RABBITMQ_DEFAULT_PASS", "RABBITMQ_DEFAULT_PASS_FILE", ".conf")
        ),
        storage=(
            Storage(
                "/var/lib/rabbitmq",
                moved_by=("RABBITMQ_MNESIA_BASE", "RABBITMQ_MNESIA_DIR"),
                volume="/var/lib/rabbitmq",
            ),
        ),
        moving_options=("/etc/rabbitmq",),
        tests=(HealthTest(("CMD", "rabbitmq-diagnostics", "-q", "ping")),),
        newest=r"latest|management|alpine|management-alpine",
        sources=("https://github.com/docker-library/docs/blob/master/rabbitmq/content.md",),
    ),
    "minio": Service(
        "MinIO",
        OBJECT_STORE,
        ports=(9000, 9001),
        authentication=Authentication(
            KNOWN_PASSWORD,
            closed_by=(
                "MINIO_ROOT_PASSWORD",
                "MINIO_ROOT_PASSWORD_FILE",
                "MINIO_SECRET_KEY",
                "MINIO_SECRET_KEY_FILE",
                "MINIO_CONFIG_ENV_FILE",
            ),
        ),
        # The command names the directory of the data.
        sources=("https://github.com/minio/minio/blob/master/Dockerfile.release",),
    ),
    "qdrant": Service(
        "Qdrant",
        VECTOR_DATABASE,
        ports=(6333, 6334),
        authentication=Authentication(OPEN, closed_by=("QDRANT__SERVICE__API_KEY", "/qdrant/config")),
        storage=(Storage("/qdrant/storage", moved_by=("QDRANT__STORAGE__STORAGE_PATH",)),),
        moving_options=("--config-path", "/qdrant/config"),
        tests=(HealthTest(("CMD", "bash", "-c", ":> /dev/tcp/127.0.0.1/6333"), since=(1,)),),
        newest=r"latest|gpu-nvidia-latest|latest-unprivileged",
        sources=(
            "https://github.com/qdrant/qdrant/blob/master/Dockerfile",
            "https://github.com/qdrant/qdrant/blob/master/config/config.yaml",
            "https://github.com/qdrant/qdrant/issues/4250",
        ),
    ),
    "chroma": Service(
        "Chroma",
        VECTOR_DATABASE,
        ports=(8000,),
        authentication=Authentication(
            OPEN,
            closed_by=(
                "CHROMA_SERVER_AUTHN_PROVIDER",
                "CHROMA_SERVER_AUTHN_CREDENTIALS",
                "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE",
                "CHROMA_SERVER_AUTH_PROVIDER",
            ),
        ),
        storage=(
            Storage("/chroma/chroma", before=(1,), moved_by=("PERSIST_DIRECTORY", "CHROMA_PERSIST_DIRECTORY")),
            Storage("/data", since=(1,), moved_by=("CHROMA_PERSIST_PATH",)),
        ),
        moving_options=("--path", "--config", "/config.yaml", "CONFIG_PATH"),
        tests=(HealthTest(("CMD", "bash", "-c", ":> /dev/tcp/127.0.0.1/8000"), since=(1,)),),
        sources=(
            "https://docs.trychroma.com/docs/overview/migration",
            "https://github.com/chroma-core/chroma/blob/1.0.0/rust/frontend/sample_configs/docker_single_node.yaml",
            "https://github.com/chroma-core/chroma/blob/0.6.3/docker-compose.yml",
        ),
    ),
    "milvus": Service(
        "Milvus",
        VECTOR_DATABASE,
        ports=(19530, 9091),
        authentication=Authentication(OPEN, closed_by=("COMMON_SECURITY_AUTHORIZATIONENABLED", "/milvus/configs")),
        storage=(Storage("/var/lib/milvus"),),
        moving_options=("/milvus/configs", "LOCALSTORAGE_PATH", "ROCKSMQ_PATH"),
        tests=(HealthTest(("CMD", "curl", "-f", "http://localhost:9091/healthz"), since=(2,)),),
        newest=r"latest|latest-gpu",
        sources=("https://github.com/milvus-io/milvus/blob/master/deployments/docker/standalone/docker-compose.yml",),
    ),
    "weaviate": Service(
        "Weaviate",
        VECTOR_DATABASE,
        ports=(8080, 50051),
        authentication=Authentication(
            OPEN,
            closed_by=(
                "AUTHENTICATION_APIKEY_ENABLED",
                "AUTHENTICATION_OIDC_ENABLED",
                "AUTHENTICATION_DB_USERS_ENABLED",
            ),
        ),
        # Where no variable names it, it is a folder of the working directory.
        storage=(Storage("", moved_by=("PERSISTENCE_DATA_PATH",)),),
        moving_options=("--config-file",),
        tests=(
            HealthTest(("CMD", "wget", "-q", "--spider", "http://localhost:8080/v1/.well-known/ready"), since=(1,)),
        ),
        sources=(
            "https://github.com/weaviate/weaviate/blob/main/Dockerfile",
            "https://github.com/weaviate/weaviate/blob/main/usecases/config/environment.go",
            "https://github.com/weaviate/weaviate/blob/main/usecases/config/authentication.go",
        ),
    ),
    "ollama": Service(
        "Ollama",
        MODEL_SERVER,
        ports=(11434,),
        authentication=Authentication(OPEN),
        storage=(Storage("/root/.ollama", moved_by=("OLLAMA_MODELS",)),),
        tests=(HealthTest(("CMD", "ollama", "list")),),
        newest=r"latest|rocm",
        keeps_models=True,
        sources=(
            "https://github.com/ollama/ollama/blob/main/Dockerfile",
            "https://github.com/ollama/ollama/blob/main/docs/docker.mdx",
        ),
    ),
    "localai": Service(
        "LocalAI",
        MODEL_SERVER,
        ports=(8080,),
        authentication=Authentication(OPEN, closed_by=("LOCALAI_API_KEY", "API_KEY", "--api-keys")),
        storage=(
            Storage("/build/models", since=(2, 5, 1), before=(3, 1), moved_by=("LOCALAI_MODELS_PATH", "MODELS_PATH")),
            Storage("/models", since=(3, 1), moved_by=("LOCALAI_MODELS_PATH", "MODELS_PATH"), volume="/models"),
        ),
        moving_options=("--models-path",),
        newest=r"(?:latest|master)(?:-.*)?",
        keeps_models=True,
        sources=(
            "https://github.com/mudler/LocalAI/blob/v3.0.0/Dockerfile",
            "https://github.com/mudler/LocalAI/blob/v3.1.0/Dockerfile",
            "https://github.com/mudler/LocalAI/blob/v3.12.1/core/cli/run.go",
        ),
    ),
    "vllm": Service(
        "vLLM",
        MODEL_SERVER,
        ports=(8000,),
        authentication=Authentication(OPEN, closed_by=("VLLM_API_KEY", "--api-key")),
        storage=_HUB_CACHE,
        moving_options=("--download-dir", "VLLM_USE_MODELSCOPE", *_OTHER_CACHES),
        tests=(HealthTest(("CMD", "curl", "-f", "http://localhost:8000/health")),),
        newest=r"latest|nightly",
        keeps_models=True,
        sources=(
            "https://docs.vllm.ai/en/latest/serving/deploying_with_docker.html",
            "https://github.com/vllm-project/vllm/blob/main/docker/Dockerfile",
        ),
    ),
    "sglang": Service(
        "SGLang",
        MODEL_SERVER,
        ports=(30000,),
        authentication=Authentication(OPEN, closed_by=("--api-key",)),
        storage=_HUB_CACHE,
        moving_options=("--download-dir", "SGLANG_USE_MODELSCOPE", *_OTHER_CACHES),
        newest=r"latest|dev",
        keeps_models=True,
        sources=(
            "https://docs.sglang.io/get_started/install.html",
            "https://github.com/sgl-project/sglang/blob/main/docker/compose.yaml",
        ),
    ),
    "text-generation-inference": Service(
        "Text Generation Inference",
        MODEL_SERVER,
        ports=(80,),
        authentication=Authentication(OPEN, closed_by=_HF_KEY),
        storage=(Storage("/data", moved_by=("HUGGINGFACE_HUB_CACHE",)),),
        moving_options=("--huggingface-hub-cache", "--weights-cache-override", "HF_HOME", "HF_HUB_CACHE"),
        tests=(HealthTest(("CMD", "curl", "-f", "http://localhost:80/health")),),
        newest=r"latest(?:-.*)?",
        keeps_models=True,
        sources=("https://github.com/huggingface/text-generation-inference/blob/main/Dockerfile",),
    ),
    "text-embeddings-inference": Service(
        "Text Embeddings Inference",
        MODEL_SERVER,
        ports=(80,),
        authentication=Authentication(OPEN, closed_by=_HF_KEY),
        # The image sets HUGGINGFACE_HUB_CACHE, which HF_HOME does not override.
        storage=(Storage("/data", moved_by=("HUGGINGFACE_HUB_CACHE",)),),
        moving_options=("--huggingface-hub-cache", "HF_HUB_CACHE"),
        tests=(HealthTest(("CMD", "curl", "-f", "http://localhost:80/health"), since=(1, 7)),),
        versions=r"(?:[a-z]+-|\d\d-)?(\d+\.\d+(?:\.\d+)*)(?![\d.]).*",
        newest=r"(?:.*-)?latest",
        keeps_models=True,
        sources=("https://github.com/huggingface/text-embeddings-inference/blob/main/Dockerfile",),
    ),
    "infinity": Service(
        "Infinity",
        MODEL_SERVER,
        ports=(7997,),
        authentication=Authentication(OPEN, closed_by=("INFINITY_API_KEY", "--api-key")),
        storage=(Storage("/app/.cache/huggingface", moved_by=_HUB_VARIABLES),),
        moving_options=("SENTENCE_TRANSFORMERS_HOME", *_OTHER_CACHES),
        newest=r"latest(?:-.*)?",
        keeps_models=True,
        sources=(
            "https://github.com/michaelfeil/infinity/blob/main/README.md",
            "https://github.com/michaelfeil/infinity/blob/main/libs/infinity_emb/Dockerfile.nvidia_auto",
        ),
    ),
    "nim": Service(
        "NIM",
        MODEL_SERVER,
        ports=(8000,),
        storage=(Storage("/opt/nim/.cache", moved_by=("NIM_CACHE_PATH",)),),
        newest=r"latest",
        keeps_models=True,
        sources=("https://docs.nvidia.com/nim/large-language-models/latest/get-started/configuration.html",),
    ),
    "triton": Service(
        "Triton",
        MODEL_SERVER,
        ports=(8000, 8001, 8002),
        authentication=Authentication(OPEN),
        sources=(
            "https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/getting_started/quickstart.html",
        ),
    ),
    "open-webui": Service(
        "Open WebUI",
        ML_UI,
        ports=(8080,),
        authentication=Authentication(PASSWORD, opened_by=(("WEBUI_AUTH", "false"),)),
        storage=(Storage("/app/backend/data", moved_by=("DATA_DIR",)),),
        newest=r"latest|main|dev|cuda|ollama",
        sources=("https://github.com/open-webui/open-webui/blob/main/Dockerfile",),
    ),
    "jupyter": Service(
        "Jupyter",
        ML_UI,
        ports=(8888,),
        authentication=Authentication(PASSWORD),
        sources=("https://github.com/jupyter/docker-stacks/blob/main/images/base-notebook/Dockerfile",),
    ),
    "mlflow": Service(
        "MLflow",
        ML_UI,
        ports=(5000,),
        authentication=Authentication(OPEN, closed_by=("basic-auth", "--app-name")),
        # The command names the directory of the data, or a database.
        sources=("https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth/",),
    ),
    "n8n": Service(
        "n8n",
        ML_UI,
        ports=(5678,),
        authentication=Authentication(PASSWORD),
        storage=(Storage("/home/node/.n8n", moved_by=("N8N_USER_FOLDER",)),),
        newest=r"latest|stable|next",
        sources=("https://github.com/n8n-io/n8n/blob/master/docker/images/n8n/Dockerfile",),
    ),
    "prometheus": Service(
        "Prometheus",
        MONITORING,
        ports=(9090,),
        authentication=Authentication(OPEN, closed_by=("--web.config.file",)),
        storage=(Storage("/prometheus", volume="/prometheus"),),
        moving_options=("--storage.tsdb.path", "-storage.local.path"),
        newest=r"latest|main",
        sources=("https://github.com/prometheus/prometheus/blob/main/Dockerfile",),
    ),
    "nginx": Service(
        "nginx", WEB_SERVER, ports=(80,), sources=("https://github.com/nginx/docker-nginx/tree/master/mainline",)
    ),
}
"""By the family that `service_images` gives an image."""

NEWEST: Version = (1_000_000,)
"""The version of a tag that stands for the newest one."""


def version_of(service: Service, tag: str | None) -> Version | None:
    """The version that `tag` names, `NEWEST` for one that moves on; None if it is not known. No tag is ``latest``."""
    if re.fullmatch(service.newest, tag or "latest") is not None:
        return NEWEST
    match = re.fullmatch(service.versions, tag or "latest")
    return None if match is None else tuple(map(int, match[1].split(".")))


def holds_for(version: Version | None, since: Version, before: Version | None) -> bool:
    """Whether `version` is in the range; what holds for all versions holds for one that is not known, too.

    A version that names fewer parts than the end of a range, as 3 does for 3.1, stands for its newest release.
    """
    if version is None:
        return not since and before is None
    if version == NEWEST:
        return before is None
    return _reaches(version, since) and (before is None or not _reaches(version, before))


def _reaches(version: Version, least: Version) -> bool:
    """Whether `version`, or the newest release of what it stands for, is `least` or newer."""
    return version[: len(least)] >= least[: len(version)]


def storage_of(service: Service, version: Version | None) -> Storage | None:
    """Where that version keeps its data; None if that is not known."""
    found = [one for one in service.storage if holds_for(version, one.since, one.before)]
    return found[0] if len(found) == 1 else None


def health_test_of(service: Service, version: Version | None) -> tuple[str, ...] | None:
    """A health check that works in the image of that version, as ``test`` of a compose file; None if none is known."""
    return next((one.test for one in service.tests if holds_for(version, one.since, one.before)), None)
