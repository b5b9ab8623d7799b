"""What fetches models and datasets: functions of Python, commands, hosts; and whether they can be told a revision.

Functions and commands were looked up in the packages themselves (sentence-transformers 6.2.0, transformers 5.24.0,
huggingface_hub 0.36.0 and 2.4.0, datasets 5.2.0, faster-whisper 1.2.1, openai-whisper 20250625, kaggle 2.2.5,
kagglehub 1.0.3, gensim 4.4.0, open-clip 3.3.0, timm 1.0.31, ultralytics 8.3.0, keras 3.15.1, torchvision 0.29.1,
tensorflow-datasets 4.9.10; for `revision_since` sentence-transformers 2.2.2 to 2.4.0) on the day in `VERIFIED`;
torch.hub in torch/hub.py, `ollama pull` in its documentation.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-27"

MODEL = "model"
TOKENIZER = "tokenizer"
"""The small files beside a model: tokenizer, configuration, processor."""
DATASET = "dataset"


class PythonDownload(NamedTuple):
    """A function that fetches what it is called with, unless it is there already.

    `function` is its dotted name, or the end of it. `name` and `position` say which argument names the thing;
    `default` is what it fetches when that is not given, "" for nothing. `revision` is the argument for a revision
    (a branch, a tag or a commit of a hub); "" where there is none, because the package itself says what is fetched.
    With `only_if`, a keyword has to be set to something true. `takes_url` is whether the thing is named by a URL.
    `revision_since` is the first release of the package that has the argument for a revision, () for those of old.
    """

    function: str
    kind: str
    name: str
    position: int
    revision: str
    source: str
    default: str = ""
    only_if: str = ""
    takes_url: bool = False
    revision_since: tuple[int, ...] = ()


_HUB = "https://huggingface.co/docs/huggingface_hub/package_reference/file_download"
_TRANSFORMERS = (
    "https://huggingface.co/docs/transformers/main_classes/model#transformers.PreTrainedModel.from_pretrained"
)
_TORCH_HUB = "https://docs.pytorch.org/docs/stable/hub.html"
_SENTENCES = "https://sbert.net/docs/package_reference/sentence_transformer/SentenceTransformer.html"
_KAGGLEHUB = "https://github.com/Kaggle/kagglehub/blob/main/README.md"

PYTHON_DOWNLOADS = (
    PythonDownload("snapshot_download", MODEL, "repo_id", 0, "revision", _HUB),
    PythonDownload("hf_hub_download", MODEL, "repo_id", 0, "revision", _HUB),
    PythonDownload("from_pretrained", MODEL, "pretrained_model_name_or_path", 0, "revision", _TRANSFORMERS),
    PythonDownload(
        "transformers.pipeline",
        MODEL,
        "model",
        1,
        "revision",
        "https://huggingface.co/docs/transformers/main_classes/pipelines",
    ),
    PythonDownload(
        "sentence_transformers.SentenceTransformer",
        MODEL,
        "model_name_or_path",
        0,
        "revision",
        _SENTENCES,
        revision_since=(2, 3),
    ),
    PythonDownload(
        "sentence_transformers.CrossEncoder",
        MODEL,
        "model_name_or_path",
        0,
        "revision",
        _SENTENCES,
        revision_since=(2, 4),
    ),
    PythonDownload(
        "faster_whisper.WhisperModel",
        MODEL,
        "model_size_or_path",
        0,
        "",
        "https://github.com/SYSTRAN/faster-whisper/blob/master/faster_whisper/transcribe.py",
    ),
    PythonDownload(
        "whisper.load_model",
        MODEL,
        "name",
        0,
        "",
        "https://github.com/openai/whisper/blob/main/whisper/__init__.py",
    ),
    PythonDownload("torch.hub.load", MODEL, "repo_or_dir", 0, ":", _TORCH_HUB),
    PythonDownload("torch.hub.load_state_dict_from_url", MODEL, "url", 0, "", _TORCH_HUB, takes_url=True),
    PythonDownload("torch.hub.download_url_to_file", MODEL, "url", 0, "", _TORCH_HUB, takes_url=True),
    PythonDownload(
        "open_clip.create_model_and_transforms",
        MODEL,
        "model_name",
        0,
        "",
        "https://github.com/mlfoundations/open_clip/blob/main/README.md",
        only_if="pretrained",
    ),
    PythonDownload(
        "timm.create_model",
        MODEL,
        "model_name",
        0,
        "",
        "https://huggingface.co/docs/timm/reference/models",
        only_if="pretrained",
    ),
    PythonDownload(
        "gensim.downloader.load",
        MODEL,
        "name",
        0,
        "",
        "https://radimrehurek.com/gensim/downloader.html",
    ),
    PythonDownload("kagglehub.model_download", MODEL, "handle", 0, "", _KAGGLEHUB),
    PythonDownload("kagglehub.dataset_download", DATASET, "handle", 0, "", _KAGGLEHUB),
    PythonDownload(
        "datasets.load_dataset",
        DATASET,
        "path",
        0,
        "revision",
        "https://huggingface.co/docs/datasets/package_reference/loading_methods",
    ),
    PythonDownload(
        "tensorflow_datasets.load",
        DATASET,
        "name",
        0,
        "",
        "https://www.tensorflow.org/datasets/api_docs/python/tfds/load",
    ),
)

SMALL_CLASSES = ("Tokenizer", "TokenizerFast", "Config", "Processor", "FeatureExtractor")
"""How the names of classes end whose ``from_pretrained`` fetches no weights."""

KERAS_APPLICATIONS = ("keras.applications.", "tensorflow.keras.applications.", "tf.keras.applications.")
"""Its models fetch weights unless they are called with ``weights=None``: https://keras.io/api/applications/."""

