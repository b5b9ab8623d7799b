"""What tokens of the providers of models and data look like.

`source` is the page to check a row with. How long a token at least is, no provider promises: the lengths are a choice,
so that no word or placeholder is taken for one. `VERIFIED` is the day on which the table was made.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-27"


class TokenFormat(NamedTuple):
    """The tokens of one provider. `pattern` is a regular expression whose first group, if it has one, is the token."""

    title: str
    pattern: str
    source: str


TOKEN_FORMATS = (
    TokenFormat("Hugging Face token", r"hf_[A-Za-z0-9]{30,}", "https://huggingface.co/docs/hub/security-tokens"),
    TokenFormat(
        "Anthropic key", r"sk-ant-[a-z]+\d{2}-[A-Za-z0-9_-]{60,}", "https://platform.claude.com/docs/en/api/overview"
    ),
    TokenFormat(
        "OpenAI key",
        r"sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}|[A-Za-z0-9]{48,})",
        "https://platform.openai.com/docs/api-reference/authentication",
    ),
    TokenFormat("NVIDIA API key", r"nvapi-[A-Za-z0-9_-]{50,}", "https://docs.api.nvidia.com/nim/reference/llm-apis"),
    TokenFormat("Replicate token", r"r8_[A-Za-z0-9]{35,}", "https://replicate.com/docs/topics/security/api-tokens"),
    TokenFormat("Groq key", r"gsk_[A-Za-z0-9]{40,}", "https://console.groq.com/docs/quickstart"),
    TokenFormat(
        "LangSmith key", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}", "https://docs.langchain.com/langsmith/home"
    ),
    TokenFormat(
        "GitHub token",
        r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{40,}",
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
    ),
    TokenFormat(
        "Weights & Biases key",
        r"(?:WANDB_API_KEY[\"']?\s*[=:\s]\s*[\"']?|wandb\s+login\s+(?:--\S+\s+)*)([0-9a-f]{40})",
        "https://docs.wandb.ai/guides/track/environment-variables",
    ),
)
