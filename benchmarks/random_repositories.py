"""Small repositories with a Dockerfile, and their histories, drawn by chance: the same ones for the same seed.

All that can be written in a Dockerfile and bears on the cache is drawn: stages, COPY and ADD of files, folders and
wildcards with their flags, from the context and from stages, mounts, variables, heredocs, users, working directories.
The RUNs are tiny. Every path in the image lies in a folder that bears the name of the repository, and every file of
the repository holds that name, so that no two repositories share what is in the cache.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

FOLDERS = ("src", "src/pkg", "src/pkg/deep", "data", "docs", "conf.d", "tests", "assets")
NAMES = (
    "main.py", "util.py", "a.py", "b.py", "requirements.txt", "notes.txt", "x.txt", "y.txt", "README.md", "guide.md",
    "data.csv", "big.csv", "settings.yaml", ".env", ".hidden", "Makefile", "run.sh", "größe.txt", "a b.txt",
)  # fmt: skip
MODES = (0o644, 0o644, 0o644, 0o755, 0o600, 0o4755)
BASE = "debian:bookworm-slim"


class File(NamedTuple):
    """A file, or a link if `link` says where it leads."""

    content: bytes
    mode: int = 0o644
    link: str = ""


class Snapshot(NamedTuple):
    """A repository at a commit: files by path, folders with nothing in them and their modes, and how it is built."""

    files: dict[str, File]
    folders: dict[str, int]
    stages: list[list[str]]
    head: list[str]
    ignore: list[str]
    arguments: dict[str, str]
    target: str | None

    def copy(self) -> Snapshot:
        return Snapshot(
            dict(self.files),
            dict(self.folders),
            [list(stage) for stage in self.stages],
            list(self.head),
            list(self.ignore),
            dict(self.arguments),
            self.target,
        )

    def all_folders(self) -> set[str]:
        """All folders: those that are listed, and those that something is in."""
        inside = {str(parent) for path in (*self.files, *self.folders) for parent in Path(path).parents}
        return (inside | set(self.folders)) - {"."}

    @property
    def dockerfile(self) -> str:
        return "\n".join([*self.head, *("\n".join(stage) for stage in self.stages)]) + "\n"


class Repository:
    """A repository that is drawn with `seed`; `snapshot` is its newest commit and `what` says what that changed.

    `name` is a word of letters and digits that no other repository has.
    """

    def __init__(self, seed: str, name: str) -> None:
        self.random = random.Random(seed)
        self.name = name
        self._number = 0
        self.snapshot = Snapshot({}, {}, [], [], [], {}, None)
        self.what = ["start"]
        self._past: list[Snapshot] = []
        self._written: Snapshot | None = None
        self._draw_tree()
        self._draw_dockerfile()
        if self.random.random() < 0.6:
            self._edit_ignore()

    # The tree

    def _content(self) -> bytes:
        self._number += 1
        return f"{self.name} {self._number}\n".encode() * self.random.choice((1, 1, 1, 50))

    def _draw_tree(self) -> None:
        draw = self.random
        files = self.snapshot.files
        for path in ("requirements.txt", "src/main.py", "src/pkg/util.py", "README.md", "notes.txt"):
            files[path] = File(self._content(), draw.choice(MODES))
        for _ in range(draw.randint(3, 14)):
            files[self._new_path()] = File(self._content(), draw.choice(MODES))
        if draw.random() < 0.3:
            files["bundle.tar"] = File(self._archive())
        if draw.random() < 0.3:
            self._add_link()

    def _new_path(self) -> str:
        folder = self.random.choice(("", *FOLDERS))
        return os.path.join(folder, self.random.choice(NAMES))

    def _archive(self) -> bytes:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            entry = tarfile.TarInfo(f"packed-{self.name}.txt")
            content = self._content()
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        return packed.getvalue()

    def _folders(self) -> list[str]:
        found = {str(parent) for path in self.snapshot.files for parent in Path(path).parents}
        return sorted(found - {"."})

    def _any_file(self) -> str:
        return self.random.choice(sorted(self.snapshot.files))

    # The Dockerfile

    def _draw_dockerfile(self) -> None:
        draw, snapshot = self.random, self.snapshot
        if draw.random() < 0.3:
            snapshot.head.append(f"ARG BASE={BASE}")
        if draw.random() < 0.3:
            snapshot.head.append("ARG FLAVOUR=plain")
        count = draw.choice((1, 1, 2, 2, 3, 4))
        for index in range(count):
            name = "" if index == count - 1 and draw.random() < 0.7 else f" AS s{index}"
            earlier = [f"s{number}" for number in range(index)]
            if earlier and draw.random() < 0.25:
                base = draw.choice(earlier)
            elif draw.random() < 0.2:
                base = "scratch"
            else:
                base = "${BASE}" if snapshot.head and "BASE" in snapshot.head[0] and draw.random() < 0.5 else BASE
            stage = [f"FROM {base}{name}", f"WORKDIR /{self.name}"]
            snapshot.stages.append(stage)
            for _ in range(draw.randint(2, 7)):
                stage.append(self._instruction(index))
        if draw.random() < 0.15 and count > 1:
            self.snapshot = snapshot._replace(target=f"s{draw.randrange(count - 1)}")

    def _runs_in(self, index: int) -> bool:
        """Whether the stage is of an image in which something can be run."""
        base = self.snapshot.stages[index][0].split()[1]
        if base == "scratch":
            return False
        return self._runs_in(int(base[1:])) if base[0] == "s" else True

    def _instruction(self, index: int) -> str:
        draw = self.random
        kinds: list[tuple[float, Callable[[int], str]]] = [
            (6, self._copy),
            (1, self._add),
            (1, self._heredoc_copy),
            (2, self._setting),
            (1, self._workdir),
            (0.3, self._copy_from_image),
            (0.4, self._trigger),
        ]
        if index:
            kinds.append((3, self._copy_from))
        if self._runs_in(index):
            kinds += [(3, self._run), (2, self._run_with_mounts), (1, self._user), (1, self._shell)]
        weights = [weight for weight, _ in kinds]
        return draw.choices([kind for _, kind in kinds], weights)[0](index)

    def _flags(self, excludes: bool = True) -> str:
        draw = self.random
        flags = ""
        if draw.random() < 0.15:
            flags += f"--chmod={draw.choice(('755', '0644', '600'))} "
        if draw.random() < 0.15:
            flags += f"--chown={draw.choice(('1000:1000', '0:0', '33'))} "
        if draw.random() < 0.15:
            flags += "--link "
        if excludes and draw.random() < 0.15:
            flags += f"--exclude={draw.choice(('*.md', '**/*.csv', 'pkg', 'deep/*', '**/a.py'))} "
            if draw.random() < 0.3:
                flags += "--exclude=!README.md "
        return flags

    def _destination(self) -> str:
        return self.random.choice(("./", "app/", "app/", "lib/x/", f"/{self.name}/out/", "./$PLACE/", "."))

    def _copy(self, index: int) -> str:
        draw = self.random
        flags = self._flags()
        folders = self._folders()
        kind = draw.randrange(8)
        if kind == 0:
            return f"COPY {flags}. {self._destination()}"
        if kind == 1:
            return f"COPY {flags}{self._any_file()} {self._destination()}"
        if kind == 2:
            return f"COPY {flags}{self._any_file()} named.txt"
        if kind == 3:
            return f"COPY {flags}{draw.choice(folders)}{draw.choice(('', '/'))} {self._destination()}"
        if kind == 4:
            return f"COPY {flags}{self._any_file()} {self._any_file()} {self._destination()}"
        if kind == 5:
            return f'COPY {flags}["{self._any_file()}", "{draw.choice(folders)}", "{draw.choice(("app/", "lib/"))}"]'
        pattern = draw.choice(
            ("*.txt", "*.py", "src/*.py", "*/*.md", "s*", "src/p*", "*", "*/pkg", "READM?.md", "[a-n]*.txt", "src/*/*")
        )
        return f"COPY {flags}{pattern} {self._destination()}"

    def _copy_from(self, index: int) -> str:
        draw = self.random
        source = f"s{draw.randrange(index)}"
        flags = self._flags(excludes=False)
        paths = [f"/{self.name}", f"/{self.name}/app", f"/{self.name}/out"]
        made = []
        for line in self.snapshot.stages[int(source[1:])]:
            words = line.split("\n")[0].split()
            if words[0] != "COPY" or "<<" in line or "[" in line or "--from" in line:
                continue
            origin, destination = words[-2], words[-1]
            if destination == "app/" and "*" not in origin and not origin.endswith("/"):
                made.append(
                    f"/{self.name}/app/{os.path.basename(origin)}" if "." in origin[1:] else f"/{self.name}/app"
                )
        path = draw.choice(made or paths[:1])
        if draw.random() < 0.2:
            path = f"/{self.name}/{draw.choice(('*.txt', 'app*', '*'))}"
        return f"COPY --from={source} {flags}{path} {draw.choice(('from/', 'copied/', './'))}"

    def _copy_from_image(self, index: int) -> str:
        return f"COPY --from={BASE} {self._flags(excludes=False)}/etc/{self.random.choice(('issue', 'host*'))} etc/"

    def _trigger(self, index: int) -> str:
        return f"ONBUILD {self.random.choice((self._copy, self._workdir))(index)}"

    def _add(self, index: int) -> str:
        draw = self.random
        source = draw.choice((self._any_file(), self._any_file(), ".", "bundle.tar"))
        if source == "bundle.tar" and source not in self.snapshot.files:
            source = "requirements.txt"
        return f"ADD {self._flags()}{source} {self._destination()}"

    def _heredoc_copy(self, index: int) -> str:
        draw = self.random
        quote = draw.choice(("", '"'))
        return (
            f"COPY {self._flags(excludes=False)}<<{quote}EOF{quote} note{draw.randrange(3)}.txt\n"
            f"it's {self.name} {draw.randrange(3)} $GREETING ${{FLAVOUR}}\nEOF"
        )

    def _setting(self, index: int) -> str:
        draw = self.random
        return draw.choice(
            (
                f"ENV GREETING=hello{draw.randrange(3)}",
                f"ENV PLACE=place{draw.randrange(2)} OTHER={draw.randrange(2)}",
                f"ARG VERSION={draw.randrange(3)}",
                "ARG FLAVOUR",
                "ARG UNSET",
                "ARG TARGETARCH",
                "ENV PATH=/opt/x:$PATH",
                f"ENV COMBINED=$VERSION-$GREETING-{draw.randrange(2)}",
                f"LABEL version={draw.randrange(9)}",
                f'CMD ["run{draw.randrange(9)}"]',
                "EXPOSE 80",
                "VOLUME /somewhere",
                "# a comment",
            )
        )

    def _workdir(self, index: int) -> str:
        return f"WORKDIR {self.random.choice(('app', 'deeper', f'/{self.name}', f'/{self.name}/$VERSION', '.'))}"

    def _user(self, index: int) -> str:
        return f"USER {self.random.choice(('1000', 'root', 'daemon:daemon', '1000:33'))}"

    def _shell(self, index: int) -> str:
        return self.random.choice(('SHELL ["/bin/bash", "-c"]', 'SHELL ["/bin/sh", "-ec"]'))

    def _script(self) -> str:
        draw = self.random
        return draw.choice(
            (
                "true",
                "true",
                "echo hello",
                f"echo {draw.randrange(3)} $VERSION",
                f"cat /{self.name}/* 2>/dev/null || true",
                f"ls -R /{self.name} > /dev/null",
                "test -d /tmp && \\\n    # why not\n    echo 'a  b'",
            )
        )

    def _run(self, index: int) -> str:
        draw = self.random
        kind = draw.random()
        flags = draw.choice(("", "", "--network=none ", "--network=default "))
        if kind < 0.15:
            return f"RUN {flags}<<-EOF\n\t{draw.choice(('echo one', 'echo two', 'true'))}\nEOF"
        if kind < 0.2:
            return f"RUN {flags}<<ONE cat && cat <<TWO\n1 {draw.randrange(2)}\nONE\n2\nTWO"
        if kind < 0.25:
            name = draw.choice(("one", "two"))
            return f"RUN {flags}<<{name}\n#!/bin/sh\necho {draw.randrange(2)}\n{name}"
        if kind < 0.3:
            return f'RUN {flags}["echo", "{draw.randrange(3)}"]'
        if kind < 0.5:
            # What is written is never the same again, as with an installer that writes times into its files.
            return f"RUN {flags}head -c 16 /dev/urandom > /tmp/made && echo {draw.randrange(3)}"
        return f"RUN {flags}{self._script()}"

    def _run_with_mounts(self, index: int) -> str:
        draw = self.random
        mounts = []
        for _ in range(draw.choice((1, 1, 2))):
            number = len(mounts)
            kind = draw.randrange(9)
            if kind < 3:
                source = draw.choice((self._any_file(), draw.choice(self._folders()), ""))
                writable = draw.choice(("", "", ",rw", ",readonly"))
                named = f"source={source}," if source else ""
                mounts.append(f"--mount=type=bind,{named}target=/mnt/{number}{writable}")
            elif kind < 5:
                options = draw.choice(("", f",id=i{draw.randrange(2)}-{self.name}", ",sharing=locked", ",uid=1000"))
                mounts.append(f"--mount=type=cache,target=/cache/{self.name}/{number}{options}")
            elif kind == 5 and index:
                source = draw.choice((f",source=/{self.name}", ""))
                mounts.append(f"--mount=from=s{draw.randrange(index)}{source},target=/mnt/{number}")
            elif kind == 6:
                mounts.append(f"--mount=type=tmpfs,target=/mnt/{number}")
            elif kind == 7:
                mounts.append(f"--mount=type=secret,id=token{draw.randrange(2)}")
            else:
                mounts.append(f"--mount=type=bind,src=requirements.txt,dst=/mnt/{number}")
        return f"RUN {' '.join(mounts)} {self._script()}"

    # Commits

    def commit(self) -> None:
        """Change something."""
        draw = self.random
        self._past.append(self.snapshot)
        self.snapshot = self.snapshot.copy()
        self.what = []
        for _ in range(draw.choice((1, 1, 1, 2, 3))):
            changes: list[tuple[float, Callable[[], None]]] = [
                (8, self._edit),
                (2, self._touch),
                (2, self._change_mode),
                (2, self._rename),
                (2, self._delete),
                (3, self._add_file),
                (1, self._swap),
                (2, self._revert),
                (1, self._revert_file),
                (2, self._edit_ignore),
                (4, self._edit_dockerfile),
                (1, self._change_argument),
                (1, self._add_link),
                (1, self._change_folder),
            ]
            change = draw.choices([one for _, one in changes], [weight for weight, _ in changes])[0]
            self.what.append(change.__name__.strip("_"))
            change()

    def _edit(self) -> None:
        path = self._any_file()
        file = self.snapshot.files[path]
        if not file.link:
            content = self._archive() if path == "bundle.tar" else self._content()
            self.snapshot.files[path] = file._replace(content=content)

    def _touch(self) -> None:
        """Nothing but the times changes, of all files: they are written anew at each commit that touches."""

    def _change_mode(self) -> None:
        path = self._any_file()
        file = self.snapshot.files[path]
        self.snapshot.files[path] = file._replace(mode=self.random.choice(MODES))

    def _rename(self) -> None:
        path, new = self._any_file(), self._new_path()
        if new not in self.snapshot.files and not self._is_in_the_way(new):
            self.snapshot.files[new] = self.snapshot.files.pop(path)

    def _delete(self) -> None:
        if len(self.snapshot.files) > 3:
            del self.snapshot.files[self._any_file()]

    def _add_file(self) -> None:
        path = self._new_path()
        if not self._is_in_the_way(path):
            self.snapshot.files[path] = File(self._content(), self.random.choice(MODES))

    def _is_in_the_way(self, path: str) -> bool:
        """Whether a folder of `path` is a link, or a folder has its name."""
        files = self.snapshot.files
        return any(str(parent) in files for parent in Path(path).parents) or path in self._folders()

    def _swap(self) -> None:
        files = self.snapshot.files
        one, other = self._any_file(), self._any_file()
        files[one], files[other] = files[other], files[one]

    def _revert(self) -> None:
        self.snapshot = self.random.choice(self._past).copy()

    def _revert_file(self) -> None:
        past = self.random.choice(self._past).files
        path = self.random.choice(sorted(past))
        if not self._is_in_the_way(path):
            self.snapshot.files[path] = past[path]

    def _edit_ignore(self) -> None:
        draw, ignore = self.random, self.snapshot.ignore
        patterns = (
            "*.md", "data", "data/*", "**/*.csv", "!data/data.csv", "docs/**", "tests", "**/.env", "Dockerfile",
            "src/pkg", "!src/pkg/util.py", ".dockerignore", "**/deep", "*.txt", "!requirements.txt", "# nothing",
            "conf.d/", "*/a.py",
        )  # fmt: skip
        if ignore and draw.random() < 0.4:
            ignore.remove(draw.choice(ignore))
        elif draw.random() < 0.1:
            ignore[:] = ["*", "!src", "!requirements.txt"]
        else:
            ignore.insert(draw.randint(0, len(ignore)), draw.choice(patterns))

    def _edit_dockerfile(self) -> None:
        draw = self.random
        index = draw.randrange(len(self.snapshot.stages))
        stage = self.snapshot.stages[index]
        place = draw.randint(2, len(stage))
        kind = draw.random()
        if kind < 0.4 or place == len(stage):
            stage.insert(place, self._instruction(index))
        elif kind < 0.6 and len(stage) > 3:
            del stage[place]
        elif kind < 0.8:
            stage[place] = self._instruction(index)
        else:
            other = draw.randrange(2, len(stage))
            stage[place], stage[other] = stage[other], stage[place]

    def _change_argument(self) -> None:
        name = self.random.choice(("VERSION", "FLAVOUR", "UNSET"))
        if name in self.snapshot.arguments and self.random.random() < 0.5:
            del self.snapshot.arguments[name]
        else:
            self.snapshot.arguments[name] = self.random.choice(("1", "2", "sour"))

    def _add_link(self) -> None:
        draw = self.random
        path = self._new_path() if draw.random() < 0.7 else self._any_file()
        target = draw.choice((self._any_file(), draw.choice(self._folders()), "nowhere"))
        if self._is_in_the_way(path) or path in ("requirements.txt", "bundle.tar"):
            return
        self.snapshot.files[path] = File(b"", link=os.path.relpath(target, os.path.dirname(path) or "."))

    def _change_folder(self) -> None:
        folder = self.random.choice((*self._folders(), "empty", "src/empty"))
        if not self._is_in_the_way(folder + "/x") and folder not in self.snapshot.files:
            self.snapshot.folders[folder] = self.random.choice((0o755, 0o700))

    # On the disk

    def write(self, root: Path) -> None:
        """Make the folder `root` hold the snapshot. What is there from the last time, and stays, is left alone."""
        old = past = self._written
        snapshot = self.snapshot
        self._written = snapshot.copy()
        if past is None or "touch" in self.what:
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir(parents=True)
            past = None
        known = past.files if past is not None else {}
        for path in sorted(known, reverse=True):
            if known[path] != snapshot.files.get(path):
                (root / path).unlink()
        self._make_folders(root, old)
        for path, file in snapshot.files.items():
            if known.get(path) == file:
                continue
            place = root / path
            if file.link:
                place.symlink_to(file.link)
            else:
                place.write_bytes(file.content)
                place.chmod(file.mode)
        write_text(root / "Dockerfile", snapshot.dockerfile)
        ignore = root / ".dockerignore"
        if snapshot.ignore:
            write_text(ignore, "\n".join(snapshot.ignore) + "\n")
        elif ignore.exists():
            ignore.unlink()

    def _make_folders(self, root: Path, past: Snapshot | None) -> None:
        """Make the folders that are wanted, and remove the others.

        Only folders that were there before get their modes: see docs/cache-model.md.
        """
        known = past.all_folders() if past is not None else set()
        modes = dict.fromkeys(self.snapshot.all_folders(), 0o755)
        modes.update(self.snapshot.folders)
        for found, _, _ in os.walk(root, topdown=False):
            name = os.path.relpath(found, root)
            if name != "." and name not in modes and not os.listdir(found):
                os.rmdir(found)
        for folder, mode in sorted(modes.items()):
            (root / folder).mkdir(exist_ok=True)
            if folder in known and stat.S_IMODE((root / folder).stat().st_mode) != mode:
                (root / folder).chmod(mode)


def write_text(path: Path, text: str) -> None:
    """Write a text, unless it is there."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