TORCHVISION_MODELS = "torchvision.models."
"""Its models fetch weights where `pretrained` or `weights` is set: https://docs.pytorch.org/vision/stable/models.html."""

TORCHVISION_DATASETS = "torchvision.datasets."
"""They are fetched with ``download=True``: https://docs.pytorch.org/vision/stable/datasets.html."""

ULTRALYTICS_CLASSES = frozenset({"ultralytics.YOLO", "ultralytics.SAM", "ultralytics.RTDETR", "ultralytics.FastSAM"})
"""They fetch a file of the release assets that is named without a folder: https://docs.ultralytics.com/quickstart/."""


class HubCommand(NamedTuple):
    """A command that fetches a model or a dataset.

    `words` are those behind the program that make it one; the first operand behind them names the thing. `revision` is
    the option for a revision, "" where there is none, and `directory` are the options that say where things go. Other
    options that take a value are `values`.
    """

    program: str
    words: tuple[str, ...]
    kind: str
    revision: str
    directory: tuple[str, ...]
    values: frozenset[str]
    source: str


_HF_VALUES = frozenset(
    "--repo-type --type --include --exclude --token --max-workers --format --local-dir-use-symlinks --cache-dir "
    "--local-dir --revision".split()
)
_HF_CLI = "https://huggingface.co/docs/huggingface_hub/guides/cli#hf-download"

HUB_COMMANDS = (
    HubCommand("hf", ("download",), MODEL, "--revision", ("--local-dir", "--cache-dir"), _HF_VALUES, _HF_CLI),
    HubCommand(
        "huggingface-cli", ("download",), MODEL, "--revision", ("--local-dir", "--cache-dir"), _HF_VALUES, _HF_CLI
    ),
    HubCommand(
        "ollama", ("pull",), MODEL, "", (), frozenset(), "https://github.com/ollama/ollama/blob/main/docs/cli.mdx"
    ),
    HubCommand(
        "kaggle",
        ("datasets", "download"),
        DATASET,
        "",
        ("-p", "--path"),
        frozenset({"-d", "--dataset", "-f", "--file", "-p", "--path"}),
        "https://github.com/Kaggle/kaggle-api/blob/main/docs/README.md",
    ),
    HubCommand(
        "kaggle",
        ("competitions", "download"),
        DATASET,
        "",
        ("-p", "--path"),
        frozenset({"-c", "--competition", "-f", "--file", "-p", "--path"}),
        "https://github.com/Kaggle/kaggle-api/blob/main/docs/README.md",
    ),
)

FETCHERS = frozenset(
    {"wget", "curl", "aria2c", "axel", "gdown", "gsutil", "gcloud", "aws", "azcopy", "rclone", "s5cmd"}
)
"""Commands that fetch what is named by a URL, of whatever nature."""

HUGGING_FACE_HOSTS = frozenset({"huggingface.co", "hf.co", "www.huggingface.co"})
BRANCHES = frozenset({"main", "master", "HEAD", "dev", "develop"})
"""Revisions that are branches, which move (https://huggingface.co/docs/huggingface_hub/guides/download)."""
