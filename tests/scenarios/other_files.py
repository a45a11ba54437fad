"""What other files say: TLS traces, checks from outside, key store listings, the plug-in's log, dumps (section 4 and 10)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tests.scenarios.extras import Happen
from tests.scenarios.model import Adds
from tests.scenarios.stage import Stage

READ, SENT, RECEIVED = (
    "READ: TLSv1.2 Handshake, length = 81",
    "SEND TLSv1.2 ALERT:  fatal,",
    "RECV TLSv1.2 ALERT:  fatal,",
)
_HELLO = {
    "server": "ClientHello.java:652|Consuming ClientHello handshake message (",
    "client": "ClientHello.java:652|Produced ClientHello handshake message (",
}
_LOST = re.compile(r"^\[\S+ (\d\d:\d\d:\d\d):\d{3} \w+\].*ASND0003I: Detected server nodeagent", re.MULTILINE)


def trace(name: str, *lines: str, side: str = "server", version: str = "TLSv1.2", clock: str = "09:00") -> Happen:
    """Three handshakes in the TLS trace of a process: the hello, received or sent, and these lines."""

    def happen(stage: Stage) -> None:
        log = stage.world.log(stage.process(name)).out
        hello = [f"*** ClientHello, {version}", "Cipher Suites: [SSL_RSA_WITH_AES_128_CBC_SHA]"]
        whole = [_of_thread(READ), *hello] if side == "server" else [*hello, _of_thread(READ.replace("READ", "WRITE"))]
        for number in range(3):
            for second, line in enumerate([*whole, *lines]):
                at = stage.at(f"{clock}:{15 * number + second:02}")
                log._add(at, 33 + number, "SystemOut", f"O   {line}", (), 0)

    return happen


def _of_thread(text: str) -> str:
    return f"WebContainer : 1, {text}"


def fails(exception: str, reason: str, description: str) -> tuple[str, str]:
    """JSSE gives up: the exception that it handles, and the alert that it sends."""
    thrown = f"handling exception: javax.net.ssl.SSLHandshakeException: {reason}" if exception else ""
    told = thrown or f"fatal error: 40: {reason}"
    return _of_thread(told), _of_thread(f"{SENT} description = {description}")


def told(description: str) -> str:
    """The peer gives up, and says so."""
    return _of_thread(f"{RECEIVED} description = {description}")


def said(name: str, key: str, *arguments: object, clocks: Sequence[str] = ("09:12:30", "09:40:10")) -> Happen:
    """Records of a message of the templates."""

    def happen(stage: Stage) -> None:
        for clock in clocks:
            stage.say(name, stage.at(clock), key, *arguments)

    return happen


def sent(path: str, text: str) -> Happen:
    """A file that somebody put into the bundle."""

    def happen(stage: Stage) -> None:
        stage.files[path] = text

    return happen


def s_client(code: int, text: str, host: str = "stp.acme.example", end: str = "Oct 31 10:00:00 2026 GMT") -> Happen:
    """A check of port 443 of a host, which gets one certificate; ``end`` is the certificate's."""
    return sent(f"check_{code}.txt", CHECK.format(code=code, text=text, host=host, end=end))


def keytool(subject: str = "stp.acme.example", end: str = "Sat Oct 01 10:00:00 UTC 2016") -> Happen:
    """``keytool -list -v`` of a store with one key, without the certificate of its issuer."""
    return sent("keytool.txt", LISTING.format(subject=subject, end=end))


def plugin(code: int, name: str) -> Happen:
    """The web server's plug-in, four times."""
    text = f"ERROR: lib_stream: openStream: Failed in r_gsk_secure_soc_init: {name}(gsk rc = {code})"
    lines = (f"[13/Oct/2016:10:{minute}:45.85575] 0000018a 679f3640 - {text}\n" for minute in (27, 31, 38, 52))
    return sent("logs/webserver1/http_plugin.log", "".join(lines))


def javacore(event: str) -> Happen:
    """A javacore of the node agent of stpNode."""
    return sent("javacore.20161013.103440.4711.0001.txt", _JAVACORE.format(event=event))


