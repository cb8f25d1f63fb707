"""What the words of data/terms.csv stand for."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from bayesdx.errors import EvidenceError
from bayesdx.findings import load_terms, vocabulary

CORE_TONE = {"tone": ("decreased", "normal", "increased")}
FINE_TONE = {"tone": ("decreased", "normal", "spastic", "rigid")}
CORE_REFLEXES = {"reflexes": ("decreased", "normal", "increased")}
FINE_REFLEXES = {"reflexes": ("absent", "decreased", "normal", "increased")}
ATROPHY = {"atrophy": ("none", "mild", "marked")}
BABINSKI = {"babinski": ("flexor", "extensor")}
EMG = {"emg": ("absent", "present")}
POWER = {
    "weakness_distribution": (
        *("none", "pyramidal", "one_myotome", "one_nerve", "scattered"),
        *("distal_symmetric", "proximal", "fatigable"),
    )
}
CORE_PLACE = {"location": ("none", "muscle_or_junction", "cerebellum_or_basal_ganglia")}
FINE_PLACE = {"location": ("none", "functional", "muscle", "junction", "cerebellum")}


@pytest.mark.parametrize(
    ("states", "word", "expected"),
    [
        (ATROPHY, "present", {"mild", "marked"}),
        (ATROPHY, "absent", {"none"}),
        (ATROPHY, "moderate", {"mild", "marked"}),
        (CORE_TONE, "increased", {"increased"}),
        (CORE_TONE, "spastic", {"increased"}),
        (CORE_TONE, "rigid", {"increased"}),
        (CORE_TONE, "Hypertonia", {"increased"}),
        (FINE_TONE, "increased", {"spastic", "rigid"}),
        (FINE_TONE, "hypertonia", {"spastic", "rigid"}),
        (FINE_TONE, "spasticity", {"spastic"}),
        (FINE_TONE, "flaccid", {"decreased"}),
        (FINE_TONE, "abnormal", {"decreased", "spastic", "rigid"}),
        (CORE_REFLEXES, "absent", {"decreased"}),
        (CORE_REFLEXES, "reduced", {"decreased"}),
        (CORE_REFLEXES, "brisk", {"increased"}),
        (FINE_REFLEXES, "areflexia", {"absent"}),
        (FINE_REFLEXES, "reduced", {"absent", "decreased"}),
        (FINE_REFLEXES, "decreased", {"decreased"}),
        (BABINSKI, "upgoing", {"extensor"}),
        (BABINSKI, "mute", {"flexor"}),
        (EMG, "fibrillation potentials", {"present"}),
        (EMG, "normal", {"absent"}),
        (POWER, "absent", {"none"}),
        (POWER, "present", {*POWER["weakness_distribution"][1:]}),
        (CORE_PLACE, "muscle", {"muscle_or_junction"}),
        (CORE_PLACE, "neuromuscular junction", {"muscle_or_junction"}),
        (CORE_PLACE, "functional", {"none"}),
        (FINE_PLACE, "muscle_or_junction", {"muscle", "junction"}),
        (FINE_PLACE, "none", {"none"}),
    ],
)
def test_a_word_stands_for_the_states_that_the_network_has(states, word, expected):
    (name,) = states
    assert vocabulary(states).words[name].states_of(word) == expected


@pytest.mark.parametrize(
    ("states", "word", "because"),
    [
        (EMG, "abnormal", "reinnervation, myopathy or myotonia"),
        (EMG, "neurogenic", "not active denervation"),
        (BABINSKI, "equivocal", "neither"),
        (CORE_REFLEXES, "present", "weak, normal or brisk"),
        (CORE_TONE, "stiff", "myotonia"),
    ],
)
def test_a_word_that_would_change_the_meaning_is_refused_with_the_reason(states, word, because):
    (name,) = states
    words = vocabulary(states).words[name]
    assert words.states_of(word) is None
    assert because in words.unknown(word, "here").remedy


def test_the_opposite_word_is_never_proposed_for_a_refused_one():
    fault = vocabulary(EMG).words["emg"].unknown("abnormal", "here")
    assert "Did you mean" not in fault.remedy


@pytest.mark.parametrize(
    ("states", "ruled_out", "left"),
    [
        # Spasticity is one of two kinds of raised tone: without it, rigidity stays possible.
        (CORE_TONE, ["spastic"], {"decreased", "normal", "increased"}),
        (CORE_TONE, ["spastic", "rigid"], {"decreased", "normal"}),
        (CORE_TONE, ["increased"], {"decreased", "normal"}),
        (FINE_TONE, ["spastic"], {"decreased", "normal", "rigid"}),
        (FINE_TONE, ["increased"], {"decreased", "normal"}),
        (CORE_TONE, ["flaccid"], {"decreased", "normal", "increased"}),
        (CORE_TONE, ["decreased"], {"normal", "increased"}),
        # Weak reflexes ruled out, absent ones not: the coarse state holds both.
        (CORE_REFLEXES, ["decreased"], {"decreased", "normal", "increased"}),
        (CORE_REFLEXES, ["decreased", "absent"], {"normal", "increased"}),
        (CORE_REFLEXES, ["reduced"], {"normal", "increased"}),
        (FINE_REFLEXES, ["decreased"], {"absent", "normal", "increased"}),
    ],
)
def test_a_state_is_ruled_out_only_when_all_that_it_holds_is(states, ruled_out, left):
    (name,) = states
    words = vocabulary(states).words[name]
    gone = frozenset().union(*map(words.term.parts, ruled_out))
    assert words.with_any(words.parts - gone) == left


def test_a_foreign_node_of_the_same_name_is_known_by_its_own_states_alone():
    words = vocabulary({"tone": ("low", "high", "shrill")}).words["tone"]
    assert words.states_of("shrill") == {"shrill"}
    assert words.states_of("spastic") is None


def test_a_node_keeps_its_name_where_another_term_claims_it_as_an_alias():
    both = vocabulary({"babinski": ("flexor", "extensor"), "plantar": ("warm", "cold")})
    assert both.node("plantar") == "plantar"


def test_names_that_differ_in_case_alone_are_only_found_as_written():
    words = vocabulary({"a": ("x", "X"), "A": ("y", "z")})
    assert words.node("a") == "a"
    assert words.node("A") == "A"
    assert words.words["a"].states_of("X") == {"X"}
    assert words.node(" a") is None


def test_every_alias_of_every_term_leads_to_states_of_the_term():
    for term in load_terms().values():
        words = vocabulary({term.name: term.states}).words[term.name]
        for alias in term.aliases:
            assert words.states_of(alias), (term.name, alias)


def test_every_term_is_spelled_out():
    for term in load_terms().values():
        assert term.label
        assert term.plain
        assert term.question.endswith(("?", "."))
        assert all(term.state_labels[state] for state in term.states)
        assert not any(character.isdigit() for character in term.question)


def test_every_node_of_the_core_model_has_a_term_that_knows_its_states(root):
    spec = yaml.safe_load((root / "models" / "core.yaml").read_text(encoding="utf-8"))
    terms = load_terms()
    for name, node in spec["nodes"].items():
        assert set(node["states"]) <= set(terms[name].states), name


def test_the_columns_of_the_published_cases_are_findings_in_their_words(root):
    terms = load_terms()
    words = vocabulary({name: term.states for name, term in terms.items()})
    columns = {
        "emg_denervation": ("emg", ["present", "absent"]),
        "ncs_cmap": ("ncs_cmap", ["reduced", "normal"]),
        "weakness": ("weakness_distribution", ["present", "absent"]),
        "sensory_loss": ("sensory_loss", ["present", "absent"]),
        "clonus": ("clonus", ["present", "absent"]),
        "hoffmann": ("hoffmann", ["present"]),
        "emg_myopathic": ("emg_myopathic_units", ["present"]),
    }
    path = root / "data" / "cases" / "open_cases.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column, (node, cells) in columns.items():
        assert words.node(column) == node
        assert {row[column] for row in rows} - {""} == set(cells)
        assert all(words.words[node].states_of(cell) for cell in cells)
    for other in ("disease", "onset", "age_years", "gold_site", "gold_pattern", "sex", "source"):
        assert words.node(other) is None


def _with(path: Path, **changes: str) -> Path:
    source = Path(__file__).parents[2] / "data" / "terms.csv"
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["name"] == "tone":
            row.update(changes)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_an_alias_that_leads_nowhere_is_a_fault_that_names_it(tmp_path):
    with pytest.raises(EvidenceError, match=r"alias soft.*'squashy'"):
        load_terms(_with(tmp_path / "terms.csv", aliases="soft=squashy"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"order": "third"}, "tone, order: found 'third'"), ({"aliases": "soft"}, "alias soft")],
)
def test_a_cell_that_cannot_be_read_is_a_fault_that_names_it(tmp_path, changes, message):
    with pytest.raises(EvidenceError, match=message):
        load_terms(_with(tmp_path / "terms.csv", **changes))


def test_a_table_that_is_not_there_or_not_text_is_a_fault(tmp_path):
    with pytest.raises(EvidenceError, match="Restore the file"):
        load_terms(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes("name\nJürgen\n".encode("latin-1"))
    with pytest.raises(EvidenceError, match="not UTF-8"):
        load_terms(tmp_path / "latin.csv")


def test_a_name_with_two_owners_is_a_fault_that_names_both(tmp_path):
    with pytest.raises(EvidenceError, match=r"reflexes and of tone|tone and of reflexes"):
        load_terms(_with(tmp_path / "terms.csv", names="tendon_reflexes"))


def test_a_missing_column_is_a_fault(tmp_path):
    path = tmp_path / "terms.csv"
    path.write_text("name,label\ntone,Tone\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="Restore the header"):
        load_terms(path)
