"""Images that are there to watch or to manage Docker, and are run with its socket.

A row names where its makers have the socket mounted, or read. All rows were looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"

_GITHUB = "https://github.com"

DOCKER_TOOLS: Mapping[str, str] = {
    "portainer/portainer": "https://docs.portainer.io/start/install-ce/server/docker/linux",
    "portainer/portainer-ce": "https://docs.portainer.io/start/install-ce/server/docker/linux",
    "containrrr/watchtower": "https://containrrr.dev/watchtower/usage-overview",
    "traefik": "https://doc.traefik.io/traefik/getting-started/quick-start/",
    "amir20/dozzle": f"{_GITHUB}/amir20/dozzle/blob/master/README.md",
    "tecnativa/docker-socket-proxy": f"{_GITHUB}/Tecnativa/docker-socket-proxy/blob/master/README.md",
    "willfarrell/autoheal": f"{_GITHUB}/willfarrell/docker-autoheal/blob/main/README.md",
    "nginxproxy/nginx-proxy": f"{_GITHUB}/nginx-proxy/nginx-proxy/blob/main/README.md",
    "jwilder/nginx-proxy": f"{_GITHUB}/nginx-proxy/nginx-proxy/blob/main/README.md",
    "jwilder/docker-gen": f"{_GITHUB}/nginx-proxy/nginx-proxy/blob/main/README.md",
    "louislam/dockge": f"{_GITHUB}/louislam/dockge/blob/master/compose.yaml",
    "gliderlabs/logspout": f"{_GITHUB}/gliderlabs/logspout/blob/master/README.md",
    "mcuadros/ofelia": f"{_GITHUB}/mcuadros/ofelia/blob/master/README.md",
    "grafana/promtail": f"{_GITHUB}/grafana/loki/blob/main/clients/cmd/promtail/promtail-docker-config.yaml",
    "grafana/alloy": "https://grafana.com/docs/alloy/latest/monitor/monitor-docker-containers/",
    "netdata/netdata": "https://learn.netdata.cloud/docs/netdata-agent/installation/docker",
    "datadog/agent": "https://docs.datadoghq.com/containers/docker/",
    "gcr.io/datadoghq/agent": "https://docs.datadoghq.com/containers/docker/",
    "gitlab/gitlab-runner": "https://docs.gitlab.com/runner/install/docker/",
    "docker.elastic.co/beats/filebeat": "https://www.elastic.co/guide/en/beats/filebeat/7.17/running-on-docker.html",
    "docker.elastic.co/beats/metricbeat": "https://www.elastic.co/guide/en/beats/metricbeat/7.17/running-on-docker.html",
    "localstack/localstack": f"{_GITHUB}/localstack/localstack/blob/master/docker-compose.yml",
}
"""The repository as people write it, and where its makers say so."""
