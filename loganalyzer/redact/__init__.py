"""Analysis -> Analysis with pseudonyms, before anything is rendered; excerpts and documents go through the same map.

Learn first (``Redactor.learn``, ``learn_analysis``), then replace (``Redactor.text``, ``redact_analysis``), then look
again (``Verifier``, ``verify_clean``): a find raises :class:`RedactionError`, and nothing is written.
"""

from loganalyzer.redact.errors import RedactionError
from loganalyzer.redact.key import Key, write_key
from loganalyzer.redact.originals import Original
from loganalyzer.redact.redactor import Redactor
from loganalyzer.redact.verify import Verifier, verify_clean
from loganalyzer.redact.walk import learn_analysis, redact_analysis, texts_of

__all__ = [
    "Key",
    "Original",
    "RedactionError",
    "Redactor",
    "Verifier",
    "learn_analysis",
    "redact_analysis",
    "texts_of",
    "verify_clean",
    "write_key",
]
