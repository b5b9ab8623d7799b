"""What the rules say about containers that have nothing to do with machine learning.

Names such as `models`, `weights` and `checkpoints`, ports and services that ML projects have too must not be enough.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic
from dflint.rules.rule import Size, Tree

Findings = Callable[..., list[Diagnostic]]

STYLES = ("DC22", "DC23")
"""How any compose file may be written, which these rules speak of only if they are asked to."""

IGNORED = ".git\nnode_modules\n**/__pycache__\n.env\n"

NODE: Tree = {
    "package.json": '{"name": "shop", "dependencies": {"express": "4.21.2"}}\n',
    "package-lock.json": "{}\n",
    "models/user.js": "module.exports = {};\n",
    "weights/fonts.css": "b { font-weight: 700 }\n",
    "checkpoints/level1.json": "{}\n",
    "server.js": "require('express')().listen(8000)\n",
    ".dockerignore": IGNORED,
    "Dockerfile": """
        FROM node:22-alpine AS build
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci
        COPY models models
        COPY weights weights
        COPY checkpoints checkpoints
        COPY server.js .

        FROM node:22-alpine
        WORKDIR /app
        COPY --from=build /app /app
        USER node
        EXPOSE 8000
        CMD ["node", "server.js"]
    """,
}

GO: Tree = {
    "go.mod": "module example.org/relay\n",
    "main.go": "package main\n\nfunc main() {}\n",
    "testdata/trace.bin": Size(3_000_000),
    ".dockerignore": IGNORED,
    "Dockerfile": """
        ARG GO_VERSION=1.23
        FROM golang:${GO_VERSION}-alpine AS build
        WORKDIR /src
        COPY go.mod ./
        RUN go mod download
        COPY main.go ./
        RUN CGO_ENABLED=0 go build -o /relay .

        FROM build AS test
        COPY testdata testdata
        RUN go test ./...

        FROM scratch
        COPY --from=build /relay /relay
        ENTRYPOINT ["/relay"]
    """,
}

DJANGO: Tree = {
    "requirements.txt": "django==5.1.4\ngunicorn==23.0.0\npsycopg[binary]==3.2.3\n",
    "shop/models/order.py": "class Order: ...\n",
    "shop/wsgi.py": "application = None\n",
    "shop/data/countries.json": "{}\n",
    ".dockerignore": IGNORED,
    "Dockerfile": """
        FROM python:3.12-slim
        WORKDIR /app
        COPY requirements.txt .
        RUN pip install --no-cache-dir -r requirements.txt
        COPY shop shop
        USER 1000
        EXPOSE 8000
        HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:8000/', timeout=5)"]
        CMD ["gunicorn", "shop.wsgi", "--bind", "0.0.0.0:8000", "--workers", "8"]
    """,
    "compose.yaml": """
        services:
          web:
            build: .
            ports: ["127.0.0.1:8000:8000"]
            depends_on:
              db:
                condition: service_healthy
          db:
            image: postgres:17.2
            environment:
              POSTGRES_PASSWORD_FILE: /run/secrets/db
            secrets: [db]
            volumes: ["db:/var/lib/postgresql/data"]
            healthcheck:
              test: pg_isready -U postgres
          cache:
            image: redis:7.4
        secrets:
          db:
            file: ./db.txt
        volumes:
          db: {}
    """,
}

COMPOSE_FIXTURE: Tree = {
    "base/Dockerfile": "FROM alpine:3.21\nRUN echo 'hello from base' > /hello.txt\n",
    "service/Dockerfile": "FROM alpine:3.21\nARG GREETING=hello\nRUN echo $GREETING > /greeting\nCMD cat /greeting\n",
    "ping/Dockerfile": "FROM busybox:1.37\nHEALTHCHECK --interval=5s CMD ping -c 1 localhost\nCMD sleep infinity\n",
    "compose.yaml": """
        services:
          base:
            build: base
          service:
            build:
              context: service
              args:
                GREETING: hi
            shm_size: 128mb
          ping:
            build: ping
            deploy:
              resources:
                limits:
                  memory: 64m
    """,
}


@pytest.mark.parametrize("tree", [NODE, GO, DJANGO, COMPOSE_FIXTURE], ids=["Node", "Go", "Django", "Compose"])
def test_nothing_is_said(findings: Findings, tree: Tree) -> None:
    assert [f"{one.code} {one.message}" for one in findings(tree) if not one.code.startswith(STYLES)] == []


JETSON: Tree = {
    "Dockerfile": """
        ARG BASE_IMAGE
        FROM ${BASE_IMAGE}
        ARG TORCH_VERSION
        COPY build.sh install.sh /tmp/torch/
        RUN /tmp/torch/install.sh || /tmp/torch/build.sh
        RUN uv pip install torch==${TORCH_VERSION} opencv-python transformers
        RUN pip3 install --no-cache-dir flash-attn
        RUN apt-get update && apt-get install -y --no-install-recommends ninja-build && rm -rf /var/lib/apt/lists/*
        HEALTHCHECK --start-period=2m CMD curl -f http://localhost:8000
        CMD ["python3", "-m", "http.server"]
    """,
    "build.sh": "#!/bin/sh\n",
    "install.sh": "#!/bin/sh\n",
}


def test_a_base_image_that_the_build_chooses(findings: Findings) -> None:
    """As in jetson-containers: the variables of the base, its Python and its tools are not known."""
    assert [f"{one.code} {one.message}" for one in findings(JETSON)] == []
