"""What becomes of the cache of the tool that an installation runs?"""

from __future__ import annotations

import pytest

from dflint.build.downloads import fetches
from dflint.build.home import owns_home
from dflint.build.tool_cache import cache_uses

PYTHON = "FROM python:3.12-slim\n"
ALL = frozenset({"pip", "uv", "poetry", "pipenv", "npm", "yarn", "pdm"})


def uses(stage, text, base=PYTHON, **options):
    return list(cache_uses(stage(base + text, **options), ALL))


def use(stage, text, base=PYTHON, **options):
    return uses(stage, text, base, **options)[-1]


DIRECTORIES = {
    "root": ("RUN pip install a", "/root/.cache/pip"),
    "uv": ("RUN uv sync", "/root/.cache/uv"),
    "npm": ("RUN npm ci", "/root/.npm"),
    "poetry": ("RUN poetry install", "/root/.cache/pypoetry"),
    "pipenv": ("RUN pipenv sync", "/root/.cache/pipenv"),
    "python -m": ("RUN python3.12 -m pip install a", "/root/.cache/pip"),
    "XDG_CACHE_HOME": ("ENV XDG_CACHE_HOME=/cache/\nRUN pip install a", "/cache/pip"),
    "own variable": ("ENV PIP_CACHE_DIR=/p XDG_CACHE_HOME=/cache\nRUN pip install a", "/p"),
    "ARG": ("ARG UV_CACHE_DIR=/u\nRUN uv pip install a", "/u"),
    "assignment": ("ENV UV_CACHE_DIR=/u\nRUN UV_CACHE_DIR=/v uv pip install a", "/v"),
    "export": ("RUN export UV_CACHE_DIR=/v && uv pip install a", "/v"),
    "env": ("RUN env PIP_CACHE_DIR=/v pip install a", "/v"),
    "option": ("ENV PIP_CACHE_DIR=/p\nRUN pip install --cache-dir /o/../q a", "/q"),
    "option with a variable": ("ENV D=/d\nRUN uv pip install --cache-dir=$D/x a", "/d/x"),
    "relative option": ("WORKDIR /w\nRUN cd x && pip install --cache-dir c a", "/w/x/c"),
    "HOME": ("ENV HOME=/h\nRUN pip install a", "/h/.cache/pip"),
    "HOME in the command": ("RUN HOME=/h pip install a", "/h/.cache/pip"),
    "user": ("RUN useradd -m app\nUSER app\nRUN pip install a", "/home/app/.cache/pip"),
    "user by number": ("RUN useradd -mu 1000 app\nUSER 1000:1000\nRUN pip install a", "/home/app/.cache/pip"),
    "sudo": ("RUN sudo pip install a", "/root/.cache/pip"),
    "user that is not known": ("USER app\nRUN pip install a", None),
    "unknown variable": ("ARG D\nENV PIP_CACHE_DIR=$D/x\nRUN pip install a", None),
    "unknown option": ("ARG D\nRUN pip install $D a", None),
    "unknown value of the option": ("RUN pip install --cache-dir $(mktemp -d) a", None),
    "gosu": ("RUN gosu app pip install a", None),
    "su": ('RUN su app -c "pip install a"', None),
    "relative variable": ("ENV PIP_CACHE_DIR=c\nRUN pip install a", None),
    "read from a file": ("RUN . ./env && pip install a", None),
}


@pytest.mark.parametrize("name", DIRECTORIES)
def test_the_directory(stage, name):
    text, expected = DIRECTORIES[name]
    found = use(stage, text).directories
    assert found == (None if expected is None else (expected,))


