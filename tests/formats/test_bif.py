from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.errors import FormatError
from bayesdx.formats import bif
from bayesdx.formats.bif import SIZE_LIMIT, parse_bif, read_bif, write_bif
from bayesdx.network import Node, assemble
from tests.inference.networks import random_network, wheel_network

WET = """network weather {
}
variable rain {
  type discrete [ 2 ] { yes, no };
}
variable sprinkler {
  type discrete [ 2 ] { on, off };
}
variable wet {
  type discrete [ 3 ] { dry, damp, soaked };
}
probability ( rain ) {
  table 0.2, 0.8;
}
probability ( sprinkler | rain ) {
  (yes) 0.01, 0.99;
  (no) 0.4, 0.6;
}
probability ( wet | rain, sprinkler ) {
  (yes, on) 0.0, 0.1, 0.9;
  (no, on) 0.1, 0.3, 0.6;
  (yes, off) 0.1, 0.4, 0.5;
  (no, off) 0.9, 0.1, 0.0;
}
"""


def faults(text: str) -> str:
    with pytest.raises(FormatError) as caught:
        parse_bif(text, name="weather", where="weather.bif")
    return str(caught.value)


class TestReading:
    def test_rows_may_come_in_any_order(self) -> None:
        wet = parse_bif(WET, name="weather").tables[2]
        # Axes: wet, rain, sprinkler.
        np.testing.assert_array_equal(wet[:, 1, 0], [0.1, 0.3, 0.6])
        np.testing.assert_array_equal(wet[:, 0, 1], [0.1, 0.4, 0.5])

    def test_a_table_runs_over_the_variable_first_and_the_last_parent_fastest(self) -> None:
        rows = WET[WET.index("  (yes, on)") : WET.rindex("}")]
        table = "  table 0.0 0.1 0.1 0.9 0.1 0.4 0.3 0.1 0.9 0.5 0.6 0.0;\n"
        other = parse_bif(WET.replace(rows, table), name="weather")
        np.testing.assert_allclose(other.tables[2], parse_bif(WET, name="weather").tables[2])

    def test_rows_that_are_not_given_take_the_default(self) -> None:
        row = "  (no, off) 0.9, 0.1, 0.0;\n"
        wet = parse_bif(WET.replace(row, "  default 0.5, 0.25, 0.25;\n"), name="weather").tables[2]
        np.testing.assert_array_equal(wet[:, 1, 1], [0.5, 0.25, 0.25])
        np.testing.assert_array_equal(wet[:, 0, 0], [0.0, 0.1, 0.9])

    def test_comments_properties_and_blanks_are_passed_over(self) -> None:
        text = WET.replace("network weather {", 'network "the weather" { // of today\n property a;')
        text = text.replace(
            "variable rain {", "variable /* a { comment\n */ rain {property p = (1, 2);"
        )
        text = text.replace("  table 0.2, 0.8;", '  property "x";\n  table 0.2 , , 0.8 ;')
        np.testing.assert_array_equal(parse_bif(text, name="weather").tables[0], [0.2, 0.8])

    def test_quoted_names_may_hold_anything(self) -> None:
        text = WET.replace("sprinkler", '"lawn sprinkler; (front) | // new"')
        text = text.replace("{ on,", '{ "o,n",').replace(", on)", ', "o,n")')
        network = parse_bif(text, name="weather")
        assert network.nodes[1].name == "lawn sprinkler; (front) | // new"
        assert network.nodes[1].states == ("o,n", "off")

    @pytest.mark.parametrize("name", ["Asy/Patch", "<5", "12+", "5-12", "R_1_1", "µ", "a=b", "x:y"])
    def test_states_may_have_unusual_letters(self, name: str) -> None:
        network = parse_bif(WET.replace("soaked", name), name="weather")
        assert network.nodes[2].states[2] == name

    def test_parents_may_be_declared_after_their_children(self) -> None:
        first, last = WET.split("variable wet")[0], "variable wet" + WET.split("variable wet")[1]
        blocks = last.split("probability")
        text = blocks[0] + "".join("probability" + block for block in reversed(blocks[1:]))
        network = parse_bif("network n {}" + text + first.split("}", 1)[1], name="weather")
        assert [node.name for node in network.nodes] == ["rain", "sprinkler", "wet"]

    def test_every_digit_of_a_number_is_kept(self) -> None:
        network = parse_bif(
            WET.replace("0.2, 0.8", "1.2345678901234567e-1 0.87654321098765433"), name="w"
        )
        assert network.tables[0][0] == pytest.approx(0.12345678901234567, abs=1e-17)

    def test_a_column_that_was_rounded_is_normalised(self) -> None:
        network = parse_bif(WET.replace("0.2, 0.8", "0.3333333, 0.6666666"), name="w")
        assert network.tables[0].sum() == pytest.approx(1, abs=1e-15)

    def test_packed_and_plain_files_are_the_same_network(self, tmp_path: Path) -> None:
        (tmp_path / "a.bif").write_text(WET, encoding="utf-8")
        (tmp_path / "a.bif.gz").write_bytes(gzip.compress(WET.encode()))
        (tmp_path / "b.bif").write_bytes(b"\xef\xbb\xbf" + WET.replace("\n", "\r\n").encode())
        plain, packed, other = (read_bif(tmp_path / n) for n in ("a.bif", "a.bif.gz", "b.bif"))
        assert plain.name == packed.name == "a"
        assert other.name == "b"
        for one in (packed, other):
            assert one.nodes == plain.nodes
            for table, same in zip(one.tables, plain.tables, strict=True):
                np.testing.assert_array_equal(table, same)

    @pytest.mark.parametrize(
        ("name", "nodes", "numbers"),
        [("asia", 8, 36), ("alarm", 37, 752), ("hepar2", 70, 2139), ("munin", 1041, 98423)],
    )
    def test_published_networks_have_the_published_size(
        self, name: str, nodes: int, numbers: int
    ) -> None:
        network = wheel_network(name)
        assert len(network.nodes) == nodes
        assert sum(table.size for table in network.tables) == numbers


