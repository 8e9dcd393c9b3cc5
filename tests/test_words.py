"""The words of the page: all of them stand in one catalogue, each has its German, and a page in German is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from jinja2 import Environment, nodes

from service.board.examples import EXAMPLES
from service.board.words import FOLDER, TOLD_BY_SCRIPTS
from tests.catalogue_of_words import PAGE, TEMPLATES, every_message
from tests.rendered import Element, rendered

GERMAN: Final = FOLDER / "de.po"
NOT_IN_WORDS: Final = {
    "Linewise",
    "- Linewise",
    "POST /v1/recommendations",
    "doi:",
}  # a name, an address, an abbreviation
CODE: Final = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
READ_OUT: Final = re.compile(r'\b(?:aria-label|placeholder|title|alt|data-told|data-title)="([^"]*)"')
WORDS: Final = re.compile(r"[A-Za-z]{2,}")
SENTENCE: Final = re.compile(r"[A-Za-z],? [A-Za-z]|^[A-Z][a-z]+")
TRANSLATED: Final = ("_", "ngettext", "word")


def page(client: FlaskClient, address: str) -> Element:
    return rendered(client.get(address).get_data(as_text=True))


def german() -> Catalog:
    return read_po(BytesIO(GERMAN.read_bytes()), locale="de")


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|%%|<[^>]+>", text))


def test_the_catalogue_holds_every_message_and_each_has_its_german() -> None:
    messages = [message.id for message in every_message() if message.id]
    told = {message.id: message.string for message in german() if message.id}
    assert told.keys() == set(messages), "make words"
    assert [english for english, string in told.items() if not string or not all(string)] == []
    texts = [(english, string) for english, string in told.items() if isinstance(english, str)]
    assert [english for english, string in texts if placeholders(english) != placeholders(str(string))] == []


def test_what_is_compiled_is_what_was_translated() -> None:
    compiled = GNUTranslations(BytesIO(GERMAN.with_suffix(".mo").read_bytes()))
    for message in german():
        if isinstance(message.id, str):
            assert not message.id or compiled.gettext(message.id) == message.string, "make words"
        else:
            one, several = message.id
            assert tuple(compiled.ngettext(one, several, number) for number in (1, 2)) == message.string, "make words"


def bare(source: str) -> Iterator[str]:
    """The words of a template that no catalogue is asked for."""
    without_code = CODE.sub(" ", source)
    shown = re.sub(r"<[^>]*>", "\n", without_code)
    for text in (*shown.splitlines(), *READ_OUT.findall(without_code)):
        if WORDS.search(re.sub(r"&\w+;", "", text)) and text.strip() not in NOT_IN_WORDS:
            yield text.strip()
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    for kind, attribute in ((nodes.Output, "nodes"), (nodes.For, "iter"), (nodes.Assign, "node")):
        for node in tree.find_all(kind):
            told = getattr(node, attribute)
            for expression in told if isinstance(told, list) else [told]:
                yield from filter(SENTENCE.search, literals(expression))


def literals(node: nodes.Node) -> Iterator[str]:
    """The texts that an expression may show, but for those that it translates, compares or takes for keys."""
    if isinstance(node, nodes.Const):
        yield from [node.value] if isinstance(node.value, str) else []
    elif isinstance(node, nodes.CondExpr):
        yield from (text for each in (node.expr1, node.expr2) if each is not None for text in literals(each))
    elif isinstance(node, nodes.Call):
        is_translated = isinstance(node.node, nodes.Name) and node.node.name in TRANSLATED
        yield from [] if is_translated else literals(node.node)
    elif isinstance(node, nodes.Pair):
        yield from literals(node.value)
    elif isinstance(node, (nodes.Filter, nodes.Getattr, nodes.Getitem)):
        yield from [] if node.node is None else literals(node.node)
    elif not isinstance(node, (nodes.Compare, nodes.Test, nodes.TemplateData)):
        yield from (text for each in node.iter_child_nodes() for text in literals(each))


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.stem)
def test_no_template_says_anything_past_the_catalogue(path: Path) -> None:
    assert list(bare(path.read_text("utf-8"))) == []


def test_the_scripts_say_what_the_catalogue_holds() -> None:
    scripts = "".join(path.read_text("utf-8") for path in (PAGE.parent / "static" / "board").glob("*.js"))
    told = set(re.findall(r'\bword\("([^"]*)"\)', scripts))
    named = re.findall(r"\bword\(([A-Z]+)\)", scripts)
    told |= {re.search(rf'const {name} = "([^"]*)"', scripts)[1] for name in named}  # type: ignore[index]
    assert told == set(TOLD_BY_SCRIPTS)


def test_a_page_in_german_is_german_but_for_the_clinical_sentences(client: FlaskClient) -> None:
    german = page(client, "/?example=early-relapse-second-line&lang=de")
    assert german.one("html").attributes["lang"] == "de"
    assert german.one(id="options-title").text == "Optionen"
    assert german.one(id="history-title").text == "Behandlungen und Ereignisse"
    assert "nicht ärztlich geprüft (not reviewed)" in german.one(class_="unreviewed").text.lower()
    sentence = german.one(id="answer-title")
    english = page(client, "/?example=early-relapse-second-line").one(id="answer-title")
    assert (sentence.attributes["lang"], sentence.text) == ("en", english.text)


def test_the_language_stays_when_the_page_posts_and_leads_on(client: FlaskClient) -> None:
    start = page(client, "/?lang=de")
    assert {form.attributes["action"] for form in start.all("form")} == {"/?lang=de"}
    examples = {link.attributes["href"] for link in start.one(class_="examples").all("a")}
    assert examples == {f"/?example={name}&lang=de" for name in EXAMPLES}
    answered = rendered(client.post("/?lang=de", data={"do": "example:de-novo-first-line"}).get_data(as_text=True))
    assert answered.one("html").attributes["lang"] == "de"
    assert answered.one(id="language").attributes["formaction"] == "/"


def test_english_is_what_is_asked_for_without_a_language(client: FlaskClient) -> None:
    english = client.get("/?example=early-relapse-second-line").get_data(as_text=True)
    assert english.count('lang="en"') == 1
    assert page(client, "/?lang=en").one(id="history-title").text == "Treatments and events"
    assert client.get("/?lang=fr").status_code == 400


def test_what_is_answered_after_a_page_in_german_is_english(client: FlaskClient) -> None:
    english = client.get("/guidelines/asco@2022-05-31").get_data(as_text=True)
    client.get("/?example=early-relapse-second-line&lang=de")
    assert client.get("/guidelines/asco@2022-05-31").get_data(as_text=True) == english
