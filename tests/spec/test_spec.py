"""Model files: what does not load, and what is said about it."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.errors import SpecError
from bayesdx.spec import load_spec

GOOD = """\
model: tiny
version: 0.0.1
label: a
description: b
nodes:
  lesion:
    states: [no, yes]
    table: {assumed: [0.5, 0.5], worth: 2, because: a toss}
  sign:
    states: [absent, present]
    parents: [lesion]
    table:
      by: lesion
      no: {present: babinski.extensor.none}
      yes: {assumed: [0.2, 0.8], worth: 2, because: guessed}
"""

SUMS = """\
{factor: 2, because: guessed, shares:
      {no: [[{factor: 0, because: none}]], yes: [[{factor: 1, because: all}]]}}"""
"""Sums of which one is zero."""

RATIO = "assumptions: {{a.b: {{assumed: 5, factor: {}, because: c}}}}\nnodes:"


def write(folder: Path, text: str, name: str = "tiny.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(SpecError) as caught:
        load_spec(write(folder, text))
    return str(caught.value)


def test_a_good_file_loads(tmp_path: Path) -> None:
    spec = load_spec(write(tmp_path, GOOD))
    assert [node.name for node in spec.nodes] == ["lesion", "sign"]
    assert spec.nodes[0].states == ("no", "yes")  # YAML's no is not taken for false
    assert spec.assumptions["sign.table.yes"].mean == (0.2, 0.8)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("states: [absent, present]", "stats: [absent, present]", "Did you mean 'states'?"),
        ("parents: [lesion]", "parents: [lession]", "Did you mean 'lesion'?"),
        ("yes: {assumed", "yess: {assumed", "Did you mean 'yes'?"),
        ("{present: babinski.extensor.none}", "{present: 0.1}", "needs a quantity with sources"),
        ("assumed: [0.2, 0.8]", "assumed: [0.2, 0.7]", "sum to 0.9"),
        ("assumed: [0.2, 0.8]", "assumed: [-0.2, 1.2]", "a number from 0 to 1"),
        ("assumed: [0.2, 0.8]", "assumed: [0.8]", "a list of 2 probabilities"),
        ("worth: 2, because: guessed", "worth: 0, because: guessed", "more than 0"),
        (", because: guessed", "", "without 'because'"),
        ("      no: {present: babinski.extensor.none}\n", "", "no branch for no"),
        ("model: tiny", "model: other", "the file's name, tiny"),
        ("states: [no, yes]", "states: [no, no]", "each once"),
        ("  lesion:", "  lesion:\n    states: [a, b]\n  lesion:", "the key 'lesion' again"),
        ("table: {assumed", "table: &x {assumed", ""),
        ("nodes:", "assumptions: {a.b: 0.5}\nnodes:", "as a mapping"),
        ("nodes:", "assumptions: {a.b: {worth: 2, because: c}}\nnodes:", "without 'assumed'"),
        ("{assumed: [0.5, 0.5], worth: 2, because: a toss}", SUMS, "a number from 1e-09 to 1e+09"),
        ("nodes:", RATIO.format("0.5"), "a number from 1 to 100"),
        ("nodes:", RATIO.format("101"), "a number from 1 to 100"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    if said:
        message = refusal(tmp_path, text)
        assert said in message
        assert "tiny.yaml" in message
    else:
        load_spec(write(tmp_path, text))


def test_every_fault_is_found_in_one_pass(tmp_path: Path) -> None:
    text = GOOD.replace("[0.5, 0.5]", "[0.5, 0.6]").replace("present: bab", "presnt: bab")
    assert len(refusal(tmp_path, text).splitlines()) == 2


def test_an_alias_cannot_explode(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"b{i}: &b{i} [*{'a' if not i else f'b{i - 1}'}, *a]\n" for i in range(9)
    )
    assert "an alias" in refusal(tmp_path, bomb)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"a: [",
        b"- 1\n- 2\n",
        b"{" * 5000,
        b"[" * 50_000,
        b"[" * 99 + b"]" * 99,
        b"- " * 99 + b"x",
        b"? [model]\n: tiny\n",
        b"a: 1\n---\nb: 2\n",
        b"a: *b\n",
    ],
)
def test_what_is_no_model_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_bytes(content)
    with pytest.raises(SpecError, match=r"tiny\.yaml"):
        load_spec(path)


def test_a_second_document_is_named_with_its_line(tmp_path: Path) -> None:
    assert "tiny.yaml:16: found a second document" in refusal(tmp_path, GOOD + "---\na: b\n")


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(SpecError, match="100,000,000 bytes"):
        load_spec(path)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="No such file"):
        load_spec(tmp_path / "absent.yaml")


def assert_loads_or_is_refused(path: Path) -> None:
    """What loads has nodes with states of their own; what does not is refused with the file."""
    refused, nodes = [], ()
    try:
        nodes = load_spec(path).nodes
    except SpecError as error:
        refused = [fault.where for fault in error.faults]
    assert bool(nodes) is not bool(refused)
    assert all(where.startswith("tiny.yaml") for where in refused)
    assert all(len(set(node.states)) == len(node.states) >= 2 for node in nodes)


@given(st.text(alphabet="abc:{}[]-,\n \t\"'&*!|>%@`0.19", max_size=200))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_loads_or_is_refused(write(Path(folder), text))


@given(st.data())
def test_no_piece_of_a_model_put_elsewhere_raises_anything_but_a_refusal(
    data: st.DataObject,
) -> None:
    """Lines and words of a good file, moved about: all keys are real ones."""
    lines = data.draw(st.permutations(GOOD.splitlines()))
    cut = data.draw(st.integers(0, len(lines)))
    words = data.draw(st.lists(st.sampled_from(re.findall(r"[\w.]+", GOOD)), max_size=4))
    text = "\n".join([*GOOD.splitlines()[:cut], *lines[cut:]])
    for word in words:
        text = text.replace(word, data.draw(st.sampled_from(["assumed", "by", "never", "1", "{}"])))
    with tempfile.TemporaryDirectory() as folder:
        assert_loads_or_is_refused(write(Path(folder), text))


TUG = """\
model: tiny
version: 0.0.1
label: a
description: b
nodes:
  tone:
    states: [decreased, normal, spastic, rigid]
    table:
      tug_of_war:
        down: never
        up: never
        tie: {assumed: [0.3, 0.1, 0.4, 0.2], worth: 4, because: guessed}
        base: {assumed: [0.1, 0.7, 0.1, 0.1], worth: 4, because: guessed}
"""


def test_a_tug_of_war_may_have_states_that_neither_side_pulls_to(tmp_path: Path) -> None:
    [tone] = load_spec(write(tmp_path, TUG)).nodes
    assert tone.states == ("decreased", "normal", "spastic", "rigid")
    assert all(len(one.mean) == 4 for one in load_spec(tmp_path / "tiny.yaml").assumptions.values())


def test_a_tug_of_war_needs_low_middle_and_high(tmp_path: Path) -> None:
    assert "three or more" in refusal(tmp_path, TUG.replace(", spastic, rigid", ""))
