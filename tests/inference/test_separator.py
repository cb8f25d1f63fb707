"""Answers read from tables of groups of findings, against the batch that contracts every case."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayesdx.cohort import scorer
from bayesdx.inference.engine import engine_of
from bayesdx.inference.separator import (
    Fused,
    compiled,
    compiling,
    fused,
    known_tables,
    pays,
    tables_of,
)
from bayesdx.inference.separator.contracting import contracted
from bayesdx.inference.separator.fused import fill
from bayesdx.network import Node, assemble


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory):
    """Nothing is read from the user's cache, nor written to it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUMBA_CACHE_DIR", str(tmp_path_factory.mktemp("compiled")))
        compiled.cache_clear()
        yield


def random_network(seed: int, count: int):
    """Return nodes of two to four states with up to three parents; some entries are zero."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 5, count).tolist()
    nodes, tables = [], []
    for i, size in enumerate(sizes):
        above = sorted(rng.choice(i, rng.integers(0, min(i, 3) + 1), replace=False).tolist())
        columns = rng.dirichlet(np.full(size, 0.7), [sizes[k] for k in above])
        columns *= rng.random(columns.shape) > 0.1
        columns += (columns.sum(axis=-1, keepdims=True) == 0) / size
        columns /= columns.sum(axis=-1, keepdims=True)
        states = tuple(f"s{k}" for k in range(size))
        nodes.append(Node(f"n{i}", states, tuple(f"n{k}" for k in above)))
        tables.append(np.moveaxis(columns, -1, 0))
    return assemble("random", nodes, tables)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(2, 9),
    examined=st.integers(1, 7),
    budget=st.sampled_from([60, 600, 20_000, 2_000_000]),
    rows=st.sampled_from([1, 10**9]),
)
def test_every_row_gets_the_answer_of_the_batch(seed, count, examined, budget, rows):
    network = random_network(seed, count)
    engine, rng = engine_of(network), np.random.default_rng(seed)
    target, *nodes = rng.permutation(count)[: examined + 1].tolist()
    tables = tables_of(engine, nodes, target=target, budget=budget, rows=rows)
    if tables is None:
        return
    assert tables.entries <= budget
    codes = {n: rng.integers(0, engine.sizes[n] + 1, 50) for n in nodes}
    eyes = {n: np.vstack([np.eye(engine.sizes[n]), np.ones(engine.sizes[n])]) for n in nodes}
    [expected], total = engine.batch({n: eyes[n][codes[n]].T for n in nodes}, target)
    found = tables.joint(codes, 50)
    np.testing.assert_allclose(found.sum(axis=1), total[0], rtol=1e-12, atol=1e-300)
    possible = total[0] > 0
    answer = found[possible] / found[possible].sum(axis=1, keepdims=True)
    np.testing.assert_allclose(
        answer, np.broadcast_to(expected[0], (50, engine.sizes[target]))[possible], atol=1e-12
    )


def test_findings_that_one_cause_separates_are_tables_of_their_own():
    names = [f"f{i}" for i in range(12)]
    yes = ("no", "yes")
    nodes = [Node("cause", yes), *(Node(name, yes, ("cause",)) for name in names)]
    rows = [np.array([[0.9, 0.2], [0.1, 0.8]])] * len(names)
    engine = engine_of(assemble("naive", nodes, [np.array([0.7, 0.3]), *rows]))
    whole = tables_of(engine, range(1, 13), target=0, budget=2 * 3**12)
    assert whole is not None
    codes = {n: np.array([1, 0, 2]) for n in range(1, 13)}
    # All present, all absent, none examined: 0.7·0.1^12 to 0.3·0.8^12, 0.7·0.9^12 to 0.3·0.2^12.
    expected = [[0.7e-12, 0.3 * 0.8**12], [0.7 * 0.9**12, 0.3 * 0.2**12], [0.7, 0.3]]
    np.testing.assert_allclose(whole.joint(codes, 3), expected, rtol=1e-12)


@pytest.mark.parametrize("budget", [1, 10])
def test_beyond_the_budget_there_are_no_tables(budget):
    network = random_network(1, 9)
    assert tables_of(engine_of(network), range(1, 9), target=0, budget=budget) is None


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(2, 9), examined=st.integers(1, 7))
def test_the_fused_loop_says_what_the_tables_say(seed, count, examined):
    network = random_network(seed, count)
    engine, rng = engine_of(network), np.random.default_rng(seed)
    target, *nodes = rng.permutation(count)[: examined + 1].tolist()
    tables = tables_of(engine, nodes, target=target, budget=200_000)
    if tables is None:
        return
    codes = {n: rng.integers(0, engine.sizes[n] + 1, 150).astype(np.int16) for n in nodes}
    found, expected = Fused(tables, compiled() or fill).joint(codes, 150), tables.joint(codes, 150)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-300)


def test_a_finding_that_separates_the_others_has_a_block_for_each_of_its_states():
    # Disease → site, time; signs of site and time: once the time is known, the site separates.
    rng, yes = np.random.default_rng(1), ("no", "yes")
    disease, site, time = (tuple(f"s{i}" for i in range(size)) for size in (30, 3, 4))
    nodes = [Node("disease", disease), Node("site", site, ("disease",))]
    nodes += [Node("time", time, ("disease",)), Node("pattern", yes, ("site",))]
    nodes += [Node(f"of_disease_{i}", yes, ("disease",)) for i in range(5)]
    nodes += [Node(f"sign_{i}", yes, ("site", "time")) for i in range(5)]
    tables = [rng.dirichlet(np.ones(30))]
    for node in nodes[1:]:
        sizes = {"disease": 30, "site": 3, "time": 4}
        shape = [sizes[parent] for parent in node.parents]
        tables.append(np.moveaxis(rng.dirichlet(np.ones(len(node.states)), shape), -1, 0))
    network = assemble("switched", nodes, tables)
    engine, index = engine_of(network), network.index
    target, findings = index["pattern"], [i for name, i in index.items() if "_" in name]
    findings.append(index["time"])
    laid = tables_of(engine, findings, target=target, budget=100_000, rows=10**8)
    assert laid is not None
    assert laid.switch == index["time"]
    assert [len(block.owner) for block in laid.blocks[:4]] == [6] * 4
    codes = {n: rng.integers(0, engine.sizes[n] + 1, 500).astype(np.int16) for n in findings}
    eyes = {n: np.vstack([np.eye(engine.sizes[n]), np.ones(engine.sizes[n])]) for n in findings}
    [_], total = engine.batch({n: eyes[n][codes[n]].T for n in findings}, target)
    for found in (laid.joint(codes, 500), Fused(laid, compiled() or fill).joint(codes, 500)):
        np.testing.assert_allclose(found.sum(axis=1), total[0], rtol=1e-12)


def test_terms_that_are_zero_are_left_out_of_a_sum():
    # Σ_h P(f | h) P(h | c), where most h never are; then Σ_t, with the columns in place.
    rng = np.random.default_rng(5)
    f, h, t = rng.random((7, 3, 40)), rng.random((40, 6)), rng.random((3, 6))
    h[rng.random(40) < 0.8] = 0
    table, order = contracted([(f, (10, 2, 1)), (h, (1, 9)), (t, (2, 9))], [10], [9], limit=10**6)
    assert order == (10, 9)
    np.testing.assert_allclose(table, np.einsum("fth,hc,tc->fc", f, h, t), rtol=1e-12)


class Numba:
    """Compiles nothing: as numba does it in a folder that cannot be written to, or that is full."""

    config = SimpleNamespace(CACHE_DIR="as before")

    def __init__(self, closed: bool, signatures: list[str]) -> None:
        self.closed, self.signatures = closed, signatures

    def njit(self, *, cache: bool = False, **_: object):
        if cache and self.closed:
            raise RuntimeError("cannot cache function 'fill': no locator available")

        def loop(*_: object) -> None:
            if cache:
                raise OSError("no space left on device")

        loop.signatures, loop.cache = self.signatures, cache
        return lambda _: loop


@pytest.mark.parametrize(
    ("closed", "signatures", "kept"),
    [(True, [], None), (False, [], None), (False, ["compiled, but not written"], True)],
)
def test_a_folder_that_fails_keeps_nobody_from_computing(closed, signatures, kept):
    numba = Numba(closed, signatures)
    found = compiling._kept(numba)
    assert (found.cache if found else None) is kept
    assert numba.config.CACHE_DIR == "as before"


def test_the_loop_is_compiled_once_for_a_machine(monkeypatch, tmp_path):
    numba = pytest.importorskip("numba")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    assert not compiling.stored()
    first, second = compiling._kept(numba), compiling._kept(numba)
    assert compiling.stored()
    assert (first.stats.cache_hits.total(), second.stats.cache_hits.total()) == (0, 1)
    tables = tables_of(engine_of(random_network(3, 9)), [1, 2], target=0, budget=10**6)
    codes = {node: np.zeros(3, dtype=np.int16) for node in (1, 2)}
    found = Fused(tables, second).joint(codes, 3)
    np.testing.assert_allclose(found, tables.joint(codes, 3), rtol=1e-12)
    assert len(second.signatures) == 1  # no rows are of other types, which would be compiled again


def package_files():
    folder = Path(fused.__file__).parent
    return {path for ending in ("nbi", "nbc") for path in folder.rglob(f"*.{ending}")}


def test_nothing_is_written_beside_the_package_where_the_folder_is_closed(monkeypatch):
    pytest.importorskip("numba")
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/dev/null/x")
    monkeypatch.setattr(numba_config(), "CACHE_DIR", "/dev/null/x")
    before = package_files()
    compiled.cache_clear()
    loop = compiled()
    assert loop is not None
    loop(*compiling._example())
    compiled.cache_clear()
    assert package_files() == before
    assert not compiling.stored()


def numba_config():
    import numba

    return numba.config


@pytest.mark.parametrize("error", [ImportError, OSError, AttributeError])
def test_a_numba_that_does_not_import_leaves_the_tables(monkeypatch, error):
    class Broken:
        def find_spec(self, name, *_):
            if name == "numba":
                raise error("llvmlite does not load")

    for name in [name for name in sys.modules if name.partition(".")[0] == "numba"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    compiled.cache_clear()
    try:
        assert compiled() is None
        monkeypatch.setattr(scorer, "pays", lambda _: True)
        asked = {"targets": ["n0"], "rows": 100_000}
        ready = scorer.Scorer(random_network(3, 9), ["n1", "n2"], **asked)
        assert ready.readers["n0"] is ready.tables["n0"] is not None
    finally:
        compiled.cache_clear()


def test_numba_waits_for_the_rows_that_repay_it(monkeypatch):
    pytest.importorskip("numba")
    compiled.cache_clear()
    for kept, fewest in ((False, compiling.COMPILING), (True, compiling.LOADING)):
        monkeypatch.setattr(compiling, "stored", lambda kept=kept: kept)
        assert pays(fewest)
        assert not pays(fewest - 1)
    compiled()
    assert pays(compiling.USING)
    assert not pays(compiling.USING - 1)


def test_the_same_question_is_laid_out_once():
    network = random_network(3, 9)
    engine = engine_of(network)
    asked = {"target": 0, "budget": 10**6}
    first = known_tables(engine, range(1, 5), **asked, rows=1000)
    assert known_tables(engine, range(1, 5), **asked, rows=2000) is first
    assert known_tables(engine, range(1, 5), **asked, rows=10**6) is not first
    assert known_tables(engine, range(1, 4), **asked, rows=1000) is not first
