"""What the extras of packages that people ask for bring along, beside what the packages need themselves.

From the metadata of the newest releases, for CPython 3.12 on Linux; the source of a row is
https://pypi.org/project/NAME/.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"
SOURCE = "https://pypi.org/simple/"

PACKAGE_EXTRAS: Mapping[tuple[str, str], str] = {
    ("celery", "redis"): "redis",
    ("fastapi", "standard"): "email-validator fastapi-cli httpx jinja2 python-multipart uvicorn",
    ("httpx", "http2"): "h2",
    ("passlib", "bcrypt"): "bcrypt",
    ("psycopg", "binary"): "psycopg-binary",
    ("pydantic", "email"): "email-validator",
    ("python-jose", "cryptography"): "cryptography",
    ("requests", "security"): "",
    ("requests", "socks"): "pysocks",
    ("transformers", "torch"): "accelerate torch",
    ("uvicorn", "standard"): "httptools python-dotenv pyyaml uvloop watchfiles websockets",
}
"""By package and extra."""
