"""Texts that the schema lets pass and Compose does not: times, sizes, numbers in texts, mounts, hosts, commands.

Source: what types/ and format/ of https://github.com/compose-spec/compose-go read (2026-07-21), with RAMInBytes of
https://github.com/docker/go-units and https://github.com/mattn/go-shellwords, tried with ``docker compose config`` 2.40
on 2026-11-27. Ports have a rule of their own (DC208).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dflint.compose.schema.findings import Finding, Path, shortened, subject
from dflint.compose.schema.typed_values import Unknown

Format = Callable[[Path, Any], "Finding | None"]


def misformed(value: Any) -> Iterator[Finding]:
    """The values that Compose cannot read, in the typed value of a whole file, valid or not."""
    yield from _below(value, (), _FORMATS)


def _below(value: Any, path: Path, formats: Any) -> Iterator[Finding]:
    """The findings at `path` and below it; `formats` are the formats there, or one."""
    if isinstance(value, Unknown) or value is None:
        return
    if not isinstance(formats, Mapping):
        finding = formats(path, value)
        if finding is not None:
            yield finding
        return
    others = formats.get("*")
    if isinstance(value, dict):
        for key in value if others is not None else value.keys() & formats.keys():
            yield from _below(value[key], (*path, key), formats.get(key, others))
    elif isinstance(value, list) and others is not None:
        for number, item in enumerate(value):
            yield from _below(item, (*path, number), others)


# Expressions are compiled when a value first needs one.
_DURATION = r"[-+]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+)"


def _duration(path: Path, value: Any) -> Finding | None:
    if not isinstance(value, str) or re.fullmatch(_DURATION, value) is not None:
        return None
    message = f"{subject(path)} takes a time with its unit, such as `30s`, not `{shortened(value)}`"
    without_blanks = value.replace(" ", "")
    if value.isascii() and value.isdecimal():
        meant: str | None = f"{value}s"
    else:
        meant = without_blanks if re.fullmatch(_DURATION, without_blanks) is not None else None
    return Finding(path, False, message, meant)


_SIZE = r"(?i:\+?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)? ?(?:b|[kmgtp](?:i?b)?)?)"


def _size(path: Path, value: Any) -> Finding | None:
    if not isinstance(value, str) or re.fullmatch(_SIZE, value) is not None:
        return None
    message = f"{subject(path)} takes a size such as `512m` or `2gb`, not `{shortened(value)}`"
    meant = f"{value}B" if re.fullmatch(r"[0-9.]+[KMGTP]i", value) is not None else None
    return Finding(path, False, message, meant)


_BOOLEANS = frozenset(("true", "y", "yes", "on", "false", "n", "no", "off"))


def _boolean(path: Path, value: Any) -> Finding | None:
    if not isinstance(value, str) or value.lower() in _BOOLEANS:
        return None
    return Finding(path, False, f"{subject(path)} takes true or false, not `{shortened(value)}`")


def _integer(path: Path, value: Any) -> Finding | None:
    if not isinstance(value, str) or re.fullmatch(r"[-+]?[0-9]+", value) is not None:
        return None
    return Finding(path, False, f"{subject(path)} takes a whole number, not `{shortened(value)}`")


def _processors(path: Path, value: Any) -> Finding | None:
    if not isinstance(value, str) or re.fullmatch(r"\+?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", value):
        return None
    message = f"{subject(path)} takes a number of processors such as `1.5`, not `{shortened(value)}`"
    thousandths = re.fullmatch(r"([0-9]{1,9})m", value)
    meant = f"{int(thousandths[1]) / 1000:g}" if thousandths is not None else None
    return Finding(path, False, message, meant or (value.replace(",", ".") if value.count(",") == 1 else None))


def _device_count(path: Path, value: Any) -> Finding | None:
    if not isinstance(value, str) or value.lower() == "all" or re.fullmatch(r"[-+]?[0-9]+", value) is not None:
        return None
    return Finding(path, False, f"{subject(path)} takes `all` or a number, not `{shortened(value)}`")


def _command(path: Path, value: Any) -> Finding | None:
    if not isinstance(value, str):
        return None
    fault = _fault_of_command(value)
    return Finding(path, False, f"Compose cannot split {subject(path)} into words: {fault}") if fault else None


def _fault_of_command(text: str) -> str | None:
    """What is wrong with a command in one text, which is split up to the first ``;``, ``&``, ``|``, ``<`` or ``>``."""
    quote = word = ""
    is_escaped = False
    for character in text:
        if is_escaped:
            is_escaped = False
            word += character
        elif character == "\\" and quote != "'":
            is_escaped = True
        elif quote == "(":
            quote = "" if character == ")" else quote
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"`":
            quote = character
        elif character == "(":
            if not word.endswith("$"):
                return "a parenthesis stands outside quotes"
            quote = "("
        elif character == ")":
            return "a parenthesis stands outside quotes"
        elif character in ";&|<>":
            return None
        else:
            word = "" if character in " \t\r\n" else word + character
    if is_escaped:
        return "nothing follows the last backslash"
    return None if not quote else "a parenthesis is not closed" if quote == "(" else f"the quote {quote} is not closed"


def _mount(path: Path, value: Any) -> Finding | None:
    if isinstance(value, dict):
        if "target" not in value:
            return Finding(path, True, f"{subject(path)} lacks `target`, the path in the container")
        size = (*path, "tmpfs", "size")
        return _size(size, value["tmpfs"].get("size")) if isinstance(value.get("tmpfs"), dict) else None
    if not isinstance(value, str) or (0 < len(value) < 3):
        return None
    from dflint.compose.mounts import volume_parts

    parts = list(volume_parts(value))
    if all(parts) and len(parts) <= 3:
        return None
    fault = "has more than two colons" if all(parts) else "has nothing on one side of a colon" if value else "is empty"
    return Finding(path, False, f"{subject(path)} is SOURCE:TARGET[:MODE]; this one {fault}")


def _device(path: Path, value: Any) -> Finding | None:
    if not isinstance(value, str) or value.count(":") < 3:
        return None
    return Finding(path, False, f"{subject(path)} is HOST[:CONTAINER[:PERMISSIONS]]; this one has more colons")


def _host(path: Path, value: Any) -> Finding | None:
    if not isinstance(path[-1], int) or not isinstance(value, str) or "=" in value or ":" in value:
        return None
    return Finding(path, False, f"{subject(path)} is HOST=ADDRESS; this one has no address")


def _assignment(path: Path, value: Any) -> Finding | None:
    name = value.partition("=")[0] if isinstance(value, str) else ""
    if not isinstance(path[-1], int) or not name[-1:].isspace():
        return None
    return Finding(path, False, f"the name of the variable `{shortened(name)}` ends in a blank")


def _named_context(path: Path, value: Any) -> Finding | None:
    if not isinstance(path[-1], int) or not isinstance(value, str) or "=" in value:
        return None
    return Finding(path, False, f"{subject(path)} is NAME=CONTEXT; this one has no context")


_TIMES: Mapping[str, Any] = dict.fromkeys(("delay", "monitor", "window"), _duration)
_HOOKS: Mapping[str, Any] = {"*": {"command": _command}}
_RATES: Mapping[str, Any] = {"*": {"rate": _size}}
_FORMATS: Mapping[str, Any] = {
    "services": {
        "*": {
            **dict.fromkeys(("mem_limit", "mem_reservation", "mem_swappiness", "memswap_limit", "shm_size"), _size),
            "attach": _boolean,
            "blkio_config": dict.fromkeys(
                ("device_read_bps", "device_read_iops", "device_write_bps", "device_write_iops"), _RATES
            ),
            "build": {
                **dict.fromkeys(("no_cache", "pull", "privileged"), _boolean),
                "shm_size": _size,
                "extra_hosts": {"*": _host},
                "additional_contexts": {"*": _named_context},
            },
            **dict.fromkeys(("command", "entrypoint"), _command),
            "deploy": {
                **dict.fromkeys(("update_config", "rollback_config", "restart_policy"), _TIMES),
                "resources": {
                    "limits": {"memory": _size, "cpus": _processors, "pids": _integer},
                    "reservations": {"memory": _size, "cpus": _processors, "devices": {"*": {"count": _device_count}}},
                },
            },
            "devices": {"*": _device},
            "env_file": {"*": {"required": _boolean}},
            "environment": {"*": _assignment},
            "extra_hosts": {"*": _host},
            "gpus": {"*": {"count": _device_count}},
            "healthcheck": dict.fromkeys(("interval", "timeout", "start_period", "start_interval"), _duration),
            "stop_grace_period": _duration,
            **dict.fromkeys(("pre_start", "post_start", "pre_stop"), _HOOKS),
            "volumes": {"*": _mount},
        }
    },
}
