"""The words of the comparison: complete, for three readers, and true to the starting article."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from bayesdx import load_evidence
from bayesdx.errors import EvidenceError, FindingError
from bayesdx.report.comparison import LEVELS, check_level, load_items
from bayesdx.resources import folder

ITEMS = {item.key: item for item in load_items()}

ARTICLE = {
    "where each neuron is": "where",
    "hypertonia": "tone_increased",
    "hyperreflexia": "reflexes_increased",
    "clonus": "clonus",
    "Babinski sign": "babinski",
    "weakness of muscle groups": "weakness_pyramidal",
    "little atrophy": "atrophy_any",
    "hypotonia": "tone_decreased",
    "hyporeflexia": "reflexes_decreased",
    "fasciculations": "fasciculations",
    "fibrillations": "emg",
    "marked atrophy": "atrophy_marked",
    "weakness of individual muscles": "weakness_nerve",
    "careful examination": "examination",
    "sacral reflexes": "sacral_reflexes",
    "EMG and nerve conduction": "electrodiagnosis",
    "reduced CMAP": "ncs_cmap",
    "MRI of brain and cord": "imaging",
    "inflammatory markers": "inflammatory",
    "vitamin levels": "vitamin_b12",
    "specific antibodies": "anti_gm1",
    "softened: no atrophy in UMN": "umn_atrophy",
    "softened: no denervation in UMN": "umn_emg",
    "spastic foot drop": "foot_drop_spastic",
    "difficulty walking": "gait",
    "thoracic spondylotic amyotrophy": "thoracic_amyotrophy",
    "varies with cause and place": "varies",
    "treatment by cause": "management",
    "early tests when ALS is suspected": "early",
}
"""What the starting article says → the item that is its home."""

JARGON = re.compile(
    r"(?i)hyper|hypo(?!l)|spastic|lesion of|flaccid|fibrillation|myelopath|radicul|axon|P\(|"
    r"anterior horn|corticospinal|areflex|sensitiv|specific|likelihood|innervation"
)


@pytest.mark.parametrize("said", ARTICLE)
def test_what_the_starting_article_says_has_a_home(said: str) -> None:
    assert ARTICLE[said] in ITEMS


def test_every_section_is_opened_by_its_own_heading_and_stands_together() -> None:
    sections = [item.section for item in load_items()]
    opening = [item.key for item in load_items() if item.key == item.section]
    assert opening == list(dict.fromkeys(sections))
    order = [sections.index(section) for section in sections]
    assert order == sorted(order)
    assert all(load_items()[sections.index(section)].key == section for section in sections)


@pytest.mark.parametrize("key", ITEMS)
def test_a_patient_is_spoken_to_in_plain_words(key: str) -> None:
    item = ITEMS[key]
    assert not JARGON.search(f"{item.plain} {item.says['patient']}")


def test_no_text_gives_advice() -> None:
    for item in ITEMS.values():
        for level in LEVELS:
            assert not re.search(r"(?i)\byou(r)?\b|\bshould\b|consult", item.says[level]), item.key


def test_each_reader_reads_something_of_their_own() -> None:
    for item in ITEMS.values():
        assert len({item.says[level] for level in LEVELS}) == len(LEVELS), item.key


def test_every_figure_and_source_that_the_words_rest_on_is_there() -> None:
    evidence = load_evidence()
    for item in ITEMS.values():
        assert set(item.figures) <= set(evidence.estimates)
        assert set(item.sources) <= set(evidence.sources)


@pytest.mark.parametrize(
    ("key", "estimate_id", "one_of"),
    [
        ("fasciculations", "reimers1996_fasc_healthy", "one of nine"),
        ("early", "cortes2017_mimic_rate", "one in sixteen"),
        ("early", "unifesp2010_false_positive", "one in six "),
        ("foot_drop_spastic", "footdrop1989_central", "a third"),
        ("foot_drop_spastic", "yap_footdrop_central", "one in twenty"),
        ("sacral_reflexes", "not blaivas1981_bcr_normal_f", "one in five"),
    ],
)
def test_a_count_in_words_is_that_of_its_figure(key: str, estimate_id: str, one_of: str) -> None:
    *complement, name = estimate_id.split()
    estimate = load_evidence().estimates[name]
    share = 1 - estimate.estimate if complement else estimate.estimate
    said = {"third": 3, "five": 5, "six": 6, "nine": 9, "sixteen": 16, "twenty": 20}
    assert name in ITEMS[key].figures
    assert one_of in ITEMS[key].says["student"] + " "
    assert round(1 / share) == said[one_of.split()[-1]]


def test_those_who_had_something_else_than_als_lie_between_the_counts_that_are_named() -> None:
    estimates = load_evidence().estimates
    shares = [estimates[name].estimate for name in ITEMS["early"].figures]
    assert (round(1 / min(shares)), round(1 / max(shares))) == (16, 6)


def test_a_translation_is_a_table_and_what_it_lacks_is_said_in_english(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for name in ("comparison", "texts/en"):
        shutil.copy(folder("data") / f"{name}.csv", tmp_path / f"{name}.csv")
    row = ["babinski", "Babinski-Zeichen", "Der grosse Zeh geht hoch", "a", "b", "c"]
    with (tmp_path / "texts" / "de.csv").open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerows([["key", "title", "plain", *LEVELS], row])
    german = {item.key: item for item in load_items("de", tmp_path)}
    assert german["babinski"].title == "Babinski-Zeichen"
    assert german["clonus"].title == ITEMS["clonus"].title


def test_a_level_of_reading_that_there_is_not_gets_the_nearest_one() -> None:
    with pytest.raises(FindingError, match="Did you mean 'student'"):
        check_level("studend")


def test_items_without_words_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    shutil.copy(folder("data") / "comparison.csv", tmp_path / "comparison.csv")
    lines = (folder("data") / "texts" / "en.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("babinski,", "clonus,"))]
    (tmp_path / "texts" / "en.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as refused:
        load_items(where=tmp_path)
    assert [fault.found for fault in refused.value.faults] == [
        "no row 'clonus'",
        "no row 'babinski'",
    ]
