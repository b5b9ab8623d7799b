"""apt, apk, dnf, yum and microdnf."""

from __future__ import annotations

from dflint.knowledge import installer_options as options
from dflint.shell.installers.invocation import Invocation, parse, simple_install
from dflint.shell.installers.model import Install, Tool
from dflint.shell.installers.requirements import apk_requirement, apt_requirement, rpm_requirement

_APT = Tool("apt", "apt", "system")
_APK = Tool("apk", "apk", "system")

_APT_ACTIONS = {
    "install": "install",
    "reinstall": "install",
    "build-dep": "install",
    "update": "update",
    "upgrade": "upgrade",
    "dist-upgrade": "upgrade",
    "full-upgrade": "upgrade",
    "dselect-upgrade": "upgrade",
    "remove": "remove",
    "purge": "remove",
    "autoremove": "remove",
    "auto-remove": "remove",
    "autopurge": "remove",
    "download": "download",
    "source": "download",
}
_APK_ACTIONS = {"add": "install", "del": "remove", "update": "update", "upgrade": "upgrade", "fetch": "download"}
_RPM_ACTIONS = {
    "install": "install",
    "reinstall": "install",
    "localinstall": "install",
    "groupinstall": "install",
    "group install": "install",
    "module install": "install",
    "builddep": "install",
    "update": "upgrade",
    "upgrade": "upgrade",
    "distro-sync": "upgrade",
    "groupupdate": "upgrade",
    "upgrade-minimal": "upgrade",
    "check-update": "update",
    "makecache": "update",
    "remove": "remove",
    "erase": "remove",
    "autoremove": "remove",
    "groupremove": "remove",
    "group remove": "remove",
    "download": "download",
}


def read_apt(call: Invocation) -> Install | None:
    """``apt-get`` and ``apt``."""
    parsed = parse(call, options.APT, _APT_ACTIONS)
    return None if parsed is None else simple_install(parsed, _APT, _APT_ACTIONS, apt_requirement)


def read_apk(call: Invocation) -> Install | None:
    """``apk``."""
    parsed = parse(call, options.APK, _APK_ACTIONS)
    return None if parsed is None else simple_install(parsed, _APK, _APK_ACTIONS, apk_requirement)


def read_rpm(call: Invocation) -> Install | None:
    """``dnf``, ``yum`` and ``microdnf``. Their ``update`` upgrades packages."""
    parsed = parse(call, options.DNF, _RPM_ACTIONS)
    tool = Tool(call.name, call.name, "system")
    return None if parsed is None else simple_install(parsed, tool, _RPM_ACTIONS, rpm_requirement)
