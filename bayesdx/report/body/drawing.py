"""The body as SVG text: regions by probability, labels with leader lines, a key.

A region is the stronger, the likelier the lesion is there. Which neuron it concerns is said by
colour, by hatching and in the label. Everything else is in the colour of the text around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from bayesdx.inference import Posterior
from bayesdx.language import _
from bayesdx.network import Network
from bayesdx.report.body.labels import LINE, Site, likeliest, sites_of, spread
from bayesdx.report.body.neurons import SITE, neurons_at
from bayesdx.report.body.shapes import (
    COLUMN,
    CROSS_SECTION,
    CUT,
    FIGURE,
    FIRST,
    GREY_MATTER,
    HEIGHT,
    LAST,
    ORDER,
    REGIONS,
    WIDTH,
    Region,
    Shape,
)
from bayesdx.report.charts import PATTERN_COLOURS

MOST = 5
"""So many sites have a label."""

_TEXT = COLUMN + 10
_OUTSIDE = 580.0
_KEY = 630.0
"""Where the text of a label begins; where the sites outside of the body begin; where the key is."""

_SEEN = 0.2
"""What is fainter does not stand in the way of what lies below it."""


def body_svg(
    network: Network,
    posterior: Posterior,
    prior: Posterior | None = None,
    *,
    most: int = MOST,
    interactive: bool = False,
) -> str:
    """Return the picture of a body in which each site is as strong as the lesion there is likely.

    Args:
        network: whose sites these are; it says which motor neurons a lesion of each damages.
        posterior: of the node `site`.
        prior: the same before the findings.
        most: so many sites have a label, the likeliest.
        interactive: whether each site is a button, for a page that listens to it.

    Returns:
        An SVG that needs nothing else.

    Raises:
        ValueError: the posterior is of another node than `site`, or of another network.

    >>> from bayesdx import load, query
    >>> network = load("localisation")
    >>> body_svg(network, query(network, {}, target="site"))[:42]
    '<svg xmlns="http://www.w3.org/2000/svg" ro'
    """
    if posterior.target != SITE or posterior.states != network.states.get(SITE):
        raise ValueError(f"a posterior of {posterior.target}, not of the sites of {network.name}")
    neurons = neurons_at(network)
    sites = sites_of(posterior, prior, [neurons[name].pattern for name in posterior.states])
    said = likeliest(sites, most)
    labels = _placed([site for site in said if site.name in REGIONS])
    drawn = {site.name: site for site in sites if site.name in REGIONS}
    best = said[0].name
    groups = [
        _site(drawn[name], labels.get(name), interactive=interactive, best=name == best)
        for name in REGIONS
        if name in drawn
    ]
    outside = _outside([site for site in sites if site.name not in REGIONS], best, interactive)
    return "\n".join([_head(said, interactive=interactive), *groups, *outside, _key(), "</svg>"])


def _head(said: Sequence[Site], *, interactive: bool) -> str:
    """Return what comes before the sites: the outline of the body, and the cord cut across."""
    aloud = "; ".join(site.aloud for site in said)
    label = _("Where the lesion may be. {sites}.").format(sites=aloud)
    role = "group" if interactive else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="{role}" aria-label="{escape(label)}" '
        f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" height="{HEIGHT:g}">'
        f"<style>{_STYLE}</style><defs>{_patterns()}</defs>"
        f'<g class="figure" aria-hidden="true">{FIGURE}</g>'
        f'<g class="figure" aria-hidden="true">{CROSS_SECTION}</g>'
        f'<g class="grey" aria-hidden="true">{GREY_MATTER}</g>'
        f'<text class="note" x="{CUT:g}" y="452" text-anchor="middle">'
        f"{escape(_('Cord cut across, back above'))}</text>"
        f'<text class="note" x="{CUT:g}" y="567" text-anchor="middle">'
        f"{escape(_('Posterior columns: sensory'))}</text>"
    )


_STYLE = """
svg { color: #262730; }
text { font: 13.5px system-ui, sans-serif; fill: currentColor; }
.number { font-size: 15px; font-weight: 700; }
.best .number { font-size: 19px; }
.best .name { font-weight: 600; }
.beside, .note, .interval { font-size: 12.5px; font-weight: 400; }
.figure { fill: currentColor; stroke: currentColor; stroke-width: 0; opacity: 0.09; }
.figure .limb { fill: none; stroke-linecap: round; }
.grey { fill: currentColor; opacity: 0.25; }
.edge { stroke: currentColor; }
.line { fill: none; stroke-linecap: round; stroke-linejoin: round; }
.leader { fill: none; stroke: currentColor; stroke-width: 1; stroke-opacity: 0.7; }
.dot { fill: currentColor; }
.swatch { stroke: currentColor; stroke-width: 0.8; }
@media (forced-colors: active) { svg { color: CanvasText; } }
"""


def _patterns() -> str:
    """Return the hatchings: upper to the right, lower to the left, both crossed, neither dotted."""
    return "".join(
        f'<pattern id="bayesdx-{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="M0 0H6V6H0Z" fill="{colour}"/>{_HATCHES[name]}</pattern>'
        for name, colour in PATTERN_COLOURS.items()
    )


_RIGHT, _LEFT = "M-1 7L7 -1M-1 1L1 -1M5 7L7 5", "M-1 -1L7 7M-1 5L1 7M5 -1L7 1"
_HATCHES: Mapping[str, str] = {
    **{
        name: f'<path d="{path}" stroke="white" stroke-opacity="0.6" stroke-width="1.2"/>'
        for name, path in {"umn": _RIGHT, "lmn": _LEFT, "mixed": f"{_RIGHT}{_LEFT}"}.items()
    },
    "neither": '<circle cx="3" cy="3" r="1.1" fill="white" fill-opacity="0.6"/>',
}


def _site(site: Site, top: float | None, *, interactive: bool, best: bool) -> str:
    """Return a site: its shapes, and its label where it has one."""
    region = REGIONS[site.name]
    shapes = "".join(_shape(shape, site) for shape in region.shapes)
    label = "" if top is None else _leader(region, site, top) + _label(site, top)
    return f"{_opening(site, interactive=interactive, best=best)}{shapes}{label}</g>"


def _opening(site: Site, *, interactive: bool, best: bool) -> str:
    kind = "site best" if best else "site"
    title = f"<title>{escape(site.aloud)}</title>"
    if not interactive:
        return f'<g class="{kind}" data-pick="{site.name}">{title}'
    order = ORDER.index(site.name) if site.name in ORDER else len(ORDER)
    return (
        f'<g class="{kind}" data-pick="{site.name}" data-order="{order}" role="button" '
        f'tabindex="-1" aria-pressed="false" aria-label="{escape(site.aloud)}">{title}'
    )


def _shape(shape: Shape, site: Site) -> str:
    """Return a shape once or twice; its edge is a broader line below its face."""
    at = f"translate({2 * shape.axis:g} 0) scale(-1 1)"
    once = _path(shape, site)
    mirrored = f'<g transform="{at}">{once}</g>'
    return {"one": once, "other": mirrored, "both": once + mirrored}[shape.sides]


def _path(shape: Shape, site: Site) -> str:
    """Return one path: its edge, which is broad where it is looked at, and its face above it."""
    shade = _shade(site.probability)
    paint = f"url(#bayesdx-{shape.pattern or site.pattern})"
    rim = f"{0.9 + 1.3 * site.probability:.2f}"
    seen = f"{0.35 + 0.5 * shade:.3f}"
    if not shape.width:
        return (
            f'<path class="edge" d="{shape.path}" fill="{paint}" fill-opacity="{shade:.3f}" '
            f'fill-rule="evenodd" stroke-width="{rim}" stroke-opacity="{seen}"/>'
        )
    away = ' style="pointer-events:none"' if shape.quiet and shade < _SEEN else ""
    thin = 0.0 if shape.quiet else 0.4 * (1 - shade)
    return (
        f'<path class="edge line" d="{shape.path}" stroke-width="{rim}" '
        f'stroke-opacity="{thin:.3f}"{away}/>'
        f'<path class="face line" d="{shape.path}" stroke="{paint}" '
        f'stroke-width="{shape.width:g}" stroke-opacity="{shade:.3f}"{away}/>'
    )


def _shade(p: float) -> float:
    """Return how strong a region is; a tenth can be told from nothing, and a half from a whole."""
    return float(min(1.0, p**0.6))


def _placed(sites: Sequence[Site]) -> dict[str, float]:
    """Return site → where its label begins; labels stand in the order of their regions."""
    ordered = sorted(sites, key=lambda site: REGIONS[site.name].anchor[1])
    tops = spread(
        [REGIONS[site.name].anchor[1] for site in ordered],
        [site.height for site in ordered],
        first=FIRST,
        last=LAST,
    )
    return {site.name: top for site, top in zip(ordered, tops, strict=True)}


def _leader(region: Region, site: Site, top: float) -> str:
    x, y = region.anchor
    end = top + site.height / 2
    return (
        f'<path class="leader" d="M{x:g} {y:g}L{COLUMN - 12:g} {end:.1f}H{COLUMN:g}"/>'
        f'<circle class="dot" cx="{x:g}" cy="{y:g}" r="2.4"/>'
    )


def _label(site: Site, top: float) -> str:
    """Return number, name and neurons, with a bar of the colour and hatching of the region."""
    kinds = ["name"] * len(site.name_lines) + ["beside"] * len(site.beside_lines)
    texts = [
        f'<text class="{kind}" x="{_TEXT:g}" y="{top + LINE * (i + 2) - 1:.1f}">'
        f"{escape(line)}</text>"
        for i, (kind, line) in enumerate(
            zip(kinds, [*site.name_lines, *site.beside_lines], strict=True)
        )
    ]
    interval = f' <tspan class="interval">{escape(site.interval)}</tspan>' if site.interval else ""
    return (
        f'<rect class="hit" x="{COLUMN:g}" y="{top:.1f}" width="{WIDTH - COLUMN:g}" '
        f'height="{site.height:.1f}" fill="transparent"/>'
        f'<rect class="swatch" x="{COLUMN:g}" y="{top + 1:.1f}" width="5" '
        f'height="{site.height - 2:.1f}" fill="url(#bayesdx-{site.pattern})"/>'
        f'<text class="number" x="{_TEXT:g}" y="{top + LINE - 3:.1f}">{escape(site.number)}'
        f"{interval}</text>{''.join(texts)}"
    )


def _outside(sites: Sequence[Site], best: str, interactive: bool) -> list[str]:
    """Return the sites that are no place of the body, in a box of their own."""
    top = _OUTSIDE
    drawn: list[str] = []
    for site in sites:
        opening = _opening(site, interactive=interactive, best=site.name == best)
        drawn.append(f"{opening}{_label(site, top)}</g>")
        top += site.height + 8
    return drawn


def _key() -> str:
    """Return what colours and hatchings mean."""
    names = {
        "umn": _("Upper motor neuron"),
        "lmn": _("Lower motor neuron"),
        "mixed": _("Both"),
        "neither": _("Neither"),
    }
    lines = [
        f'<rect class="swatch" x="40" y="{_KEY + 19 * i:g}" width="24" height="12" '
        f'fill="url(#bayesdx-{name})"/>'
        f'<text class="note" x="72" y="{_KEY + 10 + 19 * i:g}">{escape(label)}</text>'
        for i, (name, label) in enumerate(names.items())
    ]
    return "".join(lines)
