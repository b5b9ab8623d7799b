"""What a mount of RUN adds to the key of the RUN, apart from the content of what is mounted.

How BuildKit reads mounts: frontend/dockerfile/dockerfile2llb/convert_runmount.go, convert_secrets.go and
solver/llbsolver/ops/exec.go in github.com/moby/buildkit, tried with an engine.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dflint.build.state import clean_path

if TYPE_CHECKING:
    from dflint.build.build_environment import BuildEnvironment
    from dflint.build.steps import RunMount

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
# Options of an owner and permissions, and what they are where only some of them are given.
_OWNER = ("uid", "gid", "mode")


def in_order(mounts: Sequence[RunMount], environment: BuildEnvironment) -> list[tuple[RunMount, str]]:
    """The mounts in the order in which they enter the key, each with its text."""
    texts = [(mount, _text(mount, environment)) for mount in mounts]
    last = {"secret": 1, "ssh": 2}
    # Secrets and sockets keep the order in which they are written.
    return sorted(texts, key=lambda pair: (last.get(pair[0].type, 0), "" if pair[0].type in last else pair[1]))


def source_of(mount: RunMount, environment: BuildEnvironment) -> str:
    """The path that is mounted, from the root of what it is in."""
    word = mount.mount.option("source")
    return clean_path("" if word is None else environment.expand(word))


def _text(mount: RunMount, environment: BuildEnvironment) -> str:
    options: dict[str, str] = {}
    for name in mount.mount.options:
        word = mount.mount.option(name)
        if word is not None:
            # An option without a value is a switch.
            options[name] = environment.expand(word) if "=" in mount.mount.option_text(name) else "true"
    target = options.get("target", "")
    if target and not target.startswith("/"):
        target = clean_path(f"{environment.workdir}/{target}")
    if mount.type == "secret":
        return f"secret {_secret(options)}"
    if mount.type == "ssh":
        required = options.get("required") in _TRUE
        return f"ssh {target} {options.get('id', '')} {_owner(options, '600')} {required}"
    if mount.type == "tmpfs":
        return f"{target} tmpfs {options.get('size', '')}"
    if mount.type == "cache":
        return f"{target} cache {_cache(options, target)}"
    return f"{target} {mount.type} {_is_writable(options, False)}"


def _secret(options: Mapping[str, str]) -> str:
    target = options.get("target", "")
    identifier = options.get("id") or options.get("source") or posixpath.basename(target)
    variable = options.get("env")
    if not target and variable is None:
        target = f"/run/secrets/{posixpath.basename(identifier)}"
    return f"{identifier} {target} {variable} {_owner(options, '400')} {options.get('required') in _TRUE}"


def _cache(options: Mapping[str, str], target: str) -> str:
    # Which cache is used does not matter, only whether it is the one that is named after its target.
    identifier = options.get("id") or posixpath.normpath(options.get("target", ""))
    is_own = identifier == target and options.get("sharing", "shared").lower() == "shared"
    owner = _owner(options, "755") if any(name in options for name in _OWNER) else ""
    return f"{is_own} {_is_writable(options, True)} {owner}"


def _owner(options: Mapping[str, str], mode: str) -> str:
    mode = options.get("mode", mode).lstrip("0")
    return f"{options.get('uid', '0')}:{options.get('gid', '0')}:{mode}"


def _is_writable(options: Mapping[str, str], usual: bool) -> bool:
    """Whether a mount can be written to; the last of the options that say so counts."""
    writable = usual
    for name, value in options.items():
        if name in ("readonly", "readwrite"):
            writable = (value in _TRUE) == (name == "readwrite")
    return writable
