"""Published figures put to a model as questions."""

from __future__ import annotations

import numpy as np
import pytest

from bayesdx.evidence import Quantity, load_evidence
from bayesdx.findings import vocabulary
from bayesdx.formats.model import load
from bayesdx.inference import query
from bayesdx.validation.asking import conditions, implied, part_of_group
from tests.validation.networks import EXTENSOR, WASTED, tiny


def quantity(target: str, *given: str) -> Quantity:
    return Quantity("a.b", "probability", "", "", target, given)


def test_questions_asked_together_have_the_answers_of_single_ones() -> None:
    core, evidence = load("core"), load_evidence()
    asked = [evidence.quantities[n] for n, p in core.parameters.items() if p.cited]
    asked = [quantity for quantity in asked if quantity.target]
    words = vocabulary(core.states)
    for one, answer in zip(asked, implied(core, asked), strict=True):
        given = {node: {s: v for s, v in zip(core.states[node], said, strict=True) if v}
                 for node, said in (conditions(one.given, words) or {}).items()}  # fmt: skip
        single = query(core, {n: set(states) for n, states in given.items()}, target=answer.node)
        [(node, target)] = (conditions([one.target], words) or {}).items()
        assert node == answer.node
        assert answer.probability == pytest.approx(single.probability @ target)


def test_a_question_without_a_condition_is_about_everybody() -> None:
    """The settings mix the patterns as 0.4, 0.2, 0.2, 0.2."""
    [answer] = implied(tiny(), [quantity("babinski=extensor")])
    assert answer.probability == pytest.approx(np.array([0.4, 0.2, 0.2, 0.2]) @ EXTENSOR)
    assert answer.parents == pytest.approx([0.4, 0.2, 0.2, 0.2])


def test_conditions_on_one_node_hold_together() -> None:
    both = quantity("atrophy=present", "pattern=umn|mixed", "pattern=lmn|mixed")
    [answer] = implied(tiny(), [both])
    assert answer.probability == pytest.approx(WASTED[3])


def test_answers_keep_the_order_of_the_questions() -> None:
    asked = [
        quantity("babinski=extensor", "pattern=umn"),
        quantity("clonus=present", "pattern=umn"),
        quantity("atrophy=present", "pattern=lmn"),
        quantity("babinski=extensor", "pattern=umn", "pattern=lmn"),
    ]
    found = implied(tiny(), asked)
    assert [a.probability for a in found] == [pytest.approx(0.5), None, pytest.approx(0.6), None]
    lacking, never = "the model has no clonus=present", "pattern=umn; pattern=lmn cannot occur"
    assert [a.trouble for a in found] == ["", lacking, "", f"{never} in the model"]


def test_nothing_to_ask_is_answered_with_nothing() -> None:
    assert implied(tiny(), []) == ()
    assert implied(tiny(), [quantity("clonus=present")])[0].probability is None


def test_a_quantity_stands_for_the_columns_that_name_it() -> None:
    core, evidence = load("core"), load_evidence()
    [everybody] = implied(core, [quantity("babinski=extensor")])
    umn = query(core, {}, target="umn").probability
    assert part_of_group(core, everybody, "babinski.extensor.none") == pytest.approx(umn[0])
    [affected] = implied(core, [evidence.quantities["babinski.extensor.umn"]])
    assert part_of_group(core, affected, "babinski.extensor.umn") == pytest.approx(1)
