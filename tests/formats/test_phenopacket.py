"""Phenopackets as published, and files that are none."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayesdx.errors import FormatError
from bayesdx.findings import read_findings
from bayesdx.formats import phenopacket
from bayesdx.formats.phenopacket import parse_phenopacket, read_phenopacket

CORE = {
    "tone": ("decreased", "normal", "increased"),
    "reflexes": ("decreased", "normal", "increased"),
    "atrophy": ("none", "mild", "marked"),
    "fasciculations": ("absent", "present"),
    "babinski": ("flexor", "extensor"),
    "emg": ("absent", "present"),
}


@pytest.fixture
def folder(root):
    return root / "data" / "cases" / "phenopackets"


def read(folder, stem):
    return read_phenopacket(folder / f"{stem}.json", states=CORE)


def said(packet):
    return dict(read_findings(packet.findings, states=CORE).said)


def packet(**parts):
    return json.dumps({"id": "a", "subject": {"id": "b"}, **parts}).encode()


def feature(hpo_id, **parts):
    return {"type": {"id": hpo_id, "label": "x"}, **parts}


def test_every_published_phenopacket_is_read_and_no_term_of_it_is_lost(folder):
    paths = sorted(folder.glob("*.json"))
    assert len(paths) == 39
    for path in paths:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = read_phenopacket(path, states=CORE)
        assert found.id == content["id"]
        assert len(found.unused) <= len(content["phenotypicFeatures"])
        assert said(found) or found.unused


def test_findings_agree_with_the_table_of_cases_that_was_coded_from_them(root, folder):
    """The table is coded by hand; where the two differ, the reason stands here."""
    with (root / "data" / "cases" / "open_cases.csv").open(encoding="utf-8") as file:
        cases = {row["case_id"]: row for row in csv.DictReader(file)}
    with (folder / "MANIFEST.csv").open(encoding="utf-8") as file:
        manifest = list(csv.DictReader(file))
    columns = ("tone", "reflexes", "babinski", "atrophy", "fasciculations", "emg_denervation")
    differ = set()
    for entry in manifest:
        case = cases[entry["case_id"]]
        table = read_findings({c: case[c] for c in columns}, states=CORE).said
        packet = said(read_phenopacket(folder / entry["file"], states=CORE))
        for node in CORE:
            if table.get(node) != packet.get(node) and node not in case["conflict"]:
                differ.add((entry["file"].split("__")[1], node, table.get(node), packet.get(node)))
    assert differ == {
        # No hypotonia and no spasticity: the table says normal; rigid tone was not looked for.
        ("CACHD1", "tone", "normal", "normal or increased"),
        # No hypotonia: the table has it under ruled_out, not in the cell.
        ("SCO2", "tone", None, "normal or increased"),
    }


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        (
            # Hereditary spastic paraplegia: the three signs of the pyramidal tract.
            "umn__CAPN1__PMID_27153400_Family_A_V_2",
            {"tone": "increased", "reflexes": "increased", "babinski": "extensor"},
        ),
        (
            # Distal motor neuropathy: thin weak legs, ankle jerks gone, fibrillation on EMG.
            "lmn__BAG3__PMID_37907725_Patient_III_8",
            {
                "reflexes": "decreased",
                "atrophy": "mild or marked",
                "fasciculations": "absent",
                "emg": "present",
            },
        ),
        (
            # ALS: a wasted tongue beside brisk reflexes and Babinski signs.
            "mixed__SOD1__PMID_30236613_patient",
            {"reflexes": "increased", "atrophy": "mild or marked", "babinski": "extensor"},
        ),
        (
            # Myotonia: stiff, but tone was not examined; myotonic runs are no denervation.
            "muscle__SCN4A__PMID_27486940_19_year_old_man",
            {"reflexes": "normal"},
        ),
        (
            # Leukodystrophy of childhood: stiff limbs and a floppy trunk.
            "umn__NOTCH3__PMID_37688971_Patient_2_III_4",
            {"tone": "decreased or increased", "reflexes": "increased"},
        ),
        (
            # Ataxia with hypotonia; no pyramidal signs means that the toes go down.
            "neither__ITPR1__PMID_27108797_F3_II1",
            {"tone": "decreased", "reflexes": "decreased", "babinski": "flexor"},
        ),
    ],
)
def test_a_published_patient_has_the_findings_that_the_report_states(folder, stem, expected):
    assert said(read(folder, stem)) == expected


def test_both_spellings_of_protobuf_json_and_a_byte_order_mark_are_read():
    one = packet(phenotypicFeatures=[feature("HP:0003487")])
    other = b"\xef\xbb\xbf" + packet(phenotypic_features=[feature("HP:0003487")])
    for raw in (one, other):
        assert parse_phenopacket(raw, states=CORE).findings["babinski"] == ("extensor",)


def test_a_packet_without_features_has_no_findings():
    for features in (None, []):
        assert not parse_phenopacket(packet(phenotypicFeatures=features), states=CORE).findings


def test_a_feature_that_has_resolved_is_listed_and_not_used():
    past = feature("HP:0003487", resolution={"age": {"iso8601duration": "P3Y"}})
    found = parse_phenopacket(packet(phenotypicFeatures=[past]), states=CORE)
    assert not found.findings
    assert found.unused[0].reason == "it has resolved"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "an empty file"),
        (b" \n", "an empty file"),
        (b"hello", ":1, column 1"),
        (b'{"id": "a",', "column 12"),
        (b"[]", "a JSON list"),
        (b"{}", "no keys"),
        (b'{"resourceType": "Patient", "id": "a"}', "'resourceType', 'id'"),
        (b'{"proband": {}}', "a Family"),
        (b'{"members": []}', "a Cohort"),
        (b'{"phenopacket": {}}', "wrapped"),
        (b'{"subject": {}}', "id: found nothing"),
        (b'{"id": 3, "subject": {}}', "id: found 3"),
        ('{"id": "ü", "subject": {}}'.encode("latin-1"), "not UTF-8"),
        ('{"id": "a", "subject": {}}'.encode("utf-16"), "not UTF-8"),
        (b'{"id": "a", "subject": {}, "id": "b"}', "'id' twice"),
        (b'{"subject": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"id": "a", "phenotypicFeatures": {}}', "phenotypicFeatures: found {}"),
        (packet(phenotypicFeatures=[{}]), "phenotypicFeatures.0.type: found nothing"),
        (packet(phenotypicFeatures=[feature(3)]), "phenotypicFeatures.0.type.id: found 3"),
        (packet(phenotypicFeatures=[feature("x", excluded="no")]), "0.excluded: found 'no'"),
        (packet(phenotypicFeatures=[feature("x", negated=True)]), "of version 1"),
    ],
)
def test_what_is_no_phenopacket_is_refused_with_its_place(raw, message):
    with pytest.raises(FormatError, match=message.replace("[", r"\[")):
        parse_phenopacket(raw, states=CORE, where="case.json")


def test_an_absent_sign_of_version_1_is_never_taken_for_a_present_one():
    old = packet(phenotypicFeatures=[feature("HP:0003487", negated=True)])
    with pytest.raises(FormatError, match="negated"):
        parse_phenopacket(old, states=CORE)


def test_all_faults_of_a_file_come_at_once():
    broken = packet(phenotypicFeatures=[{}, feature("x", excluded=1), feature(None)])
    with pytest.raises(FormatError) as caught:
        parse_phenopacket(broken, states=CORE)
    assert len(caught.value.faults) == 3


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path, monkeypatch):
    with pytest.raises(FormatError, match="No such file"):
        read_phenopacket(tmp_path / "none.json", states=CORE)
    with pytest.raises(FormatError):
        read_phenopacket(tmp_path, states=CORE)
    monkeypatch.setattr(phenopacket, "SIZE_LIMIT", 10)
    (tmp_path / "large.json").write_bytes(packet())
    with pytest.raises(FormatError, match="MB"):
        read_phenopacket(tmp_path / "large.json", states=CORE)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
almost = st.fixed_dictionaries(
    {"id": st.text() | json_values},
    optional={
        "subject": json_values,
        "phenotypicFeatures": json_values
        | st.lists(
            st.fixed_dictionaries(
                {"type": st.fixed_dictionaries({"id": st.sampled_from(["HP:0003487", "HP:0"])})},
                optional={"excluded": st.booleans() | json_values, "severity": json_values},
            ),
            max_size=3,
        ),
    },
)


@given(st.binary() | json_values.map(lambda v: json.dumps(v).encode()) | almost.map(
    lambda v: json.dumps(v).encode()
))  # fmt: skip
def test_any_bytes_are_read_or_refused(raw):
    try:
        found = parse_phenopacket(raw, states=CORE)
    except FormatError:
        return
    read = read_findings(found.findings, states=CORE).likelihoods
    assert set(read) <= {"babinski"}  # the one finding whose term is offered
    assert set(found.findings) <= set(CORE)


@pytest.mark.parametrize("key", ["exclude", "Excluded", "typ"])
def test_a_misspelt_key_of_a_feature_is_refused_since_it_could_reverse_it(key: str) -> None:
    feature = {"type": {"id": "HP:0003487"}, key: True}
    raw = json.dumps({"id": "a", "phenotypicFeatures": [feature]}).encode()
    with pytest.raises(FormatError, match=key):
        parse_phenopacket(raw, states={"babinski": ("flexor", "extensor")})
