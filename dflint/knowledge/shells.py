"""Which shells become the last command that they run, and which stay as its parent?

``sh -c "server"`` was started on the day in `VERIFIED`, and /proc/PID/cmdline looked at: bash 5.2.15 and the ash of
busybox 1.35.0 had made room for the command, the dash of Debian 11, 12 and 13 had not (0.5.11+git20200708, 0.5.12-2,
0.5.12-12). A published trace of a dash of the time of bash 4.4 shows that it had not either:
https://super-unix.com/unixlinux/shell-is-there-no-apparent-clone-or-fork-in-simple-bash-command-and-how-its-done. Only
releases of the time between these are in the table; their dash was not run, other than Debian's.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"

STAYING_SH = frozenset(
    {("debian", version) for version in ("9", "10", "11", "12", "13")}
    | {("ubuntu", version) for version in ("16.04", "18.04", "20.04", "22.04", "24.04")}
)
"""Releases whose /bin/sh is such a dash: https://packages.debian.org/dash, https://packages.ubuntu.com/dash."""
