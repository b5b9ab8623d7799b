"""What do images that are run as services need of the container: GPU, shared memory, time to start, a health check?

What the images contain (curl, python …) is in `base_images`, what their programs keep and ask for in `services`; both
know the same images. Of several rows for one
repository the first whose tag pattern matches the whole tag counts; an image or a tag without a row is not guessed at.
All rows were looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Protocol

    class ImageReference(Protocol):
        """A parsed reference, as `dflint.dockerfile.image` has it."""

        tag: str | None
        digest: str | None

        @property
        def familiar(self) -> str:
            """The repository as people write it."""


VERIFIED = "2026-11-27"

REQUIRED = "required"
OPTIONAL = "optional"
NONE = "none"


class ServiceImage(NamedTuple):
    """What one image needs when it is run. None is what is not known."""

    family: str
    gpu: str | None
    """`REQUIRED`: it does not start, or is not meant to run, without an NVIDIA GPU. `OPTIONAL`: it uses one and may do
    without. `NONE`: it makes no use of one."""
    needs_shared_memory: bool | None
    """Whether its makers say to run it with more shared memory than Docker's 64 MB."""
    loads_model_at_start: bool | None
    """Whether it answers only after it has loaded (and maybe downloaded) a model."""
    has_healthcheck: bool | None
    """Whether the image has a HEALTHCHECK of its own."""
    sources: tuple[str, ...]
    cpu_options: tuple[str, ...] = ()
    """Arguments of the command with which an image that requires a GPU runs without one."""


class _Row(NamedTuple):
    repositories: tuple[str, ...]  # "nvcr.io/nim/*" stands for all repositories below nvcr.io/nim
    tag: str
    image: ServiceImage


_ANY_TAG = ".*"
# Tags of builds for other devices than NVIDIA's GPUs, of which the rows say nothing.
_OTHER_DEVICES = r"(?:cpu|xeon|rocm|hipblas|vulkan|xpu|intel|gaudi|hpu|neuron|npu|ascend|tpu|metal|musa|l4t|jetson)"
_NVIDIA_TAG = rf"(?!.*{_OTHER_DEVICES}).*"
_NO_GPU_TAG = rf"(?!.*(?:gpu|cuda|{_OTHER_DEVICES})).*"


def _row(
    repositories: str,
    tag: str,
    family: str,
    *sources: str,
    gpu: str | None,
    shared_memory: bool | None = None,
    model: bool | None = False,
    healthcheck: bool | None = None,
    cpu_options: tuple[str, ...] = (),
) -> _Row:
    image = ServiceImage(family, gpu, shared_memory, model, healthcheck, sources, cpu_options)
    return _Row(tuple(repositories.split()), tag, image)


_VLLM = "https://docs.vllm.ai/en/latest/serving/deploying_with_docker.html"
_SGLANG = "https://docs.sglang.io/get_started/install.html"
_SGLANG_COMPOSE = "https://github.com/sgl-project/sglang/blob/main/docker/compose.yaml"
_TGI = "https://github.com/huggingface/text-generation-inference/blob/main/README.md"
_TEI = "https://github.com/huggingface/text-embeddings-inference/blob/main/README.md"
_TEI_ENTRYPOINT = "https://github.com/huggingface/text-embeddings-inference/blob/main/cuda-all-entrypoint.sh"
_TRITON = "https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/getting_started/quickstart.html"
_NIM = "https://docs.nvidia.com/nim/large-language-models/latest/getting-started.html"
_OLLAMA = "https://github.com/ollama/ollama/blob/main/docs/docker.mdx"
_LOCALAI = "https://github.com/mudler/LocalAI/blob/master/README.md"
_OPEN_WEBUI = "https://github.com/open-webui/open-webui/blob/main/Dockerfile"
_JUPYTER = "https://github.com/jupyter/docker-stacks/blob/main/images/base-notebook/Dockerfile"
_QDRANT = "https://github.com/qdrant/qdrant/blob/master/Dockerfile"
_CHROMA = "https://github.com/chroma-core/chroma/blob/main/rust/Dockerfile"
_MILVUS = "https://github.com/milvus-io/milvus/blob/master/scripts/standalone_embed.sh"
_WEAVIATE = "https://github.com/weaviate/weaviate/blob/main/docker-compose.yml"
_NEO4J = "https://github.com/neo4j/docker-neo4j"
_OFFICIAL = "https://github.com/docker-library/faq#healthcheck"
_POSTGRES = "https://github.com/docker-library/postgres/blob/master/18/trixie/Dockerfile"
_PGVECTOR = "https://github.com/pgvector/pgvector/blob/master/Dockerfile"
_POSTGIS = "https://github.com/postgis/docker-postgis/blob/master/Dockerfile.template"
_OPENSEARCH = "https://docs.opensearch.org/latest/install-and-configure/install-opensearch/docker/"
_ELASTICSEARCH = "https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-docker-compose"
_VALKEY = "https://github.com/valkey-io/valkey-container/blob/mainline/8.0/debian/Dockerfile"
_MINIO = "https://github.com/minio/minio/blob/master/Dockerfile.release"
_INFINITY = "https://github.com/michaelfeil/infinity/blob/main/libs/infinity_emb/Dockerfile.nvidia_auto"
_MLFLOW = "https://github.com/mlflow/mlflow/blob/master/docker/Dockerfile"
_N8N = "https://github.com/n8n-io/n8n/blob/master/docker/images/n8n/Dockerfile"
_PROMETHEUS = "https://github.com/prometheus/prometheus/blob/main/Dockerfile"
_VLLM_IMAGE = "https://github.com/vllm-project/vllm/blob/main/docker/Dockerfile"
_REDIS = "https://github.com/redis/docker-library-redis/blob/master/7.4/debian/Dockerfile"
_NGINX = "https://github.com/nginx/docker-nginx/tree/master/mainline"

