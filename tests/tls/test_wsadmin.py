"""The generated wsadmin script: old syntax, says before it saves, idempotent, and back again."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from loganalyzer.cell import Cell
from loganalyzer.tls import Levels
from loganalyzer.tls.change_words import parse_changes
from loganalyzer.tls.enforce import enforcing
from loganalyzer.tls.wsadmin import command, script
from tests.tls.jython import Repository, too_new
from tests.tls.test_channels import cell_of

OLD = Levels(only_java="8.0.3.0")
NODE = "(cell):stCell:(node):stpNode"
WORDS = [
    "XDADefaultSSLSettings.sslProtocol=SSL_TLSv2",
    "inbound@stpNode=NodeDefaultSSLSettings@stpNode",
    "inbound@stpNode.certificateAlias=wildcard_acme",
    "outbound@stCell.certificateAlias=",
    "CellDefaultSSLSettings.securityLevel=CUSTOM",
    "CellDefaultSSLSettings.enabledCiphers=TLS_RSA_WITH_AES_128_CBC_SHA,SSL_RSA_WITH_AES_256_CBC_SHA",
]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    return cell_of(tmp_path_factory.mktemp("start"), "healthy")


def repository(cell: Cell) -> Repository:
    """What wsadmin sees of a cell's security.xml."""
    security = cell.security
    assert security is not None
    objects: dict[str, dict[str, str]] = {}
    for one in security.ssl_configurations:
        objects[f"scope{one.id}"] = {"kind": "ManagementScope", "scopeName": one.scope}
        objects[f"setting{one.id}"] = {"kind": "SecureSocketLayer", "sslProtocol": one.protocol or "",
                                       "securityLevel": one.security_level or "", "enabledCiphers": ""}  # fmt: skip
        objects[one.id] = {
            "kind": "SSLConfig",
            "alias": one.alias,
            "managementScope": f"scope{one.id}",
            "setting": f"setting{one.id}",
        }
    for group in security.groups:
        key = group.direction + group.scope
        objects[f"s{key}"] = {"kind": "ManagementScope", "scopeName": group.scope}
        objects[key] = {"kind": "SSLConfigGroup", "direction": group.direction, "managementScope": f"s{key}",
                        "sslConfig": group.ssl_config or "", "certificateAlias": group.certificate_alias or ""}  # fmt: skip
    return Repository(objects)


def without_scopes(found: Repository) -> dict[str, dict[str, str]]:
    return {i: o for i, o in found.objects.items() if o["kind"] != "ManagementScope"}


def test_it_says_what_it_would_change_and_saves_only_when_told_to(start: Cell) -> None:
    found, text = repository(start), script(parse_changes(start, OLD, WORDS))
    printed = found.run(text)
    assert "XDADefaultSSLSettings (cell):stCell sslProtocol: SSL_TLS -> SSL_TLSv2" in printed
    assert printed.endswith("run again with the word save")
    assert (found.calls, found.saved) == ([], 0)
    found.run(text, "save")
    assert [name for name, _ in found.calls] == [
        "modifySSLConfig", "createSSLConfigGroup", "modifySSLConfigGroup", "modifySSLConfigGroup", "modifySSLConfig", "modifySSLConfig",
    ]  # fmt: skip
    assert found.saved == 1
    assert found.objects[f"inbound{NODE}"]["certificateAlias"] == "wildcard_acme"


def test_a_second_run_changes_nothing(start: Cell) -> None:
    found, text = repository(start), script(parse_changes(start, OLD, WORDS))
    found.run(text, "save")
    done, calls = copy.deepcopy(found.objects), list(found.calls)
    assert found.run(text, "save").endswith("nothing to change")
    assert (found.objects, found.calls, found.saved) == (done, calls, 1)


def test_undo_brings_back_what_was(start: Cell) -> None:
    found, text = repository(start), script(parse_changes(start, OLD, WORDS))
    before = copy.deepcopy(without_scopes(found))
    found.run(text, "save")
    assert without_scopes(found) != before
    found.run(text, "undo", "save")
    assert without_scopes(found) == before


def test_a_direct_reference_is_handed_to_central_management(start: Cell) -> None:
    found = repository(start)
    owner = "/Node:stpNode/Server:was_stpProxy/"
    found.objects["c1"] = {"kind": "SSLInboundChannel", "owner": owner, "name": "SSL_1", "sslConfigAlias": "Old"}
    found.objects["c2"] = {"kind": "SSLInboundChannel", "owner": owner, "name": "SSL_2", "sslConfigAlias": "Old"}
    found.objects["k"] = {"kind": "SOAPConnector", "owner": owner}
    found.objects["p"] = {"kind": "Property", "owner": "k", "name": "sslConfig", "value": "Old"}
    from loganalyzer.tls.changes import Change

    scope = f"{NODE}:(server):was_stpProxy"
    changes = [
        Change("reference", "stpNode/was_stpProxy", scope, name, "Old", "") for name in ("SSL_2", "SOAPConnector")
    ]
    text = script(changes)
    found.run(text, "save")
    assert (found.objects["c1"]["sslConfigAlias"], found.objects["c2"]["sslConfigAlias"]) == ("Old", "")
    assert found.objects["p"]["value"] == ""
    found.run(text, "undo", "save")
    assert found.objects["c2"]["sslConfigAlias"] == "Old"
    assert too_new(text) == []
    for change in changes:
        exec(command(change) or "", {"AdminConfig": found})
    assert (found.objects["c2"]["sslConfigAlias"], found.objects["p"]["value"]) == ("", "")


@pytest.mark.parametrize("scope", ["stpNode", "was_stpProxy", "stCell"])
def test_every_plan_runs_on_the_jython_of_websphere_85(start: Cell, scope: str) -> None:
    words = [one.word for one in enforcing(start, OLD, "TLSv1.2", scope).planned]
    text = script(parse_changes(start, OLD, words))
    assert too_new(text) == []
    found = repository(start)
    found.run(text, "save")
    assert found.objects["settingSSLConfig_2"]["sslProtocol"] in {"SSL_TLSv2", "TLSv1.2"}


def test_nothing_for_the_repository_gives_a_script_that_does_nothing(start: Cell) -> None:
    found = repository(start)
    assert found.run(script(parse_changes(start, OLD, ["ssl.client.props@*=SSL_TLSv2"])), "save") == "nothing to change"
    assert found.saved == 0


def test_a_configuration_that_is_gone_is_told_before_anything_changes(start: Cell, tmp_path: Path) -> None:
    found, text = repository(start), script(parse_changes(start, OLD, WORDS))
    del found.objects["SSLConfig_2"]
    with pytest.raises(ValueError, match="no SSL configuration XDADefaultSSLSettings"):
        found.run(text, "save")
    assert (found.calls, found.saved) == ([], 0)
