# ruff: noqa: E501 - log lines are as long as they are
"""Synthetic WebSphere logs for the speed runs: the same bytes each time, for the same size.

    python benchmarks/generate.py [FOLDER] [--size MEGABYTES] [--only NAME ...]

Every record draws a message, a thread and numbers of its own, so that nothing but the message texts repeats. The lines are
those of ``sample_logs/``: application output, the runtime's informational messages, a few warnings, an exception with its
frames now and then. About one record in forty is one that a signature knows.
"""

from __future__ import annotations

import argparse
import io
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

MEGABYTE = 1_000_000
DEFAULT_FOLDER = Path(tempfile.gettempdir()) / "loganalyzer-benchmarks"
DEFAULT_SIZE = 500
TAR_MEMBERS = 200

_BLOCK = 50_000
# lnav reads one-digit hours, but no one-digit months.
_START = datetime(2023, 11, 13, 6, 0, tzinfo=UTC)
_FRAMES = """javax.servlet.http.HttpServlet.service(HttpServlet.java:668)
com.ibm.ws.webcontainer.servlet.ServletWrapper.service(ServletWrapper.java:1230)
com.ibm.ws.webcontainer.servlet.ServletWrapper.handleRequest(ServletWrapper.java:779)
com.ibm.ws.webcontainer.filter.WebAppFilterManager.doFilter(WebAppFilterManager.java:125)
com.ibm.ws.webcontainer.webapp.WebApp.handleRequest(WebApp.java:976)
com.ibm.ws.webcontainer.WebContainer.handleRequest(WebContainer.java:1109)
com.ibm.ws.http.channel.inbound.impl.HttpInboundLink.handleNewRequest(HttpInboundLink.java:463)
com.ibm.ws.util.ThreadPool$Worker.run(ThreadPool.java:1862)"""
_CHANNEL = """com.ibm.jsse2.av.a(av.java:121)
com.ibm.jsse2.bk.a(bk.java:25)
com.ibm.jsse2.bk.unwrap(bk.java:178)
javax.net.ssl.SSLEngine.unwrap(SSLEngine.java:637)
com.ibm.ws.ssl.channel.impl.SSLUtils.handleHandshake(SSLUtils.java:748)
com.ibm.ws.ssl.channel.impl.SSLConnectionLink.readyInbound(SSLConnectionLink.java:567)
com.ibm.ws.ssl.channel.impl.SSLConnectionLink.ready(SSLConnectionLink.java:291)
com.ibm.ws.tcp.channel.impl.NewConnectionInitialReadCallback.complete(NewConnectionInitialReadCallback.java:113)
com.ibm.io.async.AbstractAsyncFuture.invokeCallback(AbstractAsyncFuture.java:217)
com.ibm.io.async.AsyncFuture.completed(AsyncFuture.java:138)
com.ibm.io.async.ResultHandler.runEventProcessingLoop(ResultHandler.java:775)
com.ibm.ws.util.ThreadPool$Worker.run(ThreadPool.java:1862)"""


def _trace(frames: str, times: int = 1) -> str:
    return "".join(f"\n\tat {frame}" for _ in range(times) for frame in frames.splitlines())


