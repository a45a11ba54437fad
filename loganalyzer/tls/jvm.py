"""JVM arguments of server.xml that change which protocol versions a process speaks: domain reference, 2.1 and 2.3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from loganalyzer.cell.values import NO_ENTRIES

_SWITCHES: Final = (
    "com.ibm.jsse2.overrideDefaultTLS",
    "com.ibm.jsse2.overrideDefaultProtocol",
    "com.ibm.jsse2.disableSSLv3",
    "com.ibm.jsse2.convertSSLv3",
    "com.ibm.jsse2.sp800-131",
    "com.ibm.jsse2.suiteB",
    "com.ibm.jsse2.usefipsprovider",
    "com.ibm.jsse2.JSSEFIPS",
    "jdk.tls.client.protocols",
    "jdk.tls.server.protocols",
    "https.protocols",
    "java.security.properties",
    "jdk.tls.disabledAlgorithms",
    "com.ibm.websphere.tls.disabledAlgorithms",
    "com.ibm.websphere.ssl.fallback.for.nonexistent.alias",
)
# Which side's default contexts they reach: https.protocols is HttpsURLConnection's.
_DEFAULT_CONTEXTS: Final = {
    "jdk.tls.client.protocols": "outbound",
    "jdk.tls.server.protocols": "inbound",
    "https.protocols": "outbound",
}
_NO_SYSTEM_PROPERTIES: Final = {
    "jdk.tls.disabledAlgorithms": "java.security",
    "com.ibm.websphere.tls.disabledAlgorithms": "security.xml",
}


class JvmSettings(Struct, frozen=True):
    """The TLS switches on a JVM's command line by name; later arguments replace earlier ones, as in Java."""

    values: Mapping[str, str] = NO_ENTRIES

    def is_on(self, name: str) -> bool:
        """True when the switch ``com.ibm.jsse2.NAME`` is set to true."""
        return self.values.get(f"com.ibm.jsse2.{name}", "").strip().lower() == "true"

    @property
    def override_default_tls(self) -> bool:
        """Label TLS means 1.0 to 1.2 instead of 1.0 (IBM documents it from Java 8.0.3.10 on)."""
        return self.is_on("overrideDefaultTLS")

    @property
    def ssl_v3_allowed(self) -> bool:
        """SSLv3 switched on again; java.security may still disable it."""
        return self.values.get("com.ibm.jsse2.disableSSLv3", "").strip().lower() == "false"

    @property
    def ssl_v3_forbidden(self) -> bool:
        """SSLv3 switched off in so many words; it is off without them too."""
        return self.is_on("disableSSLv3")

    @property
    def ssl_v3_converted(self) -> bool:
        """Label SSLv3 stands for label SSL; disableSSLv3 wins over it in any case (sourced)."""
        return self.is_on("convertSSLv3")

    @property
    def standard(self) -> str | None:
        """The security standard that the JVM itself is told to keep: ``strict``, ``suiteB``, ``transition``, ``fips``."""
        if self.values.get("com.ibm.jsse2.suiteB", "").strip() in {"128", "192"}:
            return "suiteB"
        if self.values.get("com.ibm.jsse2.sp800-131", "").strip().lower() == "strict":
            return "strict"
        if self.values.get("com.ibm.jsse2.sp800-131", "").strip().lower() == "transition":
            return "transition"
        return "fips" if self.is_on("usefipsprovider") or self.is_on("JSSEFIPS") else None

    def notes(self, direction: str | None = None) -> tuple[str, ...]:
        """Arguments that look as if they decided and do not, or whose effect is not documented for this place.

        ``direction``: ``inbound`` or ``outbound``, to leave out what concerns the other side only.
        """
        found = [
            f"-D{name}={self.values[name]} changes default contexts only, not those WebSphere builds (expert knowledge)"
            for name, side in _DEFAULT_CONTEXTS.items()
            if name in self.values and direction in {None, side}
        ]
        found += [
            f"-D{name} is no system property: {place} is where it counts (expert knowledge)"
            for name, place in _NO_SYSTEM_PROPERTIES.items()
            if name in self.values
        ]
        if "com.ibm.jsse2.overrideDefaultProtocol" in self.values:
            value = self.values["com.ibm.jsse2.overrideDefaultProtocol"]
            found.append(f"overrideDefaultProtocol={value}: whether it reaches WebSphere's contexts is uncertain")
            if self.standard:
                found.append(
                    "IBM allows no overrideDefaultProtocol together with a FIPS, SP 800-131 or Suite B argument"
                )
        if "java.security.properties" in self.values:
            found.append("-Djava.security.properties names a file that may change jdk.tls.disabledAlgorithms")
        return tuple(found)


def jvm_settings(arguments: Iterable[str]) -> JvmSettings:
    """``-Dname=value`` arguments (quotes dropped) -> the switches among them."""
    values: dict[str, str] = {}
    for argument in arguments:
        name, _, value = argument.replace('"', "").removeprefix("-D").partition("=")
        if name in _SWITCHES:
            values[name] = value
    return JvmSettings(values)
