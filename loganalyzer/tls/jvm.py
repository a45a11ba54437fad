"""JVM arguments of server.xml that change which protocol versions a process speaks: domain reference, 2.1 and 2.3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

_SWITCHES: Final = (
    "com.ibm.jsse2.overrideDefaultTLS",
    "com.ibm.jsse2.overrideDefaultProtocol",
    "com.ibm.jsse2.disableSSLv3",
    "com.ibm.jsse2.convertSSLv3",
    "com.ibm.jsse2.sp800-131",
    "com.ibm.jsse2.suiteB",
    "com.ibm.jsse2.usefipsprovider",
    "com.ibm.jsse2.JSSEFIPS",
    "com.ibm.jsse2.disableTLS1.3",
    "jdk.tls.client.protocols",
    "jdk.tls.server.protocols",
    "https.protocols",
    "java.security.properties",
    "com.ibm.websphere.ssl.fallback.for.nonexistent.alias",
)
_DEFAULT_CONTEXTS: Final = ("jdk.tls.client.protocols", "jdk.tls.server.protocols", "https.protocols")


@dataclass(frozen=True, slots=True)
class JvmSettings:
    """The TLS switches on a JVM's command line by name; later arguments replace earlier ones, as in Java."""

    values: Mapping[str, str] = field(default_factory=dict)

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
    def ssl_v3_converted(self) -> bool:
        """Label SSLv3 stands for label SSL; disableSSLv3 wins over it in any case (sourced)."""
        return self.is_on("convertSSLv3")

    @property
    def standard(self) -> str | None:
        """The security standard that the JVM itself is told to keep: ``strict``, ``suiteB`` or ``fips``."""
        if self.values.get("com.ibm.jsse2.suiteB", "").strip() in {"128", "192"}:
            return "suiteB"
        if self.values.get("com.ibm.jsse2.sp800-131", "").strip().lower() == "strict":
            return "strict"
        return "fips" if self.is_on("usefipsprovider") or self.is_on("JSSEFIPS") else None

    @property
    def notes(self) -> tuple[str, ...]:
        """Arguments that look as if they decided and do not, or whose effect is not documented for this place."""
        found = [
            f"-D{name}={self.values[name]} changes default contexts only, not those WebSphere builds (expert knowledge)"
            for name in _DEFAULT_CONTEXTS
            if name in self.values
        ]
        if "com.ibm.jsse2.overrideDefaultProtocol" in self.values:
            value = self.values["com.ibm.jsse2.overrideDefaultProtocol"]
            found.append(f"overrideDefaultProtocol={value}: whether it reaches WebSphere's contexts is uncertain")
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
