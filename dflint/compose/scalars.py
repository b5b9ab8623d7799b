"""What does a scalar say? Its value by Compose's rules.

Compose reads YAML with go-yaml: ``yes``, ``no``, ``on`` and ``off`` are strings, ``012`` and ``0o12`` are ten,
``1_000`` is a thousand, ``1:30`` is a string. Source: resolve.go and scannerc.go of https://github.com/yaml/go-yaml (v3
and v4, which agree here), tried with ``docker compose config`` 2.40 on 2026-11-23.
"""

from __future__ import annotations

from dflint.lazy_pattern import lazy_pattern

Scalar = None | bool | int | float | str

_TAG = "tag:yaml.org,2002:"
_CONSTANTS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
_INTEGER = lazy_pattern(
    r"(?P<sign>[-+]?)(?:0[xX](?P<hexadecimal>[0-9a-fA-F]+)|0[bB](?P<binary>[01]+)|0[oO]?(?P<octal>[0-7]+)"
    r"|(?P<decimal>0|[1-9][0-9]*))"
)
_FLOAT = lazy_pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
# Forms in which go-yaml takes a plain text for a time: tried with Compose 2.40, which refuses them but in "x-" keys.
_DATE = lazy_pattern(
    r"[0-9]{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12][0-9]|3[01])"
    r"(?:[Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})"
    r"| [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?)?"
)
_BASES = {"hexadecimal": 16, "binary": 2, "octal": 8, "decimal": 10}
_LONGEST_NUMBER = 400
_LARGEST_INTEGER = 2**64


def resolve(text: str, style: str, tag: str | None) -> Scalar:
    """The value of a scalar: None, a boolean, a number or a string.

    `style` is that of `Node.style`; `tag` is the resolved tag or None. Dates stay strings; Compose refuses them.
    """
    if tag is not None and tag.startswith(_TAG):
        kind = tag[len(_TAG) :]
        if kind in ("null", "bool", "int", "float"):
            value = _implicit(text)
            return float(value) if kind == "float" and isinstance(value, int) else value
        return text
    return _implicit(text) if style == "plain" else text


def is_date(text: str, style: str, tag: str | None) -> bool:
    """Whether Compose takes a scalar for a date, which is neither a string nor anything else that it has a use for."""
    return text[4:5] == "-" and style == "plain" and tag is None and _DATE.fullmatch(text) is not None


def _implicit(text: str) -> Scalar:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789" or len(text) > _LONGEST_NUMBER:
        return text
    number = text if text[0] == "." else text.replace("_", "")
    integer = _INTEGER.fullmatch(number)
    if integer is not None and integer.lastgroup is not None:
        value = int(integer.group(integer.lastgroup), _BASES[integer.lastgroup])
        if value < _LARGEST_INTEGER:
            return -value if integer["sign"] == "-" else value
    if _FLOAT.fullmatch(number) is not None:
        return float(number)
    return text
