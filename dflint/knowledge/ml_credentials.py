"""Environment variables that hold a credential of a service or tool of machine learning.

A row names the page that documents the variable; a name that no page was found for is not in the table. All rows were
looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

VERIFIED = "2026-11-23"


class Credential(NamedTuple):
    """What a variable opens.

    `kind` is what people call it. `commands` are the programs that read the variable without being told of it.
    """

    name: str
    kind: str
    source: str
    commands: frozenset[str] = frozenset()


_HUGGING_FACE = "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables"
_HUGGING_FACE_COMMANDS = frozenset({"hf", "huggingface-cli"})
_BOTO3 = "https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html"
_AWS_COMMANDS = frozenset({"aws"})
_MLFLOW = "https://github.com/mlflow/mlflow/blob/0b6ec9d9ee051054c3699150a96b0fd1c6eb16a4/docs/source/tracking.rst"
_KAGGLE_COMMANDS = frozenset({"kaggle"})
_GITHUB = "https://github.com"

_ROWS: tuple[Credential, ...] = (
    # Models and data
    Credential("HF_TOKEN", "Hugging Face token", _HUGGING_FACE, _HUGGING_FACE_COMMANDS),
    Credential("HUGGING_FACE_HUB_TOKEN", "Hugging Face token", _HUGGING_FACE, _HUGGING_FACE_COMMANDS),
    Credential(
        "HUGGINGFACEHUB_API_TOKEN",
        "Hugging Face token",
        f"{_GITHUB}/langchain-ai/langchain/blob/3af3772667484f9ce1e026f8bd1113dbe491fbcd/docs/docs/integrations/llms/"
        "huggingface_endpoint.ipynb",
    ),
    Credential(
        "KAGGLE_KEY", "Kaggle key", f"{_GITHUB}/Kaggle/kaggle-api/blob/main/docs/configuration.md", _KAGGLE_COMMANDS
    ),
    Credential(
        "KAGGLE_API_TOKEN", "Kaggle token", f"{_GITHUB}/Kaggle/kaggle-api/blob/main/docs/README.md", _KAGGLE_COMMANDS
    ),
    Credential(
        "NGC_API_KEY",
        "NVIDIA NGC key",
        "https://docs.nvidia.com/nim/maxine/eye-contact/latest/getting-started.html",
    ),
    Credential(
        "NVIDIA_API_KEY",
        "NVIDIA API key",
        f"{_GITHUB}/langchain-ai/langchain-nvidia/blob/main/libs/ai-endpoints/README.md",
    ),
    Credential("ROBOFLOW_API_KEY", "Roboflow key", f"{_GITHUB}/roboflow/inference/blob/main/AGENTS.md"),
    # Experiments
    Credential(
        "WANDB_API_KEY",
        "Weights & Biases key",
        "https://docs.wandb.ai/guides/track/environment-variables",
        frozenset({"wandb"}),
    ),
    Credential("COMET_API_KEY", "Comet key", f"{_GITHUB}/comet-ml/comet-examples/blob/master/AGENTS.md"),
    Credential(
        "NEPTUNE_API_TOKEN",
        "Neptune token",
        f"{_GITHUB}/neptune-ai/neptune-client/blob/master/src/neptune/objects/model.py",
    ),
    Credential(
        "CLEARML_API_SECRET_KEY", "ClearML key", f"{_GITHUB}/allegroai/clearml/blob/master/examples/cicd/README.md"
    ),
    Credential(
        "DAGSHUB_USER_TOKEN", "DagsHub token", f"{_GITHUB}/DagsHub/client/blob/main/docs/source/reference/auth.rst"
    ),
    Credential("MLFLOW_TRACKING_PASSWORD", "MLflow password", _MLFLOW, frozenset({"mlflow"})),
    Credential("MLFLOW_TRACKING_TOKEN", "MLflow token", _MLFLOW, frozenset({"mlflow"})),
    Credential("LANGSMITH_API_KEY", "LangSmith key", f"{_GITHUB}/langchain-ai/langsmith-sdk/blob/main/README.md"),
    Credential(
        "LANGCHAIN_API_KEY", "LangSmith key", f"{_GITHUB}/langchain-ai/langsmith-sdk/blob/main/.github/THREAT_MODEL.md"
    ),
    Credential("LANGFUSE_SECRET_KEY", "Langfuse key", f"{_GITHUB}/langfuse/langfuse-python/blob/main/README.md"),
    # Models behind an API
    Credential("OPENAI_API_KEY", "OpenAI key", f"{_GITHUB}/openai/openai-python/blob/main/README.md"),
    Credential("AZURE_OPENAI_API_KEY", "Azure OpenAI key", f"{_GITHUB}/openai/openai-python/blob/main/README.md"),
    Credential("ANTHROPIC_API_KEY", "Anthropic key", f"{_GITHUB}/anthropics/anthropic-sdk-python/blob/main/README.md"),
    Credential("GEMINI_API_KEY", "Gemini key", f"{_GITHUB}/googleapis/python-genai/blob/main/README.md"),
    Credential("GOOGLE_API_KEY", "Google API key", f"{_GITHUB}/googleapis/python-genai/blob/main/README.md"),
    Credential("CO_API_KEY", "Cohere key", f"{_GITHUB}/cohere-ai/cohere-python/blob/main/README.md"),
    Credential("COHERE_API_KEY", "Cohere key", f"{_GITHUB}/cohere-ai/cohere-python/blob/main/src/cohere/client.py"),
    Credential("MISTRAL_API_KEY", "Mistral key", f"{_GITHUB}/mistralai/client-python/blob/main/README.md"),
    Credential("GROQ_API_KEY", "Groq key", f"{_GITHUB}/groq/groq-python/blob/main/README.md"),
    Credential(
        "TOGETHER_API_KEY", "Together AI key", f"{_GITHUB}/togethercomputer/together-python/blob/main/README.md"
    ),
    Credential("REPLICATE_API_TOKEN", "Replicate token", f"{_GITHUB}/replicate/replicate-python/blob/main/README.md"),
    Credential("VOYAGE_API_KEY", "Voyage key", f"{_GITHUB}/voyage-ai/voyageai-python/blob/main/voyageai/util.py"),
    Credential("ELEVENLABS_API_KEY", "ElevenLabs key", f"{_GITHUB}/elevenlabs/elevenlabs-python/blob/main/README.md"),
    Credential("DEEPGRAM_API_KEY", "Deepgram key", f"{_GITHUB}/deepgram/deepgram-python-sdk/blob/main/README.md"),
    Credential("TAVILY_API_KEY", "Tavily key", f"{_GITHUB}/tavily-ai/tavily-python/blob/master/examples"),
    Credential("LLAMA_CLOUD_API_KEY", "LlamaCloud key", f"{_GITHUB}/run-llama/llama_cloud_services/blob/main/parse.md"),
    # Stores
    Credential(
        "PINECONE_API_KEY",
        "Pinecone key",
        f"{_GITHUB}/pinecone-io/pinecone-python-client/blob/main/docs/getting-started/authentication.md",
    ),
    Credential("DATABRICKS_TOKEN", "Databricks token", f"{_GITHUB}/databricks/databricks-sdk-py/blob/main/README.md"),
    Credential("AWS_SECRET_ACCESS_KEY", "AWS secret key", _BOTO3, _AWS_COMMANDS),
    Credential("AWS_SESSION_TOKEN", "AWS session token", _BOTO3, _AWS_COMMANDS),
)

CREDENTIALS: Mapping[str, Credential] = {row.name: row for row in _ROWS}
"""The rows by the name of their variable."""

MODEL_PROVIDERS: frozenset[str] = frozenset(
    {
        "OPENAI_API_KEY",
        "AZURE_OPENAI_API_KEY",
        "ANTHROPIC_API_KEY",
        "GEMINI_API_KEY",
        "GOOGLE_API_KEY",
        "CO_API_KEY",
        "COHERE_API_KEY",
        "MISTRAL_API_KEY",
        "GROQ_API_KEY",
        "TOGETHER_API_KEY",
        "REPLICATE_API_TOKEN",
        "VOYAGE_API_KEY",
        "ELEVENLABS_API_KEY",
        "DEEPGRAM_API_KEY",
        "PINECONE_API_KEY",
    }
)
"""Those without which the service behind them answers no request."""
