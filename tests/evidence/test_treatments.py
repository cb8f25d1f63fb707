"""What was read about treatments: one line each, cited, about causes that the models know."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayesdx import load_evidence
from bayesdx.errors import EvidenceError
from bayesdx.evidence import load_treatments
from bayesdx.evidence.treatments import ANY_UPPER
from bayesdx.findings import load_terms

ADVICE = (" should ", " you ", " your ", "consult", "ask your", "we recommend")


def test_every_treatment_has_its_publication():
    sources = load_evidence().sources
    assert all(one.source_id in sources for one in load_treatments())


def test_every_cause_is_one_that_the_models_know_or_any_upper_motor_neuron_lesion():
    known = {*load_terms()["cause"].states, ANY_UPPER}
    assert {one.cause for one in load_treatments()} <= known


def test_what_the_starting_article_names_is_there():
    """Physical therapy, drugs against spasticity, immunotherapy, supportive care."""
    named = " ".join(one.intervention for one in load_treatments())
    for word in ("rehabilitation", "baclofen", "tizanidine", "immunoglobulin", "ventilation"):
        assert word in named


def test_no_line_gives_advice():
    """A guideline may be quoted as one; nothing is said to the reader."""
    for one in load_treatments():
        said = f" {one.says} {one.plain} ".casefold()
        quoted = "guideline" in said
        assert quoted or not any(word in said for word in ADVICE), one


def test_each_text_says_one_thing_of_one_intervention():
    rows = [(one.cause, one.intervention, one.source_id) for one in load_treatments()]
    assert len(set(rows)) == len(rows)


def test_a_table_that_lacks_a_column_is_refused(tmp_path: Path):
    (tmp_path / "treatments.csv").write_text("cause,intervention\nals,riluzole\n")
    with pytest.raises(EvidenceError, match=r"treatments\.csv: found the columns cause"):
        load_treatments(tmp_path)
