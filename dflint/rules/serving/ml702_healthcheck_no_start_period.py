"""ML702: a model server that is judged before it can have started."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.rules.rule import HealthCheckRule, safe

if TYPE_CHECKING:
    from dflint.project.health_checks import HealthCheck


class HealthcheckNoStartPeriod(HealthCheckRule):
    """A health check counts failures from the start, while the server is still loading its model.

    A model server answers only after it has imported its framework and read, or downloaded, the weights. Each check
    before that fails, and a few failures make the container unhealthy: an orchestrator kills it and starts it anew, and
    services that wait for it give up. With `--start-period` the failures of the first seconds do not count, and the
    first success ends it early.

    The rule speaks where the image is one of a model server, where such a server is started, and where the program that
    is started, or a module of the project that it imports, imports a framework at its top. What loads the small models
    of scikit-learn or of gradient boosting, or is a page in the browser, starts within seconds and is left alone.
    """

    code = "ML702"
    name = "healthcheck-no-start-period"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    sources = ("https://docs.docker.com/reference/dockerfile/#healthcheck",)

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir transformers torch fastapi uvicorn
            COPY check.py serve.py /app/
            HEALTHCHECK --interval=10s CMD ["python", "/app/check.py"]
            CMD ["uvicorn", "--app-dir", "/app", "--host", "0.0.0.0", "serve:app"]
        """,
        "serve.py": """
            from fastapi import FastAPI
            from transformers import pipeline

            app = FastAPI()
            summarize = pipeline("summarization")
        """,
    }
    good = {
        **bad,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir transformers torch fastapi uvicorn
            COPY check.py serve.py /app/
            HEALTHCHECK --start-period=60s --interval=10s CMD ["python", "/app/check.py"]
            CMD ["uvicorn", "--app-dir", "/app", "--host", "0.0.0.0", "serve:app"]
        """,
    }

    def check(self, health_check: HealthCheck) -> Iterator[Diagnostic]:
        """Yield a finding where the HEALTHCHECK of a slow starter leaves it no time."""
        instruction = health_check.instruction
        if instruction is None or health_check.stage is None or _says_period(health_check):
            return
        from dflint.project.start_time import failures_of, slow_start_of

        failures = failures_of(health_check)
        slow = None if failures is None else slow_start_of(health_check)
        if slow is None:
            return
        from dflint.dockerfile.flag_edits import add_flag

        yield self.found(
            instruction.source,
            instruction.keyword_span,
            f"{failures} the container unhealthy, while `{slow.name}` may still be loading a model",
            help="set `--start-period` to the time that the server may take to start",
            related=[slow.place],
            fix=safe("Do not count the failures of the first minute", add_flag(instruction, "--start-period=60s")),
        )


def _says_period(check: HealthCheck) -> bool:
    """Whether the instruction, or the service that runs the image, sets a start period."""
    assert check.instruction is not None
    if check.instruction.flag("start-period") is not None:
        return True
    service = check.service
    return service is not None and service.get("healthcheck", "start_period") is not None
