"""Awkward lines that people published, each as one record with the time, the severity and the continuation it has."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from loganalyzer.clock import Reading, instants_ms, to_datetime
from tests.formats.reading import read

SSL = (
    "[8/25/10 8:12:44:896 CDT] 0000000b SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.  Unauthorized access"
    " was denied or security settings have expired.  Exception is javax.net.ssl.SSLException: Unrecognized SSL message,"
    " plaintext connection?\n at com.ibm.jsse2.a.c(a.java:239)\n at com.ibm.jsse2.a.a(a.java:18)\n"
)
HIBERNATE = (
    "[10/31/08 17:44:05:605 JST] 00000108 DefaultLoadEv I org.hibernate.event.def.DefaultLoadEventListener onLoad Error"
    " performing load command\n" + " " * 33 + "org.hibernate.ObjectNotFoundException: No row with the given identifier"
    " exists\n\tat org.hibernate.impl.SessionFactoryImpl.handle(SessionFactoryImpl.java:377)\n\n"
    "---- Begin backtrace for Nested Throwables\n\tat com.ibm.DataStoreAdapterException.<init>"
    "(DataStoreAdapterException.java(Compiled Code))\n"
)
PUBLISHED = [
    (SSL, "mdy", "2010-08-25 08:12:44.896", "errors"),
    (
        "[11/21/19 18:02:05:182 JST] 0000019a activity      I   elementCommitted\n",
        "mdy",
        "2019-11-21 18:02:05.182",
        "others",
    ),
    (
        "[06/11/10 23:11:48:874 JST] 00000029 SystemOut     O 231148.874 DEBUG a\n",
        "ymd",
        "2006-11-10 23:11:48.874",
        "others",
    ),
    ("[16/11/16 9:50:43:763 JST] 000018a4 J2CBinding 3 com.ibm.ejs\n", "ymd", "2016-11-16 09:50:43.763", "others"),
    (
        "[22/2/18 15:19:34:512 CST] 00000019 com.ibm.ws.kernel.feature.internal.FeatureManager            A CWWKF0011I: x\n",
        "dmy",
        "2018-02-22 15:19:34.512",
        "others",
    ),
    (
        "[2022/2/24  9:47:12:938 CST] 0000002e CafeRepositor I   Finding all coffees.\n",
        "ymd",
        "2022-02-24 09:47:12.938",
        "others",
    ),
    ("[99-9-99 13:03:04:354 CST] 00000064 TaskSearchRet 1 x\n", "ymd", None, "others"),
    (
        "[4/3/24, 18:36:23:612 CEST] 0000003b FeatureManage A CWWKF1037I: x\n",
        "dmy",
        "2024-03-04 18:36:23.612",
        "others",
    ),
    (
        "[2021/12/01 12:01:08:922 JST] 0000002b com.ibm.ws.kernel.feature.internal.FeatureManager            A CWWKF0011I:"
        " defaultServer サーバーは、よりスマートな\n",
        "ymd",
        "2021-12-01 12:01:08.922",
        "others",
    ),
    (
        '[2/13/16 0:46:50:945 CST] 0000008d ThreadMonitor W   WSVR0605W: Thread "WebContainer : 4" (00000130) has been active'
        " for 720,534 milliseconds\n",
        "mdy",
        "2016-02-13 00:46:50.945",
        "warnings",
    ),
    (HIBERNATE, "mdy", "2008-10-31 17:44:05.605", "others"),
    (
        "[9/16/24, 11:03:44:892 EDT] 000002fb SystemOut                                                    O"
        " 2024-09-16 11:03:44,892 [Default Executor-thread-624] INFO x\n",
        "mdy",
        "2024-09-16 11:03:44.892",
        "others",
    ),
    (
        "[12/25/08 11:58:42:091 JST] 0000020f WASLogger     E CLASSNAME METHODNAME rollback failed\n",
        "mdy",
        "2008-12-25 11:58:42.091",
        "errors",
    ),
]


@pytest.mark.parametrize(("text", "order", "moment", "severity"), PUBLISHED, ids=[row[0][:26] for row in PUBLISHED])
def test_a_published_excerpt_is_one_record(text: str, order: str, moment: str | None, severity: str) -> None:
    result = read(text)
    assert [(line, kind) for line, _, kind in result.records] == [(1, severity)]
    assert result.counts.continuation == text.count("\n") - 1
    instant = to_datetime(int(instants_ms(np.array([result.stamps[0][1]]), Reading(order, 0))[0]))
    expected = datetime.fromisoformat(moment) if moment else None
    assert (instant.replace(tzinfo=None) if instant else None) == expected


def test_systemerr_stamps_every_line_of_a_stack() -> None:
    line = "[9/7/17 0:31:24:818 CST] 00000095 SystemErr     R "
    stack = [
        "java.lang.Exception: x",
        "\tat com.ibm.ws.security.auth.ContextManagerImpl.runAs(ContextManagerImpl.java:5495)",
    ]
    result = read("".join(f"{line}{frame}\n" for frame in stack), "SystemErr.log")
    assert (result.counts.records, result.counts.continuation) == (1, 1)


@pytest.mark.parametrize("letter", "FEWACIDORZ123><edmu")
def test_every_type_letter_is_read(letter: str) -> None:
    result = read(f"[9/7/17 0:31:24:818 CST] 00000095 SSLHandshakeE {letter} text\n")
    assert result.records[0][2] == {"F": "errors", "E": "errors", "W": "warnings"}.get(letter, "others")


def test_a_logger_name_with_blanks_and_dots() -> None:
    result = read("[9/7/17 0:31:24:818 CST] 00000095 a.b c d       E x\n")
    assert result.records[0][2] == "errors"


def test_an_ffdc_incident_opens_with_its_exception() -> None:
    text = (
        "[08/10/15 15:19:45:430 BST]     FFDC Exception:javax.net.ssl.SSLHandshakeException SourceId:com.ibm.ws.management"
        ".filetransfer.client.FileTransferClientImpl.download ProbeId:1575 Reporter:x\njavax.net.ssl.SSLHandshakeException: e\n"
        "\tat com.ibm.jsse2.a.a(a.java:18)\n"
    )
    result = read(text, "logs/ffdc/nodeagent_46f6503d_15.10.08_15.19.45.1812038874822305108.txt")
    assert result.sniffed.kind == "ffdc"
    assert result.texts[0].startswith("[08/10/15")
    assert result.lines_add_up
