from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from bayesdx import resources
from bayesdx.evidence import rules
from bayesdx.evidence.dictionary import check_evidence, load_dictionary
from bayesdx.evidence.metrics import METRICS

DATA = resources.folder("data")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the tables of data/ that may be spoilt."""
    where = tmp_path / "data"
    for name in load_dictionary()[0]:
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / f"{name}.csv", where / f"{name}.csv")
    return where


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def write(folder: Path, table: str, content: list[dict[str, str]]) -> None:
    with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, list(content[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(content)


def spoil(folder: Path, table: str, name: str, **cells: str) -> int:
    """Change cells of the row whose first or second cell is `name`; return its line."""
    content = rows(folder, table)
    at = next(i for i, row in enumerate(content) if name in list(row.values())[:2])
    assert set(cells) <= set(content[at])
    content[at].update(cells)
    write(folder, table, content)
    return at + 2


def found_in(folder: Path) -> list[str]:
    return [str(fault) for fault in check_evidence(folder)]


def test_the_tables_of_the_project_keep_their_dictionary_and_every_rule():
    assert [str(fault) for fault in check_evidence()] == []


def test_every_column_of_every_table_is_described_in_words():
    dictionary, faults = load_dictionary()
    assert faults == ()
    described = [column for table in dictionary.values() for column in table.values()]
    assert all(column.meaning for column in described)


def test_the_dictionary_allows_the_metrics_that_the_code_reads():
    dictionary, _ = load_dictionary()
    assert dictionary["estimates"]["metric"].words == set(METRICS)


def test_every_rule_says_in_a_sentence_what_it_asks():
    every = (*rules.STRUCTURAL, *rules.PROTOCOL)
    assert all((rule.__doc__ or "").rstrip().endswith(".") for rule in every)
    assert len(set(every)) == len(every)


# --- one cell at a time: (table, row, changed cells, column at fault, part of the message)

CELLS = [
    ("sources", "houten_2008", {"doi": "https://doi.org/10.3171/SPI/2008/9/9/237"}, "doi", "a DOI"),
    ("sources", "houten_2008", {"doi": "10.3171/SPI/2008/9/9/237."}, "doi", "a DOI"),
    ("sources", "houten_2008", {"pmid": "PMID18928217"}, "pmid", "a PubMed number"),
    ("sources", "isaza_jaramillo_2014", {"pmid": "18928217"}, "pmid", "not at line"),
    ("sources", "isaza_jaramillo_2014", {"doi": "10.3171/spi/2008/9/9/237"}, "doi", "not at line"),
    ("sources", "houten_2008", {"year": "08"}, "year", "a year"),
    ("sources", "houten_2008", {"url_read": "pubmed"}, "url_read", "an address"),
    ("sources", "houten_2008", {"bibliography": "verifed"}, "bibliography", "'verified'"),
    ("sources", "houten_2008", {"design": ""}, "design", "kind of study"),
    ("sources", "houten_2008", {"title": " two blanks "}, "title", "one line of text"),
    ("sources", "houten_2008", {"source_id": "Houten 2008"}, "source_id", "an id"),
    ("sources", "houten_2008", {"n_estimates": "9"}, "n_estimates", "expected 8"),
    ("sources", "isaza_jaramillo_2014", {"aliases": "houten_2008"}, "aliases", "not used at"),
    ("sources", "jiang_2024", {"notes": ""}, "notes", "without an estimate"),
    ("sources", "houten_2008", {"notes": "see 10.1016/j.jns.2014.05.028"}, "notes", "no DOI"),
    ("sources", "isaza_jaramillo_2014", {"year": ""}, "bibliography", "verified, without year"),
    ("sources", "isaza_jaramillo_2014", {"doi": "", "pmid": ""}, "bibliography", "doi or pmid"),
    ("estimates", "houten2008_babinski_umn", {"k": "174"}, "estimate", "174/225"),
    ("estimates", "houten2008_babinski_umn", {"k": "300"}, "k", "at most n = 225"),
    ("estimates", "houten2008_babinski_umn", {"k": "7.4"}, "k", "a whole number"),
    ("estimates", "houten2008_babinski_umn", {"finding": "babinsky"}, "finding", "'babinski'"),
    ("estimates", "houten2008_babinski_umn", {"state": "flexor"}, "state", "of babinski"),
    ("estimates", "houten2008_babinski_umn", {"group": "spine"}, "group", "lesion group"),
    ("estimates", "houten2008_babinski_umn", {"disease": "gout"}, "disease", "named disease"),
    ("estimates", "houten2008_babinski_umn", {"unit": "toe"}, "unit", "what n counts"),
    ("estimates", "houten2008_babinski_umn", {"unit": "limb"}, "quantity", "per limb"),
    ("estimates", "houten2008_babinski_umn", {"locator": "page 3"}, "locator", "abstract"),
    ("estimates", "houten2008_babinski_umn", {"as_printed": "30/92"}, "as_printed", "30 and 92"),
    ("estimates", "houten2008_babinski_umn", {"source_id": "houten"}, "source_id", "houten_2008"),
    ("estimates", "houten2008_babinski_umn", {"quantity": "nothing.known"}, "quantity", "exists"),
    (
        "estimates",
        "jenkins2016_als_share",
        {"k": "", "n": "", "notes": "", "as_printed": ""},
        "notes",
        "how the figure",
    ),
    ("excluded", "traynor2000_mimic_rate", {"kept_as": ""}, "kept_as", "replaces it"),
    ("excluded", "lacunar_pms_share", {"id": "isaza2014_babinski_umn"}, "id", "in use nowhere"),
    ("audit", "alvarez2018_babinski_als", {"error_class": ""}, "error_class", "a class"),
    ("audit", "alvarez2018_babinski_als", {"id": "alvarez2018_babinski"}, "id", "exists"),
    ("audit", "alvarez2018_babinski_als", {"verdict": "fine"}, "verdict", "as it stood"),
    ("quantities", "babinski.extensor.umn", {"kind": "guess"}, "kind", "probability"),
    ("quantities", "babinski.extensor.umn", {"target": ""}, "target", "node=state"),
    ("quantities", "babinski.extensor.umn", {"target": "up"}, "target", "node=state"),
    ("quantities", "stroke.incidence", {"target": "umn=mild"}, "target", "nothing for another"),
    ("quantities", "stroke.incidence", {"given": "umn=mild"}, "given", "without a target"),
    ("columns", "doi", {"type": "ISBN"}, "type", "one of id"),
    ("columns", "doi", {"unique": "maybe"}, "unique", "yes or no"),
    ("columns", "doi", {"allowed": "(10."}, "allowed", "regular expression"),
]


@pytest.mark.parametrize(("table", "name", "cells", "column", "says"), CELLS)
def test_a_spoilt_cell_is_found_where_it_stands(folder, table, name, cells, column, says):
    line = spoil(folder, table, name, **cells)
    found = found_in(folder)
    place = f"data/{table}.csv:{line}, column {column}: "
    assert any(fault.startswith(place) and says in fault for fault in found), found


def test_all_faults_of_all_tables_come_in_one_pass(folder):
    spoil(folder, "sources", "houten_2008", year="MMVIII")
    spoil(folder, "audit", "alvarez2018_babinski_als", verdict="fine")
    spoil(folder, "estimates", "houten2008_babinski_umn", k="400", unit="toe")
    found = found_in(folder)
    for place in ("sources.csv", "audit.csv", "column k", "column unit"):
        assert any(place in fault for fault in found)


def test_a_merged_row_may_live_on_under_its_own_id():
    merged = [row for row in rows(DATA, "excluded") if row["id"] == row["kept_as"]]
    assert {row["kind"] for row in merged} == {"duplicate"}


# --- whole tables


def test_a_table_that_is_gone_does_not_drown_its_own_fault(folder):
    (folder / "sources.csv").unlink()
    found = found_in(folder)
    assert found == [
        "data/sources.csv: found no such file; expected a table in csv form. Restore the file."
    ]


def test_an_unknown_column_is_named_with_the_nearest_known(folder):
    content = [row | {"dio": ""} for row in rows(folder, "sources")]
    write(folder, "sources", content)
    (fault,) = found_in(folder)
    assert fault.startswith("data/sources.csv:1, column dio: found an unknown column")
    assert "Did you mean 'doi'?" in fault


def test_a_renamed_column_is_missing_and_unknown_and_nothing_else(folder):
    content = [{"K" if key == "k" else key: value for key, value in row.items()}
               for row in rows(folder, "estimates")]  # fmt: skip
    write(folder, "estimates", content)
    places = [fault.where for fault in check_evidence(folder)]
    assert places == ["data/estimates.csv:1, column k", "data/estimates.csv:1, column K"]


def test_a_ragged_row_is_one_fault(folder):
    with (folder / "audit.csv").open("a", encoding="utf-8") as lines:
        lines.write("only,three,cells\n")
    (fault,) = check_evidence(folder)
    assert fault.found == "3 cells"


def test_latin_1_is_found_with_its_line(folder):
    path = folder / "sources.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", errors="replace"))
    found = found_in(folder)
    assert len(found) == 1
    assert "not UTF-8" in found[0]


def test_a_table_nobody_described_is_found(folder):
    (folder / "extra.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (fault,) = check_evidence(folder)
    assert fault.where == "data/extra.csv"


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    assert [fault.found for fault in check_evidence(tmp_path)] == ["no such file"]


@pytest.mark.parametrize("table", ["columns", "vocabulary"])
def test_an_empty_dictionary_is_a_fault_and_no_crash(folder, table):
    (folder / f"{table}.csv").write_text("", encoding="utf-8")
    found = found_in(folder)
    assert len(found) == 1
    assert f"data/{table}.csv: found an empty file" in found[0]
