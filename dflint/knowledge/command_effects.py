"""What running a command can do to the set of commands in an image.

Only what is listed in `HARMLESS` is taken to bring no program with it; whatever else a RUN calls may bring anything.
What the listed ones write is seen from the paths that they are given. Sources: the manual pages of the commands
(https://man7.org/linux/man-pages/, https://manpages.debian.org/), looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

VERIFIED = "2026-11-23"

HARMLESS: frozenset[str] = frozenset(
    # Files and text
    {
        "[",
        "[[",
        "awk",
        "base64",
        "basename",
        "bc",
        "cat",
        "chgrp",
        "chmod",
        "chown",
        "cmp",
        "comm",
        "cp",
        "csplit",
        "cut",
    }
    | {"date", "dd", "df", "diff", "dirname", "dos2unix", "du", "echo", "egrep", "envsubst", "expr", "false", "fgrep"}
    | {
        "file",
        "find",
        "fold",
        "gawk",
        "getent",
        "grep",
        "gunzip",
        "gzip",
        "head",
        "install",
        "join",
        "less",
        "ln",
        "ls",
    }
    | {
        "md5sum",
        "mkdir",
        "mkfifo",
        "mktemp",
        "more",
        "mv",
        "nl",
        "od",
        "paste",
        "patch",
        "perl",
        "pr",
        "printf",
        "read",
    }
    | {"readlink", "realpath", "rev", "rm", "rmdir", "sed", "seq", "sha1sum", "sha256sum", "sha512sum", "shred", "shuf"}
    | {"sort", "split", "stat", "strip", "sync", "tac", "tail", "tar", "tee", "test", "touch", "tr", "truncate", "unxz"}
    | {"uniq", "unlink", "unzip", "wc", "xargs", "xxd", "xz", "yes", "zcat", "zip", "bunzip2", "bzip2", "cpio", "jq"}
    # The shell
    | {":", "alias", "break", "cd", "command", "continue", "declare", "dirs", "disown", "exit", "export", "getopts"}
    | {
        "hash",
        "let",
        "local",
        "mapfile",
        "popd",
        "pushd",
        "pwd",
        "readonly",
        "return",
        "set",
        "shift",
        "shopt",
        "sleep",
    }
    | {"time", "times", "trap", "true", "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait", "which"}
    # The system
    | {"addgroup", "adduser", "arch", "chpasswd", "chsh", "crontab", "delgroup", "deluser", "dircolors", "dpkg-query"}
    | {
        "groupadd",
        "groupdel",
        "groupmod",
        "hostname",
        "id",
        "kill",
        "ldconfig",
        "ldd",
        "locale",
        "locale-gen",
        "localedef",
    }
    | {"mount", "nproc", "passwd", "pkill", "ps", "service", "setcap", "su", "sysctl", "systemctl", "tzselect", "uname"}
    | {"update-alternatives", "update-ca-certificates", "update-locale", "useradd", "userdel", "usermod", "whoami"}
    | {"apt-cache", "apt-config", "apt-key", "apt-mark", "add-apt-repository", "debconf-set-selections", "dpkg-divert"}
    | {"dpkg-reconfigure", "yum-config-manager", "nvidia-smi", "gpg", "gpgconf", "openssl", "ssh-keygen", "ssh-keyscan"}
    # Fetching, and what fetches models and data
    | {"curl", "wget", "git", "git-lfs", "aria2c", "rsync", "scp", "aws", "gsutil", "gdown", "hf", "huggingface-cli"}
    # Languages: a script of these is trusted not to bring the tools of `SYSTEM_ONLY`.
    | {"python", "python2", "python3", "pypy3", "node", "nltk", "spacy", "jupyter", "ipython", "django-admin", "nvcc"}
    | {"pytest", "tox", "black", "ruff", "mypy", "pre-commit", "virtualenv", "venv", "activate", "deactivate"}
)
"""Commands that bring no program of the tools that only the system brings, but where they are given a path for one."""

INSTALLERS: frozenset[str] = frozenset(
    {"apt", "apt-get", "apk", "dnf", "yum", "microdnf", "dpkg", "rpm", "pip", "pip3", "uv", "poetry", "pdm", "pipenv"}
    | {"conda", "mamba", "micromamba", "npm", "npx", "yarn", "pnpm", "bun", "corepack"}
)
"""Installers, which are also called for other ends."""

HARMLESS_SUBCOMMANDS: frozenset[str] = frozenset(
    {"activate", "autoclean", "audit", "build", "cache", "check", "clean", "completion", "config", "deactivate"}
    | {"dist-clean", "env", "export", "freeze", "help", "info", "init", "list", "lock", "makecache", "prune", "python"}
    | {"rebuild", "run", "run-script", "search", "shell", "show", "test", "tool", "venv", "version", "view", "wheel"}
)
"""What an installer is called for that brings no program of `SYSTEM_ONLY`."""

PACKAGE_FILE_INSTALLERS: frozenset[str] = frozenset({"dpkg", "rpm"})
CHANGING_OPTIONS = ("-i", "-U", "-F", "-e", "-r", "-P", "--install", "--unpack", "--upgrade", "--remove", "--purge")
"""The options with which `PACKAGE_FILE_INSTALLERS` install or remove packages."""

SYSTEM_ONLY: frozenset[str] = frozenset(
    {"curl", "wget", "git", "jq", "nc", "netcat", "ncat", "socat", "telnet", "gcc", "cc", "g++", "c++", "make", "ssh"}
    | {
        "sudo",
        "ping",
        "netstat",
        "ss",
        "ip",
        "lsof",
        "dig",
        "host",
        "nslookup",
        "ps",
        "pgrep",
        "bash",
        "perl",
        "apt-get",
    }
    | {"pg_isready", "psql", "mysqladmin", "unzip", "xz"}
)
"""Commands that no package of a language (pip, npm …) brings: they come from the system's packages or as a file."""

PROGRAM_DIRECTORIES: frozenset[str] = frozenset(
    {
        "/bin",
        "/sbin",
        "/usr/bin",
        "/usr/sbin",
        "/usr/local/bin",
        "/usr/local/sbin",
        "/opt/conda/bin",
        "/usr/local/cuda/bin",
    }
)
"""Directories that are on PATH in the images of `base_images`."""

SCRIPTS_TO_SOURCE: frozenset[str] = frozenset(
    {
        "activate",
        "nvm.sh",
        "conda.sh",
        "profile",
        ".profile",
        ".bashrc",
        "bashrc",
        "setup.bash",
        "setup.sh",
        "env",
        "os-release",
    }
    | {"environment", ".env"}
)
"""Files that are sourced for the variables that they set."""
