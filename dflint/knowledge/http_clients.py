"""The options of curl and wget that leave the request a plain GET, as health checks have them.

An option that is missing here makes the request another one: other headers, another method, a client certificate.
Looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

from dflint.knowledge.option_grammar import OptionGrammar

VERIFIED = "2026-11-23"

CURL = OptionGrammar(
    "curl",
    flags="--fail,-f --fail-with-body --silent,-s --show-error,-S --location,-L --include,-i --verbose,-v "
    "--no-progress-meter --insecure,-k --ipv4,-4 --globoff,-g",
    values="--output,-o --max-time,-m --connect-timeout --request,-X --url",
    source="https://curl.se/docs/manpage.html",
)
"""Without `--fail`, curl succeeds whatever status the server answers with."""

WGET = OptionGrammar(
    "wget",
    flags="--quiet,-q --spider --no-verbose --server-response,-S --no-check-certificate --inet4-only,-4",
    values="--output-document,-O --timeout,-T --tries,-t",
    source="https://www.gnu.org/software/wget/manual/wget.html, https://busybox.net/downloads/BusyBox.html#wget",
    abbreviates=True,
)
"""wget fails where the server answers with a status of 400 or more."""