def collections(log: str, stops: Sequence[tuple[str, int]], free: int) -> Happen:
    """A garbage collection log beside a process's log: (local time, milliseconds) of each stop, percent free after it."""

    def happen(stage: Stage) -> None:
        process = stage.process(log)
        stage.files[f"{process.node.folder}/logs/{process.server}/verbosegc.001.log"] = verbose(stops, free)

    return happen


def verbose(stops: Sequence[tuple[str, int]], free: int) -> str:
    """A garbage collection log with these stops."""
    rows = [_stop(number, clock, long, free) for number, (clock, long) in enumerate(stops)]
    return "".join(['<?xml version="1.0" ?>\n<verbosegc version="1">\n', *rows, "</verbosegc>\n"])


def _stop(number: int, clock: str, long: int, free: int) -> str:
    stamp, total = f'timestamp="2016-10-13T{clock}.000"', 1 << 30
    return (
        f'<exclusive-start id="{number * 3}" {stamp} intervalms="900.5">\n</exclusive-start>\n'
        f'<gc-end id="{number * 3 + 1}" type="global" durationms="{long}.1" {stamp}>\n'
        f'  <mem-info id="1" free="{total * free // 100}" total="{total}" percent="{free}" />\n</gc-end>\n'
        f'<exclusive-end id="{number * 3 + 2}" {stamp} durationms="{long}.2" />\n'
    )


def debug_file(process: str, *lines: str, side: str = "server") -> Happen:
    """javax.net.debug of a newer Java, in a file beside a server's logs: a hello that this side got or sent, then these lines."""

    def happen(stage: Stage) -> None:
        one = stage.process(process)
        text = "".join(
            f"javax.net.ssl|{level}|1F|WebContainer : 1|2016-10-13 09:{minute:02}:12.123 UTC|{text}\n"
            for minute in (10, 25, 40)
            for level, text in (
                ("DEBUG", _HELLO[side]),
                *(("ERROR" if "Fatal" in line else "DEBUG", line) for line in lines),
            )
        )
        stage.files[f"{one.node.folder}/logs/{one.server}/ssl_debug.txt"] = text

    return happen


def stops_before(log: str, milliseconds: int) -> Adds:
    """A garbage collection log: one stop of the deployment manager 20 seconds before each time its log lost a node agent."""

    def add(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        (path,) = (one for one in files if one.endswith(log))
        times = [datetime.fromisoformat(f"2016-10-13T{clock}") for clock in _LOST.findall(files[path].decode())]
        hour = timedelta(hours=1)
        edges = [
            (times[0] - hour, 12),
            *((at - timedelta(seconds=20), milliseconds) for at in times),
            (times[-1] + hour, 12),
        ]
        rows = [(f"{at:%H:%M:%S}", long) for at, long in edges]
        return {f"{path.rpartition('/')[0]}/verbosegc.001.log": verbose(rows, 50).encode()}

    return add


CHECK = """$ openssl s_client -connect {host}:443 -showcerts
CONNECTED(00000003)
depth=0 CN = {host}
verify error:num={code}:{text}
---
Certificate chain
 0 s:CN = {host}
   i:CN = Acme Issuing CA
   v:NotBefore: Oct  1 10:00:00 2014 GMT; NotAfter: {end}
---
New, TLSv1.2, Cipher is ECDHE-RSA-AES256-GCM-SHA384
    Verify return code: {code} ({text})
"""
LISTING = """Keystore type: PKCS12
Keystore provider: SUN

Your keystore contains 1 entry

Alias name: default
Creation date: Oct 1, 2014
Entry type: PrivateKeyEntry
Certificate chain length: 1
Certificate[1]:
Owner: CN={subject}
Issuer: CN=Acme Issuing CA
Valid from: Wed Oct 01 10:00:00 UTC 2014 until: {end}
"""
_JAVACORE = """0SECTION       TITLE subcomponent dump routine
NULL           ===============================
1TISIGINFO     Dump Event {event} received
1TIDATETIME    Date: 2016/10/13 at 10:34:40
0SECTION       ENVINFO subcomponent dump routine
1CIPROCESSID   Process ID: 4711 (0x1267)
1CICMDLINE     java com.ibm.ws.runtime.WsServer /opt/was/profiles/stp/config stCell stpNode nodeagent
"""
