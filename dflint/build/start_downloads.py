"""Which models does a container download each time that it starts?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from dflint.build.model_downloads import ModelDownload, of_command, of_script
from dflint.build.steps import RunStep
from dflint.dockerfile.instructions import Cmd, Entrypoint, Run

if TYPE_CHECKING:
    from dflint.build.stages import Stage

# In the home: https://github.com/ollama/ollama/blob/main/envconfig/config.go
_OLLAMA = "/.ollama"


def start_downloads(stage: Stage) -> Iterator[ModelDownload]:
    """What ENTRYPOINT and CMD of `stage` download, each with the folder that it goes to; what is not known is left out.

    A script that they run is read if it comes from the build context and its name says that it downloads.
    """
    for kind in (Entrypoint, Cmd):
        instruction = stage.last(kind)
        if instruction is None:
            continue
        # What a RUN at the end of the stage would do.
        step = RunStep(stage, len(stage.steps), cast(Run, instruction))
        for command in step.commands:
            for download in (*of_command(step, command), *of_script(step, command)):
                if download.directory is None and command.name == "ollama":
                    models, home = step.state.env("OLLAMA_MODELS"), step.state.home
                    if models is None and isinstance(home, str):
                        download.directory = home.rstrip("/") + _OLLAMA
                if download.directory is not None:
                    yield download