OFF = {
    "nothing": ("RUN pip install a", False),
    "option": ("RUN pip install --no-cache-dir a", True),
    "short for it": ("RUN pip --no-cache install a", True),
    "behind": ("RUN pip install a --no-cache-dir", True),
    "ENV": ("ENV PIP_NO_CACHE_DIR=1\nRUN pip install a", True),
    "any value": ("ENV PIP_NO_CACHE_DIR=off\nRUN pip install a", True),
    "empty": ("ENV PIP_NO_CACHE_DIR=\nRUN pip install a", False),
    "ARG": ("ARG PIP_NO_CACHE_DIR=1\nRUN pip install a", True),
    "later ENV": ("RUN pip install a\nENV PIP_NO_CACHE_DIR=1", False),
    "assignment": ("RUN PIP_NO_CACHE_DIR=1 pip install a", True),
    "export": ("RUN export PIP_NO_CACHE_DIR=1 && pip install a", True),
    "uv": ("ENV UV_NO_CACHE=1\nRUN uv pip install a", True),
    "uv says no": ("ENV UV_NO_CACHE=0\nRUN uv pip install a", False),
    "short option of uv": ("RUN uv pip install -n a", True),
    "pip's variable is not uv's": ("ENV PIP_NO_CACHE_DIR=1\nRUN uv pip install a", False),
    "pipenv hands it on": ("ENV PIP_NO_CACHE_DIR=1\nRUN pipenv install", True),
    "poetry keeps archives": ("RUN poetry install --no-cache", None),
    "unknown ARG": ("ARG PIP_NO_CACHE_DIR\nRUN pip install a", None),
    "unknown options": ("ARG OPTIONS\nRUN pip install $OPTIONS a", None),
    "known options": ('ENV OPTIONS="--no-cache-dir -q"\nRUN pip install $OPTIONS a', True),
    "other known options": ('ENV OPTIONS="-q"\nRUN pip install $OPTIONS a', False),
    "unknown version": ("ARG V\nRUN pip install a==$V", False),
    "sudo hides the environment": ("ENV PIP_NO_CACHE_DIR=1\nRUN sudo pip install a", None),
    "settings by command": ("RUN pip config set global.no-cache-dir true\nRUN pip install a", None),
    "settings in the same RUN": ("RUN pip3 config set global.no-cache-dir true && pip install a", None),
    "other settings": ("RUN pip config set global.index-url https://x\nRUN pip install a", False),
    "settings by redirection": ("RUN printf '[global]\\nno-cache-dir = 1' > /etc/pip.conf\nRUN pip install a", None),
    "other settings by redirection": ("RUN echo '[global]' > /etc/pip.conf\nRUN pip install a", False),
    "settings by here-document": ("RUN cat <<EOF >/etc/pip.conf\nno-cache-dir = 1\nEOF\nRUN pip install a", None),
    "settings by COPY heredoc": ("COPY <<EOF /etc/pip.conf\n[global]\nno-cache-dir = 1\nEOF\nRUN pip install a", None),
    "settings from elsewhere": ("RUN curl -o /etc/pip.conf https://x/y\nRUN pip install a", None),
    "settings that are copied": ("COPY pip.conf /etc/\nRUN pip install a", None),
    "settings that are mounted": (
        "RUN --mount=type=secret,id=p,target=/etc/pip.conf pip install a",
        None,
    ),
}


@pytest.mark.parametrize("name", OFF)
def test_whether_it_is_off(stage, name):
    text, expected = OFF[name]
    assert use(stage, text).is_off is expected


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("FROM ubuntu:22.04\n", False),
        ("FROM debian:bookworm\n", False),
        ("FROM pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime\n", False),
        ("FROM nvidia/cuda:12.4.1-base-ubuntu22.04\n", False),
        ("FROM python:2.7-jessie\n", False),
        ("FROM alpine\n", False),
        # Nothing is known of what these set.
        ("FROM dustynv/l4t-pytorch:r36\n", None),
        ("ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\n", None),
        # Their pip is too old to keep a cache.
        ("FROM ubuntu:14.04\n", None),
        ("FROM nvidia/cuda:8.0-runtime-ubuntu14.04\n", None),
        ("FROM debian:8-slim\n", None),
        ("FROM debian:wheezy\n", None),
        ("FROM ubuntu:vivid\n", None),
    ],
)
def test_what_the_base_image_may_do(stage, base, expected):
    assert use(stage, "RUN pip install a", base).is_off is expected