# Weight, then the record from the component column on; each takes four numbers, and shows some of them.
_BASE: tuple[tuple[int, str], ...] = (
    (130, "SystemOut     O roster sync done: %1$d contacts of community acme.com, %2$d ms, session S%3$d, node %4$d of the cluster"),
    (120, "SystemOut     O STProxy: session S%3$d polled from 10.20.%2$d.%4$d, %1$d updates pending, next poll granted in %2$d ms"),
    (110, "SystemOut     O [Köln] room %1$d: participant u%3$d joined by audio bridge %4$d; %2$d participants are in the room now"),
    (90, "SystemOut     O SIPREG REGISTER sip:u%3$d@acme.com expires=3600 contact=<sip:u%3$d@10.20.%2$d.%4$d:5061;transport=tls> 200 OK"),
    (80, "SystemOut     O Health controller cycle %1$d: all conditions evaluated on %2$d members in %4$d ms, none violated (policy %3$d)"),
    (70, "servlet       I com.ibm.ws.webcontainer.servlet.ServletWrapper init SRVE0242I: [isclite%4$d] [/ibm/console] [page%1$d]: Initialization successful."),
    (60, "ConnectionPoo I   pool jdbc/ds%4$d: %2$d of %1$d connections are in use, the longest since %3$d ms, %4$d requests waiting"),
    (50, "SystemOut     O policy cache refreshed for u%3$d (%1$d KB, %2$d entries), directory answered ldap://ldap%4$d.acme.com:636 in %2$d ms"),
    (40, "WebContainer  W   request /stwebclient/api/%1$d?session=S%3$d from 10.20.%2$d.%4$d took %3$d ms, more than the limit of 5000"),
    (30, "SystemOut     O Repository checkpoint scan: %1$d documents, %2$d ms\n  changed since the last scan: %4$d, cells/stCell/nodes/n%2$d"),
    (16, "NodeSyncTask  A   ADMS0003I: The configuration synchronization completed successfully."),
    (4, "webapp        E com.ibm.ws.webcontainer.webapp.WebApp logServletError SRVE0293E: [Servlet Error]-[View%1$d]: "
        "java.lang.IllegalStateException: session S%3$d has been invalidated\n\tat com.acme.portal.v%4$d.View.service(View.java:%2$d)" + _trace(_FRAMES)),
    (2, "LTPAServerObj W   SECJ0371W: Validation of the LTPA token failed because the token expired with the following info: "
        "Token expiration Date: Mon Mar 04 08:%4$d:02 UTC 2024, current Date: Mon Mar 04 09:%2$d:40 UTC 2024."),
    (1, "ThreadMonitor W   WSVR0605W: Thread \"WebContainer : %4$d\" (000000%4$x) has been active for %3$d milliseconds and may be hung.  "
        "There is/are %2$d thread(s) in total in the server that may be hung."),
    (1, "SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.  Unauthorized access was denied or security settings have "
        "expired.  Exception is javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure" + _trace(_CHANNEL)),
)  # fmt: skip
_STORM: tuple[tuple[int, str], ...] = (
    (250, "SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.  Unauthorized access was denied or security settings have "
          "expired.  Exception is javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 not enabled or not supported" + _trace(_CHANNEL)),
    (250, "SSLHandshakeE E   SSLC0008E: The SSL connection cannot be initialized from the pc%4$d.acme.com host and 4%1$d port on the "
          "remote client to the stproxy.acme.com host and 9443 port on the local server. Exception: javax.net.ssl.SSLHandshakeException: "
          "Client requested protocol TLSv1 is not enabled or supported in server context" + _trace(_CHANNEL)),
    *((weight // 2, text) for weight, text in _BASE if weight >= 16),
)  # fmt: skip
_TRACES: tuple[tuple[int, str], ...] = (
    *_BASE,
    (60, "webapp        E com.ibm.ws.webcontainer.webapp.WebApp logServletError SRVE0293E: [Servlet Error]-[View%1$d]: "
         "java.lang.IllegalStateException: session S%3$d has been invalidated" + _trace(_FRAMES, 12)),
)  # fmt: skip

Prefix = Callable[[datetime], str]
# What a JVM of each locale prints before the milliseconds, and the zone behind them.
LOCALES: dict[str, tuple[Prefix, str]] = {
    "en_US": (lambda t: f"{t.month}/{t.day}/{t:%y} {t.hour}:{t:%M:%S}:", "UTC"),
    "de_DE": (lambda t: f"{t:%d.%m.%y %H:%M:%S}:", "MEZ"),
    "it_IT": (lambda t: f"{t:%d/%m/%y} {t.hour}.{t:%M.%S}:", "CET"),
    "ja_JP": (lambda t: f"{t:%y/%m/%d} {t.hour}:{t:%M:%S}:", "JST"),
    "zh_CN": (lambda t: f"{t:%y}-{t.month}-{t.day} {t.hour}:{t:%M:%S}:", "CST"),
}
_HEADER = """************ Start Display Current Environment ************
WebSphere Platform 9.0.5.15 [ND 9.0.5.15 cf152307.02] [JAVA8 8.0.7.20] running with process name stCell\\stpNode\\STProxyServer and process id {pid}
Host Operating System is Linux, version 4.18.0-477.el8.x86_64
Java version = 1.8.0_351, Java Runtime Version = 8.0.7.20 - pxa6480sr7fp20-20221020_01(SR7 FP20), Java VM name = IBM J9 VM
was.install.root = /opt/IBM/WebSphere/AppServer
user.install.root = /opt/IBM/WebSphere/AppServer/profiles/hostSTPPNProfile1
************* End Display Current Environment *************
"""  # fmt: skip


def records(kinds: tuple[tuple[int, str], ...], locale: str, seed: int, gap: float = 30.0) -> Iterator[str]:
    """Blocks of records without end; ``gap`` is the mean distance in milliseconds."""
    draw = np.random.default_rng(seed)
    prefix, zone = LOCALES[locale]
    weights = np.array([weight for weight, _ in kinds], dtype=float)
    texts = [f"[%(p)s%(m)03d {zone}] %(t)08x {_positional(text)}\n" for _, text in kinds]
    threads = draw.integers(0x20, 0x1FF, 60)
    now, second, shown = 0.0, -1, ""
    yield _HEADER.format(pid=20_000 + seed)
    while True:
        times = now + np.cumsum(draw.exponential(gap, _BLOCK))
        now = float(times[-1])
        lines = []
        for time, thread, kind, numbers in zip(
            times.astype(np.int64).tolist(),
            draw.choice(threads, _BLOCK).tolist(),
            draw.choice(len(kinds), _BLOCK, p=weights / weights.sum()).tolist(),
            draw.integers((100, 1, 1000, 10), (9999, 255, 99999, 99), (_BLOCK, 4)).tolist(),
            strict=True,
        ):
            if time // 1000 != second:
                second = time // 1000
                shown = prefix(_START + timedelta(seconds=second))
            values = {
                "p": shown,
                "m": time % 1000,
                "t": thread,
                "a": numbers[0],
                "b": numbers[1],
                "c": numbers[2],
                "d": numbers[3],
            }
            lines.append(texts[kind] % values)
        yield "".join(lines)


def _positional(text: str) -> str:
    """``%1$d`` as in Java -> ``%(a)d``."""
    for number, name in enumerate("abcd", 1):
        text = text.replace(f"%{number}$", f"%({name})")
    return text


def write_log(
    path: Path, size: int, kinds: tuple[tuple[int, str], ...] = _BASE, locale: str = "en_US", seed: int = 1
) -> None:
    """One log of ``size`` bytes, to the end of the record that reaches them."""
    with path.open("wb") as file:
        for block in records(kinds, locale, seed):
            data = block.encode()
            if file.tell() + len(data) < size:
                file.write(data)
                continue
            end = data.find(b"\n[", max(size - file.tell(), 0))
            file.write(data[: end + 1] if end >= 0 else data)
            return


def write_zip(path: Path, log: Path) -> None:
    """The log alone in a zip, which ``zcat`` reads too."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(log, "logs/STProxyServer/SystemOut.log")


def write_tar(path: Path, log: Path, size: int) -> None:
    """The log's beginning as many files, cut at line ends as it comes."""
    with tarfile.open(path, "w:gz", compresslevel=6) as archive, log.open("rb") as file:
        for number in range(TAR_MEMBERS):
            data = file.read(size // TAR_MEMBERS) + file.readline()
            info = tarfile.TarInfo(f"logs/server{number:03d}/SystemOut.log")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def makers(folder: Path, size: int) -> dict[str, Callable[[Path], None]]:
    """File name -> what writes it, in an order in which each finds what it is made from."""
    base = folder / "base.log"
    made: dict[str, Callable[[Path], None]] = {
        "base.log": lambda path: write_log(path, size),
        "storm.log": lambda path: write_log(path, size, _STORM, seed=2),
        "traces.log": lambda path: write_log(path, size, _TRACES, seed=3),
        "small.log": lambda path: write_log(path, 10 * MEGABYTE, seed=4),
    }
    for number, locale in enumerate(LOCALES):
        made[f"locale-{locale}.log"] = lambda path, locale=locale, number=number: write_log(  # type: ignore[misc]
            path, size // 5, _BASE, locale, 10 + number
        )
    made["base.zip"] = lambda path: write_zip(path, base)
    made["base.tar.gz"] = lambda path: write_tar(path, base, size // 5)
    return made


def ensure(folder: Path, size: int, names: list[str] | None = None) -> dict[str, Path]:
    """Write what is missing below ``FOLDER/SIZE``; a file that is there is taken as it is."""
    place = folder / f"{size // MEGABYTE}MB"
    place.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, make in makers(place, size).items():
        if names and name not in names:
            continue
        found[name] = place / name
        if not found[name].exists():
            part = found[name].with_suffix(".part")
            make(part)
            shutil.move(part, found[name])
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--size", type=int, default=DEFAULT_SIZE, help="megabytes of base.log")
    parser.add_argument("--only", nargs="*", help="names of files, for instance base.log storm.log")
    options = parser.parse_args()
    for name, path in ensure(options.folder, options.size * MEGABYTE, options.only).items():
        print(f"{path.stat().st_size / MEGABYTE:8.1f} MB  {name}  {path}")


if __name__ == "__main__":
    main()
