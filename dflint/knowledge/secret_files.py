"""Files that hold credentials, by their names and by what stands in them.

`source` names the files and shows their form. Looked at on the day in `VERIFIED`; what else people call such files is a
choice, for which the content has to speak.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-27"


class SecretFile(NamedTuple):
    """Files of one kind.

    `names` are patterns of the name, or of the end of the path where they hold a slash. `content` is a regular
    expression that is found in such a file where it holds a secret; its first group, if there is one, is the secret.
    `is_told_by_name` is whether nothing else is called so, for a file that nobody can look into.
    """

    description: str
    names: tuple[str, ...]
    content: str
    is_told_by_name: bool
    source: str


_PRIVATE_KEY = r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----"

SECRET_FILES = (
    SecretFile(
        "an SSH key",
        ("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "*_id_rsa", "*_id_ed25519"),
        _PRIVATE_KEY,
        True,
        "https://man7.org/linux/man-pages/man1/ssh-keygen.1.html#FILES",
    ),
    SecretFile("a private key", ("*.pem", "*.key"), _PRIVATE_KEY, False, "https://www.rfc-editor.org/rfc/rfc7468"),
    SecretFile(
        "a Kaggle key",
        ("kaggle.json",),
        r'"key"\s*:\s*"([0-9A-Za-z_-]{16,})"',
        True,
        "https://github.com/Kaggle/kaggle-api/blob/main/docs/README.md",
    ),
    SecretFile(
        "a Hugging Face token",
        ("huggingface/token", ".huggingface/token", "hf_token", "hf_token.txt"),
        r"(hf_[A-Za-z0-9]{20,})",
        False,
        "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables#hftokenpath",
    ),
    SecretFile(
        "the key of a Google service account",
        ("*credential*.json", "*service*account*.json", "*key*.json", "*gcp*.json", "*gcs*.json", "*firebase*.json"),
        r'"type"\s*:\s*"service_account"[\s\S]*' + _PRIVATE_KEY + r"|" + _PRIVATE_KEY + r'[\s\S]*"service_account"',
        False,
        "https://github.com/googleapis/google-auth-library-python/blob/main/google/oauth2/service_account.py",
    ),
    SecretFile(
        "an AWS key",
        (".aws/credentials", "aws_credentials", "aws/credentials"),
        r"aws_secret_access_key\s*=\s*([A-Za-z0-9/+]{30,})",
        False,
        "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html",
    ),
    SecretFile(
        "passwords of hosts",
        (".netrc", "_netrc"),
        r"password\s+(\S{6,})",
        True,
        "https://everything.curl.dev/usingcurl/netrc.html",
    ),
    SecretFile(
        "passwords of git",
        (".git-credentials",),
        r"://[^\s/:@]*:([^\s/@]{6,})@",
        True,
        "https://git-scm.com/docs/git-credential-store",
    ),
    SecretFile(
        "a token of a package index",
        (".pypirc",),
        r"password\s*[:=]\s*(\S{6,})",
        True,
        "https://packaging.python.org/en/latest/specifications/pypirc/",
    ),
    SecretFile(
        "a token of npm",
        (".npmrc",),
        r"_authToken\s*=\s*([A-Za-z0-9_-]{16,})",
        False,
        "https://docs.npmjs.com/using-private-packages-in-a-ci-cd-workflow",
    ),
    SecretFile(
        "passwords of registries",
        (".docker/config.json", ".dockerconfigjson"),
        r'"auth"\s*:\s*"([A-Za-z0-9+/=]{8,})"',
        False,
        "https://docs.docker.com/reference/cli/docker/login/#credential-stores",
    ),
    SecretFile(
        "secrets of Streamlit",
        (".streamlit/secrets.toml",),
        r"(?im)^\s*\w*(?:key|token|secret|password)\w*\s*=\s*[\"']([^\"'\s]{8,})[\"']",
        False,
        "https://docs.streamlit.io/develop/concepts/connections/secrets-management",
    ),
)

VARIABLE_FILES = (".env", ".env.*", "*.env")
"""Files of variables, as https://docs.docker.com/build/concepts/context/#dockerignore-files leaves them out."""

HARMLESS_WORDS = frozenset(
    "example examples sample samples template templates dist tpl default defaults test tests testing testdata fixture "
    "fixtures mock mocks dummy fake docs doc pub public localhost snakeoil".split()
)
"""Words in a name or path of a file that is there to be read, or to test with."""

NOT_PROJECT = frozenset({"site-packages", "dist-packages", "node_modules", ".venv", "venv", ".git"})
"""Folders of packages, whose keys are their tests' and nobody's secret."""

PUBLIC_PREFIXES = ("NEXT_PUBLIC_", "REACT_APP_", "VITE_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "PUBLIC_", "GATSBY_")
"""How variables begin whose values are meant for the browser.

https://nextjs.org/docs/pages/guides/environment-variables, https://vite.dev/guide/env-and-mode
"""
