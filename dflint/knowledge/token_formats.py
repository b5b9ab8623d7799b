"""What tokens of the providers of models and data look like.

`source` shows the prefix and how long such a token is: the provider's own page, or the list of rules of a public
scanner, where the provider only shows the prefix. The lengths are a little below those, for no provider promises them.
All rows were looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-27"


class TokenFormat(NamedTuple):
    """The tokens of one provider. `pattern` is a regular expression whose first group, if it has one, is the token.

    What it matches starts with one of `starts`.
    """

    title: str
    starts: tuple[str, ...]
    pattern: str
    source: str


_GITLEAKS = "https://github.com/gitleaks/gitleaks/blob/master/cmd/generate/config/rules/"
_TRUFFLEHOG = "https://github.com/trufflesecurity/trufflehog/blob/main/pkg/detectors/"

TOKEN_FORMATS = (
    # 34 letters; https://huggingface.co/docs/hub/security-tokens shows the prefix.
    TokenFormat("Hugging Face token", ("hf_",), r"hf_[A-Za-z0-9]{30,}", _GITLEAKS + "huggingface.go"),
    # api03 and admin01 with 95 more, oat01 and ort01 with a length that is not published.
    TokenFormat("Anthropic key", ("sk-ant-",), r"sk-ant-[a-z]+\d{2}-[A-Za-z0-9_-]{60,}", _GITLEAKS + "anthropic.go"),
    # The first form has two parts of 58 or 74, the old one two of 20, and "OpenAI" in Base64 between them.
    TokenFormat(
        "OpenAI key",
        ("sk-",),
        r"sk-(?:(?:proj|svcacct|service|admin)-[A-Za-z0-9_-]{40,}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})",
        _GITLEAKS + "openai.go",
    ),
    TokenFormat("NVIDIA API key", ("nvapi-",), r"nvapi-[A-Za-z0-9_-]{50,}", _TRUFFLEHOG + "nvapi/nvapi.go"),
    TokenFormat(
        "Replicate token", ("r8_",), r"r8_[A-Za-z0-9]{35,}", "https://replicate.com/docs/topics/security/api-tokens"
    ),
    # 48 by one list, 52 by https://github.com/trufflesecurity/trufflehog/blob/main/pkg/detectors/groq/groq.go.
    TokenFormat("Groq key", ("gsk_",), r"gsk_[A-Za-z0-9]{40,}", _GITLEAKS + "groq.go"),
    TokenFormat(
        "LangSmith key", ("lsv2_",), r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}", _TRUFFLEHOG + "langsmith/langsmith.go"
    ),
    # https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available names the
    # prefixes of the first form.
    TokenFormat(
        "GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{40,}",
        _GITLEAKS + "github.go",
    ),
    # 40 hexadecimal digits are a hash as well, if it does not say what it is.
    TokenFormat(
        "Weights & Biases key",
        ("WANDB_API_KEY", "wandb"),
        r"(?:WANDB_API_KEY[\"']?\s*[=:\s]\s*[\"']?|wandb\s+login\s+(?:--\S+\s+)*)([0-9a-f]{40})",
        _TRUFFLEHOG + "weightsandbiases/weightsandbiases.go",
    ),
)
