"""Learning from local cases, against arithmetic, enumeration and pgmpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bayesdx
from bayesdx.cohort import simulate
from bayesdx.cohort.simulation import shares
from bayesdx.errors import BayesdxError, Fault, FormatError, InputError, SpecError
from bayesdx.learning import Learned, by_chance, learn
from bayesdx.learning.checks import tail
from bayesdx.learning.coordinates import Coordinates
from bayesdx.learning.learn import LEAST_WORTH
from bayesdx.network import Network, Node, assemble
from bayesdx.network.updated import Value, updated

ASIA = Path(__file__).resolve().parents[1] / "golden" / "asia.bif"


def weather() -> Network:
    rain, wet = Node("rain", ("no", "yes")), Node("wet", ("no", "yes"), ("rain",))
    sun = Node("sun", ("no", "yes"), ("rain",))
    tables = [
        np.array([0.75, 0.25]),
        np.array([[0.9, 0.2], [0.1, 0.8]]),
        np.array([[0.3, 0.7], [0.7, 0.3]]),
    ]
    return assemble("weather", [rain, wet, sun], tables)


def table(network: Network, node: str) -> np.ndarray:
    return network.tables[network.index[node]]


def test_complete_cases_are_counted() -> None:
    # worth 4: rain is worth 3 dry and 1 rainy day; 6 days, 4 of them rainy, make 5 of 10.
    cases = pd.DataFrame({"rain": ["yes"] * 4 + ["no"] * 2, "wet": ["yes"] * 3 + ["no"] * 3})
    found = learn(weather(), cases, worth=4)
    assert table(found.network, "rain").tolist() == pytest.approx([0.5, 0.5])
    # wet given rain: (4 · 0.8 + 3) of (4 + 4); given none (4 · 0.1 + 0) of (4 + 2).
    assert table(found.network, "wet")[1].tolist() == pytest.approx([0.4 / 6, 6.2 / 8])
    assert table(found.network, "sun") == pytest.approx(table(weather(), "sun"))
    assert found.about.provenance == "literature + 6 local cases"


def test_the_draws_have_the_mean_and_variance_of_the_dirichlet() -> None:
    cases = pd.DataFrame({"rain": ["yes"] * 4 + ["no"] * 2})
    drawn = learn(weather(), cases, worth=4).network.draws[0]
    assert drawn[:, 1].mean() == pytest.approx(0.5, abs=0.01)
    assert drawn[:, 1].var() == pytest.approx(0.25 / 11, rel=0.1)


def test_em_is_that_of_enumeration() -> None:
    rng = np.random.default_rng(5)
    network = weather()
    wet, sun = rng.integers(0, 2, 40), rng.integers(0, 2, 40)
    rain = [None if i % 3 else int(wet[i]) for i in range(40)]
    words = np.array(["no", "yes"])
    frame = pd.DataFrame(
        {
            "rain": [None if one is None else words[one] for one in rain],
            "wet": words[wet],
            "sun": words[sun],
        }
    )
    found = learn(network, frame, worth=2)
    p, q, r = (table(network, name).copy() for name in ("rain", "wet", "sun"))
    for _ in range(2000):
        a, b, c = 2 * table(network, "rain"), 2 * table(network, "wet"), 2 * table(network, "sun")
        for i in range(40):
            open_ = [0, 1] if rain[i] is None else [rain[i]]
            joint = np.array([p[s] * q[wet[i], s] * r[sun[i], s] for s in open_])
            for s, share in zip(open_, joint / joint.sum(), strict=True):
                a[s] += share
                b[wet[i], s] += share
                c[sun[i], s] += share
        p, q, r = a / a.sum(), b / b.sum(axis=0), c / c.sum(axis=0)
    for name, expected in (("rain", p), ("wet", q), ("sun", r)):
        assert table(found.network, name) == pytest.approx(expected, abs=1e-5)
    assert (np.diff(found.path) > -1e-9).all()
    assert found.converged


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_asia_learns_what_pgmpy_learns(tmp_path: Path) -> None:
    from pgmpy.estimators import BayesianEstimator
    from pgmpy.models import DiscreteBayesianNetwork

    network = bayesdx.load(ASIA)
    out = tmp_path / "asia.parquet"
    simulate(network, rows=300, seed=2, out=out)
    frame = pd.read_parquet(out).drop(columns="case_id").astype(str)
    found = learn(network, frame, worth=5)
    arrows = [(parent, node.name) for node in network.nodes for parent in node.parents]
    model = DiscreteBayesianNetwork(arrows)
    estimator = BayesianEstimator(
        model, frame, state_names={name: list(network.states[name]) for name in network.states}
    )
    for node in network.nodes:
        # pgmpy has the parents in an order of its own.
        bare = estimator.estimate_cpd(node.name, prior_type="dirichlet", pseudo_counts=1.0)
        order = [node.name, *(one for one in bare.variables if one != node.name)]
        own = (node.name, *node.parents)
        prior = 5 * table(network, node.name).transpose([own.index(one) for one in order])
        theirs = estimator.estimate_cpd(
            node.name, prior_type="dirichlet", pseudo_counts=prior.reshape(len(node.states), -1)
        )
        values = theirs.values.transpose([theirs.variables.index(one) for one in own])
        assert table(found.network, node.name) == pytest.approx(values, abs=1e-9), node.name


def test_a_zero_stays_impossible() -> None:
    found = learn(bayesdx.load(ASIA), pd.DataFrame({"either": ["yes"] * 5}), worth=1)
    either = table(found.network, "either")
    assert ((either == 0) | (either == 1)).all()


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    out = tmp_path_factory.mktemp("cases") / "cases.parquet"
    core = bayesdx.load("core")
    absent = shares(core, examination=0.3, tests=0.3, hidden=None)
    simulate(core, rows=60, seed=4, out=out, missing=absent)
    frame = pd.read_parquet(out)
    for name in ("true_umn", "true_lmn", "true_pattern"):
        frame[name] = frame[name].mask(frame.index % 2 == 0)
    return frame


@pytest.fixture(scope="module")
def learnt(few: pd.DataFrame) -> Learned:
    return learn(bayesdx.load("core"), few, evidence=bayesdx.load_evidence())


def test_the_density_never_falls(learnt: Learned) -> None:
    assert learnt.converged
    assert (np.diff(learnt.path) > 0).all()


def test_a_declared_distribution_learns_as_a_dirichlet(few: pd.DataFrame, learnt: Learned) -> None:
    # The setting is declared as worth ten patients, and known in all cases.
    core = bayesdx.load("core")
    known = few["setting"].dropna()
    counts = np.array([(known == state).sum() for state in core.states["setting"]])
    assert len(known) == 60
    expected = (10 * table(core, "setting") + counts) / 70
    assert table(learnt.network, "setting") == pytest.approx(expected, abs=0.002)


def test_intervals_narrow_where_cases_speak(learnt: Learned) -> None:
    before = bayesdx.query(bayesdx.load("core"), {"babinski": "extensor"}, target="pattern")
    after = bayesdx.query(learnt.network, {"babinski": "extensor"}, target="pattern")
    assert ((after.high - after.low) < (before.high - before.low)).all()


@pytest.mark.parametrize(
    ("worth", "literature", "case"), [(0.5, 5.0, 1.0), (1.0, 10.0, 1.0), (2.0, 10.0, 0.5)]
)
def test_nobody_counts_for_more_than_one(worth: float, literature: float, case: float) -> None:
    """Of 60 cases only the setting is known, declared as worth ten patients.

    The posterior is the Dirichlet distribution of both together: mean m = (l·θ + c·k) / (l + 60 c),
    variance m(1 − m) / (l + 60 c + 1); Laplace's approximation of it is a little off.
    """
    core = bayesdx.load("core")
    counts = np.array([6, 30, 9, 15])
    frame = pd.DataFrame({"setting": np.repeat(core.states["setting"], counts)})
    found = learn(core, frame, worth=worth).network
    whole = literature + 60 * case
    mean = (literature * table(core, "setting") + case * counts) / whole
    assert table(found, "setting") == pytest.approx(mean, abs=0.002)
    variance = found.draws[found.index["setting"]].var(axis=0)
    assert variance == pytest.approx(mean * (1 - mean) / (whole + 1), rel=0.25)


@pytest.mark.parametrize(("cases", "tested"), [(4, 0), (5, 5)])
def test_a_group_of_fewer_than_five_is_not_tested(cases: int, tested: int) -> None:
    frame = pd.DataFrame({"umn": ["none"] * cases, "babinski": ["flexor"] * cases})
    found = learn(bayesdx.load("core"), frame, evidence=bayesdx.load_evidence()).checks
    held = [one for one in found if one.quantity == "babinski.extensor.none"]
    assert {(one.k, one.n) for one in held} == ({(0.0, float(tested))} if tested else set())


def test_a_case_that_leaves_open_whether_the_sign_is_there_is_not_counted() -> None:
    reflexes = ["increased"] * 5 + ["normal,increased"] * 3 + ["decreased,normal"] * 2
    frame = pd.DataFrame({"umn": ["none"] * 10, "lmn": ["none"] * 10, "reflexes": reflexes})
    found = learn(bayesdx.load("core"), frame, evidence=bayesdx.load_evidence()).checks
    held = {(one.k, one.n) for one in found if one.quantity == "reflexes.increased.none"}
    assert held == {(5.0, 7.0)}


def test_cases_that_say_nothing_change_nothing() -> None:
    core = bayesdx.load("core")
    found = learn(core, pd.DataFrame({"babinski": [None, None], "umn": [None, None]}))
    assert not found.values
    for node in range(len(core.nodes)):
        assert found.network.tables[node] == pytest.approx(core.tables[node], abs=1e-15)
        assert (found.network.draws[node] == core.draws[node]).all()


def test_a_literature_of_great_worth_stays_as_it_is(few: pd.DataFrame) -> None:
    core = bayesdx.load("core")
    found = learn(core, few, worth=1e9)
    for old, new in zip(core.tables, found.network.tables, strict=True):
        assert new == pytest.approx(old, abs=1e-6)
    node = core.index["babinski"]
    assert found.network.draws[node] == pytest.approx(core.draws[node], abs=1e-6)
    of_bif = learn(weather(), pd.DataFrame({"rain": ["yes"] * 9}), worth=1e9)
    assert table(of_bif.network, "rain") == pytest.approx([0.75, 0.25], abs=1e-6)


@pytest.mark.slow
def test_the_order_of_the_cases_does_not_matter(few: pd.DataFrame, learnt: Learned) -> None:
    turned = learn(bayesdx.load("core"), few.iloc[::-1].reset_index(drop=True))
    for one, other in zip(learnt.network.tables, turned.network.tables, strict=True):
        assert one == pytest.approx(other, abs=1e-9)


def test_labels_are_counted_and_missing_ones_are_told(learnt: Learned, few: pd.DataFrame) -> None:
    assert learnt.labelled["umn"] == 30
    unlabelled = few.drop(columns=[one for one in few if one.startswith("true_")])
    said = learn(bayesdx.load("core"), unlabelled.head(20)).warnings()
    assert any("few" in one for one in said)
    assert any("may confirm itself" in one for one in said)


@pytest.mark.parametrize(("known", "is_said"), [(4, True), (5, False), (10, False)])
def test_labels_that_fewer_than_half_of_the_cases_have_are_told(known: int, is_said: bool) -> None:
    umn = ["none"] * known + [None] * (10 - known)
    told = said(pd.DataFrame({"babinski": ["flexor"] * 10, "umn": umn}))
    assert ("umn: not known in most of the cases" in told) is is_said


def said(frame: pd.DataFrame, network: Network | None = None) -> str:
    return "\n".join(learn(network or bayesdx.load("core"), frame).warnings())


def test_a_column_with_one_value_is_named() -> None:
    # Five cases chosen by an extensor toe; the jerks differ, and clonus was looked for in four.
    frame = pd.DataFrame(
        {
            "setting": ["neurology_clinic"] * 5,
            "babinski": ["extensor"] * 5,
            "reflexes": ["increased"] * 4 + ["normal"],
            "clonus": ["absent"] * 4 + [None],
        }
    )
    found = learn(bayesdx.load("core"), frame)
    assert dict(found.constant) == {"setting": "neurology_clinic", "babinski": "extensor"}
    [line] = [one for one in found.warnings() if "always so" in one]
    assert line.startswith("babinski = extensor: the same in every case")
    assert "reflexes" not in line
    assert "clonus" not in line
    assert "neurology_clinic" not in line


def test_a_column_of_one_value_and_empty_cells_is_named_too() -> None:
    rain = pd.DataFrame({"rain": ["yes", None] * 5, "wet": ["yes", "no"] * 5})
    assert "rain = yes: the same in every case in which it is known" in said(rain, weather())
    both = pd.DataFrame({"rain": ["yes", "no"] * 5, "wet": ["yes", "no"] * 5})
    assert "always so" not in said(both, weather())


def test_what_is_warned_of_happens() -> None:
    """Cases chosen by rain teach rain: (4 · 0.25 + 6) / (4 + 6) = 0.7, from 0.25."""
    found = learn(weather(), pd.DataFrame({"rain": ["yes"] * 6}), worth=4)
    assert found.constant == {"rain": "yes"}
    assert table(found.network, "rain")[1] == pytest.approx(0.7)


def test_a_setting_that_is_no_column_is_told_and_moves_the_mix_of_settings() -> None:
    core = bayesdx.load("core")
    frame = pd.DataFrame({"babinski": ["extensor"] * 20 + ["flexor"] * 20})
    found = learn(core, frame)
    assert "setting is not a column" in "\n".join(found.warnings())
    assert np.abs(table(found.network, "setting") - table(core, "setting")).max() > 0.01
    some = frame.assign(setting=["neurology_clinic"] * 10 + [None] * 30)
    assert "setting: not known in 30 of 40 cases" in said(some)
    assert "mix of settings" not in said(frame.assign(setting="neurology_clinic"))
    assert "mix of settings" not in said(pd.DataFrame({"rain": ["yes"]}), weather())


def test_a_network_learns_once(learnt: Learned, few: pd.DataFrame) -> None:
    with pytest.raises(SpecError, match="learnt already"):
        learn(learnt.network, few)


@pytest.mark.slow
def test_learning_moves_towards_the_truth(tmp_path: Path) -> None:
    # The truth is draw 7 of the literature: as likely as any other.
    core = bayesdx.load("core")
    truth = assemble("core", core.nodes, [drawn[min(7, len(drawn) - 1)] for drawn in core.draws])
    out = tmp_path / "cases.parquet"
    simulate(truth, rows=400, seed=1, out=out, hidden=["location", "umn", "lmn"])
    found = learn(core, out).network
    for node in ("babinski", "fasciculations", "setting"):
        true = table(truth, node)
        before = np.abs(table(core, node) - true).mean()
        assert np.abs(table(found, node) - true).mean() < before / 2, node


def test_the_tail_is_a_sum_of_binomial_probabilities() -> None:
    # 2 of 5 at p = 0.3: P(0) + P(1) + P(2) / 2, twice.
    p = [0.7**5, 5 * 0.3 * 0.7**4, 10 * 0.3**2 * 0.7**3]
    middle = p[0] + p[1] + p[2] / 2
    assert tail(2, 5, np.array([0.3])) == pytest.approx(2 * min(middle, 1 - middle))
    # Two shares, each with the weight of one half.
    low, high = 0.9**4 / 2, 0.4**4 / 2
    assert tail(0, 4, np.array([0.1, 0.6])) == pytest.approx(2 * (low + high) / 2)


def test_tails_are_uniform_where_the_figure_is_right() -> None:
    rng = np.random.default_rng(1)
    draws = rng.beta(3, 7, 2000)
    tails = [tail(rng.binomial(200, p), 200, draws) for p in rng.beta(3, 7, 400)]
    assert np.mean(np.array(tails) < 0.1) == pytest.approx(0.1, abs=0.045)


def test_a_figure_that_the_cases_contradict_comes_first() -> None:
    frame = pd.DataFrame({"umn": ["none"] * 80, "babinski": ["extensor"] * 80})
    found = learn(bayesdx.load("core"), frame, evidence=bayesdx.load_evidence()).checks
    assert found[0].quantity == "babinski.extensor.none"
    assert found[0].tail < 0.01
    assert (found[0].k, found[0].n, found[0].known) == (80.0, 80.0, 1.0)
    below, chance = by_chance(found)
    assert below >= 1
    assert chance == pytest.approx(0.05 * len(found))


@pytest.mark.parametrize("worth", [0.0, -1.0, 0.099, 1e-300, float("nan"), float("inf")])
def test_a_worth_that_is_none_is_refused(worth: float) -> None:
    with pytest.raises(InputError, match=r"worth: found .*; expected a number, 0\.1 or more"):
        learn(weather(), pd.DataFrame({"rain": ["yes"]}), worth=worth)


@pytest.mark.filterwarnings("error")
def test_at_the_least_worth_core_learns_numbers_within_their_intervals() -> None:
    frame = pd.DataFrame({"babinski": ["extensor"] * 6, "umn": ["none"] * 6})
    assert_sound(learn(bayesdx.load("core"), frame, worth=LEAST_WORTH).network)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("discount", [LEAST_WORTH, 0.001])
def test_a_discounted_localisation_has_numbers_in_every_draw(discount: float) -> None:
    """Below the least worth too, where no interval is promised."""
    base = bayesdx.load("localisation")
    found = discounted(base, discount)
    assert_sound(found, intervals=discount >= LEAST_WORTH)


def discounted(base: Network, discount: float) -> Network:
    blocks = (own := Coordinates.of(base, discount=discount)).blocks
    z, drawn = np.zeros((1, own.size)), own.drawn()
    values = {
        b.name: Value(np.asarray(b.value(z[:, b.places])[0]), b.value(drawn[:, b.places]))
        for b in blocks
    }
    return updated(base, values, version="", local={})


def assert_sound(network: Network, *, intervals: bool = True) -> None:
    for node, points, draws in zip(network.nodes, network.tables, network.draws, strict=True):
        assert np.isfinite(draws).all(), node.name
        assert np.abs(draws.sum(axis=1) - 1).max() < 1e-12, node.name
        if intervals and len(draws) > 1:
            low, high = np.quantile(draws, [0.025, 0.975], axis=0)
            assert (low - 1e-12 <= points).all(), node.name
            assert (points <= high + 1e-12).all(), node.name


@settings(max_examples=25, deadline=None)
@given(st.floats(LEAST_WORTH, 1e6))
def test_any_worth_that_is_allowed_draws_distributions(worth: float) -> None:
    found = learn(weather(), pd.DataFrame({"rain": ["yes", "no"]}), worth=worth)
    assert_sound(found.network, intervals=False)


def test_what_cannot_be_learnt_from_is_refused_row_by_row() -> None:
    with pytest.raises(FormatError, match="row 2, rain"):
        learn(weather(), pd.DataFrame({"rain": ["yes", "snow"]}))
    with pytest.raises(FormatError, match="columns that are nodes"):
        learn(weather(), pd.DataFrame({"hail": ["yes"]}))
    with pytest.raises(FormatError, match="at least one case"):
        learn(weather(), pd.DataFrame({"rain": []}))
    impossible = pd.DataFrame(
        {"tub": ["yes", "no"], "either": ["yes", "no"], "lung": ["no", "yes"]}
    )
    with pytest.raises(FormatError, match="row 2: found findings and labels that cannot occur"):
        learn(bayesdx.load(ASIA), impossible)


def cells() -> st.SearchStrategy[object]:
    return st.one_of(st.none(), st.sampled_from(["yes", "no", "maybe", ""]), st.text(max_size=4))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(cells(), cells()), min_size=1, max_size=6))
def test_any_cells_are_learnt_from_or_refused(rows: list[tuple[object, object]]) -> None:
    frame = pd.DataFrame(rows, columns=["rain", "true_wet"], dtype=object)
    try:
        found = learn(weather(), frame, worth=1)
    except BayesdxError:
        return
    for one in found.network.tables:
        assert one.sum(axis=0) == pytest.approx(1.0)
    assert sum(found.local.get("rain", np.zeros(2))) <= len(rows) + 1e-9


def test_a_node_and_its_truth_are_named_by_their_columns() -> None:
    with pytest.raises(FormatError, match="columns rain and true_rain, which are both rain"):
        learn(weather(), pd.DataFrame({"rain": ["yes"], "true_rain": ["no"]}))


def test_two_columns_of_one_name_are_refused() -> None:
    frame = pd.DataFrame([["yes", "no"]], columns=["rain", "rain"])
    with pytest.raises(FormatError, match="two columns 'rain'"):
        learn(weather(), frame)


def test_no_more_faults_are_kept_than_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bayesdx.learning.cases.BATCH", 60)
    made = []
    monkeypatch.setattr(
        "bayesdx.learning.cases.Fault", lambda *words: made.append(words) or Fault(*words)
    )
    with pytest.raises(FormatError) as refused:
        learn(weather(), pd.DataFrame({"rain": ["perhaps"] * 500}))
    assert len(refused.value.faults) == len(made) == 100


def test_uncertain_labels_count_by_their_likelihood() -> None:
    # P(rain | likelihood 1 : 3) = 0.25·3 / (0.75·1 + 0.25·3) = 1/2 at the first step.
    import pyarrow as pa

    struct = pa.array([{"no": 1 / 3, "yes": 1.0}], pa.struct([("no", "f8"), ("yes", "f8")]))
    found = learn(weather(), pa.table({"rain": struct}), worth=1e6)
    assert found.local["rain"] == pytest.approx([0.5, 0.5], abs=1e-5)


def test_studies_are_not_pooled_anew_in_a_network_that_has_learnt(learnt: Learned) -> None:
    from bayesdx.uncertainty import leave_one_out

    with pytest.raises(SpecError, match="the literature alone"):
        leave_one_out(learnt.network, {"babinski": "extensor"}, target="pattern=umn")
