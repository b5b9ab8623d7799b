"""Commands that write next to nothing to a layer, whatever they are given.

What they write are settings, links, names of users; what they copy or unpack is not among it. Sources: the manual pages
(https://man7.org/linux/man-pages/, https://manpages.debian.org/).
"""

from __future__ import annotations

import re

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"

SMALL_WRITERS: frozenset[str] = frozenset(
    # Files and text
    (
        "[ [[ awk basename cat chgrp chmod chown cmp cut date df diff dirname du echo egrep envsubst expr false fgrep "
        "file find getent grep head id ln ls md5sum mkdir mktemp printf pwd readlink realpath rm rmdir sed seq sha1sum "
        "sha256sum sha512sum sleep sort stat strip sync tail tee test touch tr true uname uniq unlink wc which xargs "
        # The shell
        ": . alias break cd command continue declare eval exec exit export getopts hash let local popd pushd read "
        "readonly return set shift shopt source time trap type typeset ulimit umask unalias unset wait sh bash ash "
        # The system
        "add-apt-repository addgroup adduser apt-cache apt-key apt-mark chpasswd chsh crontab debconf-set-selections "
        "delgroup deluser dpkg-reconfigure dpkg-divert gpg groupadd groupdel groupmod hostname ldconfig locale "
        "locale-gen nproc openssl passwd service setcap ssh-keygen ssh-keyscan su sysctl update-alternatives useradd "
        "userdel usermod whoami update-ca-certificates nvidia-smi apt-get apt pip pip3 conda uv jupyter"
    ).split()
)
"""Of the installers, what is no installation."""

SETTING_COMMANDS = frozenset(
    (
        "adduser addgroup groupadd groupmod ldconfig locale-gen passwd chpasswd update-ca-certificates useradd usermod"
    ).split()
)
"""Those that rewrite files of the system: the lists of users, a home with its first files, the log of logins."""

WRITING_PYTHON = lazy_pattern(
    r"download|urlretrieve|from_pretrained|\bload\w*\(|save|write|copy|compileall", re.IGNORECASE
)
"""Words in Python code that may write much."""
