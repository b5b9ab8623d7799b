"""What commands install: packages, files, options, places."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.shell.commands import Script
from dflint.shell.installers import Install, install_of, installs, normalized_name

Shell = Callable[[str], Script]
Only = Callable[[str], Install]


def names(install: Install) -> list[str]:
    return [package.name for package in install.packages]


def texts(words: tuple[object, ...]) -> list[str]:
    return [word.text for word in words]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "tool", "action", "subcommand", "packages"),
    [
        ("pip install torch numpy", "pip", "install", "install", ["torch", "numpy"]),
        ("pip3 install torch", "pip", "install", "install", ["torch"]),
        ("pip3.11 install torch", "pip", "install", "install", ["torch"]),
        ("pip-3.6 install torch", "pip", "install", "install", ["torch"]),
        ("/opt/venv/bin/pip install torch", "pip", "install", "install", ["torch"]),
        ("python -m pip install torch", "pip", "install", "install", ["torch"]),
        ("python3.12 -u -m pip install torch", "pip", "install", "install", ["torch"]),
        ("sudo -H pip install torch", "pip", "install", "install", ["torch"]),
        ("conda run -n e pip install torch", "pip", "install", "install", ["torch"]),
        ("pip --no-cache-dir install torch", "pip", "install", "install", ["torch"]),
        ("pip --proxy http://p install torch", "pip", "install", "install", ["torch"]),
        ("pip uninstall -y torch", "pip", "uninstall", "uninstall", ["torch"]),
        ("pip download -d /w torch", "pip", "download", "download", ["torch"]),
        ("pip wheel -w /w torch", "pip", "download", "wheel", ["torch"]),
        ("pip install -- -x.whl torch", "pip", "install", "install", ["", "torch"]),
        ("uv pip install --system torch", "uv pip", "install", "install", ["torch"]),
        ("uv --quiet pip --no-cache install torch", "uv pip", "install", "install", ["torch"]),
        ("python -m uv pip install torch", "uv pip", "install", "install", ["torch"]),
        ("uv pip uninstall torch", "uv pip", "uninstall", "uninstall", ["torch"]),
        ("uv pip sync r.txt", "uv pip", "sync", "sync", []),
        ("uv sync --locked --no-dev", "uv sync", "sync", "sync", []),
        ("uv add torch --extra cpu", "uv add", "install", "add", ["torch"]),
        ("uv remove torch", "uv remove", "remove", "remove", ["torch"]),
        ("uv tool install ruff --with rich", "uv tool", "install", "install", ["ruff", "rich"]),
        ("uv tool upgrade ruff", "uv tool", "upgrade", "upgrade", ["ruff"]),
        ("poetry install --no-root", "poetry", "install", "install", []),
        ("poetry -n --no-ansi install --only main", "poetry", "install", "install", []),
        ("poetry add torch@^2.0 -G dev", "poetry", "install", "add", ["torch"]),
        ("poetry sync", "poetry", "sync", "sync", []),
        ("pdm install --prod", "pdm", "install", "install", []),
        ("pdm add -G cpu torch", "pdm", "install", "add", ["torch"]),
        ("pipenv install --system --deploy", "pipenv", "install", "install", []),
        ("pipenv install -i https://x torch", "pipenv", "install", "install", ["torch"]),
        ("pipenv sync", "pipenv", "sync", "sync", []),
        ("conda install -y -c pytorch pytorch torchvision", "conda", "install", "install", ["pytorch", "torchvision"]),
        ("conda create -n e python=3.11 -y", "conda", "create", "create", ["python"]),
        ("conda env create -f environment.yml", "conda", "create", "env create", []),
        ("conda env update -n base --file e.yml", "conda", "update", "env update", []),
        ("mamba install -qy numpy", "mamba", "install", "install", ["numpy"]),
        ("micromamba install -y -n base -c conda-forge numpy", "micromamba", "install", "install", ["numpy"]),
        ("conda update -n base conda", "conda", "update", "update", ["conda"]),
        ("conda remove --force x", "conda", "remove", "remove", ["x"]),
        ("apt-get update", "apt", "update", "update", []),
        ("apt-get -y install curl g++", "apt", "install", "install", ["curl", "g++"]),
        ("apt-get install -qqy --no-install-recommends curl", "apt", "install", "install", ["curl"]),
        ("apt install -t bookworm-backports -o Dpkg::Use-Pty=0 curl", "apt", "install", "install", ["curl"]),
        ("DEBIAN_FRONTEND=noninteractive apt-get -yq install curl", "apt", "install", "install", ["curl"]),
        ("apt-get purge -y --auto-remove curl wget-", "apt", "remove", "purge", ["curl"]),
        ("apt-get dist-upgrade -y", "apt", "upgrade", "dist-upgrade", []),
        ("apk add --no-cache -t .deps gcc musl-dev", "apk", "install", "add", ["gcc", "musl-dev"]),
        ("apk --no-cache --virtual=.d add gcc !musl", "apk", "install", "add", ["gcc"]),
        ("apk add -U --repository http://x/edge gcc@edge", "apk", "install", "add", ["gcc"]),
        ("apk del .deps", "apk", "remove", "del", [".deps"]),
        ("dnf -y install gcc --setopt=install_weak_deps=0", "dnf", "install", "install", ["gcc"]),
        ("yum install -y --enablerepo epel gcc", "yum", "install", "install", ["gcc"]),
        ("yum update -y", "yum", "upgrade", "update", []),
        ("yum -y groupinstall 'Development Tools'", "yum", "install", "groupinstall", ["Development Tools"]),
        ("dnf group install x", "dnf", "install", "group install", ["x"]),
        ("microdnf install -y gcc", "microdnf", "install", "install", ["gcc"]),
        ("npm ci --omit=dev", "npm", "install", "ci", []),
        ("npm install -g @angular/cli@17 typescript", "npm", "install", "install", ["@angular/cli", "typescript"]),
        ("npm i --registry https://x express", "npm", "install", "i", ["express"]),
        ("npm install --production false express", "npm", "install", "install", ["express"]),
        ("npm rm express", "npm", "uninstall", "rm", ["express"]),
        ("yarn", "yarn", "install", "install", []),
        ("yarn --frozen-lockfile", "yarn", "install", "install", []),
        ("yarn add express@4", "yarn", "install", "add", ["express"]),
        ("yarn global add express", "yarn", "install", "global add", ["express"]),
        ("pnpm i --frozen-lockfile", "pnpm", "install", "i", []),
        ("pnpm --filter app add express", "pnpm", "install", "add", ["express"]),
        ("pnpm fetch", "pnpm", "download", "fetch", []),
        ("bun install --production", "bun", "install", "install", []),
        ("bun add -d typescript", "bun", "install", "add", ["typescript"]),
    ],
)
def test_installs(install: Only, text: str, tool: str, action: str, subcommand: str, packages: list[str]) -> None:
    found = install(text)
    assert (found.tool, found.action, found.subcommand) == (tool, action, subcommand)
    assert names(found) == packages
    assert not found.is_dynamic
    assert not found.has_unknown_option


@pytest.mark.parametrize(
    "text",
    [
        "pip --version",
        "pip list",
        "pip $X",
        "pip",
        "pipx install x",
        "uv venv",
        "uv run python x.py",
        "uv pip list",
        "uv tool run x",
        "poetry config virtualenvs.create false",
        "conda clean -afy",
        "conda config --add channels x",
        "apt-get clean",
        "apk info",
        "dnf clean all",
        "npm run build",
        "npm --version",
        "yarn build",
        "yarn --version",
        "yarn cache clean",
        "bun run x",
        "pnpm run x",
        "python -m venv x",
        "python x.py pip install",
        "echo pip install x",
        "$PIP install x",
        "X=1",
        "apt-key add -",
    ],
)
def test_other_commands(shell: Shell, text: str) -> None:
    assert installs(shell(text)) == ()


@pytest.mark.parametrize(
    ("text", "ecosystem", "manager"),
    [
        ("pip install x", "python", "pip"),
        ("uv sync", "python", "uv"),
        ("poetry install", "python", "poetry"),
        ("micromamba install x", "conda", "micromamba"),
        ("apt-get install x", "system", "apt"),
        ("npm ci", "node", "npm"),
    ],
)
def test_ecosystem(install: Only, text: str, ecosystem: str, manager: str) -> None:
    found = install(text)
    assert (found.ecosystem, found.manager) == (ecosystem, manager)


def test_pip_requirements(install: Only) -> None:
    text = (
        "pip install 'torch>=2.0,<3' \"Scikit_Learn[a, b]==1.0 ; python_version<'3.12'\" tqdm==4.* sklearn"
        " git+https://github.com/a/b.git@main#egg=B_c https://x/torch-2.0.1%2Bcu118-cp310-cp310-linux_x86_64.whl"
        " 'flash-attn @ https://x/y.whl' 'foo@git+ssh://git@h/foo' ./local '.[dev,test]' dist/*.whl pkg.tar.gz /abs"
        " file:///x jax[cuda12]"
    )
    found = install(text)
    rows = [(package.kind, package.name, package.extras, package.specifier) for package in found.packages]
    assert rows == [
        ("package", "torch", (), ">=2.0,<3"),
        ("package", "scikit-learn", ("a", "b"), "==1.0"),
        ("package", "tqdm", (), "==4.*"),
        ("package", "sklearn", (), ""),
        ("vcs", "b-c", (), None),
        ("url", "torch", (), None),
        ("url", "flash-attn", (), None),
        ("vcs", "foo", (), None),
        ("local", "", (), None),
        ("local", "", ("dev", "test"), None),
        ("archive", "", (), None),
        ("archive", "", (), None),
        ("local", "", (), None),
        ("url", "", (), None),
        ("package", "jax", ("cuda12",), ""),
    ]
    assert found.packages[1].marker == "python_version<'3.12'"
    assert [text[package.span.start : package.span.end] for package in found.packages[:3]] == (
        ["'torch>=2.0,<3'", "\"Scikit_Learn[a, b]==1.0 ; python_version<'3.12'\"", "tqdm==4.*"]
    )
    spans = [package.name_span for package in found.packages]
    assert [text[span.start : span.end] if span else None for span in spans[:5]] == (
        ["torch", "Scikit_Learn", "tqdm", "sklearn", "B_c"]
    )
    assert found.packages[6].url == "https://x/y.whl"
    assert texts(found.local_paths) == ["./local", "'.[dev,test]'", "dist/*.whl", "pkg.tar.gz", "/abs"]


def test_pip_files_and_options(install: Only) -> None:
    text = (
        "pip install -U -q --no-cache -r a.txt -rb.txt --requirement=c.txt -c d.txt -e . --editable ./e[x]"
        " -e git+https://h/r#egg=r --index-url https://i --extra-index-url=https://j --extra-index-url $K"
        " -f https://l torch"
    )
    found = install(text)
    assert texts(found.requirement_files) == ["a.txt", "b.txt", "c.txt"]
    assert texts(found.constraint_files) == ["d.txt"]
    assert [(package.kind, package.text, package.name) for package in found.packages] == [
        ("editable", ".", ""),
        ("editable", "./e[x]", ""),
        ("editable", "git+https://h/r#egg=r", "r"),
        ("package", "torch", "torch"),
    ]
    assert texts(found.local_paths) == [".", "./e[x]"]
    assert found.index_url is not None
    assert found.index_url.value == "https://i"
    assert [word.value for word in found.extra_index_urls] == ["https://j", None]
    assert texts(found.find_links) == ["https://l"]
    assert found.has("--no-cache-dir")
    assert found.has("--upgrade", "--nothing")
    assert found.has("-U")
    assert not found.has("--user")
    assert found.option("-r") is found.requirement_files[-1]
    assert found.option("--user") is None
    assert found.options["--no-cache-dir"] is None
    assert found.is_dynamic
    (option,) = found.given("--no-cache-dir")
    assert text[option.span.start : option.span.end] == "--no-cache"
    assert [text[option.span.start : option.span.end] for option in found.given("--requirement")] == (
        ["-r a.txt", "-rb.txt", "--requirement=c.txt"]
    )
    assert not found.reads_project


def test_joined_short_options(install: Only) -> None:
    found = install("pip install -qUr a.txt torch")
    assert texts(found.requirement_files) == ["a.txt"]
    assert found.has("--quiet")
    assert found.has("--upgrade")
    assert names(found) == ["torch"]


def test_option_value_that_is_missing(install: Only) -> None:
    found = install("pip install torch -r")
    assert found.option("--requirement") is None
    assert found.requirement_files == ()


def test_unknown_options(install: Only) -> None:
    found = install("pip install --new-option --other=x -Z torch")
    assert found.has_unknown_option
    assert names(found) == ["torch"]
    assert [(option.name, option.is_known) for option in found.option_list] == (
        [("--new-option", False), ("--other", False), ("-Z", False)]
    )


def test_short_option_with_equals_sign(install: Only) -> None:
    assert install("uv pip install -p=3.11 torch").options["--python"].value == "3.11"  # type: ignore[union-attr]
    assert install("apt-get -q=2 install curl").has("--quiet")
    assert install("apt-get -Z=2 install curl").has_unknown_option


def test_unquoted_specifier(install: Only) -> None:
    text = "pip install torch>=2.0 numpy"
    found = install(text)
    assert [(package.name, package.specifier) for package in found.packages] == [("torch", ""), ("numpy", "")]
    (redirect,) = found.command.redirects
    assert found.packages[0].span.end == redirect.span.start
    assert text[found.packages[0].span.start : redirect.span.end] == "torch>=2.0"


def test_dynamic_arguments(install: Only) -> None:
    found = install('pip install torch==${V} torch$S foo-$X $(cat r.txt) "$DIR/pkg" bar[${E}] --index-url=$URL -r$F')
    assert found.is_dynamic
    assert [(package.name, package.specifier, package.kind) for package in found.packages] == [
        ("torch", None, "package"),
        ("", None, "package"),
        ("", None, "package"),
        ("", None, "package"),
        ("", None, "local"),
        ("", None, "package"),
    ]
    assert found.index_url is not None
    assert found.index_url.value is None
    assert found.index_url.text == "$URL"
    assert texts(found.requirement_files) == ["$F"]


def test_options_that_are_not_known(install: Only) -> None:
    found = install("pip install --$OPTION torch")
    assert found.is_dynamic
    assert found.has_unknown_option
    assert names(found) == ["torch"]


def test_dynamic_word_before_the_subcommand(install: Only) -> None:
    found = install("apt-get $OPTIONS install curl")
    assert found.is_dynamic
    assert names(found) == ["curl"]


def test_list_in_a_variable(install: Only) -> None:
    text = "deps='gcc  make' && apt-get install -y $deps curl"
    found = install(text)
    assert names(found) == ["gcc", "make", "curl"]
    assert not found.is_dynamic
    assert [text[package.span.start : package.span.end] for package in found.packages] == ["gcc", "make", "curl"]
    assert text.index("gcc") == found.packages[0].span.start


def test_variable_that_the_script_sets_to_something_unknown(install: Only) -> None:
    found = install("deps=$(cat x) && apt-get install $deps")
    assert found.is_dynamic
    assert names(found) == [""]


def test_expansion_with_an_environment(shell: Shell) -> None:
    environment = {"V": "2.0", "INDEX": "https://i", "LIST": "a b", "FLAG": "--no-cache-dir"}
    script = shell('pip install torch==$V -i ${INDEX} $LIST "$FLAG" $UNKNOWN')

    def look_up(name: str) -> object:
        return environment.get(name, ...)

    (found,) = installs(script, look_up)
    assert [(package.name, package.specifier) for package in found.packages] == (
        [("torch", "==2.0"), ("a", ""), ("b", ""), ("", None)]
    )
    assert found.index_url is not None
    assert found.index_url.value == "https://i"
    assert found.has("--no-cache-dir")
    assert found.is_dynamic
    assert found.packages[0].name_span is not None
    assert found.packages[1].name_span is None


def test_unset_variables_stay_unknown(shell: Shell) -> None:
    (found,) = installs(shell('pip install $UNSET "$UNSET" torch'), {}.get)
    assert [package.text for package in found.packages] == ["$UNSET", "", "torch"]
    assert found.is_dynamic


def test_poetry_constraints(install: Only) -> None:
    found = install("poetry add torch@^2.0 'numpy>=1' pandas@latest ./local git+https://h/r.git")
    assert [(package.kind, package.name, package.specifier) for package in found.packages] == [
        ("package", "torch", "^2.0"),
        ("package", "numpy", ">=1"),
        ("package", "pandas", "latest"),
        ("local", "", None),
        ("vcs", "", None),
    ]


def test_editable_flag_of_uv_and_poetry(install: Only) -> None:
    assert [package.kind for package in install("uv add --editable ./a").packages] == ["editable"]
    assert [package.kind for package in install("uv tool install -e ./a").packages] == ["editable"]
    assert [package.kind for package in install("poetry add -e ./a").packages] == ["editable"]
    assert [package.kind for package in install("uv pip install -e ./a").packages] == ["editable"]


def test_uv_files(install: Only) -> None:
    found = install("uv pip install -r a.txt --requirement b.txt --constraint c.txt --index https://i")
    assert texts(found.requirement_files) == ["a.txt", "b.txt"]
    assert texts(found.constraint_files) == ["c.txt"]
    assert texts(found.extra_index_urls) == ["https://i"]
    assert texts(install("uv pip sync a.txt b.txt").requirement_files) == ["a.txt", "b.txt"]
    assert texts(install("uv add -r a.txt").requirement_files) == ["a.txt"]
    assert install("uv sync --no-cache-dir").has("--no-cache")


def test_pipenv_files(install: Only) -> None:
    assert texts(install("pipenv install -r a.txt").requirement_files) == ["a.txt"]


@pytest.mark.parametrize(
    ("text", "reads_project"),
    [
        ("uv sync", True),
        ("uv pip install .", False),
        ("poetry install", True),
        ("pdm install", True),
        ("pipenv install", True),
        ("npm ci", True),
        ("npm install express", False),
        ("yarn", True),
        ("conda env create", True),
        ("conda env create -f x.yml", False),
        ("conda env remove -n x", False),
        ("apt-get update", False),
    ],
)
def test_reads_project(install: Only, text: str, reads_project: bool) -> None:
    assert install(text).reads_project == reads_project


def test_conda_specifications(install: Only) -> None:
    text = (
        "conda install numpy=1.26 'scipy>=1.10,<2' conda-forge::PyTorch=2.0=py3 \"cudatoolkit 11.8\""
        " 'x[version=1]' ./a.tar.bz2 https://x/b.conda python=$V pkg$V"
    )
    found = install(text)
    assert [(package.kind, package.name, package.specifier) for package in found.packages] == [
        ("package", "numpy", "=1.26"),
        ("package", "scipy", ">=1.10,<2"),
        ("package", "pytorch", "=2.0=py3"),
        ("package", "cudatoolkit", "11.8"),
        ("package", "x", "[version=1]"),
        ("archive", "", None),
        ("url", "", None),
        ("package", "python", None),
        ("package", "", None),
    ]
    span = found.packages[2].name_span
    assert span is not None
    assert text[span.start : span.end] == "PyTorch"


def test_conda_files(install: Only) -> None:
    assert texts(install("conda env create -q -f e.yml").requirement_files) == ["e.yml"]
    assert texts(install("conda install --file r.txt --yes").requirement_files) == ["r.txt"]
    assert texts(install("micromamba create -y -f e.yml").requirement_files) == ["e.yml"]
    assert install("conda install --ye x").has("--yes")


def test_environment_of_an_install(install: Only, shell: Shell) -> None:
    found = installs(shell("conda activate e && pip install x"))[0]
    assert found.environment is not None
    assert found.environment.name == "e"
    assert install("pip install x").environment is None


def test_system_packages(install: Only) -> None:
    found = install("apt-get install curl=7.88-1 libc6:i386 gcc-12/bookworm ./x.deb /tmp/y.deb 'php*' python$V")
    assert [(package.kind, package.name, package.specifier) for package in found.packages] == [
        ("package", "curl", "=7.88-1"),
        ("package", "libc6", ""),
        ("package", "gcc-12", "/bookworm"),
        ("archive", "", None),
        ("archive", "", None),
        ("package", "php*", ""),
        ("package", "", None),
    ]
    found = install("apk add a=1.0-r0 b~1.2 'c>2' py3-d e@edge x.apk lib$V f=$V so:libc.musl-x86_64.so.1")
    assert [(package.kind, package.name, package.specifier) for package in found.packages] == [
        ("package", "a", "=1.0-r0"),
        ("package", "b", "~1.2"),
        ("package", "c", ">2"),
        ("package", "py3-d", ""),
        ("package", "e", "@edge"),
        ("archive", "", None),
        ("package", "", None),
        ("package", "f", None),
        ("package", "so:libc.musl-x86_64.so.1", ""),
    ]
    found = install("dnf install gcc-12.1 @core https://x/y.rpm ./z.rpm a$V")
    assert [(package.kind, package.name) for package in found.packages] == (
        [("package", "gcc-12.1"), ("package", "@core"), ("url", ""), ("archive", ""), ("package", "")]
    )


def test_node_packages(install: Only) -> None:
    found = install(
        "npm i a@1.x @s/b@^2 c git+https://h/r github:u/r ./l ../m.tgz https://x/y.tgz u/r @s/$X d@$V $E file:../f"
    )
    assert [(package.kind, package.name, package.specifier) for package in found.packages] == [
        ("package", "a", "1.x"),
        ("package", "@s/b", "^2"),
        ("package", "c", ""),
        ("vcs", "", None),
        ("vcs", "", None),
        ("local", "", None),
        ("archive", "", None),
        ("url", "", None),
        ("vcs", "", None),
        ("package", "", None),
        ("package", "d", None),
        ("package", "", None),
        ("local", "", None),
    ]


def test_installs_of_a_script(shell: Shell) -> None:
    text = (
        "apt-get update && apt-get install -y gcc && bash -c 'pip install \"a>=1\"' && (cd x && npm ci)"
        " || true; for p in a b; do pip install $p; done"
    )
    found = installs(shell(text))
    assert [install.tool for install in found] == ["apt", "apt", "pip", "npm", "pip"]
    assert found[2].packages[0].specifier == ">=1"
    assert found[3].command.working_directory == "x"
    assert found[4].is_dynamic
    assert found[4].command.conditional
    assert text[found[3].span.start : found[3].span.end] == "npm ci"
    assert repr(found[3]) == "Install('npm', 'install', 'npm ci')"
    assert repr(found[2].packages[0]) == "Requirement('a>=1', 'package')"


def test_install_of_a_command(shell: Shell) -> None:
    assert install_of(shell("dnf5 install gcc").commands[0]) is not None
    assert install_of(shell("yarnpkg add x").commands[0]) is not None


def test_normalized_name() -> None:
    assert normalized_name("Scikit_Learn.X--y") == "scikit-learn-x-y"
