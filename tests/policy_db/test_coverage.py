"""Every character of the source is in exactly one clause or on the list of what was dropped, and reads there as in the source."""

from __future__ import annotations

from collections import Counter

from policy_db.ingest.manifest import Collection
from policy_db.ingest.printed import squeeze


def test_every_character_is_in_one_clause_or_dropped(compendium: Collection) -> None:
    printed = compendium.printed
    places: Counter[int] = Counter()
    for document in compendium.documents:
        for clause in document.clauses:
            places.update(printed.offsets[clause.span[0]:clause.span[1]])
    for passage in compendium.dropped:
        places.update(passage.offsets)
    wanted = {offset for offset, char in enumerate(printed.raw) if not char.isspace()}
    assert set(places) == wanted
    assert set(places.values()) == {1}


def test_the_original_of_a_clause_is_the_source_without_layout(compendium: Collection) -> None:
    for document in compendium.documents:
        for clause in document.clauses:
            assert squeeze(clause.original) == compendium.printed.chars[clause.span[0]:clause.span[1]]


def test_only_furniture_is_dropped(compendium: Collection) -> None:
    reasons = Counter(passage.reason for passage in compendium.dropped)
    assert reasons.pop("页码") == 50
    assert reasons.pop("网页摘要，重复首页开头") == 1
    assert reasons.pop("汇编所附新闻导语，不是文件内容") == 1
    assert reasons.pop("汇编的分部标题") == 1
    assert all(reason.startswith("网页") for reason in reasons)
    book_heading = next(passage for passage in compendium.dropped if passage.reason == "汇编的分部标题")
    assert book_heading.text == "五、“专精特新”中小企业浙江省级政策"


def test_text_differs_from_the_original_only_by_listed_corrections(compendium: Collection) -> None:
    for document in compendium.documents:
        corrected = {item.clause for item in document.corrections if item.correction.sure}
        assert {clause.label for clause in document.clauses if clause.text != clause.original} == corrected - {None}
