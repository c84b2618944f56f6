"""The page of the sources, sentence by sentence: every sentence is there once, and all that it became exists."""

import re

import pytest
import sites

from timonel.kinds import Lesson, Term
from timonel.pipeline import examine
from timonel.site.coverage import in_part, packaged, passages

LANGUAGES = pytest.mark.parametrize("lang", sites.LANGUAGES)
SENTENCES = {
    "lecciones-aprendidas": ("L", 23),
    "saboteadores-y-obstaculos": ("S", 109),
    "etapas-de-implementacion": ("E", 16),
    "estrategia-y-pilares": ("P", 13),
    "por-que-fracasan": ("F", 18),
}


@pytest.fixture(scope="module")
def result():
    return examine(sites.ROOT)


def test_every_sentence_of_every_source_stands_there_once_and_in_order():
    assert packaged().keys() == SENTENCES.keys()
    for source, (letter, number) in SENTENCES.items():
        at = 0
        for one in packaged()[source]:
            first, last = re.fullmatch(rf"{letter}(\d+)(?:-(\d+))?", one.at).groups()
            assert int(first) == at + 1, one.at
            at = int(last or first)
            assert at - int(first) + 1 == one.sentences
        assert at == number, source


def test_what_they_became_exists(result):
    """The lessons and terms are the method's, the rules are the catalogue's."""
    lessons, terms = {one.id for one in result.base.all(Lesson)}, {one.id for one in result.base.all(Term)}
    assert {id_ for one in passages() for id_ in one.lessons} - lessons == set()
    assert {id_ for one in passages() for id_ in one.terms} - terms == set()
    assert {code for one in passages() for code in one.rules} - set(result.rules) == set()


def test_every_lesson_of_a_source_has_a_sentence(result):
    """No lesson says that it comes from a text in which nothing became that lesson."""
    for lesson in result.base.all(Lesson):
        source = lesson.fields["source"]["document"]
        assert any(lesson.id in one.lessons for one in packaged()[source]), lesson.id


def test_what_is_whole_has_a_lesson_and_a_rule_and_the_rest_says_why():
    for one in passages():
        assert (one.why is None) is (one.mark == "whole"), one.at
        if one.mark == "whole":
            assert one.lessons, one.at
            assert one.rules, one.at
        if one.mark == "none":
            assert [*one.lessons, *one.rules, *one.terms] == [], one.at


def test_the_rules_of_a_passage_stand_behind_one_of_its_lessons(result):
    """A lesson and a rule in one row know each other, but where the rule only keeps a fact in order."""
    enforcing = result.facts.enforcing
    apart = [
        (one.at, lesson)
        for one in passages()
        for lesson in one.lessons
        if one.rules and not set(one.rules) & set(enforcing.get(lesson, ()))
    ]
    assert apart == []


@LANGUAGES
def test_texts_stand_in_both_languages_in_our_own_words(lang):
    """Each says something of its own; none is long enough to be the sentence itself."""
    said = [one.says[lang] for one in passages()]
    assert len(set(said)) == len(said)
    assert all(text.endswith((".", "?")) and len(text) < 200 for text in said)
    assert all(one.why[lang].endswith(".") for one in passages() if one.why)


@LANGUAGES
def test_the_page_tells_them_all_and_the_claims_are_computed(pages, result, lang):
    here = pages[lang]["lessons/sources/index.html"]
    for one in passages():
        assert one.says[lang] in here.text, one.at
    lessons = result.base.all(Lesson)
    watched = [one.id for one in lessons if one.id in result.facts.enforcing]
    found = pages[lang]["lessons/index.html"].text
    assert len(watched) == len(lessons), "then the page speaks of no rest"
    claim = {
        "es": f"Las reglas vigilan las {len(lessons)} lecciones, y {len(in_part() & set(watched))} de ellas en parte",
        "en": f"Rules watch over all {len(lessons)} lessons, {len(in_part() & set(watched))} of them in part",
    }[lang]
    assert claim in found