class TestRefusals:
    @pytest.mark.parametrize(
        ("was", "becomes", "said"),
        [
            ("variable rain", "variable rani", "unknown variable 'rain'; expected a declared"),
            ("( sprinkler | rain )", "( sprinkler | rian )", "Did you mean 'rain'?"),
            ("  (no, on) 0.1, 0.3, 0.6;\n", "", "no row (no, on) of 'wet'"),
            ("(no, on) 0.1", "(yes, on) 0.1", "a second row (yes, on) of 'wet'"),
            ("(no, on) 0.1", "(no, onn) 0.1", "unknown state of sprinkler 'onn'"),
            ("(no, on) 0.1", "(no) 0.1", "1 states in a row of 'wet'"),
            ("0.1, 0.3, 0.6", "0.1, 0.9", "2 numbers for 'wet'; expected 3"),
            ("0.2, 0.8", "0.2, 0.7", "a column of 'rain' that sums to 0.9"),
            ("0.2, 0.8", "0.2, 0.80001", "sums to 1.00001"),
            ("0.2, 0.8", "-0.2, 1.2", "the probability -0.2; expected one from 0 to 1"),
            ("0.2, 0.8", "nan, 0.8", "the probability nan"),
            ("0.2, 0.8", "inf, 0.8", "the probability inf"),
            ("0.2, 0.8", "0,2; 0,8", "expected table, default or"),
            ("0.2, 0.8", "0.2, o.8", "'o.8'; expected a number"),
            ("0.2, 0.8;", "0.2, 0.8", "found"),
            ("[ 3 ]", "[ 4 ]", "3 states of 'wet'; expected 4"),
            ("dry, damp", "damp, damp", "a state of 'wet' listed twice"),
            ("variable sprinkler", "variable rain", "a second variable 'rain'"),
            ("probability ( rain )", "probability ( wet )", "no probabilities of 'rain'"),
            ("rain, sprinkler )", "rain, rain )", "a variable named twice in the family of 'wet'"),
            ("type discrete", "type real", "expected 'discrete'"),
            ("network weather {", "netwrok weather {", "Is this a BIF file?"),
            ("( rain )", "( )", "expected ( variable | parents )"),
            ("( rain ) {\n  table", "( rain | wet ) {\n  default", "the cycle"),
            ("network weather {\n}\n", "network weather {\n", "expected '}'"),
        ],
    )
    def test_one_clear_message(self, was: str, becomes: str, said: str) -> None:
        assert was in WET
        assert said in faults(WET.replace(was, becomes, 1))

    def test_faults_are_found_in_one_pass_and_carry_their_line(self) -> None:
        text = WET.replace("0.2, 0.8", "0.2, 0.9").replace("(no) 0.4", "(maybe) 0.4")
        lines = faults(text).splitlines()
        assert lines[0].startswith("weather.bif:13: ")
        assert lines[1].startswith("weather.bif:15: ")
        assert lines[2].startswith("weather.bif:17: ")
        assert len(lines) == 3

    def test_a_long_comment_does_not_shift_the_lines(self) -> None:
        text = "/* one\ntwo\nthree */\n" + WET.replace("0.2, 0.8", "0.2, 0.9")
        assert faults(text).startswith("weather.bif:16: ")

    def test_of_many_faults_the_first_are_shown(self) -> None:
        rows = "".join(f"  (s{i}) 0.5, 0.6;\n" for i in range(100))
        states = ", ".join(f"s{i}" for i in range(100))
        many = (
            f"network n {{}} variable a {{ type discrete [ 100 ] {{ {states} }}; }}\n"
            "variable b { type discrete [ 2 ] { x, y }; }\n"
            f"probability ( a ) {{ table {' '.join(['0.01'] * 100)}; }}\n"
            f"probability ( b | a ) {{\n{rows}}}"
        )
        assert "80 more faults" in faults(many)

    @pytest.mark.parametrize("text", ["", "\n \n", "// only a comment"])
    def test_an_empty_file(self, text: str) -> None:
        assert "an empty file" in faults(text)

    def test_a_table_too_large_to_hold(self) -> None:
        names = [f"v{i}" for i in range(30)]
        text = "network big {}" + "".join(
            f"variable {n} {{ type discrete [ 2 ] {{ a, b }}; }}"
            f"probability ( {n} ) {{ table 0.5 0.5; }}"
            for n in names
        )
        text += "variable all { type discrete [ 2 ] { a, b }; }"
        text += f"probability ( all | {', '.join(names)} ) {{ default 0.5 0.5; }}"
        assert "a table of 2147483648 entries of 'all'" in faults(text)

    @given(st.integers(0, len(WET) - 2))
    @settings(max_examples=100)
    def test_a_truncated_file(self, length: int) -> None:
        assert "found" in faults(WET[:length])

    @given(st.binary(max_size=300))
    @settings(max_examples=100)
    def test_random_bytes(self, tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
        for name in ("noise.bif", "noise.bif.gz"):
            path = tmp_path_factory.getbasetemp() / name
            path.write_bytes(data)
            with pytest.raises(FormatError, match=r"noise\.bif"):
                read_bif(path)

    @given(st.integers(0, len(WET)), st.text(alphabet='{}()[];,|"/* 0.5\nrain', max_size=6))
    @settings(max_examples=200)
    def test_a_damaged_file_is_read_or_refused(self, at: int, noise: str) -> None:
        try:
            network = parse_bif(WET[:at] + noise + WET[at + len(noise) :], name="weather")
        except FormatError:
            return
        assert all(np.allclose(table.sum(axis=0), 1) for table in network.tables)

    def test_a_file_of_100_mb_is_refused_before_it_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "large.bif"
        with path.open("wb") as file:
            file.truncate(100_000_000)
        with pytest.raises(FormatError, match="at most 32 MB of text"):
            read_bif(path)

    def test_a_small_packed_file_that_is_large_inside(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.bif.gz"
        path.write_bytes(gzip.compress(bytes(SIZE_LIMIT + 1), 1))
        assert path.stat().st_size < SIZE_LIMIT / 100
        with pytest.raises(FormatError, match="at most 32 MB of text"):
            read_bif(path)

    def test_a_packed_file_that_ends_early(self, tmp_path: Path) -> None:
        path = tmp_path / "half.bif.gz"
        path.write_bytes(gzip.compress(WET.encode())[:-20])
        with pytest.raises(FormatError, match="a broken gzip file"):
            read_bif(path)

    @pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
    def test_another_encoding(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "other.bif"
        path.write_bytes(WET.replace("soaked", "durchnäßt").encode(encoding))
        with pytest.raises(FormatError, match=r"other\.bif:\d+: .*expected UTF-8 text"):
            read_bif(path)

    def test_no_file_and_no_right_place(self, tmp_path: Path) -> None:
        for path in (tmp_path / "missing.bif", tmp_path):
            with pytest.raises(FormatError, match="no readable file"):
                read_bif(path)


class TestWriting:
    @given(st.integers(0, 2**32))
    @settings(max_examples=60)
    def test_what_is_written_is_read_back(self, seed: int) -> None:
        network = random_network(seed)
        back = parse_bif(write_bif(network), name="random")
        assert back.nodes == network.nodes
        for table, same in zip(back.tables, network.tables, strict=True):
            np.testing.assert_allclose(table, same, rtol=1e-15, atol=0)

    @given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
    @settings(max_examples=200)
    def test_any_name_survives_or_is_refused(self, name: str, state: str) -> None:
        states = (state, state + "2")
        network = assemble("names", [Node(name, states)], [np.array([0.25, 0.75])])
        try:
            text = write_bif(network)
        except FormatError:
            assert any(set('"\n\r') & set(word) for word in (name, state))
        else:
            assert parse_bif(text, name="names").nodes == network.nodes

    def test_a_published_network(self) -> None:
        network = wheel_network("child")
        back = parse_bif(write_bif(network), name="child")
        assert back.nodes == network.nodes
        assert back.tables[5].shape == network.tables[5].shape


def test_the_public_names() -> None:
    assert set(bif.__all__) >= {"read_bif", "parse_bif", "write_bif", "SIZE_LIMIT", "TOLERANCE"}
