"""Which shells become the last command that they run, and which stay as its parent?

``sh -c "server"`` was started on the day in `VERIFIED`, and /proc/PID/cmdline looked at: bash 5.2.15 and the ash of
busybox 1.35.0 had made room for the command, dash 0.5.12 had not. Only what was tried, or is older, is in the table.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"

STAYING_SH = frozenset(
    {("debian", version) for version in ("8", "9", "10", "11", "12", "13")}
    | {("ubuntu", version) for version in ("14.04", "16.04", "18.04", "20.04", "22.04", "24.04")}
)
"""Releases whose /bin/sh is a dash up to 0.5.12: https://packages.debian.org/dash, https://packages.ubuntu.com/dash."""
