"""Commands that run another command: which of their own arguments stand before it.

A row says which options of the prefix take a value as the next word, and how many operands of its own stand before the
command that it runs. Read from the help texts and manual pages named in `source` on the day in `VERIFIED`.
"""

from __future__ import annotations

VERIFIED = "2026-11-23"


class CommandPrefix:
    """How a prefix's own arguments are told from the command that it runs.

    `values` are the options whose value is the next word; of them, `environment` name the environment and `directory`
    the directory that the command runs in. With one of the options `refusing` it runs no command. `operands` words of
    its own stand before the command (the user of gosu); `takes_assignments` is whether ``NAME=value`` may stand there.
    """

    def __init__(
        self,
        source: str,
        values: frozenset[str] = frozenset(),
        *,
        operands: int = 0,
        takes_assignments: bool = False,
        refusing: frozenset[str] = frozenset(),
        environment: frozenset[str] = frozenset(),
        directory: frozenset[str] = frozenset(),
    ) -> None:
        self.source = source
        self.values = values
        self.operands = operands
        self.takes_assignments = takes_assignments
        self.refusing = refusing
        self.environment = environment
        self.directory = directory


def _options(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COREUTILS = "GNU coreutils 9.1 --help"
_BASH = "bash(1), Shell Builtin Commands and Reserved Words"

COMMAND_PREFIXES = {
    "env": CommandPrefix(
        f"{_COREUTILS} (env)",
        _options("-u --unset -C --chdir"),
        takes_assignments=True,
        refusing=_options("-S --split-string --help --version"),
        directory=_options("-C --chdir"),
    ),
    "nice": CommandPrefix(f"{_COREUTILS} (nice)", _options("-n --adjustment"), refusing=_options("--help --version")),
    "nohup": CommandPrefix(f"{_COREUTILS} (nohup)", refusing=_options("--help --version")),
    "timeout": CommandPrefix(
        f"{_COREUTILS} (timeout)",
        _options("-k --kill-after -s --signal"),
        operands=1,
        refusing=_options("--help --version"),
    ),
    "stdbuf": CommandPrefix(f"{_COREUTILS} (stdbuf)", _options("-i --input -o --output -e --error")),
    "time": CommandPrefix(
        f"time reserved word of {_BASH}; GNU time --help",
        _options("-f --format -o --output"),
        refusing=_options("-h --help -V --version"),
    ),
    "exec": CommandPrefix(_BASH, _options("-a")),
    "command": CommandPrefix(_BASH, refusing=_options("-v -V")),
    "builtin": CommandPrefix(_BASH),
    "ionice": CommandPrefix(
        "util-linux ionice --help",
        _options("-c --class -n --classdata"),
        refusing=_options("-p --pid -P --pgid -u --uid -h --help"),
    ),
    "setpriv": CommandPrefix(
        "util-linux setpriv --help",
        _options(
            "--ambient-caps --inh-caps --bounding-set --ruid --euid --rgid --egid --reuid --regid --groups --securebits"
            " --pdeathsig --selinux-label --apparmor-profile"
        ),
        refusing=_options("-d --dump -h --help -V --version"),
    ),
    "sudo": CommandPrefix(
        "sudo(8), version 1.9.13",
        _options(
            "-C --close-from -D --chdir -g --group -h --host -p --prompt -R --chroot -r --role -t --type"
            " -T --command-timeout -U --other-user -u --user"
        ),
        takes_assignments=True,
        refusing=_options("-e --edit -l --list -v --validate -K --remove-timestamp -V --version --help"),
        directory=_options("-D --chdir"),
    ),
    "gosu": CommandPrefix("gosu --help, version 1.14", operands=1, refusing=_options("--help --version")),
    "su-exec": CommandPrefix("https://github.com/ncopa/su-exec (README)", operands=1),
    "eatmydata": CommandPrefix("eatmydata(1)"),
    "chronic": CommandPrefix("chronic(1) of moreutils"),
    "xvfb-run": CommandPrefix(
        "xvfb-run(1)",
        _options("-e --error-file -f --auth-file -n --server-num -p --xauth-protocol -s --server-args -w --wait"),
    ),
    "tini": CommandPrefix("tini -h, version 0.19.0", _options("-p -e"), refusing=_options("-h -l --version")),
    "dumb-init": CommandPrefix(
        "dumb-init --help, version 1.2.5", _options("-r --rewrite"), refusing=_options("-h --help -V --version")
    ),
    "conda run": CommandPrefix(
        "https://docs.conda.io/projects/conda/en/latest/commands/run.html",
        _options("-n --name -p --prefix --cwd"),
        environment=_options("-n --name -p --prefix"),
        directory=_options("--cwd"),
    ),
    "mamba run": CommandPrefix(
        "https://github.com/mamba-org/mamba (micromamba/src/run.cpp), version 2",
        _options("-n --name -p --prefix -r --root-prefix -a --attach --cwd -e --env --label --rc-file"),
        environment=_options("-n --name -p --prefix"),
        directory=_options("--cwd"),
    ),
    "uv run": CommandPrefix(
        "uv run --help, version 0.13.9",
        _options(
            "--extra --no-extra --group --no-group --only-group --no-editable-package --env-file -w --with"
            " --with-editable --with-requirements --package --python-platform --index --default-index -i --index-url"
            " --extra-index-url -f --find-links --index-strategy --keyring-provider -P --upgrade-package"
            " --upgrade-group --resolution --prerelease --prerelease-package --fork-strategy --exclude-newer"
            " --exclude-newer-package --no-sources-package --reinstall-package --link-mode -C --config-setting"
            " --config-settings-package --no-build-isolation-package --no-build-package --no-binary-package"
            " --cache-dir --refresh-package -p --python --color --allow-insecure-host --directory --project"
            " --config-file"
        ),
        directory=_options("--directory"),
    ),
    "poetry run": CommandPrefix("https://python-poetry.org/docs/cli/#run"),
    "pipenv run": CommandPrefix("pipenv run --help, version 2026.10.3"),
    "pdm run": CommandPrefix(
        "pdm run --help, version 2.29.3",
        _options("-p --project -k --skip --venv --env --env-file --working-dir"),
        refusing=_options("-l --list -j --json"),
    ),
}
COMMAND_PREFIXES["micromamba run"] = COMMAND_PREFIXES["mamba run"]

RUNNERS = frozenset(name.partition(" ")[0] for name in COMMAND_PREFIXES if " " in name)
"""Programs that run a command by their subcommand ``run``."""

SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh"})
"""Programs that run the script in the argument of their option ``-c``, or on their standard input."""

USER_SHELLS = frozenset({"su", "runuser"})
"""Programs that hand the argument of ``-c`` or ``--command`` to a shell of another user (su(1), runuser(1))."""
