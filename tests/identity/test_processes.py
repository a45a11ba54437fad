"""Which process wrote a member: its header, the log beside it, the folders it lies in."""

from __future__ import annotations

import pytest

from loganalyzer.identity import Process, assign_processes, profile_root, roles_from_records
from tests.identity.scans import header, process, scan

STP = r"stCell\stpNode\nodeagent"
MEET = r"stCell\meetNode\nodeagent"
PROFILE = "stpNode/profiles/hostSTPPNProfile1"


def names(*scans: object) -> dict[str, list[str]]:
    return {one.name: [scan.path for scan in one.scans] for one in assign_processes(scans, ())}  # type: ignore[arg-type]


def test_the_header_says_who_writes() -> None:
    assert list(names(scan("anything.log", headers=[header(4711)]))) == [STP]


def test_a_log_without_a_header_belongs_to_the_one_beside_it() -> None:
    out, err = scan("a/SystemOut.log", headers=[header(4711)]), scan("a/SystemErr.log")
    assert names(out, err) == {STP: ["a/SystemOut.log", "a/SystemErr.log"]}


def test_a_folder_with_logs_of_two_processes_lends_no_name() -> None:
    mixed = [scan("a/1.log", headers=[header(1)]), scan("a/2.log", headers=[header(1, MEET)]), scan("a/3.log")]
    assert set(names(*mixed)) == {STP, MEET, "a/3.log"}


def test_the_folder_names_the_server_and_the_profile_the_node() -> None:
    agent = scan(f"{PROFILE}/logs/nodeagent/SystemOut.log", headers=[header(4711)])
    server = scan(f"{PROFILE}/logs/STProxyServer/startServer.log")
    assert set(names(agent, server)) == {STP, r"stCell\stpNode\STProxyServer"}


@pytest.mark.parametrize(
    "log", ["syncNode.log", "addNode.log", "wsadmin.traceout", "startServer.log", "syncNode.log.1"]
)
def test_a_tool_of_a_profile_is_a_client_tool_of_its_node(log: str) -> None:
    agent = scan(f"{PROFILE}/logs/nodeagent/SystemOut.log", headers=[header(4711)])
    found = {one.name: one.role for one in assign_processes([agent, scan(f"{PROFILE}/logs/{log}")], ())}
    assert found == {STP: "node agent", f"stCell\\stpNode\\{log.partition('.')[0]}": "client tool"}


def test_a_tool_log_beside_a_servers_log_is_not_the_servers() -> None:
    found = names(scan("all/SystemOut.log", headers=[header(4711)]), scan("all/syncNode.log"))
    assert found == {STP: ["all/SystemOut.log"], r"stCell\stpNode\syncNode": ["all/syncNode.log"]}


def test_a_tool_log_among_the_logs_of_two_nodes_stands_for_itself() -> None:
    mixed = [scan("a/1.log", headers=[header(1)]), scan("a/2.log", headers=[header(1, MEET)]), scan("a/syncNode.log")]
    assert set(names(*mixed)) == {STP, MEET, "a/syncNode.log"}


def test_a_server_is_no_tool_for_its_name_in_part() -> None:
    agent = scan(f"{PROFILE}/logs/nodeagent/SystemOut.log", headers=[header(4711)])
    found = assign_processes([agent, scan(f"{PROFILE}/logs/syncNodeServer/SystemOut.log")], ())
    assert [one.role for one in found] == ["node agent", "application server"]


def test_an_ffdc_incident_belongs_to_the_server_in_its_name() -> None:
    agent = scan(f"{PROFILE}/logs/nodeagent/SystemOut.log", headers=[header(4711)])
    ffdc = scan(f"{PROFILE}/logs/ffdc/nodeagent_46f6503d_16.10.12_23.54.02.1812038874822305108.txt")
    assert names(agent, ffdc) == {STP: [agent.path, ffdc.path]}


def test_two_node_agents_with_one_pid_stay_two() -> None:
    found = names(
        scan("a/SystemOut.log", headers=[header(4711)]), scan("b/SystemOut.log", headers=[header(4711, MEET)])
    )
    assert set(found) == {STP, MEET}


def test_one_process_in_two_archives_is_one() -> None:
    paths = ["monday.zip!/SystemOut.log", "tuesday.zip!/SystemOut.log"]
    assert names(*(scan(path, headers=[header(4711)]) for path in paths)) == {STP: paths}


def test_a_bare_file_stands_for_itself() -> None:
    (one,) = assign_processes([scan("SystemOut.log")], ())
    assert (one.name, one.known, one.role) == ("SystemOut.log", False, "unknown")


@pytest.mark.parametrize(
    ("name", "role"),
    [(r"c\dmgrNode\dmgr", "dmgr"), (STP, "node agent"), (r"c\n\STProxyServer", "application server")],
)
def test_the_role_of_a_server_by_its_name(name: str, role: str) -> None:
    (one,) = assign_processes([scan("x.log", headers=[header(1, name)])], ())
    assert one.role == role


def test_a_telling_record_corrects_the_role() -> None:
    wrote = scan("x.log")
    wrote.hits.signature.append(7)
    proxy = Process(r"c\n\was_proxy", "c", "n", "was_proxy", "application server", scans=[wrote])
    roles_from_records([proxy], {7: "proxy"}, ())
    assert proxy.role == "proxy"


@pytest.mark.parametrize(
    ("path", "root"),
    [
        (f"{PROFILE}/logs/nodeagent/SystemOut.log", PROFILE),
        (f"case.zip!/{PROFILE}/logs/ffdc/x.txt", f"case.zip/{PROFILE}"),
        ("a/SystemOut.log", "a"),
    ],
)
def test_the_profile_of_a_path(path: str, root: str) -> None:
    assert profile_root(path) == root


def test_processes_are_sorted_by_name_whatever_the_order_of_files() -> None:
    scans = [scan("b.log", headers=[header(1)]), scan("a.log", headers=[header(2, MEET)])]
    assert list(names(*scans)) == list(names(*reversed(scans))) == sorted([STP, MEET])
    assert process(name=STP).node == "stpNode"
