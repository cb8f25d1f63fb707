"""The patient's side: terms.csv + what was observed → Term, Findings."""

from __future__ import annotations

from bayesdx.findings.reading import Findings, read_findings
from bayesdx.findings.syntax import parse_pairs, parse_value
from bayesdx.findings.terms import CONTEXT, HIDDEN, Term, load_terms
from bayesdx.findings.vocabulary import Vocabulary, Words, vocabulary

__all__ = [
    "CONTEXT",
    "HIDDEN",
    "Findings",
    "Term",
    "Vocabulary",
    "Words",
    "load_terms",
    "parse_pairs",
    "parse_value",
    "read_findings",
    "vocabulary",
]
