"""A label on a JVM with its arguments: what ``protocols`` knows, plus the SSLv3 and TLS switches of the command line."""

from __future__ import annotations

from loganalyzer.tls.java import Era
from loganalyzer.tls.jvm import JvmSettings
from loganalyzer.tls.protocols import EnabledVersions, Version, default_versions_off, enabled_versions

_NOTE_SSL3 = "SSLv3 is switched on again by a JVM argument; whether java.security of this level allows it is uncertain"
_NOTE_BOTH = "disableSSLv3 wins over convertSSLv3; whether label SSLv3 then enables nothing at all is uncertain"


def label_versions(
    label: str | None, era: Era, jvm: JvmSettings, disabled: frozenset[Version] | None
) -> EnabledVersions:
    """The versions that ``label`` leaves usable on a JVM started with these arguments."""
    if label == "SSLv3" and jvm.ssl_v3_converted and era >= Era.E1:
        converted = enabled_versions("SSL", era, disabled=disabled)
        return converted.noting(
            *([_NOTE_BOTH] if jvm.ssl_v3_forbidden else []),
            because=("com.ibm.jsse2.convertSSLv3: label SSLv3 stands for SSL",),
        )
    found = enabled_versions(label, era, override_default_tls=jvm.override_default_tls, disabled=disabled)
    if not jvm.ssl_v3_allowed or era == Era.E0:
        return found
    off = default_versions_off(era) - {Version.SSLV3} if disabled is None else disabled
    before = enabled_versions(label, Era.E0, disabled=off).versions & {Version.SSLV3}
    return EnabledVersions(found.versions | before, found.uncertain, found.problem).noting(
        *([_NOTE_SSL3] if before else [])
    )
