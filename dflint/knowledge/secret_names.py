"""Which variables hold a secret, by their names: `DB_PASSWORD`, `JWT_SECRET`, `OPENAI_API_KEY`.

Gathered from the environments and build arguments of public compose files on the day in `VERIFIED`, beside the names
that https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/ goes by. A name is taken
for that of a secret only by how it ends, and a `KEY` only with a word before it that says what it is a key for: many
keys are no secrets (`PRIMARY_KEY`, `S3_ACCESS_KEY`, which is a user's name).
"""

from __future__ import annotations

import re

from dflint.knowledge.ml_credentials import CREDENTIALS
from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"

PASSWORD = "password"
KEY = "key"
TOKEN = "token"
SECRET = "secret"

_ENDS = lazy_pattern(
    r"(?:^|[_.-])(?:"
    r"(?P<password>PASSWORD|PASSWD|PASSPHRASE|DB_?PASS|USER_PASS|ADMIN_PASS|DEFAULT_PASS|ROOT_PASS|PWD)|"
    r"(?P<token>TOKEN)|"
    r"(?P<secret>SECRET)|"
    r"(?P<key>API_?KEY|SECRET_?KEY|SECRET_ACCESS_KEY|PRIVATE_KEY|ENCRYPTION_KEY|SIGNING_KEY|FERNET_KEY|MASTER_KEY|"
    r"JWT_KEY|AUTH_KEY|SECRET_KEY_BASE|NEXTAUTH_SECRET)"
    r")$",
    re.IGNORECASE,
)
_JOINED = lazy_pattern(r"(?:[a-z])(?:Password|Secret|ApiKey|Token)$|^[A-Z]+(?:PASSWORD|APIKEY)$")
_NO_SECRETS = lazy_pattern(
    r"^(?:OLD)?PWD$|"
    # What is built into a page is read by every visitor.
    r"^(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|PUBLIC|EXPO_PUBLIC|GATSBY)_|(?:^|_)(?:PUBLIC|PUBLISHABLE|ANON)_|"
    # What is said about secrets.
    r"(?:^|_)(?:EMPTY|ALLOW|ENABLE|ENABLED|DISABLE|DISABLED|REQUIRE|REQUIRED|REQUIRES|USE|USES|RANDOM|RESET|NO|IS|HAS|"
    r"SHOW|HIDE|SKIP|FORGOT|CHANGE)_|"
    # What language models call tokens.
    r"(?:^|_)(?:MAX|MIN|NEW|BOS|EOS|PAD|UNK|SEP|CLS|MASK|STOP|START|END|NUM|PER|SPECIAL)_(?:[A-Z]+_)?TOKEN$",
    re.IGNORECASE,
)


def secret_kind(name: str) -> str | None:
    """What kind of secret a variable of that name holds: `PASSWORD`, `KEY`, `TOKEN` or `SECRET`. None if none."""
    if name in CREDENTIALS:
        words = CREDENTIALS[name].kind.rpartition(" ")[2]
        return words if words in (PASSWORD, TOKEN) else KEY
    if _NO_SECRETS.search(name) is not None:
        return None
    match = _ENDS.search(name)
    if match is not None:
        return match.lastgroup
    joined = _JOINED.search(name)
    if joined is None:
        return None
    lower = joined[0].lower()
    return next((kind for kind in (PASSWORD, TOKEN, SECRET) if lower.endswith(kind)), KEY)
