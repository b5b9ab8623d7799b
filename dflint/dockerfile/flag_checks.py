"""Where BuildKit refuses the flags of an instruction (frontend/dockerfile/instructions)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dflint.dockerfile.instructions import Healthcheck, Instruction
from dflint.dockerfile.lexer import Problem
from dflint.dockerfile.nodes import Flag, Mount

# The flags of each instruction: "string" and "strings" (which may be repeated) need a value, "boolean" takes one.
# Source: https://docs.docker.com/reference/dockerfile/ and BuildKit's instruction parser; verified 2026-11-23.
FLAGS: dict[str, dict[str, str]] = {
    "ADD": {
        "chown": "string",
        "chmod": "string",
        "link": "boolean",
        "keep-git-dir": "boolean",
        "checksum": "string",
        "unpack": "boolean",
        "exclude": "strings",
    },
    "COPY": {
        "chown": "string",
        "from": "string",
        "chmod": "string",
        "link": "boolean",
        "exclude": "strings",
        "parents": "boolean",
    },
    "FROM": {"platform": "string"},
    "HEALTHCHECK": {
        "interval": "string",
        "timeout": "string",
        "start-period": "string",
        "start-interval": "string",
        "retries": "string",
    },
    "RUN": {"mount": "strings", "network": "string", "security": "string", "device": "strings"},
}
# Instructions whose flags BuildKit does not look at.
_UNCHECKED = ("ARG", "STOPSIGNAL")
_CHOICES = {"network": ("default", "none", "host"), "security": ("sandbox", "insecure")}
_DURATIONS = ("interval", "timeout", "start-period", "start-interval")

MOUNT_TYPES = ("bind", "cache", "secret", "ssh", "tmpfs")
MOUNT_OPTIONS = frozenset(
    {
        "env",
        "from",
        "gid",
        "id",
        "mode",
        "readonly",
        "readwrite",
        "required",
        "sharing",
        "size",
        "source",
        "target",
        "type",
        "uid",
    }
)
_OPTIONS_WITHOUT_VALUE = ("readonly", "readwrite", "required")

# What Go's strconv.ParseBool takes.
_BOOLEANS = ("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False")

_FIELD = r'(?:"(?:[^"]|"")*"|[^",][^",]*|)'
_UNIT = "(?:ns|us|µs|μs|ms|s|m|h)"
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_MINIMUM_DURATION = 1e-3


def flag_problems(instruction: Instruction) -> Iterator[Problem]:
    """The problems of an instruction's flags."""
    keyword = instruction.keyword
    is_none = isinstance(instruction, Healthcheck) and instruction.kind == "NONE"
    if not instruction.flags or keyword in _UNCHECKED or is_none:
        return
    known = FLAGS.get(keyword, {})
    seen: set[str] = set()
    for flag in instruction.flags:
        kind = known.get(flag.name)
        if kind is None:
            yield Problem(flag.span, _unknown_message(keyword, flag, known))
        elif flag.name in seen and kind != "strings":
            yield Problem(flag.span, f"the flag --{flag.name} is given twice")
        else:
            yield from _value_problems(flag, kind)
        seen.add(flag.name)


def _unknown_message(keyword: str, flag: Flag, known: dict[str, str]) -> str:
    from difflib import get_close_matches

    if not known:
        return f"{keyword} takes no flags, so --{flag.name} is unknown"
    close = get_close_matches(flag.name, known, 1)
    return f"{keyword} has no flag --{flag.name}" + (f", did you mean --{close[0]}?" if close else "")


def _value_problems(flag: Flag, kind: str) -> Iterator[Problem]:
    value = None if flag.value is None else flag.value.argument
    if kind == "boolean":
        if value is not None and value.lower() not in ("true", "false"):
            yield Problem(flag.span, f"--{flag.name} is true or false, not {value!r}")
    elif value is None:
        yield Problem(flag.span, f"--{flag.name} needs a value")
    elif flag.name in _CHOICES:
        if value not in _CHOICES[flag.name]:
            yield Problem(flag.span, f"--{flag.name} is one of {', '.join(_CHOICES[flag.name])}, not {value!r}")
    elif flag.name in _DURATIONS:
        yield from _duration_problems(flag, value)
    elif flag.name == "retries" and value:
        yield from _retries_problems(flag, value)
    elif flag.name == "device":
        yield from _device_problems(flag, value)


def _duration_problems(flag: Flag, value: str) -> Iterator[Problem]:
    if not value:
        return
    if not re.fullmatch(rf"[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+){_UNIT})+)", value):
        yield Problem(flag.span, f"--{flag.name} is a duration such as 30s or 1m30s, not {value!r}")
        return
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in re.findall(rf"([0-9]*\.?[0-9]*)({_UNIT})", value))
    if value.startswith("-") and seconds:
        yield Problem(flag.span, f"--{flag.name} cannot be negative")
    elif 0 < seconds < _MINIMUM_DURATION:
        yield Problem(flag.span, f"--{flag.name} cannot be less than 1ms")


def _retries_problems(flag: Flag, value: str) -> Iterator[Problem]:
    if not re.fullmatch(r"[-+]?[0-9]{1,10}", value, re.ASCII) or not -(2**31) <= int(value) < 2**31:
        yield Problem(flag.span, f"--retries is a number, not {value!r}")
    elif int(value) < 0:
        yield Problem(flag.span, "--retries cannot be negative")


def _device_problems(flag: Flag, value: str) -> Iterator[Problem]:
    name = ""
    for field in value.split(","):
        key, equals, setting = field.partition("=")
        if key.lower() == "required":
            if equals and setting not in _BOOLEANS:
                yield Problem(flag.span, f"required is true or false, not {setting!r}")
        elif key.lower() == "name" and equals:
            if name:
                yield Problem(flag.span, "the device is named twice")
            name = setting
        elif name or not value:
            yield Problem(flag.span, f"{field!r} is no option of a device: it is a name, then at most required")
        else:
            name = field


def mount_problems(mount: Mount) -> Iterator[Problem]:
    """The problems of a ``--mount`` that do not depend on variables."""
    if mount.flag.value is None:
        return
    if not mount.options:
        yield Problem(mount.span, "--mount needs a value")
        return
    if not re.fullmatch(f"{_FIELD}(?:,{_FIELD})*", mount.flag.value.argument):
        yield Problem(mount.span, "the quotes of --mount must enclose a whole field")
        return
    for name, value in mount.options.items():
        span = mount.option_span(name)
        if name == "from":
            if "$" in value[:-1]:
                yield Problem(
                    span, "variables are not replaced in from= of a mount: name a stage with FROM … AS instead"
                )
        elif name not in MOUNT_OPTIONS:
            yield Problem(span, f"a mount has no option {name!r}")
        elif not value and name not in _OPTIONS_WITHOUT_VALUE and "=" not in mount.option_text(name):
            yield Problem(span, f"the option {name!r} of a mount needs a value")
    if "$" not in mount.type and mount.type not in MOUNT_TYPES:
        message = f"the type of a mount is one of {', '.join(MOUNT_TYPES)}, not {mount.type!r}"
        yield Problem(mount.option_span("type"), message)
