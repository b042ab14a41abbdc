"""The base for Kubernetes: each document by its schema, pods as Pod Security *restricted* asks.

No cluster runs here: nothing of this was started.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml

from consumer.load_settings import load_settings
from consumer.metrics.names import FAMILIES
from consumer.settings_reference import variables
from tests.deploy.dockerfile import copied, said
from tests.programs import ROOT
from tests.servers.required import require_package

BASE = ROOT / "deploy" / "kubernetes" / "base"
SCHEMA = "1.31"
NOT_OF_KUBERNETES = {"ScaledObject"}
"""Kinds that others add: no schema of them is at hand."""

KINDS_WITH_PODS = {"CronJob", "Job", "StatefulSet", "Deployment"}
ALLOWED_VOLUMES = {"configMap", "secret", "emptyDir"}
"""Of those that *restricted* lets in, the ones that are used here."""

Document = dict[str, Any]


def kustomization() -> Document:
    told: Document = yaml.safe_load((BASE / "kustomization.yaml").read_text(encoding="utf-8"))
    return told


def documents() -> Iterator[Document]:
    for name in kustomization()["resources"]:
        yield from yaml.safe_load_all((BASE / name).read_text(encoding="utf-8"))


def named(document: Document) -> str:
    return f"{document['kind']}-{document['metadata']['name']}"


def has_schema(document: Document) -> bool:
    return document["kind"] not in NOT_OF_KUBERNETES


def pods() -> dict[str, Document]:
    return {named(one): template(one)["spec"] for one in documents() if has_pods(one)}


def has_pods(document: Document) -> bool:
    return document["kind"] in KINDS_WITH_PODS


def template(document: Document) -> Document:
    spec: Document = document["spec"]
    found: Document = spec.get("jobTemplate", {"spec": spec})["spec"]["template"]
    return found


def containers(pod: Document) -> list[Document]:
    return [*pod.get("initContainers", ()), *pod["containers"]]


def of_kind(kind: str) -> dict[str, Document]:
    return {one["metadata"]["name"]: one["spec"] for one in documents() if one["kind"] == kind}


every_pod = pytest.mark.parametrize("pod", list(pods().values()), ids=list(pods()))


@pytest.mark.parametrize("document", [one for one in documents() if has_schema(one)], ids=named)
def test_a_document_keeps_to_its_schema(document: Document) -> None:
    checker = require_package("kubernetes_validate", group="deploy")

    checker.validate(document, SCHEMA, strict=True)


def test_nothing_lies_beside_the_kustomization_that_it_does_not_name() -> None:
    generated = {file for one in kustomization()["configMapGenerator"] for file in one["files"]}
    told = {"kustomization.yaml", *kustomization()["resources"], *generated}

    assert told == {file.name for file in BASE.iterdir()}


def test_what_a_pod_runs_of_the_image_is_in_the_image() -> None:
    copied_to = {target for _, target in copied()}
    named_here = {
        word
        for pod in pods().values()
        for one in containers(pod)
        for word in one.get("command", ())
        if word.startswith("/opt/danm/deploy")
    }

    assert named_here == {"/opt/danm/deploy/postgresql/grants.sql"}
    assert {str(PurePosixPath(one).parent) for one in named_here} <= copied_to


def test_the_namespace_lets_only_restricted_pods_in() -> None:
    labels = next(one for one in documents() if one["kind"] == "Namespace")["metadata"]["labels"]

    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


@every_pod
def test_a_pod_is_restricted(pod: Document) -> None:
    """Source: Kubernetes, Pod Security Standards, the profile *restricted*."""
    own = pod["securityContext"]

    assert own["runAsNonRoot"] is True
    assert own["runAsUser"] > 0
    assert own["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
    assert {kind for volume in pod["volumes"] for kind in volume if kind != "name"} <= (
        ALLOWED_VOLUMES
    )
    for one in containers(pod):
        shut = one["securityContext"]
        assert shut == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert not any("hostPort" in port for port in one.get("ports", ()))


@every_pod
def test_a_pod_is_who_the_image_says_and_asks_kubernetes_for_nothing(pod: Document) -> None:
    own = pod["securityContext"]

    assert [f"{own['runAsUser']}:{own['runAsGroup']}"] == said("USER")
    assert own["fsGroup"] == own["runAsGroup"]
    assert pod["automountServiceAccountToken"] is False


@every_pod
def test_a_secret_is_readable_as_danm_asks_and_every_mount_is_a_volume(pod: Document) -> None:
    volumes = {one["name"] for one in pod["volumes"]}
    mounted = {mount["name"] for one in containers(pod) for mount in one["volumeMounts"]}
    modes = {one["secret"]["defaultMode"] for one in pod["volumes"] if "secret" in one}

    assert mounted == volumes
    assert modes == {0o440}


@every_pod
def test_every_secret_file_that_is_named_is_mounted(pod: Document) -> None:
    for one in containers(pod):
        places = {mount["mountPath"] for mount in one["volumeMounts"]}
        values = " ".join(str(variable.get("value", "")) for variable in one.get("env", ()))
        named_here = re.findall(r"(/run/secrets/\w+)/", values)
        assert set(named_here) <= places


@every_pod
def test_an_account_that_may_more_is_that_of_one_pod_alone(pod: Document) -> None:
    secrets = {one["secret"]["secretName"] for one in pod["volumes"] if "secret" in one}
    (does,) = (one["name"] for one in pod["containers"])

    assert ("danm-owner" in secrets) is (does == "grants")
    assert ("danm-keeper" in secrets) is (does == "purge")


@pytest.mark.parametrize(
    ("role", "readiness"),
    [
        pytest.param("consume", "/readyz", id="consume"),
        pytest.param("watch", "/readyz", id="watch"),
        pytest.param("serve", "/healthz", id="serve-shows-the-trouble-of-the-others"),
    ],
)
def test_a_role_is_asked_whether_it_lives_and_is_ready_and_has_a_name(
    role: str, readiness: str
) -> None:
    pod = next(pod for name, pod in pods().items() if name.endswith(f"-danm-{role}"))
    (one,) = pod["containers"]

    assert one["args"] == ["--config", "/etc/danm/danm.toml", role]
    assert one["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert one["startupProbe"]["httpGet"]["path"] == "/healthz"
    assert one["readinessProbe"]["httpGet"]["path"] == readiness
    assert [str(port["containerPort"]) for port in one["ports"]] == said("EXPOSE")
    assert [variable["name"] for variable in one["env"]] == ["DANM_INSTANCE"]
    assert {"requests", "limits"} == set(one["resources"])


def test_settings_are_settings_and_one_process_serves() -> None:
    settings = load_settings(BASE / "danm.toml")
    given = {
        variable["name"]
        for pod in pods().values()
        for one in containers(pod)
        for variable in one.get("env", ())
        if variable["name"].startswith("DANM_")
    }

    assert settings.kafka.bootstrap
    assert given <= variables()
    assert of_kind("Deployment")["danm-serve"]["replicas"] == 1


def test_nobody_comes_in_and_nobody_goes_out_but_by_a_rule() -> None:
    rules = of_kind("NetworkPolicy")
    open_to_all = [
        name
        for name, spec in rules.items()
        for peer in (*spec.get("ingress", ()), *spec.get("egress", ()))
        if not (peer.get("from") or peer.get("to")) or not peer.get("ports")
    ]

    assert rules["nobody"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert open_to_all == []
    assert all("0.0.0.0/0" not in str(spec) for spec in rules.values())


def test_there_are_never_more_consumers_than_partitions() -> None:
    topics = tomllib.loads((ROOT / "deploy/kafka/topics.toml").read_text(encoding="utf-8"))
    scaled = of_kind("ScaledObject")["danm-consume"]
    target = scaled["scaleTargetRef"]
    (trigger,) = scaled["triggers"]

    assert target["name"] in of_kind(target["kind"])
    assert 1 <= scaled["minReplicaCount"] <= scaled["maxReplicaCount"] == topics["partitions"]
    assert set(trigger) == {"type", "metadata"}
    assert trigger["type"] == "prometheus"
    assert set(re.findall(r"danm_\w+", trigger["metadata"]["query"])) <= {
        family.name for family in FAMILIES
    }


def test_services_and_budgets_find_their_pods() -> None:
    components = {
        template(one)["metadata"]["labels"]["app.kubernetes.io/component"]
        for one in documents()
        if has_pods(one)
    }
    chosen = [spec["selector"] for spec in of_kind("Service").values()]
    chosen += [spec["selector"]["matchLabels"] for spec in of_kind("PodDisruptionBudget").values()]

    assert {one["app.kubernetes.io/component"] for one in chosen} <= components
    heads = {spec["serviceName"] for spec in of_kind("StatefulSet").values()}
    assert heads <= set(of_kind("Service"))
