"""Analysis values built by hand: the field article's restart loop, nothing at all, many lanes, hostile text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from loganalyzer.analysis import model as m

CELL, DMGR, AGENT, SIP = (
    "stCell",
    r"stCell\dmgrNode\dmgr",
    r"stCell\stpNode\nodeagent",
    r"stCell\sipNode\STSipProxyRegistrar",
)
DMGR_LOG, AGENT_LOG, SIP_LOG = (
    "dmgr/logs/dmgr/SystemOut.log",
    "stpNode/logs/nodeagent/SystemOut.log",
    "sipNode/logs/STSipPR/SystemOut.log",
)
SECURITY = "dmgr/config/cells/stCell/security.xml"
T0 = datetime(2016, 10, 12, 7, 50, 2, 17000, tzinfo=UTC)
N2 = (
    "SSLC0008E: Unable to initialize SSL connection.  Unauthorized access was denied or security "
    "settings have expired.  Exception is javax.net.ssl.SSLHandshakeException: Client requested "
    "protocol TLSv1 not enabled or not supported"
)
HOSTILE = (
    "\x1b[31mred\x1b[0m [red]markup[/red] [/] ```\n# heading\n<script>alert(1)</script> \x9b2J "
    "\u202etxt \x00 ~~~ | `tick` \ud800"
)


FINDINGS = (
    m.FindingReport(
        "unread document", None, None, "entities are refused", file="stpNode/security.xml", path="document"
    ),
    m.FindingReport(
        "unexplained",
        "stCell",
        "stpNode",
        "stpNode: the node agent flaps, yet both ends have TLSv1 in common",
        reason="copies collected at different times.",
        cause="xda-left-behind",
        processes=(AGENT, DMGR),
        channel="overlay OVERLAY_TCP_LISTENER_ADDRESS",
        seen_file=DMGR_LOG,
        seen_line=411,
    ),
    m.FindingReport(
        "stale copy",
        "stCell",
        "sipNode",
        "sipNode: SOAP is predicted to fail, yet the logs show it work",
        reason="The copies differ: by the deployment manager's master it is ok: TLSv1.2.",
        processes=(SIP, DMGR),
        file="sipNode/security.xml",
        line=12,
        path="repertoire/@sslProtocol",
    ),
)


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def file(
    path: str, process: str | None, *, kind: str = "systemout", records: int = 4000, confidence: float = 0.98
) -> m.FileReport:
    evidence = ("zone token BST in 4,000 stamps", "mdy and dmy both fit; file names of the rotation decide for dmy")
    gap = (m.Gap(at(20), at(31.5)),)
    lines = records + 900 + 40 + 3
    return m.FileReport(
        path,
        kind,
        process,
        512_000,
        lines,
        records,
        900,
        40,
        3,
        2,
        at(0),
        at(170),
        "Europe/London",
        "dmy",
        confidence,
        evidence,
        gap,
    )


def sample(path: str, line: int, minutes: float | None, process: str, text: str, **fields: str) -> m.Sample:
    return m.Sample(path, line, None if minutes is None else at(minutes), process, text, fields)


def process(name: str, role: str, *runs: m.RunReport) -> m.ProcessReport:
    _, node, server = name.split("\\")
    return m.ProcessReport(name, CELL, node, server, role, "8.5.5.10", "1.7.0 SR9", f"{node.lower()}.example.com", runs)


def signature(
    name: str, process_name: str, minutes: list[int], *, family: str = "tls", severity: str = "error"
) -> m.SignatureReport:
    hits = tuple((at(x).replace(second=0, microsecond=0), process_name, 1 + x % 3) for x in minutes)
    total = sum(count for _, _, count in hits)
    first, last = (at(minutes[0]), at(minutes[-1])) if minutes else (None, None)
    quoted = (sample(SIP_LOG, 1204, 95.5, process_name, N2, protocol="TLSv1"),)
    return m.SignatureReport(
        name,
        f"Title of {name}",
        family,
        severity,
        total,
        first,
        last,
        {process_name: total},
        quoted,
        max(0, total - 1),
        hits,
    )


def diagnosis(cause: str = "xda-left-behind", verdict: m.Verdict = "confirmed", **changes: object) -> m.Diagnosis:
    log = m.EvidenceItem("log", True, N2, "the node agent refuses TLSv1", AGENT_LOG, 88, None, at(52.1))
    flap = m.EvidenceItem(
        "log",
        True,
        "ASND0003I: Detected server nodeagent stopped on node stpNode",
        "one of 14 stops",
        DMGR_LOG,
        412,
        None,
        at(55),
    )
    setting = m.EvidenceItem(
        "config",
        True,
        "sslProtocol=SSL_TLS",
        "enables TLSv1 only on Java 7 SR9",
        SECURITY,
        77,
        "repertoire[@alias='XDADefaultSSLSettings']/setting/@sslProtocol",
    )
    absence = m.EvidenceItem(
        "absence", True, "no second WSVR0001I", "the node agent did not restart: one header, pid 21040", AGENT_LOG
    )
    against = m.EvidenceItem(
        "log",
        False,
        "ADMS0003I: The configuration synchronization completed successfully.",
        "the sync leg works",
        AGENT_LOG,
        140,
        None,
        at(60),
    )
    base = m.Diagnosis(
        cause,
        "XDADefaultSSLSettings left at SSL_TLS while the node allows only TLSv1.2",
        verdict,
        0.94,
        "critical",
        (AGENT, DMGR),
        "The deployment manager sees the node agent of stpNode stop and start every 3 min 5 s, while "
        "its pid 21040 stays the same: the two have no protocol version in common.",
        (log, flap, setting, absence, against, flap, flap),
        ("RC-33 really restarting: one pid (21040) and one WSVR0001I in the node agent's log",),
        ("RC-27 client authentication: the key store of the node is not in the bundle",),
        ("security.xml of stpNode",),
        (
            m.FixStep(
                "Set the protocol of XDADefaultSSLSettings.",
                "Security > SSL certificate and key management > SSL configurations > XDADefaultSSLSettings > "
                "Quality of protection (QoP) settings > Protocol = SSL_TLSv2",
                "AdminTask.modifySSLConfig(['-alias','XDADefaultSSLSettings','-scopeName','(cell):stCell','-sslProtocol','SSL_TLSv2'])\nAdminConfig.save()",
            ),
            m.FixStep(
                "Stop everything; start the deployment manager, run syncNode on every node, then start node "
                "agents and servers."
            ),
            m.FixStep("Synchronise.", None, "AdminControl.invoke(sync, 'sync')"),
        ),
        ("ASND0002I once per process, no ASND0003I for 30 min", "security.xml has the same SHA-256 on every node"),
        ("field report on Sametime 9.0.1",),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def merged(kind: str, names: list[str]) -> m.SignatureReport:
    """One signature seen in several processes."""
    each = [signature(kind, name, list(range(10 + i, 160, 11))) for i, name in enumerate(names)]
    counts = {one: count for s in each for one, count in s.processes.items()}
    hits = tuple(hit for s in each for hit in s.per_minute)
    return replace(signature(kind, "", []), processes=counts, count=sum(counts.values()), per_minute=hits)


def article() -> m.Analysis:
    down = tuple(
        sample(DMGR_LOG, 400 + i, 52 + 3.1 * i, DMGR, ("ASND0002I", "ASND0003I")[i % 2] + ": Detected server nodeagent")
        for i in range(20)
    )
    save = sample(
        DMGR_LOG,
        300,
        40,
        DMGR,
        "ADMR0016I: User defaultWIMFileBasedRealm/wasadmin modified document cells/stCell/security.xml.",
    )
    change = m.Change(at(40), "wasadmin", "cells/stCell/security.xml", DMGR, save)
    levels = tuple(
        m.LevelCount(at(x).replace(second=0, microsecond=0), p, x % 7 if p == SIP else x % 2, x % 4, 20)
        for x in range(0, 170, 2)
        for p in (DMGR, AGENT, SIP)
    )
    noise = sample(DMGR_LOG, 9, 3, DMGR, "XYZ0001W: disk 7 slow")
    return m.Analysis(
        "0.1.0",
        "ab" * 32,
        True,
        (),
        m.BundleReport(
            (
                file(DMGR_LOG, DMGR, records=41_211),
                file(AGENT_LOG, AGENT, confidence=0.62),
                file(SIP_LOG, SIP, records=9000),
                replace(
                    file(SECURITY, None, kind="config", records=0),
                    first=None,
                    last=None,
                    zone=None,
                    date_order=None,
                    clock_confidence=None,
                    clock_evidence=(),
                    gaps=(),
                ),
            ),
            (m.SkippedFile("dmgr/core.20161012.dmp", "a core dump is no log"),),
            (m.Duplicate("copy/SystemOut.log", DMGR_LOG, "prefix"),),
        ),
        (
            process(
                DMGR, "dmgr", m.RunReport(4242, None, at(44), "WSVR0024I"), m.RunReport(5151, at(47), None, "header")
            ),
            process(AGENT, "node agent", m.RunReport(21040, at(50), None, "header")),
            process(SIP, "application server", m.RunReport(None, at(51), None, "WSVR0001I")),
        ),
        (
            signature("tls-client-protocol-refused", SIP, list(range(60, 168, 3))),
            signature("tls-server-chose-unsupported", AGENT, list(range(52, 168, 6))),
            signature("tls-fatal-alert-received", DMGR, list(range(53, 168, 6)), severity="warning"),
            signature("tls-info", DMGR, [1, 2], severity="info"),
            signature("ha-view-change", DMGR, [70, 90], family="ha"),
        ),
        (m.ClockSkew(AGENT, DMGR, -0.412345678, 0.2, "41 links"),),
        (
            m.Link(
                (m.LinkEnd(DMGR, DMGR_LOG, 411, at(55)), m.LinkEnd(AGENT, AGENT_LOG, 90, at(55))),
                "same handshake within 0.4 s",
            ),
        ),
        (change, replace(change, time=at(41)), replace(change, time=None)),
        (
            m.IncidentReport(
                "flap-1", "flap", "node agent of stpNode flaps", (AGENT, DMGR), at(52), at(160), 36, 185.0, down, 16
            ),
            m.IncidentReport("loop-1", "loop", "restart loop", (DMGR,), at(44), at(47), 2, None, (save,)),
            m.IncidentReport("burst-1", "burst", "handshakes refused", (SIP,), at(60), at(168), 72, None, ()),
        ),
        m.ConfigurationReport(
            (
                m.SslConfigurationReport(
                    "XDADefaultSSLSettings",
                    "(cell):stCell",
                    "SSL_TLS",
                    ("TLSv1",),
                    "HIGH",
                    (),
                    True,
                    "CellDefaultKeyStore",
                    None,
                    "master",
                    SECURITY,
                    77,
                ),
            ),
            (
                m.EndpointReport(
                    DMGR,
                    "XDAGENT_PORT",
                    "dmgr.example.com",
                    7060,
                    "XDADefaultSSLSettings",
                    ("TLSv1",),
                    "field report",
                    "XDADefaultSSLSettings, by a field report",
                    (m.SettingPlace(SECURITY, 77, "repertoire/setting/@sslProtocol"),),
                ),
            ),
            (m.ChannelReport(AGENT, DMGR, "overlay", "no common version", None),),
            (
                m.CertificateReport(
                    keystore="stDmgrNode/config/cells/stCell/key.p12",
                    names=("CellDefaultKeyStore",),
                    alias="default",
                    has_key=True,
                    subject="CN=dmgr",
                    issuer="CN=root",
                    alternative_names=("DNS:dmgr.example.com",),
                    not_before=at(-9000),
                    not_after=at(9000),
                    validity="valid",
                    key="RSA 2048",
                    signature="sha256WithRSAEncryption",
                    usages=None,
                    chain="missing CN=root",
                    problems=("chain incomplete, missing CN=root",),
                    served_by=(f"{DMGR} WC_adminhost_secure",),
                    fingerprint="ab" * 32,
                ),
            ),
            (m.ClientPropsReport("ssl.client.props", "stp", "DefaultSSLSettings", None, (), 3),),
            (
                m.DriftReport(
                    "stpNode", "security.xml", "sslProtocol", "SSL_TLSv2", None, SECURITY, "stpNode/security.xml"
                ),
            ),
            (
                m.CertificateRefusal(
                    channel="soap SOAP_CONNECTOR_ADDRESS",
                    initiator=AGENT,
                    listener=DMGR,
                    shown_by="listener",
                    kind="untrusted",
                    reason="no signer CN=root in the trust store",
                    subject="CN=dmgr",
                    key_store="stDmgrNode/config/cells/stCell/key.p12",
                    trust_store="stpNode/config/cells/stCell/trust.p12",
                ),
            ),
            (m.CopyReport("stCell", "stpNode", "stpNode", "stpNode", 9, 1, 2, at(40), None, True),),
            (),
            FINDINGS,
        ),
        (
            diagnosis(),
            diagnosis(
                "strict-server-old-client",
                "likely",
                title="Strict server, old client",
                confidence=0.7,
                severity="error",
                processes=(SIP,),
                consequence_of="xda-left-behind",
            ),
            diagnosis("unsynced-node", "possible", title="Node not synchronised", confidence=0.3),
            diagnosis("no-log", "not-evaluable", title="ssl.client.props not aligned", confidence=0.0),
            diagnosis("real-restart", "ruled-out", title="Node agent really restarting", confidence=0.0),
        ),
        (m.Unexplained("XYZ0001W: disk <*> slow", 12, at(3), at(99), (DMGR,), noise),),
        (
            m.MissingEvidence(
                "security.xml of stpNode",
                "tells a stale copy from a wrong setting.",
                "Copy <profile>/config/cells from the node.",
            ),
        ),
        levels,
    )


def empty() -> m.Analysis:
    return m.Analysis(
        "0.1.0", "00" * 32, True, (), m.BundleReport(), (), (), (), (), (), (), m.ConfigurationReport(), (), (), ()
    )


def lanes(count: int) -> m.Analysis:
    names = [rf"bigCell\node{i // 3:02d}\server{i:02d}WithALongName" for i in range(count)]
    processes = tuple(
        process(name, "application server", m.RunReport(1000 + i, at(i), at(150), "header"))
        for i, name in enumerate(names)
    )
    kinds = ("refused", "chose", "alert", "path", "expired", "cipher", "eof", "reset", "host")
    signatures = tuple(merged(f"tls-{kind}", names[i::5]) for i, kind in enumerate(kinds))
    levels = tuple(
        m.LevelCount(at(x), name, (x * i) % 5, x % 3, 9) for x in range(0, 170, 3) for i, name in enumerate(names)
    )
    files = tuple(file(f"{i}/SystemOut.log", name) for i, name in enumerate(names))
    flaps = tuple(
        m.IncidentReport(f"flap-{i}", "flap", "flap", (name,), at(60), at(140), 9, 300.0, ())
        for i, name in enumerate(names)
        if i % 5 == 0
    )
    changes = tuple(
        m.Change(at(20 + 9 * i), "wasadmin", f"cells/bigCell/doc{i}.xml", None, sample("x", 1, 1, "p", "t"))
        for i in range(14)
    )
    return replace(
        empty(),
        bundle=m.BundleReport(files),
        processes=processes,
        signatures=signatures,
        density=levels,
        incidents=flaps,
        changes=changes,
    )


def hostile() -> m.Analysis:
    """The article with hostile text wherever text of the bundle can stand."""
    bad = m.EvidenceItem("log", True, HOSTILE, HOSTILE, HOSTILE, 1, HOSTILE, at(1))
    step = m.FixStep(HOSTILE, HOSTILE, HOSTILE)
    both = tuple(
        diagnosis(
            "c",
            verdict,
            title=HOSTILE,
            summary=HOSTILE,
            evidence=(bad,),
            processes=(HOSTILE,),
            fix=(step,),
            verify=(HOSTILE,),
            references=(HOSTILE,),
            ruled_out_by=(HOSTILE,),
        )
        for verdict in m.VERDICTS
    )
    base = article()
    quoted = m.Sample(HOSTILE, 1, at(1), HOSTILE, HOSTILE, {HOSTILE: HOSTILE})
    kind = replace(base.signatures[0], title=HOSTILE, samples=(quoted,))
    bundle = replace(
        base.bundle,
        files=(replace(base.bundle.files[0], path=HOSTILE, process=HOSTILE),),
        skipped=(m.SkippedFile(HOSTILE, HOSTILE),),
    )
    missing = (m.MissingEvidence(HOSTILE, HOSTILE, HOSTILE),)
    processes = (*base.processes, replace(base.processes[0], name=HOSTILE, host="$x$ 日本"))
    change = replace(base.changes[0], who="$\\frac{1}{0}$", document=HOSTILE)
    return replace(
        base,
        diagnoses=both,
        signatures=(kind,),
        bundle=bundle,
        missing_evidence=missing,
        processes=processes,
        changes=(change,),
        complete=False,
        incomplete_reasons=(HOSTILE,),
    )