def test_what_turns_it_off(stage):
    by_option = use(stage, "ENV PIP_NO_CACHE_DIR=1\nRUN pip install --no-cache a").off_switch
    assert by_option.name == "--no-cache"
    assert by_option.option.word.text == "--no-cache"
    assert not by_option.is_in_environment
    by_assignment = use(stage, "RUN PIP_NO_CACHE_DIR=1 pip install a").off_switch
    assert by_assignment.name == "PIP_NO_CACHE_DIR"
    assert by_assignment.assignment.value.text == "1"
    assert not by_assignment.is_in_environment
    by_environment = use(stage, "ENV UV_NO_CACHE=1\nRUN uv pip install a").off_switch
    assert by_environment.name == "UV_NO_CACHE"
    assert by_environment.is_in_environment
    assert use(stage, "RUN pip install a").off_switch is None


SETTINGS = {
    "a file without the setting": ({"pip.conf": "[global]\nindex-url = x\n"}, "COPY pip.conf /etc/", "pip", False),
    "a file with it": ({"pip.conf": "[global]\nno-cache-dir = true\n"}, "COPY pip.conf /etc/", "pip", None),
    "a file under another name": ({"a.conf": "[global]\ncache-dir = /x\n"}, "COPY a.conf /etc/pip.conf", "pip", None),
    "in a folder": ({"etc/pip.conf": "[global]\nno-cache-dir = true\n"}, "COPY etc /etc", "pip", None),
    "of uv": ({"pyproject.toml": '[tool.uv]\ncache-dir = "/x"\n'}, "COPY . .", "uv pip", None),
    "uv without it": ({"pyproject.toml": "[tool.uv]\n"}, "COPY . .", "uv pip", False),
    "of npm": ({".npmrc": "cache=/x\n"}, "COPY . .", "npm", None),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_in_files_of_the_context(stage, context, name):
    files, copy, tool, expected = SETTINGS[name]
    found = use(stage, f"{copy}\nRUN {tool} install a", context=context(files))
    assert found.is_off is expected


def test_settings_in_a_mount_from_the_context(stage, context):
    files = context({"pip.conf": "[global]\ntimeout = 9\n"})
    text = "RUN --mount=type=bind,source=pip.conf,target=/etc/pip.conf pip install a"
    assert use(stage, text, context=files).is_off is False


def test_settings_of_a_parent_stage_count(stage):
    text = "FROM base\nRUN pip install a"
    found = use(stage, text, "FROM python:3.12 AS base\nRUN pip config set global.no-cache-dir 1\n")
    assert found.is_off is None


WRITABLE = {
    "root": ("RUN pip install a", True),
    "home of a user that is made": ("RUN useradd --create-home app\nUSER app\nRUN pip install a", True),
    "home of a user that is not made": ("RUN useradd app\nUSER app\nRUN pip install a", None),
    "adduser makes it": ("RUN adduser --disabled-password app\nUSER app\nRUN pip install a", True),
    "adduser is told not to": ("RUN adduser --no-create-home app\nUSER app\nRUN pip install a", None),
    "number without a user": ("USER 1000\nRUN pip install a", None),
    "HOME of another user": ("ENV HOME=/home/app\nRUN pip install a", None),
    "HOME of its own": ("ENV HOME=/app\nRUN pip install a", True),
    "elsewhere as root": ("ENV PIP_CACHE_DIR=/x\nRUN pip install a", True),
    "below a home as root": ("ENV PIP_CACHE_DIR=/home/a/x\nRUN pip install a", None),
    "elsewhere as a user": (
        "RUN useradd -m app\nUSER app\nENV PIP_CACHE_DIR=/x\nRUN pip install a",
        None,
    ),
    "for everyone": ("USER 1000\nENV PIP_CACHE_DIR=/tmp/x\nRUN pip install a", True),
    "sudo as a user": ("RUN useradd -m app\nUSER app\nRUN sudo pip install a", None),
}


@pytest.mark.parametrize("name", WRITABLE)
def test_whether_the_tool_may_write_there(stage, name):
    text, expected = WRITABLE[name]
    assert use(stage, text).is_writable is expected


def test_the_user_of_the_base_image_owns_its_home(stage):
    found = use(stage, "RUN pip install a", "FROM mambaorg/micromamba:2.0.5\n")
    assert found.directories == ("/home/mambauser/.cache/pip",)
    assert found.is_writable is True


MOUNTS = {
    "at it": ("type=cache,target=/root/.cache/pip", True, True),
    "above it": ("type=cache,target=/root/.cache", True, True),
    "another tool's": ("type=cache,target=/root/.cache/uv", False, False),
    "another name": ("type=cache,target=/root/.cache/pip2", False, False),
    "in it": ("type=cache,target=/root/.cache/pip/http", False, True),
    "in memory": ("type=tmpfs,target=/root/.cache", False, True),
    "a folder of the context": ("type=bind,target=/root/.cache/pip,rw", False, True),
    "a secret": ("type=secret,id=x", False, False),
    "unknown": ("type=cache,target=$WHERE", False, True),
}


@pytest.mark.parametrize("name", MOUNTS)
def test_mounts(stage, name):
    mount, covers, may_cover = MOUNTS[name]
    found = use(stage, f"ARG WHERE\nRUN --mount={mount} pip install a")
    assert (found.cache_mount is not None) is covers
    assert found.may_be_mounted is may_cover


def test_the_mount_that_is_meant(stage):
    mount = "RUN --mount=type=cache,target=/root/.cache/pip pip install"
    assert use(stage, f"{mount} a", "FROM some/image\n").intended_mount is not None
    assert use(stage, f"{mount} a", "FROM some/image\n").cache_mount is None
    assert use(stage, f"{mount} a").intended_mount is not None
    assert use(stage, f"ARG X\n{mount} $X a").intended_mount is None
    assert use(stage, f"{mount} --cache-dir=/x a").intended_mount is None
    other = "RUN --mount=type=cache,target=/root/.cache/uv pip install a"
    assert use(stage, other, "FROM some/image\n").intended_mount is None


LEFT = {
    "left": ("RUN pip install a", True),
    "kept out": ("RUN pip install --no-cache-dir a", False),
    "mounted": ("RUN --mount=type=cache,target=/root/.cache/pip pip install a", False),
    "removed": ("RUN pip install a && rm -rf /root/.cache", False),
    "removed before": ("RUN rm -rf /root/.cache && pip install a", True),
    "not read in full": ("RUN pip install a && (", False),
    "uv links to it": ("ENV UV_LINK_MODE=symlink\nRUN uv pip install --system a", False),
    "uv is told to link to it": ("RUN uv pip install --link-mode=symlink a", False),
    "uv copies": ("RUN uv pip install --link-mode=copy a", True),
}


@pytest.mark.parametrize("name", LEFT)
def test_whether_it_is_left(stage, name):
    text, expected = LEFT[name]
    assert use(stage, text).is_left is expected


def test_the_link_mode_of_uv(stage):
    assert use(stage, "ENV UV_LINK_MODE=copy\nRUN uv sync").link_mode == "copy"
    assert use(stage, "ENV UV_LINK_MODE=copy\nRUN uv sync --link-mode hardlink").link_mode == "hardlink"
    assert use(stage, "RUN uv sync").link_mode is None


FETCHES = {
    "a package": ("pip install a", True),
    "a file": ("pip install -r r.txt", True),
    "a URL": ("pip install https://x/a.whl", True),
    "a repository": ("pip install git+https://x/a", True),
    "the project": ("pip install -e .", True),
    "download": ("pip download -d /w -r r.txt", True),
    "wheel": ("pip wheel -w /w -r r.txt", True),
    "packages in a variable": ("pip install $(cat list)", True),
    "uninstall": ("pip uninstall -y a", False),
    "nothing": ("pip install", False),
    "help": ("pip install --help", False),
    "the project alone": ("pip install --no-deps .", None),
    "a repository alone": ("pip install --no-deps git+https://x/a", None),
    "a package alone": ("pip install --no-deps a", True),
    "an archive": ("pip install /w/a-1-py3-none-any.whl", None),
    "archives": ("pip install /w/*", None),
    "a local index": ("pip install --no-index --find-links=/w -r r.txt", None),
    "a local folder too": ("pip install -f /w -r r.txt", None),
    "a page of links": ("pip install -f https://x -r r.txt", True),
    "links without an index": ("pip install --no-index -f https://x a", True),
    "uv offline": ("uv pip install --offline a", False),
    "uv sync": ("uv sync --locked", True),
    "uv pip sync": ("uv pip sync r.txt", True),
    "only the root": ("poetry install --only-root", False),
    "npm": ("npm ci", True),
    "npm offline": ("npm ci --offline", False),
}


@pytest.mark.parametrize("name", FETCHES)
def test_whether_anything_is_fetched(stage, name):
    command, expected = FETCHES[name]
    assert fetches(use(stage, f"RUN {command}").step) is expected


def test_the_second_step_of_an_installation_fetches_nothing_for_sure(stage):
    text = "RUN uv sync --locked --no-install-project\nCOPY . .\nRUN uv sync --locked\n"
    assert [fetches(one.step) for one in uses(stage, text)] == [True, None]
    text = "RUN poetry install --no-root\nCOPY . .\nRUN poetry install\n"
    assert [fetches(one.step) for one in uses(stage, text)] == [True, None]
    text = "ENV UV_NO_INSTALL_PROJECT=1\nRUN uv sync\nENV UV_NO_INSTALL_PROJECT=\nRUN uv sync\n"
    assert [fetches(one.step) for one in uses(stage, text)] == [True, None]
    text = "RUN uv sync --no-install-project\nRUN poetry install\n"
    assert [fetches(one.step) for one in uses(stage, text)] == [True, True]


YARN = {
    "the image's own": ("RUN yarn install", ("/usr/local/share/.cache/yarn",)),
    "a folder": ("COPY . .\nRUN yarn", ("/usr/local/share/.cache/yarn",)),
    "another user": ("USER node\nRUN yarn install", None),
    "corepack": ("RUN corepack enable\nRUN yarn install", "unknown"),
    "another version": ("RUN yarn set version berry\nRUN yarn install", "unknown"),
    "from npm": ("RUN npm install -g yarn@4\nRUN yarn install", "unknown"),
    "its settings": ("COPY .yarnrc.yml .\nRUN yarn install", "unknown"),
    "its settings in a folder": ("COPY web /web\nRUN yarn install", "unknown"),
    "an unknown source": ("ARG X\nCOPY $X .\nRUN yarn install", "unknown"),
    "from another stage": ("COPY --from=x /y /y\nRUN yarn install", ("/usr/local/share/.cache/yarn",)),
}


@pytest.mark.parametrize("name", YARN)
def test_yarn(stage, context, name):
    text, expected = YARN[name]
    files = context({"package.json": "{}", "web/.yarnrc.yml": "nodeLinker: node-modules\n"})
    found = [one for one in uses(stage, text, "FROM node:20\n", context=files) if one.cache.tool.startswith("yarn")]
    if expected == "unknown":
        assert not found
    else:
        assert found[-1].directories == expected


def test_yarn_of_another_image_is_not_known(stage):
    assert not uses(stage, "RUN yarn install", "FROM ubuntu\n")


OWNERS = {
    "made in a parent": ("FROM python:3.12 AS b\nRUN useradd -m app\nFROM b\nUSER app\n", True),
    "another one is made": ("FROM python:3.12\nRUN useradd -m other && useradd app\nUSER app\n", None),
    "made too late": ("FROM python:3.12\nRUN useradd app\nUSER app\nRUN true\nRUN useradd -m app\n", None),
    "among other commands": ("FROM python:3.12\nRUN true\nRUN useradd -m app\nRUN mkdir /x\nUSER app\n", True),
    "a home of its own": ("FROM python:3.12\nRUN useradd -m -d /srv/app app\nUSER app\n", True),
    "nobody": ("FROM python:3.12\nENV HOME=/x\nUSER nobody\n", None),
    "an unknown user": ("FROM python:3.12\nARG U\nUSER $U\n", None),
    "an unknown image": ("FROM some/image\n", None),
}


@pytest.mark.parametrize("name", OWNERS)
def test_whether_the_user_owns_its_home(stage, name):
    text, expected = OWNERS[name]
    made = stage(text)
    run = [one for one in made.runs if one.run.body_text == "true"] if "too late" in name else []
    assert owns_home(run[0].state if run else made.final_state) is expected
