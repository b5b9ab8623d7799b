"""Images that are there to watch or to manage Docker, and are run with its socket.

The page of a row shows the socket mounted. All rows were looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"

_GITHUB = "https://github.com"

DOCKER_TOOLS: Mapping[str, str] = {
    "portainer/portainer": "https://docs.portainer.io/start/install-ce/server/docker/linux",
    "portainer/portainer-ce": "https://docs.portainer.io/start/install-ce/server/docker/linux",
    "portainer/agent": "https://docs.portainer.io/admin/environments/add/docker/agent",
    "containrrr/watchtower": f"{_GITHUB}/containrrr/watchtower",
    "traefik": "https://doc.traefik.io/traefik/getting-started/quick-start/",
    "amir20/dozzle": f"{_GITHUB}/amir20/dozzle",
    "tecnativa/docker-socket-proxy": f"{_GITHUB}/Tecnativa/docker-socket-proxy",
    "willfarrell/autoheal": f"{_GITHUB}/willfarrell/docker-autoheal",
    "nginxproxy/nginx-proxy": f"{_GITHUB}/nginx-proxy/nginx-proxy",
    "jwilder/nginx-proxy": f"{_GITHUB}/nginx-proxy/nginx-proxy",
    "nginxproxy/acme-companion": f"{_GITHUB}/nginx-proxy/acme-companion",
    "louislam/dockge": f"{_GITHUB}/louislam/dockge",
    "gliderlabs/logspout": f"{_GITHUB}/gliderlabs/logspout",
    "grafana/promtail": "https://grafana.com/docs/loki/latest/send-data/promtail/configuration/",
    "grafana/alloy": "https://grafana.com/docs/alloy/latest/monitor/monitor-docker-containers/",
    "netdata/netdata": "https://learn.netdata.cloud/docs/netdata-agent/installation/docker",
    "datadog/agent": "https://docs.datadoghq.com/containers/docker/",
    "gcr.io/datadoghq/agent": "https://docs.datadoghq.com/containers/docker/",
    "offen/docker-volume-backup": f"{_GITHUB}/offen/docker-volume-backup",
    "mcuadros/ofelia": f"{_GITHUB}/mcuadros/ofelia",
    "crazymax/diun": f"{_GITHUB}/crazy-max/diun",
    "gitlab/gitlab-runner": "https://docs.gitlab.com/runner/install/docker/",
    "docker.elastic.co/beats/filebeat": "https://www.elastic.co/docs/reference/beats/filebeat/running-on-docker",
    "docker.elastic.co/beats/metricbeat": "https://www.elastic.co/docs/reference/beats/metricbeat/running-on-docker",
    "docker.elastic.co/elastic-agent/elastic-agent": f"{_GITHUB}/elastic/elastic-agent",
    "henrygd/beszel-agent": "https://beszel.dev/guide/agent-installation",
    "localstack/localstack": f"{_GITHUB}/localstack/localstack",
}
"""The repository as people write it, and where its makers say so."""
