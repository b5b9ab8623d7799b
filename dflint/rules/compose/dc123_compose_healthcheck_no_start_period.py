"""DC123: the health check of a compose service judges a model server before it can have started."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import HealthCheckRule, safe

if TYPE_CHECKING:
    from dflint.project.health_checks import HealthCheck

_SHORT = 90
"""Seconds in which no server of models is sure to answer."""


class ComposeHealthcheckNoStartPeriod(HealthCheckRule):
    """A health check of a compose file counts failures from the start, while the server is still loading its model.

    A model server answers only after it has imported its framework and read, or downloaded, the weights. Each check
    before that fails, and a few failures make the container unhealthy: services that wait for it with
    `condition: service_healthy` are not started, and `docker compose up` fails. With `start_period` the failures of the
    first seconds do not count, and the first success ends it early.

    The rule speaks of the images of model servers with 90 seconds or less, and of what is built here where another
    service waits for its health and has less than two minutes. A `HEALTHCHECK` of a Dockerfile is the matter of ML702.
    """

    code = "DC123"
    name = "compose-healthcheck-no-start-period"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    sources = ("https://docs.docker.com/reference/compose-file/services/#healthcheck",)

    bad = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                command: ["--model", "Qwen/Qwen2.5-7B-Instruct"]
                healthcheck:
                  test: ["CMD", "curl", "-f", "http://localhost:8000/health"]
                  interval: 10s
        """,
    }
    good = {
        "compose.yaml": """
            services:
              llm:
                image: vllm/vllm-openai:v0.11.0
                command: ["--model", "Qwen/Qwen2.5-7B-Instruct"]
                healthcheck:
                  test: ["CMD", "curl", "-f", "http://localhost:8000/health"]
                  interval: 10s
                  start_period: 60s
        """,
    }

    def check(self, health_check: HealthCheck) -> Iterator[Diagnostic]:
        """Yield a finding where the health check of a service leaves a slow starter no time."""
        test, service = health_check.test, health_check.service
        if test is None or service is None or service.is_extended or health_check.start_period != 0:
            return
        from dflint.project.start_time import failures_of, slow_start_of

        failures = failures_of(health_check)
        slow = None if failures is None else slow_start_of(health_check)
        if slow is None or not _matters(health_check):
            return
        yield self.found(
            test.source,
            test.key_span or test.place,
            f"{failures} `{service.name}` unhealthy, while `{slow.name}` may still be loading a model",
            help="set `start_period` to the time that the server may take to start",
            related=[slow.place],
            fix=_add_period(health_check),
        )


def _matters(check: HealthCheck) -> bool:
    """Whether the time is short even for a small model, or another service is not started without the health."""
    service, build = check.service, check.build
    if build is None or service is None:
        return (check.interval or 0) * (check.retries or 0) <= _SHORT
    from dflint.project.dependencies import HEALTHY, dependencies_of

    file = build.project.compose_file(service.source.path)
    others = file.services if file is not None else ()
    return any(
        one.condition == HEALTHY and one.name == service.name
        for other in others
        for one in dependencies_of(other, build.project)
    )


def _add_period(check: HealthCheck) -> Fix | None:
    from dflint.compose.edits import insert_into

    assert check.service is not None
    edit = insert_into(check.service.node, ("healthcheck", "start_period"), "60s")
    return safe("Do not count the failures of the first minute", edit)
