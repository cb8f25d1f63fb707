"""HTML in which every word is escaped, unless it is markup already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


class Markup(str):
    """HTML, in which nothing is left to escape."""

    __slots__ = ()


def shown(words: str) -> Markup:
    """Return words as HTML shows them; markup as it is.

    >>> shown("<b>"), shown(Markup("<b>"))
    ('&lt;b&gt;', '<b>')
    """
    return words if isinstance(words, Markup) else Markup(escape(words))


def element(name: str, *inside: str, **attributes: str) -> Markup:
    """Return an element; `class_` is the attribute class, and `aria_hidden` is aria-hidden.

    >>> element("a", "A & B", href="?a&b")
    '<a href="?a&amp;b">A &amp; B</a>'
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    return Markup(f"<{name}{said}>{join(inside)}</{name}>")


def join(parts: Iterable[str], between: str = "") -> Markup:
    """Return parts one after another.

    >>> join(["a", "<"], " & ")
    'a &amp; &lt;'
    """
    return Markup(shown(between).join(map(shown, parts)))


def section(title: str, *inside: str) -> Markup:
    """Return a part of a page, under its title."""
    return element("section", element("h2", title), *inside)


def paragraphs(several: Iterable[str], **attributes: str) -> Markup:
    """Return texts as paragraphs; nothing for an empty one."""
    return join(element("p", one, **attributes) for one in several if one)


def items(several: Iterable[str], *, ordered: bool = False) -> Markup:
    """Return texts as a list."""
    return element("ol" if ordered else "ul", *(element("li", one) for one in several))


def pairs(several: Iterable[tuple[str, str]]) -> Markup:
    """Return names and what they stand for."""
    inside = (element("dt", name) + element("dd", what) for name, what in several)
    return element("dl", *map(Markup, inside))


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    looks: Sequence[str] = (),
    hidden: bool = False,
) -> Markup:
    """Return a table whose first column names its rows.

    Args:
        caption: what it shows.
        heads: the names of its columns.
        rows: a text for each column.
        looks: the class of each column; none if empty.
        hidden: whether the caption is only for those who have the page read out.
    """
    classes = [{"class_": look} if look else {} for look in looks or [""] * len(heads)]
    top = [element("th", h, scope="col", **c) for h, c in zip(heads, classes, strict=True)]
    body = []
    for first, *rest in rows:
        cells = [element("td", t, **c) for t, c in zip(rest, classes[1:], strict=True)]
        body.append(element("tr", element("th", first, scope="row", **classes[0]), *cells))
    title = element("caption", caption, **({"class_": "aside"} if hidden else {}))
    inside = [title, element("thead", element("tr", *top))]
    return element("table", *inside, element("tbody", *body))


def link(words: str, address: str | None) -> Markup:
    """Return words that lead to an address of the web, or to a place of the page; else the words.

    >>> link("doi", "https://doi.org/10.1/a"), link("x", "javascript:alert(1)"), link("x", None)
    ('<a href="https://doi.org/10.1/a">doi</a>', 'x', 'x')
    """
    if address is None or not address.startswith(("https://", "#")):
        return shown(words)
    return element("a", words, href=address)


def bar(
    p: float,
    *,
    low: float | None = None,
    high: float | None = None,
    prior: float | None = None,
    colour: str = "",
) -> Markup:
    """Return a bar, its interval as a line below it and the prior as a diamond on it.

    It repeats the numbers beside it, so that those who do not see it miss nothing.
    """
    fill = {"fill": colour} if colour else {"class_": "plain"}
    box = {"y": "1", "height": "8", "rx": "1"}
    parts = [
        element("rect", width="100%", **box, class_="track"),
        element("rect", width=_place(p), **box, **fill),
    ]
    if low is not None and high is not None:
        ends = {"y1": "13", "y2": "13", "class_": "span"}
        parts.append(element("line", x1=_place(low), x2=_place(high), **ends))
        parts += [_end(low), _end(high)]
    if prior is not None:
        diamond = element("path", d="M0 0l5 5-5 5-5-5z", class_="prior")
        parts.append(element("svg", diamond, x=_place(prior), overflow="visible"))
    return element("svg", *parts, class_="bar", aria_hidden="true", overflow="visible")


def _end(place: float) -> Markup:
    return element("line", x1=_place(place), x2=_place(place), y1="10", y2="16", class_="span")


def _place(p: float) -> str:
    return f"{100 * p:.2f}%"