_JUPYTER_NOTEBOOKS = " ".join(
    f"quay.io/jupyter/{name}-notebook"
    for name in (
        "base",
        "minimal",
        "scipy",
        "datascience",
        "tensorflow",
        "pytorch",
        "pyspark",
        "all-spark",
        "r",
        "julia",
    )
)

ROWS: tuple[_Row, ...] = (
    _row(
        "vllm/vllm-openai",
        _NVIDIA_TAG,
        "vllm",
        _VLLM,
        _VLLM_IMAGE,
        gpu=REQUIRED,
        shared_memory=True,
        model=True,
        healthcheck=False,
    ),
    _row(
        "lmsysorg/sglang",
        _NVIDIA_TAG,
        "sglang",
        _SGLANG,
        _SGLANG_COMPOSE,
        gpu=REQUIRED,
        shared_memory=True,
        model=True,
    ),
    _row("nvcr.io/nim/*", _ANY_TAG, "nim", _NIM, gpu=REQUIRED, shared_memory=True, model=True),
    _row(
        "ghcr.io/huggingface/text-generation-inference",
        _NVIDIA_TAG,
        "text-generation-inference",
        _TGI,
        gpu=REQUIRED,
        shared_memory=True,
        model=True,
        healthcheck=False,
        cpu_options=("--disable-custom-kernels",),
    ),
    _row(
        "ghcr.io/huggingface/text-embeddings-inference",
        r"cpu-.*",
        "text-embeddings-inference",
        _TEI,
        gpu=NONE,
        shared_memory=False,
        model=True,
        healthcheck=False,
    ),
    _row(
        "ghcr.io/huggingface/text-embeddings-inference",
        r"cuda-.*",
        "text-embeddings-inference",
        _TEI_ENTRYPOINT,
        gpu=REQUIRED,
        shared_memory=False,
        model=True,
        healthcheck=False,
    ),
    _row(
        "ghcr.io/huggingface/text-embeddings-inference",
        _NVIDIA_TAG,
        "text-embeddings-inference",
        _TEI,
        gpu=OPTIONAL,
        shared_memory=False,
        model=True,
        healthcheck=False,
    ),
    _row(
        "nvcr.io/nvidia/tritonserver",
        r".*-py3(?!-sdk|-min).*",
        "triton",
        _TRITON,
        gpu=OPTIONAL,
        shared_memory=True,
        model=True,
    ),
    _row("ollama/ollama", _NVIDIA_TAG, "ollama", _OLLAMA, gpu=OPTIONAL, shared_memory=False, healthcheck=False),
    _row("michaelf34/infinity", _NVIDIA_TAG, "infinity", _INFINITY, gpu=OPTIONAL, model=True, healthcheck=False),
    _row(
        "localai/localai quay.io/go-skynet/local-ai",
        r".*gpu-nvidia-cuda.*",
        "localai",
        _LOCALAI,
        gpu=OPTIONAL,
        model=None,
        healthcheck=True,
    ),
    _row(
        "localai/localai quay.io/go-skynet/local-ai",
        _NO_GPU_TAG,
        "localai",
        _LOCALAI,
        gpu=NONE,
        model=None,
        healthcheck=True,
    ),
    _row(
        "ghcr.io/open-webui/open-webui",
        r".*(?:cuda|ollama).*",
        "open-webui",
        _OPEN_WEBUI,
        gpu=OPTIONAL,
        healthcheck=True,
    ),
    _row("ghcr.io/open-webui/open-webui", _NO_GPU_TAG, "open-webui", _OPEN_WEBUI, gpu=NONE, healthcheck=True),
    _row(_JUPYTER_NOTEBOOKS, r".*cuda.*", "jupyter", _JUPYTER, gpu=OPTIONAL, healthcheck=True),
    _row(_JUPYTER_NOTEBOOKS, _NO_GPU_TAG, "jupyter", _JUPYTER, gpu=NONE, healthcheck=True),
    _row("qdrant/qdrant", _NO_GPU_TAG, "qdrant", _QDRANT, gpu=NONE, shared_memory=False, healthcheck=False),
    _row(
        "chromadb/chroma ghcr.io/chroma-core/chroma",
        _ANY_TAG,
        "chroma",
        _CHROMA,
        gpu=NONE,
        shared_memory=False,
        healthcheck=False,
    ),
    _row("milvusdb/milvus", _NO_GPU_TAG, "milvus", _MILVUS, gpu=NONE, shared_memory=False, healthcheck=False),
    _row(
        "semitechnologies/weaviate cr.weaviate.io/semitechnologies/weaviate",
        _ANY_TAG,
        "weaviate",
        _WEAVIATE,
        gpu=NONE,
        shared_memory=False,
        healthcheck=False,
    ),
    _row("neo4j", _ANY_TAG, "neo4j", _NEO4J, gpu=NONE, healthcheck=False),
    _row("postgres", _ANY_TAG, "postgres", _POSTGRES, _OFFICIAL, gpu=NONE, healthcheck=False),
    _row("pgvector/pgvector", _ANY_TAG, "pgvector", _PGVECTOR, gpu=NONE, healthcheck=False),
    _row("postgis/postgis", _ANY_TAG, "postgis", _POSTGIS, gpu=NONE, healthcheck=False),
    _row("mysql", _ANY_TAG, "mysql", _OFFICIAL, gpu=NONE, healthcheck=False),
    _row("mariadb", _ANY_TAG, "mariadb", _OFFICIAL, gpu=NONE, healthcheck=False),
    _row("mongo", _ANY_TAG, "mongo", _OFFICIAL, gpu=NONE, healthcheck=False),
    _row(
        "elasticsearch docker.elastic.co/elasticsearch/elasticsearch",
        _ANY_TAG,
        "elasticsearch",
        _ELASTICSEARCH,
        gpu=NONE,
    ),
    _row("opensearchproject/opensearch", _ANY_TAG, "opensearch", _OPENSEARCH, gpu=NONE),
    _row("redis", _ANY_TAG, "redis", _REDIS, _OFFICIAL, gpu=NONE, healthcheck=False),
    _row("valkey/valkey", _ANY_TAG, "valkey", _VALKEY, gpu=NONE, healthcheck=False),
    _row("rabbitmq", _ANY_TAG, "rabbitmq", _OFFICIAL, gpu=NONE, healthcheck=False),
    _row("minio/minio quay.io/minio/minio", _ANY_TAG, "minio", _MINIO, gpu=NONE),
    _row("ghcr.io/mlflow/mlflow", _ANY_TAG, "mlflow", _MLFLOW, gpu=NONE, healthcheck=False),
    _row("n8nio/n8n docker.n8n.io/n8nio/n8n ghcr.io/n8n-io/n8n", _ANY_TAG, "n8n", _N8N, gpu=NONE, healthcheck=False),
    _row(
        "prom/prometheus quay.io/prometheus/prometheus",
        _ANY_TAG,
        "prometheus",
        _PROMETHEUS,
        gpu=NONE,
        healthcheck=False,
    ),
    _row("nginx nginxinc/nginx-unprivileged", _ANY_TAG, "nginx", _NGINX, gpu=NONE),
)


def service_image(reference: ImageReference | None) -> ServiceImage | None:
    """What the image that `reference` names needs when it is run; None if it is not in the table.

    A reference without a tag means ``latest``. Of one with a digest and no tag only what holds for every tag is known.
    """
    if reference is None:
        return None
    repository = reference.familiar
    rows = _ROWS_BY_REPOSITORY.get(repository)
    if rows is None:
        rows = next((rows for folder, rows in _ROWS_BY_FOLDER.items() if repository.startswith(folder)), ())
    tag = reference.tag
    if tag is None and reference.digest is None:
        tag = "latest"
    for row in rows:
        if row.tag == _ANY_TAG or (tag is not None and re.fullmatch(row.tag, tag) is not None):
            return row.image
    return None


def _by_repository() -> Mapping[str, Sequence[_Row]]:
    table: dict[str, list[_Row]] = {}
    for row in ROWS:
        for repository in row.repositories:
            table.setdefault(repository, []).append(row)
    return table


_ROWS_BY_REPOSITORY = _by_repository()
_ROWS_BY_FOLDER = {name[:-1]: rows for name, rows in _ROWS_BY_REPOSITORY.items() if name.endswith("/*")}
