"""A page as its reader sees it: the elements that CSS classes and tags pick out, and their text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = ("area", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "line", "wbr")
NOT_READ = ("script", "style", "template")


@dataclass
class Element:
    """An element with its attributes and what it holds."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that it says, with single spaces; no attribute."""
        parts = (each if isinstance(each, str) else each.text for each in self.children)
        return "" if self.tag in NOT_READ else " ".join("".join(parts).split())

    def all(self, tag: str = "", class_: str = "", **attributes: str) -> list[Element]:
        """Every element within it of this tag and class with these attributes, in the order of the page."""
        return [
            each
            for each in self._within()
            if tag in ("", each.tag)
            and (not class_ or class_ in each.attributes.get("class", "").split())
            and attributes.items() <= each.attributes.items()
        ]

    def one(self, tag: str = "", class_: str = "", **attributes: str) -> Element:
        """The only element of this kind."""
        [found] = self.all(tag, class_, **attributes)
        return found

    def without(self, *tags: str) -> Element:
        """The same without some kinds of element."""
        kept = (each for each in self.children if isinstance(each, str) or each.tag not in tags)
        children = [each if isinstance(each, str) else each.without(*tags) for each in kept]
        return Element(self.tag, self.attributes, children)

    def _within(self) -> Iterator[Element]:
        for each in self.children:
            if isinstance(each, Element):
                yield each
                yield from each._within()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in (each.tag for each in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def rendered(page: str) -> Element:
    """The whole page."""
    reader = _Reader()
    reader.feed(page)
    return reader.open[0]
