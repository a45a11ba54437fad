"""What a process writes when it starts and when it stops in order."""

from __future__ import annotations

from datetime import datetime, timedelta

from tools.samples.model import Process
from tools.samples.writer import LogFile, ProcessLog

Step = tuple[str, tuple[object, ...]]

_EARLY = (
    "TRAS0017I WSVR0800I WSVR0179I FFDC1007I ADMN0015I PLGC0057I CWPKI0001I CWPKI0041W CWPKI0027I CWPKI0014I "
    "CWPKI0002I CWPMI1001I SECJ0231I SECJ6004I SECJ0309I SECJ0240I SECJ0212I ASYN0059I CWPKI0003I CWPKI0004I "
    "JSAS0001I JSAS0003I HMGR0226I"
)
_CHAINS = {
    "WC_adminhost": ("TCP_1", "WCInboundAdmin"),
    "WC_adminhost_secure": ("TCP_3", "WCInboundAdminSecure"),
    "WC_defaulthost": ("TCP_2", "WCInboundDefault"),
    "WC_defaulthost_secure": ("TCP_4", "WCInboundDefaultSecure"),
    "PROXY_HTTP_ADDRESS": ("TCP_PROXY", "HTTP_PROXY_CHAIN"),
    "PROXY_HTTPS_ADDRESS": ("TCP_PROXY_SSL", "HTTPS_PROXY_CHAIN"),
    "SIP_DEFAULTHOST": ("SIP_TCP_1", "SIPCInboundDefault"),
    "SIP_DEFAULTHOST_SECURE": ("SIP_TCP_2", "SIPCInboundDefaultSecure"),
    "DCS_UNICAST_ADDRESS": ("DCS_TCP_1", "DCS"),
}


def listeners(process: Process) -> list[tuple[str, str, int]]:
    """Channel, chain and port of every listener that the channel framework starts."""
    return [(*_CHAINS[name], port) for name, port in process.ports.items() if name in _CHAINS]


def _early_steps() -> list[Step]:
    args: dict[str, tuple[object, ...]] = {"FFDC1007I": ("3b1d2c4e",)}
    return [(key, args.get(key, ())) for key in _EARLY.split()]


def _middle_steps(process: Process) -> list[Step]:
    dmgr = process.role == "dmgr"
    coordinator = f"{process.cell}\\stDmgrNode\\dmgr"
    steps: list[Step] = [
        ("HMGR0206I" if dmgr else "HMGR0228I", (coordinator,)),
        ("NMSV0018I", (process.ports["BOOTSTRAP_ADDRESS"],)),
        ("SECJ0136I", ()),
        ("ADMC0013I", (process.ports["SOAP_CONNECTOR_ADDRESS"],)),
        ("ADMC0070I", (process.ports["IPC_CONNECTOR_ADDRESS"],)),
        ("SECJ0243I", ()),
        ("SECJ0210I", ()),
        ("ASYN0055I", ()),
        ("CWRLS0010I", (process.name,)),
        ("CWRLS0012I", (process.name,)),
        ("WTRN0135I", ()),
    ]
    return steps


def _late_steps(process: Process) -> list[Step]:
    steps: list[Step] = []
    for cache in ("ws/com.ibm.workplace/ExtensionRegistryCache", "ws/WSSecureMap"):
        steps += [("DYNA1001I", (cache,)), ("DYNA1071I", ())]
    steps += [("CWXRS0002I", ()), ("SCHD0001I", ())]
    for application in process.applications:
        steps += [
            ("WSVR0200I", (application,)),
            ("sesn0176", (f"default_host/{application.lower().replace(' ', '')}",)),
            ("srve0242", (application, f"/{application.lower().replace(' ', '')}", "action")),
            ("WSVR0221I", (application,)),
        ]
    for channel, chain, port in listeners(process):
        steps += [("TCPC0001I", (channel, port)), ("CHFW0019I", (chain,))]
    if process.role != "proxy":
        steps.append(("ADMC0026I", (process.ports["BOOTSTRAP_ADDRESS"],)))
    return steps


def start(log: ProcessLog, at: datetime, pid: int) -> datetime:
    """Write the header and the whole start; returns the instant of WSVR0001I."""
    process = log.process
    log.out.start(at, pid)
    log.err.start(at, pid)
    now = log.after(at, 0.3, 0.9)
    for key, args in [*_early_steps(), *_middle_steps(process), *_late_steps(process)]:
        now = log.after(now, 0.002, 0.9)
        thread = log.thread() if key in {"WSVR0200I", "WSVR0221I", "sesn0176", "srve0242"} else 1
        log.out.message(now, key, *args, thread=thread)
    now = log.after(now, 0.05, 0.4)
    log.out.message(now, "WSVR0001I", process.server)
    _start_tool(log.tool, log, at, now, pid)
    return now


def _start_tool(tool: LogFile, log: ProcessLog, at: datetime, opened: datetime, pid: int) -> None:
    """startServer.log: the launcher began before the JVM and ends when the server is open."""
    process = log.process
    launch = at - timedelta(seconds=3.4)
    tool.start(launch, 0)
    logs = f"{process.node.home}/logs/{process.server}/startServer.log"
    tool.message(log.after(launch, 0.2, 0.3), "TRAS0017I")
    tool.message(log.after(launch, 0.3, 0.4), "ADMU0116I", logs)
    tool.message(log.after(launch, 0.4, 0.5), "ADMU0128I", process.node.profile)
    tool.message(log.after(launch, 0.6, 0.9), "ADMU3100I", process.server)
    tool.message(log.after(launch, 1.9, 2.6), "ADMU3200I")
    tool.message(log.after(opened, 0.4, 0.9), "ADMU3000I", process.server, pid)


def stop(log: ProcessLog, at: datetime) -> None:
    """Write an orderly stop that ends at ``at``."""
    process = log.process
    now = at - timedelta(seconds=9)
    thread = log.thread()
    log.out.message(now, "ADMN1020I", process.server, thread=thread)
    now = log.after(now, 0.1, 0.4)
    log.out.message(now, "WSVR0023I", process.server, thread=thread)
    for application in process.applications:
        for key in ("WSVR0217I", "WSVR0220I"):
            now = log.after(now, 0.2, 0.9)
            log.out.message(now, key, application, thread=thread)
    for channel, chain, port in listeners(process):
        now = log.after(now, 0.01, 0.2)
        log.out.message(now, "TCPC0002I", channel, port, thread=thread)
        log.out.message(log.after(now, 0.001, 0.01), "CHFW0020I", chain, thread=thread)
    log.out.message(at - timedelta(milliseconds=120), "WSVR0024I", process.server, thread=thread)
