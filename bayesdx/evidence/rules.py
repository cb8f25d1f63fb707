"""Rules across cells, rows and tables of data/, by name; columns.csv says what one cell may be.

`STRUCTURAL` rules protect the numbers that are loaded and run at every load. `PROTOCOL` rules keep
the tables honest and run in `bayesdx check`. Each rule yields the faults that it finds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress

from bayesdx.csvfile import Row, Table, Unreadable, quoted
from bayesdx.errors import Fault, did_you_mean
from bayesdx.evidence import cells
from bayesdx.evidence.metrics import KINDS, METRICS, refusal


class Tables(dict[str, Table]):
    """Tables by name. Asking for one that could not be read ends the rule that asks."""

    def __missing__(self, name: str) -> Table:
        """Refuse, in a way that `apply` knows."""
        raise Unreadable(name)


Rule = Callable[[Tables], Iterable[Fault]]

NEGATION = "not "
"""Written before a quantity's name where the row counts those without."""

_FIGURES = {"estimate": "number", "ci_low": "number", "ci_high": "number"}
_COUNTS = {"k": "integer", "n": "integer"}
_PRINTED_COUNT = re.compile(r"(\d+)(?:/| of )(\d+)(?: \(.*\))?")
_WRITTEN_DOI = re.compile(r"\b10\.\d{4,9}/\S")
_WRITTEN_PMID = re.compile(r"(?i)\bpmid:?\s*\d")
_LITERATURE = ("sources", "estimates", "excluded", "audit", "quantities", "vocabulary")


def figures_are_numbers(tables: Tables) -> Iterator[Fault]:
    """Every estimate is a number; intervals and counts are numbers or empty."""
    kinds = {**_FIGURES, **_COUNTS}
    for row in tables["estimates"].rows:
        for column, kind in kinds.items():
            if row[column] or column == "estimate":
                yield from typed(row, column, kind)


def years_are_years(tables: Tables) -> Iterator[Fault]:
    """A year, where it is known, is a year."""
    for row in tables["sources"].rows:
        if row["year"]:
            yield from typed(row, "year", "year")


def ids_are_unique(tables: Tables) -> Iterator[Fault]:
    """No two sources, estimates or quantities have one id."""
    yield from repeated(tables["sources"], "source_id")
    yield from repeated(tables["estimates"], "estimate_id")
    yield from repeated(tables["quantities"], "quantity")


def sources_resolve(tables: Tables) -> Iterator[Fault]:
    """Every estimate has its source."""
    known = tables["sources"].column("source_id")
    for row in tables["estimates"].rows:
        yield from unresolved(row, "source_id", (row["source_id"],), known)


def quantities_resolve(tables: Tables) -> Iterator[Fault]:
    """Every quantity that an estimate names stands in quantities.csv."""
    known = tables["quantities"].column("quantity")
    for row in tables["estimates"].rows:
        if row["quantity"]:
            names = [item.removeprefix(NEGATION) for item in row.items("quantity")]
            yield from unresolved(row, "quantity", names, known)


def metrics_are_known(tables: Tables) -> Iterator[Fault]:
    """Every metric is one that the code knows how to read."""
    for row in tables["estimates"].rows:
        if row["metric"] not in METRICS:
            yield row.fault("metric", f"one of {', '.join(METRICS)}", "Correct the metric.")


def kinds_are_known(tables: Tables) -> Iterator[Fault]:
    """Every quantity is of a kind that the code knows how to pool."""
    for row in tables["quantities"].rows:
        if row["kind"] not in KINDS:
            yield row.fault("kind", f"one of {', '.join(KINDS)}", "Correct the kind.")


def counts_fit(tables: Tables) -> Iterator[Fault]:
    """The numerator is at most the denominator, which is at least 1: 0 <= k <= n."""
    for row in tables["estimates"].rows:
        k, n = row.number("k"), row.number("n")
        if n is not None and n < 1:
            yield row.fault("n", "at least 1", "Leave n empty where the text gives none.")
        elif k is not None and n is not None and k > n:
            expected = f"at most n = {row['n']}"
            yield row.fault("k", expected, "Correct k or n from the text.", f"k = {row['k']}")


def intervals_hold_their_estimate(tables: Tables) -> Iterator[Fault]:
    """An interval has both ends and holds its estimate: ci_low <= estimate <= ci_high."""
    remedy = "Correct it from the text; a range over studies belongs in the notes."
    for row in tables["estimates"].rows:
        if bool(row["ci_low"]) != bool(row["ci_high"]):
            empty = "ci_low" if row["ci_high"] else "ci_high"
            yield row.fault(empty, "both ends of the interval, or neither", remedy)
            continue
        low, value, high = (row.number(c) for c in ("ci_low", "estimate", "ci_high"))
        if low is None or value is None or high is None or low <= value <= high:
            continue
        found = f"{row['estimate']} with interval {row['ci_low']} to {row['ci_high']}"
        yield row.fault("estimate", "an estimate inside its interval", remedy, found)


