"""Values that stand in a file for a credential which is not there: `changeme`, `<your token>`, `xxxx`.

Gathered from the ENV and ARG instructions of public repositories (https://github.com/STAR-RG/shipwright among them) and
from what the documentation of the services in `ml_credentials` writes in place of a key, on the day in `VERIFIED`.
"""

from __future__ import annotations

import re
from functools import cache

VERIFIED = "2026-11-23"

_WORDS = (
    "change ?(?:me|it|this)|replace(?: ?(?:me|it|this|with))?|set ?(?:me|by|at|in|via|it|this)|insert|enter|put|add|"
    "fill|paste|your?|my|fake|dummy|mock|placeholder|example|sample|demo|todo|tbd|fixme|required|optional|unset|"
    "undefined|not ?(?:set|needed|used|required|provided|applicable|real)|no ?(?:key|token)|unused|ignored?|empty|none|"
    "null|nil|n/?a|false|true|default|test(?:ing)?|local|ollama|lm ?studio|invalid|redacted|hidden|secret|token|key|"
    "passw(?:or)?d|api ?key|build ?time|runtime|here|foo|bar|abc|insecure|"
    "minio(?:admin|123)?"
)
_SEPARATORS = "-_.:! \t\n"
_OPENINGS = "<[{%*$@!"
_PREFIXES = ("sk-proj-", "sk-ant-", "sk-", "hf_", "nvapi-", "r8_", "pcsk_", "gsk_", "lsv2_pt_", "AKIA")
_COUNTS = ("1234567890", "0123456789")


def is_placeholder(value: str) -> bool:
    """Whether `value`, the literal value of a variable for a credential, is empty or stands for one to be filled in."""
    text = value.strip().strip("\"'").strip()
    if not text or text[0] in _OPENINGS or "..." in text:
        return True
    rest = next((text[len(prefix) :] for prefix in _PREFIXES if text.startswith(prefix)), text)
    if len(set(rest.lower()) - set("-_")) <= 1 or rest.startswith(_COUNTS) or any(c.startswith(rest) for c in _COUNTS):
        return True
    words = " ".join(rest.translate(str.maketrans(_SEPARATORS, " " * len(_SEPARATORS))).split())
    return _first_words().match(words) is not None


@cache
def _first_words() -> re.Pattern[str]:
    return re.compile(rf"(?:{_WORDS})\b", re.IGNORECASE)
