from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bayesdx.csvfile import SIZE_LIMIT
from bayesdx.errors import EvidenceError
from bayesdx.evidence.tables import load_evidence, statement

SOURCES = """\
source_id,first_author,year,title,journal,doi,pmid,design,url_read,text_read,bibliography,notes
ann_2001,Ann,2001,A sign,J,10.1000/x<1>,77,cohort,https://a.org,abstract,verified,fifty patients
bob,,1999,Another sign,,,88,cohort,https://b.org,abstract,partial,
cat,Cat,,,,,,cohort,https://c.org,excerpt,unverified,
"""
HEADER = (
    "estimate_id,source_id,finding,state,population,group,disease,metric,estimate,ci_low,ci_high,"
    "k,n,unit,exact,as_printed,locator,applicability,leverage,notes,quantity"
)
QUANTITIES = (
    "quantity,kind,target,given,label,notes\n"
    "sign.umn,probability,sign=present,umn=mild|marked; lmn=none,A sign,\n"
)


def row(
    name="e1",
    *,
    source="ann_2001",
    metric="sensitivity",
    figures="0.72,0.58,0.84,41,57",
    unit="patient",
    quantity="sign.umn",
):
    return (
        f"{name},{source},sign,present,people,umn,,{metric},{figures},{unit},"
        f"yes,,abstract,high,high,,{quantity}"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = tmp_path / "data"
    where.mkdir()
    (where / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (where / "quantities.csv").write_text(QUANTITIES, encoding="utf-8")
    return where


def load(folder: Path, *rows: str):
    (folder / "estimates.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return load_evidence(folder)


def faults(folder: Path, *rows: str) -> list[str]:
    with pytest.raises(EvidenceError) as refused:
        load(folder, *rows)
    return [str(fault) for fault in refused.value.faults]


# --- what is loaded


def test_a_number_is_kept_as_the_text_prints_it(folder):
    estimate = load(folder, row()).estimates["e1"]
    assert (estimate.k, estimate.n, estimate.estimate) == (41, 57, 0.72)
    assert (estimate.ci_low, estimate.ci_high) == (0.58, 0.84)


def test_what_the_text_does_not_give_is_none(folder):
    estimate = load(folder, row(figures="0.72,,,,")).estimates["e1"]
    assert (estimate.ci_low, estimate.ci_high, estimate.k, estimate.n) == (None,) * 4


def test_an_estimate_cannot_be_changed(folder):
    estimate = load(folder, row()).estimates["e1"]
    with pytest.raises(FrozenInstanceError):
        estimate.estimate = 0.5


def test_estimates_are_found_by_the_quantity_they_are_named_for(folder):
    evidence = load(folder, row("e1"), row("e2", quantity=""), row("e3"))
    found = evidence.of_quantity("sign.umn")
    assert [estimate.estimate_id for estimate in found] == ["e1", "e3"]
    assert evidence.of_quantity("sign.lmn") == ()
    assert evidence.quantities["sign.umn"].label == "A sign"


def test_a_spreadsheet_may_add_a_byte_order_mark_and_carriage_returns(folder):
    text = "\r\n".join(["\ufeff" + HEADER, row(), ""])
    (folder / "estimates.csv").write_bytes(text.encode("utf-8"))
    assert load_evidence(folder).estimates["e1"].n == 57


def test_the_tables_of_the_project_hold_their_724_audited_estimates_and_more():
    evidence = load_evidence()
    assert len(evidence.estimates) >= 724
    assert all(estimate.source_id in evidence.sources for estimate in evidence.estimates.values())


# --- references


def test_a_verified_reference_names_author_year_title_and_doi(folder):
    source = load(folder).sources["ann_2001"]
    assert source.reference == "Ann 2001, A sign. J. doi:10.1000/x<1>"
    assert source.link == "https://doi.org/10.1000/x%3C1%3E"


def test_a_partial_reference_says_that_it_is_partial(folder):
    source = load(folder).sources["bob"]
    assert source.reference == (
        "author not seen 1999, Another sign. PMID 88 [bibliography partial]"
    )
    assert source.link == "https://pubmed.ncbi.nlm.nih.gov/88/"


def test_an_unverified_reference_invents_neither_title_nor_link(folder):
    source = load(folder).sources["cat"]
    assert source.reference == "Cat, title not seen (cat). [bibliography unverified]"
    assert source.link is None


def test_no_link_leads_to_a_mirror():
    links = [source.link for source in load_evidence().sources.values() if source.link]
    permanent = ("https://doi.org/10.", "https://pubmed.ncbi.nlm.nih.gov/")
    assert all(link.startswith(permanent) for link in links)


def test_a_row_that_counts_those_without_is_turned_for_that_quantity_only(folder):
    evidence = load(folder, row(quantity="not sign.umn"))
    found = evidence.estimates["e1"]
    assert found.quantities == ("sign.umn",)
    assert statement(found, "sign.umn").k == 57 - 41
    assert statement(found).k == 41


# --- what is refused


def test_more_cases_than_patients_are_refused(folder):
    (fault,) = faults(folder, row(figures="0.72,,,58,57"))
    assert fault.startswith("data/estimates.csv:2, column k: found k = 58; expected at most n = 57")


def test_nobody_examined_is_refused(folder):
    assert "column n" in faults(folder, row(figures="0.72,,,,0"))[0]


def test_an_interval_beside_its_estimate_is_refused(folder):
    (fault,) = faults(folder, row(figures="0.5,0.58,0.84,,"))
    assert "0.5 with interval 0.58 to 0.84" in fault


def test_half_an_interval_is_refused(folder):
    assert "column ci_high" in faults(folder, row(figures="0.72,0.58,,,"))[0]


@pytest.mark.parametrize("figure", ["1.2", "-0.1", "72"])
def test_a_share_outside_nought_to_one_is_refused(folder, figure):
    (fault,) = faults(folder, row(figures=f"{figure},,,,"))
    assert "column estimate" in fault
    assert "0.12" in fault


@pytest.mark.parametrize("figure", ["", "12%", "nan", "inf", "1e400", "1_0", "٣", "0,5", "9" * 400])
def test_what_is_no_plain_decimal_number_is_refused(folder, figure):
    found = faults(folder, row(figures=f'"{figure}",,,,'))
    assert any("column estimate" in fault and "a decimal number" in fault for fault in found)


def test_an_estimate_without_its_source_is_refused_and_the_nearest_is_named(folder):
    (fault,) = faults(folder, row(source="ann_2010"))
    assert "column source_id: found 'ann_2010'" in fault
    assert "Did you mean 'ann_2001'?" in fault


def test_a_quantity_nobody_defined_is_refused(folder):
    assert "Did you mean 'sign.umn'?" in faults(folder, row(quantity="sign.unm"))[0]


def test_an_unknown_metric_is_refused(folder):
    assert "column metric" in faults(folder, row(metric="hunch"))[0]


def test_two_estimates_of_one_name_are_refused(folder):
    assert "line 2" in faults(folder, row(), row("E1"))[0]


def test_all_faults_of_all_tables_come_at_once(folder):
    sources = SOURCES.replace("Ann,2001", "Ann,twelve")
    (folder / "sources.csv").write_text(sources, encoding="utf-8")
    found = faults(folder, row("a", figures="2,,,9,5"), row("b", source="zoe"))
    columns = sorted(fault.split("column ")[1].split(":")[0] for fault in found)
    assert columns == ["estimate", "k", "source_id", "year"]


# --- files that are no tables


def test_a_missing_column_is_one_fault_and_not_one_per_row(folder):
    text = "\n".join([HEADER.replace("ci_low", "lower"), row(), row("e2"), ""])
    (folder / "estimates.csv").write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError) as refused:
        load_evidence(folder)
    assert [fault.where for fault in refused.value.faults] == [
        "data/estimates.csv:1, column ci_low"
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "an empty file"),
        (b"\n\n", "an empty file"),
        (HEADER.encode() + b"\n" + row().encode() + b",more\n", "estimates.csv:2: found 22 cells"),
        (HEADER.encode() + b"\ne1,ann_2001\n", "estimates.csv:2: found 2 cells"),
        (HEADER.encode() + b"\nBr\xfccke\n", "estimates.csv:2: found byte 0xfc"),
        (HEADER.encode() + b"\n\0\n", "estimates.csv:2: found a NUL byte"),
        (HEADER.encode() + b'\n"e1,ann_2001\n', "estimates.csv:2: found unexpected end of data"),
        (HEADER.encode() + b",k\n", "column k: found the name twice"),
        (HEADER.encode("utf-16"), "which is not UTF-8"),
        (b"x" * (SIZE_LIMIT + 1), "found 20 MB"),
        (HEADER.encode() + b"\n" + b"x" * 200_000, "field larger than field limit"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_place(folder, content, says):
    (folder / "estimates.csv").write_bytes(content)
    with pytest.raises(EvidenceError) as refused:
        load_evidence(folder)
    assert says in str(refused.value)


def test_a_missing_file_and_a_missing_folder_are_refused(folder, tmp_path):
    (folder / "quantities.csv").unlink()
    assert "data/quantities.csv: found no such file" in faults(folder, row(quantity=""))[0]
    with pytest.raises(EvidenceError, match="no such file"):
        load_evidence(tmp_path / "nowhere")


@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_bytes_whatever_cause_anything_but_a_clear_refusal(folder, content):  # fmt: skip
    (folder / "estimates.csv").write_bytes(HEADER.encode() + b"\n" + content)
    try:
        evidence = load_evidence(folder)
    except EvidenceError:
        return
    assert not evidence.estimates


@given(
    column=st.sampled_from(HEADER.split(",")),
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_in_a_cell_makes_an_unsafe_number(folder, column, text):  # fmt: skip
    cells = dict(zip(HEADER.split(","), row().split(","), strict=True)) | {column: text}
    line = ",".join('"{}"'.format(cell.replace('"', '""')) for cell in cells.values())
    try:
        found = load(folder, line).estimates
    except EvidenceError:
        return
    (kept,) = found.values()
    assert 0 <= kept.estimate <= 1
    assert (kept.k or 0) <= (kept.n or float("inf"))
    assert (kept.ci_low or 0) <= kept.estimate <= (kept.ci_high or 1)
