"""What counts as a command, and what must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.commands import command_of, follows_up, link_code_in, says_no, says_yes, switches, topics_in
from policy_db.programs import find_programs
from policy_db.yamlfile import read

CASES = [(name, text) for name, texts in read(Path(__file__).with_name("commands.yml")).items() for text in texts]


@pytest.mark.parametrize(("name", "text"), CASES, ids=[text for _, text in CASES])
def test_command(name: str, text: str) -> None:
    assert command_of(text, asking=True) == (None if name == "none" else name)


@pytest.mark.parametrize("text", ["跳过", "返回上一题", "先到这里", "都不清楚", "结果什么时候公布"])
def test_没有在问问题时不是命令(text: str) -> None:
    assert command_of(text, asking=False) is None


@pytest.mark.parametrize("text", ["直接给结果", "看结果", "给我看看结论", "刚才的结果呢", "结论是什么"])
def test_没有在问问题时要结果_是再说一遍(text: str) -> None:
    assert command_of(text, asking=False) == "result"


def spans(text: str) -> list[tuple[int, int]]:
    return [(mention.start, mention.end) for mention in find_programs(text)]


@pytest.mark.parametrize("text", ["那隐形冠军呢", "隐形冠军呢？", "那单项冠军怎么样", "小巨人呢", "要是隐形冠军呢", "那专精特新"])
def test_只换项目名的追问(text: str) -> None:
    assert follows_up(text, spans(text))


@pytest.mark.parametrize("text", ["换成隐形冠军", "改测小巨人", "换隐形冠军吧", "我想换成单项冠军", "换成测小巨人"])
def test_换成另一个项目(text: str) -> None:
    assert switches(text, spans(text))


@pytest.mark.parametrize("text", ["隐形冠军几年有效", "我们不是小巨人", "小巨人和单项冠军有什么区别", "评上小巨人有什么好处"])
def test_带着问题的话不是追问(text: str) -> None:
    assert not follows_up(text, spans(text))
    assert not switches(text, spans(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [("AB2D-EF3G", "ab2def3g"), ("绑定码：ab2def3g", "ab2def3g"), ("绑定码 ab2d-ef3g", "ab2def3g"), ("12345678", None),
     ("abcdefgh", None), ("小巨人", None), ("我的绑定码是多少", None)],
)
def test_绑定码(text: str, code: str | None) -> None:
    assert link_code_in(text) == code


@pytest.mark.parametrize("text", ["确定删除", "是的", "好的", "删吧", "嗯", "确定", "OK"])
def test_是(text: str) -> None:
    assert says_yes(text) and not says_no(text)


@pytest.mark.parametrize("text", ["不删了", "算了", "不用", "先不", "不用了吧", "别删"])
def test_不是(text: str) -> None:
    assert says_no(text) and not says_yes(text)


@pytest.mark.parametrize(
    ("text", "topics"),
    [("都要", ["window", "change"]), ("只要申报时间", ["window"]), ("只要政策变化", ["change"]), ("今天天气", [])],
)
def test_提醒的内容(text: str, topics: list[str]) -> None:
    assert topics_in(text) == topics
