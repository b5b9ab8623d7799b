"""What is known of the insides of images that are run as they are: servers of models, vectors and data.

The rows are of the same form as those of `image_rows`. What a health check may call is what they are for.
"""

from __future__ import annotations

from dflint.knowledge.image_rows import ANY_TAG, ImageRow

VERIFIED = "2026-11-23"

_NO_DOWNLOADER = frozenset({"curl", "wget"})
_NO_PYTHON = frozenset({"python", "python3", "pip", "pip3"})


def _row(repositories: str, tag: str, family: str, source: str, *, has: str = "", lacks: str = "") -> ImageRow:
    return ImageRow(
        tuple(repositories.split()),
        tag,
        family,
        (source,),
        commands=frozenset(has.split()),
        missing=frozenset(lacks.split()),
        has_only_additions=False,
    )


_NGINX = "https://github.com/nginx/docker-nginx/tree/master/mainline"
_POSTGRES = "https://github.com/docker-library/postgres/blob/master/18/trixie/Dockerfile"
_REDIS = "https://github.com/redis/docker-library-redis/blob/master/7.4/debian/Dockerfile"
_CHROMA = "https://github.com/chroma-core/chroma/blob/main/rust/Dockerfile"
_HUGGING_FACE = "https://github.com/huggingface"

ROWS: tuple[ImageRow, ...] = (
    _row(
        "nginx nginxinc/nginx-unprivileged", r".*alpine.*-slim", "nginx", _NGINX, has="nginx sh wget", lacks="curl bash"
    ),
    _row("nginx nginxinc/nginx-unprivileged", r".*alpine.*", "nginx", _NGINX, has="nginx sh wget curl"),
    _row("nginx nginxinc/nginx-unprivileged", ANY_TAG, "nginx", _NGINX, has="nginx sh bash curl"),
    _row("postgres", r".*alpine.*", "postgres", _POSTGRES, has="psql pg_isready sh wget"),
    _row("postgres", ANY_TAG, "postgres", _POSTGRES, has="psql pg_isready sh bash", lacks="curl wget python python3"),
    _row("redis", r".*alpine.*", "redis", _REDIS, has="redis-cli sh wget"),
    _row("redis", ANY_TAG, "redis", _REDIS, has="redis-cli sh", lacks="curl wget"),
    _row(
        "ollama/ollama",
        ANY_TAG,
        "ollama",
        "https://github.com/ollama/ollama/blob/main/Dockerfile",
        has="ollama sh bash",
        lacks="curl wget python python3",
    ),
    _row(
        "qdrant/qdrant",
        ANY_TAG,
        "qdrant",
        "https://github.com/qdrant/qdrant/blob/master/Dockerfile",
        has="sh bash",
        lacks="curl wget",
    ),
    _row(
        "chromadb/chroma ghcr.io/chroma-core/chroma",
        r"0\.5\.\d+|0\.6\.\d+",
        "chroma",
        _CHROMA,
        has="curl python sh bash",
    ),
    _row(
        "chromadb/chroma ghcr.io/chroma-core/chroma",
        r"latest|[1-9].*",
        "chroma",
        _CHROMA,
        has="sh bash",
        lacks="curl wget python python3",
    ),
    _row(
        "vllm/vllm-openai",
        ANY_TAG,
        "vllm",
        "https://github.com/vllm-project/vllm/blob/main/docker/Dockerfile",
        has="git curl wget sudo python3 ffmpeg sh bash",
    ),
    _row(
        "ghcr.io/huggingface/text-generation-inference",
        ANY_TAG,
        "text-generation-inference",
        f"{_HUGGING_FACE}/text-generation-inference/blob/main/Dockerfile",
        has="curl git make g++ sh bash",
    ),
    _row(
        "ghcr.io/huggingface/text-embeddings-inference",
        r"cpu-1\.5.*",
        "text-embeddings-inference",
        f"{_HUGGING_FACE}/text-embeddings-inference",
        lacks="curl python python3",
    ),
    _row(
        "ghcr.io/huggingface/text-embeddings-inference",
        r"(?:cpu-)?1\.(?:[7-9]|\d\d).*|(?:cpu-)?latest",
        "text-embeddings-inference",
        f"{_HUGGING_FACE}/text-embeddings-inference",
        has="curl sh",
        lacks="python python3",
    ),
    _row(
        "ghcr.io/open-webui/open-webui",
        ANY_TAG,
        "open-webui",
        "https://github.com/open-webui/open-webui/blob/main/Dockerfile",
        has="curl jq sh bash",
    ),
    _row(
        "milvusdb/milvus",
        ANY_TAG,
        "milvus",
        "https://github.com/milvus-io/milvus/blob/master/scripts/standalone_embed.sh",
        has="curl sh bash",
    ),
)
