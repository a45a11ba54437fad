"""What the model rests on, as statements for the user: how each is known, and what no test here can prove."""

from __future__ import annotations

from typing import Final, Literal

Known = Literal["checked", "sourced", "expert", "uncertain"]

ASSUMPTIONS: Final[tuple[tuple[Known, str], ...]] = (
    ("checked", "who fails, and the texts of both ends, for the JDK 11 generation: against a real OpenJDK on loopback"),
    (
        "checked",
        "who refuses whose certificate, and with which texts (trust, validity, extended key usage, key type against cipher "
        "suites, client certificates): against OpenJDK 11.0.5, 11.0.13, 17, 21 and 25; alerts differ between releases",
    ),
    ("sourced", "SSL_TLS is TLSv1 alone since SSLv3 is off; SSL_TLSv2 is 1.0 to 1.2; TLSv1.2 is 1.2 alone (IBM JSSE2)"),
    ("sourced", "Java 8.0.6.30, 7.1.4.85 and 7.0.10.85 disable TLSv1 and TLSv1.1 whatever the label says"),
    ("sourced", "an SSL configuration of a node can only be loaded by processes of that node"),
    ("sourced", "strict SP 800-131 and Suite B demand TLSv1.2"),
    ("uncertain", "what FIPS 140-2 and transition mode leave of a label; FIPS 140-3 is counted as 1.2 and 1.3"),
    ("uncertain", "Java 7 levels that disable TLSv1: their labels are taken to mean what they meant before"),
    ("expert", "lists of disabled algorithms count after a security standard"),
    ("expert", "precedence: dynamic selection, direct reference, central management from endpoint to cell, default"),
    ("expert", "com.ibm.websphere.tls.disabledAlgorithms replaces java.security's list instead of adding to it"),
    ("expert", "chain DCS of a core group is plain, DCS-Secure is TLS; discovery is never TLS"),
    ("expert", "the wording of IBM's legacy JSSE2 (before 8.0.6.25) and its alert 40 for a version mismatch"),
    (
        "uncertain",
        "that IBM's JSSE2 from 8.0.6.25 on words and negotiates like JDK 11 is inferred from its class names",
    ),
    ("uncertain", "which component reads XDADefaultSSLSettings; a field report ties it to node agents that flap"),
    (
        "uncertain",
        "whether a running node agent uses ssl.client.props: the field report says so, the design says otherwise",
    ),
    ("uncertain", "whether SSL_TLSv2 includes TLSv1.3 from Java 8.0.7.15 on: IBM's own texts disagree"),
    ("uncertain", "the default protocol of a configuration without one: SSL_TLS or SSL_TLSv2, by fix pack"),
    ("uncertain", "cluster scope below server scope: IBM's list is ambiguous"),
    (
        "expert",
        "an SSL configuration that CSIv2's transports in security.xml name counts for RMI like a direct reference",
    ),
    (
        "expert",
        "attribute names of the LDAP registry and of wimconfig.xml; which processes ask the directory is assumed",
    ),
    (
        "expert",
        "the certificate served is that of the alias: the group's, else the SSL configuration's, else any key that fits",
    ),
    ("uncertain", "that IBM's path validation refuses what OpenJDK's refuses; its texts are those of published logs"),
    (
        "uncertain",
        "an expired certificate that stands in the trust store itself: OpenJDK accepts it; counted as refused, since "
        "CWPKI0312E exists",
    ),
    (
        "uncertain",
        "whether IBM's key manager shows a client certificate whose issuer the listener does not name; OpenJDK's does not, "
        "and the listener then logs an empty chain instead of an untrusted one",
    ),
    ("uncertain", "IBM key managers are not modelled"),
)
