"""What is deployed is valid for its tools, fits the image and the service, and may write nothing but memory."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema import Draft202012Validator

from service.settings import TABLE

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
OBJECTS: dict[str, Any] = {
    each["kind"]: each for each in yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8"))
}
POD = OBJECTS["Deployment"]["spec"]["template"]
[CONTAINER] = POD["spec"]["containers"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
GUNICORN = (ROOT / "gunicorn.conf.py").read_text("utf-8")  # to run it here would set where this process counts
VERSIONS = kubernetes_validate.utils.all_versions()
PATHS = yaml.load((ROOT / "openapi" / "openapi.yaml").read_text("utf-8"), yaml.CSafeLoader)["paths"]


def test_compose_takes_its_file() -> None:
    specification = Draft202012Validator(get_builtin_schema("vendor.compose-spec"))
    assert [fault.message for fault in specification.iter_errors(COMPOSE)] == []


@pytest.mark.parametrize("version", [VERSIONS[0], VERSIONS[-1]])
@pytest.mark.parametrize("kind", OBJECTS)
def test_kubernetes_takes_every_object_and_knows_every_key_of_it(kind: str, version: str) -> None:
    kubernetes_validate.validate(OBJECTS[kind], version, strict=True)


def test_everything_that_belongs_to_a_deployment_is_there_and_means_the_same_pods() -> None:
    labels = POD["metadata"]["labels"]
    specs = {kind: each["spec"] for kind, each in OBJECTS.items()}
    assert specs["Deployment"]["selector"]["matchLabels"] == labels
    assert specs["Service"]["selector"] == labels
    assert specs["PodDisruptionBudget"]["selector"]["matchLabels"] == labels
    assert specs["NetworkPolicy"]["podSelector"]["matchLabels"] == labels
    scaled = specs["HorizontalPodAutoscaler"]["scaleTargetRef"]
    assert (scaled["kind"], scaled["name"]) == ("Deployment", OBJECTS["Deployment"]["metadata"]["name"])
    assert specs["HorizontalPodAutoscaler"]["minReplicas"] > specs["PodDisruptionBudget"]["maxUnavailable"]


def test_the_service_runs_as_the_user_of_the_image_and_may_change_nothing() -> None:
    [user] = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    pod, container = POD["spec"]["securityContext"], CONTAINER["securityContext"]
    assert user == f"{pod['runAsUser']}:{pod['runAsGroup']}" == COMPOSE["services"]["linewise"]["user"]
    assert (pod["runAsNonRoot"], container["readOnlyRootFilesystem"]) == (True, True)
    assert (container["allowPrivilegeEscalation"], container["capabilities"]) == (False, {"drop": ["ALL"]})
    assert [volume["emptyDir"]["medium"] for volume in POD["spec"]["volumes"]] == ["Memory", "Memory"]


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_no_container_of_compose_may_change_its_root_or_gain_rights(name: str) -> None:
    service = COMPOSE["services"][name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service["user"].startswith(("0", "root"))


def test_only_the_proxy_can_be_reached_and_the_service_reaches_nobody() -> None:
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert (services["linewise"]["networks"], COMPOSE["networks"]["inside"]) == (["inside"], {"internal": True})
    assert OBJECTS["NetworkPolicy"]["spec"]["egress"] == []
    assert set(OBJECTS["NetworkPolicy"]["spec"]["policyTypes"]) == {"Ingress", "Egress"}


def test_probes_and_ports_are_those_of_the_image_and_the_service() -> None:
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        asked = CONTAINER[probe]["httpGet"]
        assert asked["path"] in PATHS
        assert asked["port"] == CONTAINER["ports"][0]["name"]
    [port] = re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)
    assert CONTAINER["ports"][0]["containerPort"] == int(port)
    assert f"server linewise:{port};" in (ROOT / "deploy" / "nginx.conf").read_text("utf-8")


def test_what_is_set_is_a_setting_that_fits() -> None:
    rows = {row.variable: row for row in TABLE.values()}
    given = [*COMPOSE["services"]["linewise"]["environment"].items()]
    given += [(each["name"], each["value"]) for each in CONTAINER["env"]]
    assert [said for said in given if not rows[said[0]].fits(type(rows[said[0]].default)(said[1]))] == []


def test_requests_that_were_begun_have_their_time_before_the_process_is_killed() -> None:
    begun = int(re.findall(r"^graceful_timeout = (\d+)$", GUNICORN, re.MULTILINE)[0])
    waits = int(CONTAINER["lifecycle"]["preStop"]["exec"]["command"][1])
    assert POD["spec"]["terminationGracePeriodSeconds"] > waits + begun
    assert int(COMPOSE["services"]["linewise"]["stop_grace_period"].removesuffix("s")) > begun
