"""The words a cause file may use for its facts: an explicit register, no discovery.

To teach the engine a new word, write a function ``(case, subject, arguments) -> Finding`` and name it here; the cause
files then use it. A cause never needs code of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from loganalyzer.diagnosis import (
    words_cell,
    words_certificates,
    words_log,
    words_observed,
    words_ports,
    words_reasons,
    words_runs,
    words_stores,
    words_tls,
)
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.values import Finding, Subject

Word = Callable[[Case, Subject, Mapping[str, Any]], Finding]

WORDS: Mapping[str, Word] = {
    "hits": words_log.hits,
    "absent": words_log.absent,
    "stated": words_log.stated,
    "precedes": words_log.precedes,
    "regular": words_log.regular,
    "many": words_log.many,
    "across": words_log.across,
    "linked": words_log.linked,
    "incident": words_log.incident,
    "single-pid": words_runs.single_pid,
    "new-pids": words_runs.new_pids,
    "unrequested-restarts": words_runs.unrequested_restarts,
    "changed-after-start": words_runs.changed_after_start,
    "process-stopped": words_runs.process_stopped,
    "away": words_runs.away,
    "protocols-disjoint": words_tls.protocols_disjoint,
    "label-differs": words_tls.label_differs,
    "version-excluded": words_tls.version_excluded,
    "copies-identical": words_tls.copies_identical,
    "node-not-synchronised": words_tls.node_not_synchronised,
    "client-props-disjoint": words_tls.client_props_disjoint,
    "java-era": words_tls.java_era,
    "java-crossed": words_tls.java_crossed,
    "alias-affected": words_tls.alias_affected,
    "property-set": words_cell.property_set,
    "client-authentication": words_cell.client_authentication,
    "direct-reference": words_cell.direct_reference,
    "unusable-configuration": words_cell.unusable_configuration,
    "target-in-cell": words_ports.target_in_cell,
    "duplicate-port": words_ports.duplicate_port,
    "plain-port": words_ports.plain_port,
    "wrong-dmgr-port": words_ports.wrong_dmgr_port,
    "levels-differ": words_cell.levels_differ,
    "endpoint-unlisted": words_ports.endpoint_unlisted,
    "excluded-by": words_reasons.excluded_by,
    "ciphers-narrowed": words_reasons.ciphers_narrowed,
    "reference-decides": words_reasons.reference_decides,
    "alias-at-risk": words_reasons.alias_at_risk,
    "certificate-ended": words_stores.certificate_ended,
    "suites-disjoint": words_stores.suites_disjoint,
    "only-tls12": words_tls.only_tls12,
    "server-named": words_runs.server_named,
    "not-in-bundle": words_runs.not_in_bundle,
    "certificate-refused": words_certificates.certificate_refused,
    "served-chain-incomplete": words_certificates.served_chain_incomplete,
    "alias-absent": words_certificates.alias_absent,
    "stores-differ": words_certificates.stores_differ,
    "store-unreadable": words_certificates.store_unreadable,
    "prediction-contradicted": words_observed.prediction_contradicted,
    "host-not-covered": words_certificates.host_not_covered,
}
