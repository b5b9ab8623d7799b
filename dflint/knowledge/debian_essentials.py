"""The commands that every image of Debian holds, the slim ones too.

They come from packages that are essential or of priority "required" in Debian 12 and 13 (apt-cache show, with the
package lists of both), and from ca-certificates, which the slim images of Python keep. Each was called for in a root
file system that holds just these packages.
"""

from __future__ import annotations

VERIFIED = "2026-11-23"

SOURCES = (
    "http://deb.debian.org/debian/dists/trixie/",
    "http://deb.debian.org/debian/dists/bookworm/",
    "https://www.debian.org/doc/debian-policy/ch-archive.html#priorities",
    "https://github.com/docker-library/python/blob/master/3.12/slim-trixie/Dockerfile",
)

ESSENTIAL_COMMANDS = frozenset(
    # apt, base-passwd, bash, coreutils, dash
    (
        "apt apt-get apt-cache apt-config apt-mark bash sh dash [ arch b2sum base32 base64 basename cat chgrp chmod "
        "chown cksum comm cp csplit cut date dd df dir dirname du echo env expand expr factor false fmt fold groups "
        "head hostid id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt "
        "od paste pr printenv printf pwd readlink realpath rm rmdir seq sha1sum sha224sum sha256sum sha384sum "
        "sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true "
        "truncate tty uname unexpand uniq unlink users wc who whoami yes "
        # debconf, debianutils, diffutils, dpkg, findutils, grep, gzip, hostname, libc-bin, mawk, passwd, perl-base, sed
        "dpkg-reconfigure debconf-set-selections which run-parts cmp diff dpkg dpkg-deb dpkg-query dpkg-divert "
        "update-alternatives find xargs grep egrep fgrep gzip gunzip zcat hostname getconf getent iconv ldconfig ldd "
        "locale localedef awk mawk useradd userdel usermod groupadd groupdel groupmod passwd chpasswd chage perl sed "
        # tar, util-linux, ca-certificates
        "tar su flock getopt setpriv setsid update-ca-certificates"
    ).split()
)

SHELL_BUILTINS = frozenset(
    ": . alias bg break cd command continue eval exec exit export fg getopts hash jobs let local printf read readonly "
    "return set shift shopt source test times trap type typeset declare ulimit umask unalias unset wait [[ true false "
    "pwd echo kill popd pushd dirs disown enable mapfile readarray".split()
)
"""What the shell does itself: https://www.gnu.org/software/bash/manual/html_node/Shell-Builtin-Commands.html."""