def figures_are_in_range(tables: Tables) -> Iterator[Fault]:
    """A share and its interval lie in 0…1, a kappa in −1…1, a rate or ratio above 0."""
    for row in tables["estimates"].rows:
        metric = METRICS.get(row["metric"])
        for column in _FIGURES if metric else ():
            value = row.number(column)
            if metric and value is not None and not metric.low <= value <= metric.high:
                expected = f"{metric.low} to {metric.high} for a {row['metric']}"
                remedy = "Write a share as a decimal fraction: 12% is 0.12."
                yield row.fault(column, expected, remedy)


def estimates_are_their_counts(tables: Tables) -> Iterator[Fault]:
    """A share is k/n to the last decimal place that is given, rounded or cut off."""
    for row in tables["estimates"].rows:
        value, k, n = (row.number(column) for column in ("estimate", "k", "n"))
        share = row["metric"] in METRICS and METRICS[row["metric"]].kind == "probability"
        if not share or value is None or k is None or not n:
            continue
        tolerance = 10.0 ** -max(cells.decimals(row["estimate"]), 2)
        if abs(value - k / n) > tolerance + 1e-12:
            expected = f"k/n = {row['k']}/{row['n']} = {k / n:.4f}"
            yield row.fault("estimate", expected, "Correct the estimate, k or n from the text.")


def printed_counts_are_recorded(tables: Tables) -> Iterator[Fault]:
    """Where the text prints nothing but "a/b" or "a of b", k is a and n is b."""
    for row in tables["estimates"].rows:
        printed = _PRINTED_COUNT.fullmatch(row["as_printed"])
        if printed and (row["k"], row["n"]) != printed.groups():
            found = f"k = {quoted(row['k'])} and n = {quoted(row['n'])}"
            remedy = "Correct k and n, or as_printed, from the text."
            yield row.fault("as_printed", f"{printed[1]} and {printed[2]}", remedy, found)


def derived_figures_say_how(tables: Tables) -> Iterator[Fault]:
    """A derived figure shows from what: its counts, the printed text, or a note."""
    for row in tables["estimates"].rows:
        shown = row["notes"] or row["as_printed"] or (row["k"] and row["n"])
        if row["exact"] == "derived" and not shown:
            yield row.fault("notes", "how the figure was computed", "Write the arithmetic down.")


def estimates_are_counted(tables: Tables) -> Iterator[Fault]:
    """n_estimates of a source is its number of rows in estimates.csv."""
    counts = Counter(row["source_id"] for row in tables["estimates"].rows)
    for row in tables["sources"].rows:
        count = str(counts[row["source_id"]])
        if row["n_estimates"] != count:
            yield row.fault("n_estimates", count, "Write the number of its rows.")


def no_source_is_an_orphan(tables: Tables) -> Iterator[Fault]:
    """A source without an estimate says in its notes what it is kept for."""
    cited = tables["estimates"].column("source_id")
    for row in tables["sources"].rows:
        if row["source_id"] not in cited and not row["notes"]:
            remedy = "Say what it is kept for, or move it to excluded.csv."
            yield row.fault("notes", "why a source without an estimate is kept", remedy)


def verified_references_are_whole(tables: Tables) -> Iterator[Fault]:
    """A verified bibliography has author, year, title, and a DOI or PMID."""
    for row in tables["sources"].rows:
        if row["bibliography"] != "verified":
            continue
        missing = [name for name in ("first_author", "year", "title") if not row[name]]
        missing += [] if row["doi"] or row["pmid"] else ["doi or pmid"]
        if missing:
            found = f"verified, without {', '.join(missing)}"
            remedy = "Write partial, or complete it from a text."
            yield row.fault("bibliography", "author, year, title, DOI or PMID", remedy, found)


def references_are_written_once(tables: Tables) -> Iterator[Fault]:
    """A DOI or PMID stands in its own column of sources.csv and in no other text of the tables."""
    remedy = "Give the publication a row in sources.csv and name its source_id here."
    for table in (tables[name] for name in _LITERATURE if name in tables):
        for row in table.rows:
            for column, text in row.cells.items():
                if column in ("doi", "pmid", "url_read"):
                    continue
                if _WRITTEN_DOI.search(text) or _WRITTEN_PMID.search(text):
                    yield row.fault(column, "no DOI or PMID in running text", remedy)


def names_are_used_once(tables: Tables) -> Iterator[Fault]:
    """Ids and aliases of sources and estimates, capitals aside, are one namespace."""
    owner: dict[str, str] = {}
    for name, column in (("sources", "source_id"), ("estimates", "estimate_id")):
        for row in tables[name].rows:
            for used in (column, "aliases"):
                for item in row.items(used):
                    first = owner.setdefault(item.casefold(), row.place(used))
                    if first != row.place(used):
                        remedy = "Rename one, or drop the alias."
                        yield row.fault(used, f"a name not used at {first}", remedy, repr(item))


