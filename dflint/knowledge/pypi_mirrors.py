"""Hosts that serve all of PyPI, so that what comes from them is what PyPI has."""

from __future__ import annotations

import re

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"

PYPI = frozenset({"pypi.org", "pypi.python.org"})
PYPI_FILES = frozenset({"files.pythonhosted.org"})
"""Where the archives are that the index of PyPI names: https://docs.pypi.org/api/index-api/"""

_MIRRORS = {
    "pypi.tuna.tsinghua.edu.cn": "https://mirrors.tuna.tsinghua.edu.cn/help/pypi/",
    "mirrors.tuna.tsinghua.edu.cn": "https://mirrors.tuna.tsinghua.edu.cn/help/pypi/",
    "mirrors.aliyun.com": "https://developer.aliyun.com/mirror/pypi",
    "pypi.mirrors.ustc.edu.cn": "https://mirrors.ustc.edu.cn/help/pypi.html",
    "mirrors.ustc.edu.cn": "https://mirrors.ustc.edu.cn/help/pypi.html",
    "mirrors.cloud.tencent.com": "https://mirrors.cloud.tencent.com/help/pypi.html",
    "repo.huaweicloud.com": "https://mirrors.huaweicloud.com/",
    "mirrors.163.com": "https://mirrors.163.com/.help/pypi.html",
}
"""The hosts of mirrors, and where each says so."""

_HOST = lazy_pattern(r"https?://(?:[^/@]*@)?([^/:]+)(?::\d+)?(/.*)?", re.IGNORECASE)


def is_pypi(url: str) -> bool:
    """Whether `url` is the index of PyPI, or of a mirror of all of it."""
    match = _HOST.fullmatch(url)
    if match is None:
        return False
    host, path = match[1].lower(), match[2] or ""
    return host in PYPI or (host in _MIRRORS and ("pypi" in path or host.startswith("pypi.")))
