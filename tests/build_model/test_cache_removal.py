"""Does a command empty a cache?"""

from __future__ import annotations

import pytest

from dflint.build.cache_removal import may_empty
from dflint.build.tool_cache import cache_uses

EMPTIES = [
    "pip cache purge",
    "pip3 cache purge",
    "python3 -m pip cache purge",
    "pip cache remove torch",
    "rm -rf /root/.cache",
    "rm -rf ~/.cache",
    "rm -rf $HOME/.cache/pip",
    'rm -rf "${HOME}"/.cache/*',
    "rm -rf /root/.cache/pip/*",
    "rm -rf /root/.cache/pip/http",
    "rm -rf /tmp/* /root/.cache/* /var/lib/apt/lists/*",
    "rm -rf /root/.[!.]*",
    "rm -rf /root/.??*",
    "rm -rf /root",
    "rm -fr /*/.cache",
    "rm -rf /{root,home}/.cache",
    "rm -rf $(pip cache dir)",
    'rm -rf "$PIP_CACHE"',
    "cd /root && rm -rf .cache",
    "cd ~ && rm -rf .cache",
    "find /root/.cache -type f -delete",
    "find /root -delete",
    "find / -type d -name .cache -exec rm -rf {} +",
    "find /root/.cache -type f | xargs rm",
    "/opt/scripts/clean-layer.sh",
    "bash cleanup.sh",
    ". /usr/local/bin/clean",
    "$CLEAN_UP",
    "python -c 'import shutil; shutil.rmtree(\"/root/.cache\")'",
    "sudo rm -rf /root/.cache",
    "if true; then rm -rf /root/.cache; fi",
]
LEAVES = [
    "rm -rf /var/lib/apt/lists/*",
    "rm -rf /tmp/*",
    "rm -rf /root/*",
    "rm -rf /root/.cache/uv",
    "rm -rf /root/.cache/pip2",
    "rm -rf /cache",
    "rm requirements.txt",
    "uv cache clean",
    "npm cache clean --force",
    "conda clean -afy",
    "apt-get clean",
    "make clean",
    "git clean -fdx",
    "echo clean",
    "pip cache dir",
    "find / -name '*.pyc' -delete",
    "find /usr -name __pycache__ -exec rm -rf {} +",
    "find /root -type f",
    "python setup.py clean",
    "python train.py",
]


def verdict(stage, command, install="pip install a", base="python:3.12-slim"):
    (run,) = stage(f"FROM {base}\nRUN {install} && {command}").runs
    (use,) = cache_uses(run.stage, frozenset({"pip", "uv", "npm", "poetry", "conda"}))
    behind = [one for one in run.commands if one.start > use.command.start]
    assert behind
    return any(may_empty(run, one, use.cache, use.directories) for one in behind)


@pytest.mark.parametrize("command", EMPTIES)
def test_what_may_empty_the_cache_of_pip(stage, command):
    assert verdict(stage, command)


@pytest.mark.parametrize("command", LEAVES)
def test_what_leaves_it(stage, command):
    assert not verdict(stage, command)


@pytest.mark.parametrize(
    ("install", "command", "expected"),
    [
        ("uv pip install a", "uv cache clean", True),
        ("uv pip install a", "uv cache prune --ci", True),
        ("uv pip install a", "pip cache purge", False),
        ("npm ci", "npm cache clean --force", True),
        ("npm ci", "npm cache verify", False),
        ("npm ci", "rm -rf ~/.npm", True),
        ("poetry install", "rm -rf $POETRY_CACHE_DIR", True),
        ("poetry install", "poetry cache clear --all .", True),
        ("conda install a", "conda clean -afy", True),
        ("conda install a", "conda clean --all --yes", True),
        ("conda install a", "conda clean -tipsy", True),
        ("conda install a", "mamba clean --all", True),
        ("conda install a", "/opt/conda/bin/conda clean -ya", True),
        ("conda install a", "$CONDA_DIR/bin/conda clean -ya", True),
        ("conda install a", "conda clean -i -y", False),
        ("conda install a", "rm -rf /opt/conda/pkgs", True),
        ("conda install a", "rm -rf $(conda info --base)/pkgs/*", True),
        ("conda install a", "find /opt/conda -name '*.a' -delete", False),
        ("conda install a", "find /opt/conda/pkgs -name '*.conda' -delete", True),
    ],
)
def test_other_tools(stage, install, command, expected):
    assert verdict(stage, command, install) is expected


def test_where_the_directory_is_not_known(stage):
    base = "some/image"
    assert verdict(stage, "rm -rf /somewhere/.cache", base=base)
    assert verdict(stage, "rm -rf /somewhere/pip", base=base)
    assert not verdict(stage, "rm -rf /var/lib/apt/lists/*", base=base)
    assert not verdict(stage, "find /x -delete", base=base)
    assert verdict(stage, "find -delete", base=base)