def the_excluded_do_not_live(tables: Tables) -> Iterator[Fault]:
    """A row in excluded.csv is not also in use, unless it was merged into a row of its own id."""
    living = tables["estimates"].column("estimate_id") | tables["sources"].column("source_id")
    for row in tables["excluded"].rows:
        if row["id"] in living and row["kept_as"] != row["id"]:
            remedy = "Take it out of excluded.csv, or out of the table in use."
            yield row.fault("id", "an id that is in use nowhere", remedy)
        if row["kind"] == "duplicate" and not row["kept_as"]:
            yield row.fault("kept_as", "the row that replaces it", "Name it.")


def audits_name_the_error(tables: Tables) -> Iterator[Fault]:
    """A row that was corrected or wrong has the class of its error; no other row has one."""
    for row in tables["audit"].rows:
        if (row["verdict"] in ("corrected", "wrong")) != bool(row["error_class"]):
            expected = "a class where the verdict is corrected or wrong, and only there"
            yield row.fault("error_class", expected, "Name the class, or remove it.")


def states_belong_to_their_finding(tables: Tables) -> Iterator[Fault]:
    """The state of an estimate is one that vocabulary.csv lists for its finding."""
    states = {
        (row["of"], row["value"])
        for row in tables["vocabulary"].rows
        if (row["table"], row["column"]) == ("estimates", "state")
    }
    for row in tables["estimates"].rows:
        if row["state"] and (row["finding"], row["state"]) not in states:
            valid = [state for finding, state in states if finding == row["finding"]]
            otherwise = "Correct it, or add the state to vocabulary.csv."
            remedy = did_you_mean(row["state"], valid, otherwise)
            yield row.fault("state", f"a state of {row['finding']}", remedy)


def quantities_can_be_pooled(tables: Tables) -> Iterator[Fault]:
    """A row that names a quantity is a figure per patient of that quantity's kind."""
    kinds = {row["quantity"]: row["kind"] for row in tables["quantities"].rows}
    for row in tables["estimates"].rows:
        if not row["quantity"] or row["metric"] not in METRICS:
            continue
        for name in (item.removeprefix(NEGATION) for item in row.items("quantity")):
            cells_of_row = (row["estimate_id"], row["metric"], row["unit"])
            reason = refusal(*cells_of_row, kinds[name]) if name in kinds else None
            if reason:
                expected = f"a {kinds[name].replace('_', ' ')} per patient for {name}"
                remedy = "Take the quantity's name out of the row."
                yield row.fault("quantity", expected, remedy, reason)


def probabilities_say_of_what(tables: Tables) -> Iterator[Fault]:
    """A probability says of what and in whom; a share, a rate or a ratio does not."""
    for row in tables["quantities"].rows:
        if (row["kind"] == "probability") != bool(row["target"]):
            expected = "node=state for a probability, and nothing for another kind"
            yield row.fault("target", expected, "Fill or empty the cell.")
        if row["given"] and not row["target"]:
            yield row.fault("given", "nothing without a target", "Empty the cell.")


STRUCTURAL: tuple[Rule, ...] = (
    figures_are_numbers,
    years_are_years,
    ids_are_unique,
    sources_resolve,
    quantities_resolve,
    metrics_are_known,
    kinds_are_known,
    counts_fit,
    intervals_hold_their_estimate,
    figures_are_in_range,
)
"""Rules that every load applies."""

PROTOCOL: tuple[Rule, ...] = (
    estimates_are_their_counts,
    printed_counts_are_recorded,
    derived_figures_say_how,
    estimates_are_counted,
    no_source_is_an_orphan,
    verified_references_are_whole,
    references_are_written_once,
    names_are_used_once,
    the_excluded_do_not_live,
    audits_name_the_error,
    states_belong_to_their_finding,
    quantities_can_be_pooled,
    probabilities_say_of_what,
)
"""Rules that `bayesdx check` applies besides."""


def apply(rules: Iterable[Rule], tables: Tables) -> Iterator[Fault]:
    """Yield what the rules find; a rule stops where it needs what could not be read."""
    for rule in rules:
        with suppress(Unreadable):
            yield from rule(tables)


def typed(row: Row, column: str, kind: str) -> Iterator[Fault]:
    """Yield a fault if a cell is not of its type."""
    expected = cells.wrong(kind, row[column])
    if expected:
        yield row.fault(column, expected, "Correct the cell.")


def repeated(table: Table, column: str) -> Iterator[Fault]:
    """Yield a fault for every cell that repeats one above it, capitals aside."""
    first: dict[str, Row] = {}
    for row in table.rows:
        if row[column]:
            before = first.setdefault(row[column].casefold(), row)
            if before is not row:
                expected = f"a value that is not at line {before.line} already"
                yield row.fault(column, expected, "Merge the rows, or correct one of them.")


def unresolved(
    row: Row, column: str, names: Iterable[str], known: Collection[str]
) -> Iterator[Fault]:
    """Yield a fault for every name that a cell refers to and that nothing has."""
    for name in names:
        if name not in known:
            otherwise = "Correct the name, or add the row that it names."
            remedy = did_you_mean(name, known, otherwise)
            yield row.fault(column, "the name of a row that exists", remedy, quoted(name))
