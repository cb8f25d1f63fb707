"""Whether findings cluster in a model as they do in patients."""

from __future__ import annotations

from pathlib import Path

import pytest

from bayesdx.errors import EvidenceError, SpecError
from bayesdx.evidence import load_evidence
from bayesdx.formats.model import load
from bayesdx.inference import query
from bayesdx.validation import validate_dependence
from bayesdx.validation.dependence import Joint
from tests.validation.networks import EXTENSOR, WASTED, tiny

HEADER = "estimate_id,findings,given"
ALL_THREE = "alvarez2018_complete_als"


def joint(folder: Path, row: str, *, network=None) -> Joint:
    path = folder / "combinations.csv"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    return validate_dependence(network or tiny(), load_evidence(), path=path).figures[0]


def test_given_the_pattern_findings_of_a_network_without_structure_are_independent(tmp_path):
    row = f"{ALL_THREE},babinski=extensor; atrophy=present,pattern=mixed"
    figure = joint(tmp_path, row)
    assert figure.implied == pytest.approx(EXTENSOR[3] * WASTED[3])
    assert figure.independent == pytest.approx(EXTENSOR[3] * WASTED[3])
    assert figure.verdict == "outside"  # 0.3, where 15 of 130 are published


def test_a_hidden_cause_makes_findings_cluster(tmp_path):
    """Averaged over patterns that the settings mix as 0.4, 0.2, 0.2, 0.2."""
    prior = [0.4, 0.2, 0.2, 0.2]
    figure = joint(tmp_path, f"{ALL_THREE},babinski=extensor; atrophy=present,")
    assert figure.implied == pytest.approx(sum(prior * EXTENSOR * WASTED))
    assert figure.independent == pytest.approx(sum(prior * EXTENSOR) * sum(prior * WASTED))


def test_what_is_implied_is_the_product_of_successive_answers() -> None:
    """P(a, b, c) = P(a) P(b | a) P(c | a, b), each asked of the model by itself."""
    report = validate_dependence(load("core"), load_evidence())
    figure = next(f for f in report.figures if f.estimate_id == ALL_THREE)
    held = {"location": "upper_and_lower_motor_neurons"}
    product = 1.0
    for node, state in (("babinski", "extensor"), ("reflexes", "increased"), ("tone", "increased")):
        answer = query(load("core"), held, target=node)
        product *= answer.probability[answer.states.index(state)]
        held[node] = state
    assert figure.implied == pytest.approx(product)


def test_in_als_the_signs_of_the_teaching_model_cluster_as_in_130_patients() -> None:
    """All three pyramidal signs in 15, none in 34; neither figure has entered a table."""
    report = validate_dependence(load("core"), load_evidence())
    asked = [figure for figure in report.figures if figure.verdict != "not asked"]
    assert [figure.verdict for figure in asked] == ["inside", "inside"]
    assert all(figure.implied > 1.3 * figure.independent for figure in asked)


def test_a_finding_or_a_group_that_the_model_lacks_is_not_asked(tmp_path):
    for row in ("clonus=absent; babinski=flexor,", "babinski=flexor,location=brain"):
        figure = joint(tmp_path, f"{ALL_THREE},{row}")
        assert (figure.verdict, figure.implied, figure.independent) == ("not asked", None, None)


def test_an_estimate_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(SpecError, match="nobody2020"):
        joint(tmp_path, "nobody2020,babinski=flexor,")


def test_a_table_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "combinations.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="estimate_id"):
        validate_dependence(tiny(), load_evidence(), path=path)


def test_rows_have_every_attribute() -> None:
    report = validate_dependence(load("core"), load_evidence())
    assert list(report.rows()[0]) == list(Joint.__slots__)
    assert report.as_dict()["network"] == load("core").version
