"""Reads the condition tree and the score table of a rule file; every mistake is named with file, line and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any as Anything
from typing import NoReturn, Optional

from policy_db.facts.catalog import FACTS, Fact
from policy_db.rules.conditions import (
    All,
    Any,
    Case,
    Compare,
    Condition,
    Count,
    Defined,
    InPrinciple,
    Is,
    Limits,
    Not,
    Switch,
    Tiers,
    Total,
    Within,
)
from policy_db.rules.scoring import Given, Item, Option, Options, PerStep, Score, item_cap
from policy_db.yamlfile import FileError, Mapping, line_of

NUMBERS = ("int", "years", "money", "percent")
LIMITS = ("at_least", "above", "at_most", "below")


@dataclass
class Parser:
    """Turns the raw content of one file into conditions, with the named ones and the score items that it may use."""

    path: Path
    definitions: AnyMapping[str, Condition]
    items: AnyMapping[str, Item]

    def fail(self, where: Anything, message: str, key: Optional[str] = None) -> NoReturn:
        """Raises ``FileError`` at the line of ``where``, or of its ``key``."""
        line = where.line_of(key) if key and isinstance(where, Mapping) else line_of(where)
        raise FileError(self.path, line, message)

    def condition(self, raw: Anything, parent: Anything) -> Condition:
        """The condition that ``raw`` describes; ``parent`` gives the line where ``raw`` itself carries none."""
        if not isinstance(raw, Mapping):
            self.fail(parent, "条件须写成一个映射，例如 {fact: rd_ratio, at_least: 3}")
        kinds = [kind for kind in KINDS if kind in raw]
        if len(kinds) > 1 and "of" in kinds:
            kinds.remove("of")
        if len(kinds) != 1:
            found = "、".join(map(str, raw)) or "空"
            self.fail(raw, f"条件须恰有一个种类（{'、'.join(KINDS)}），这里是：{found}")
        parse, allowed = KINDS[kinds[0]]
        for key in raw:
            if key not in allowed and key not in (kinds[0], "label"):
                self.fail(raw, f"{kinds[0]} 条件里没有 {key} 这一项", key)
        label = raw.get("label", "")
        if not isinstance(label, str):
            self.fail(raw, "label 须是文字", "label")
        return parse(self, raw, label)

    def conditions(self, raw: Mapping, key: str) -> tuple[Condition, ...]:
        """The list of conditions under ``key``."""
        value = raw[key]
        if not isinstance(value, list) or not value:
            self.fail(raw, f"{key} 须是一列条件，且不能为空", key)
        return tuple(self.condition(child, value) for child in value)

    def fact(self, raw: Mapping, name: Anything, key: str, types: Iterable[str] = ()) -> Fact:
        """The catalogue's fact of that name, of one of the ``types``."""
        fact = FACTS.get(name) if isinstance(name, str) else None
        if fact is None:
            self.fail(raw, f"没有名为 {name} 的事实；可用的见 policy_db/facts/catalog.yml", key)
        wanted = tuple(types)
        if wanted and fact.type not in wanted:
            self.fail(raw, f"事实 {name} 的类型是 {fact.type}，这里需要 {'或'.join(wanted)}", key)
        return fact

    def number(self, raw: Mapping, key: str) -> float:
        """The number under ``key``."""
        value = raw[key]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.fail(raw, f"{key} 须是数字，这里是 {value!r}", key)
        return float(value)

    def limits(self, raw: Mapping) -> Limits:
        """The one or two limits of a comparison."""
        given = {key: self.number(raw, key) for key in LIMITS if key in raw}
        if not given or {"at_least", "above"} <= given.keys() or {"at_most", "below"} <= given.keys():
            self.fail(raw, "比较须写一个下限（at_least 或 above）或一个上限（at_most 或 below），也可各写一个")
        low = given.get("at_least", given.get("above", float("-inf")))
        if low > given.get("at_most", given.get("below", float("inf"))):
            self.fail(raw, "下限大于上限，没有数值能满足")
        return Limits(**given)

    def fact_condition(self, raw: Mapping, label: str) -> Condition:
        """``{fact: …}`` with ``is``, ``within`` or limits."""
        fact = self.fact(raw, raw["fact"], "fact")
        if "within" in raw:
            self.fact(raw, fact.id, "fact", ["text"])
            if len(raw) > 2 + ("label" in raw):
                self.fail(raw, "within 不能与其他比较并列")
            return Within(fact.id, str(raw["within"]), label=label)
        if "is" in raw:
            if any(key in raw for key in LIMITS):
                self.fail(raw, "is 不能与大小比较并列", "is")
            return Is(fact.id, self.values(raw, fact), label=label)
        if fact.type not in NUMBERS:
            self.fail(raw, f"事实 {fact.id} 的类型是 {fact.type}，须用 is（地区用 within）")
        return Compare(fact.id, self.limits(raw), label=label)

    def values(self, raw: Mapping, fact: Fact) -> tuple[bool | str, ...]:
        """The values under ``is``: true/false for a yes/no fact, ids for an enum."""
        given = raw["is"] if isinstance(raw["is"], list) else [raw["is"]]
        for value in given:
            right = isinstance(value, bool) if fact.type == "bool" else fact.type == "enum" and value in fact.values
            if not right:
                self.fail(raw, f"事实 {fact.id} 没有 {value!r} 这个值", "is")
        return tuple(given)

    def parts(self, raw: Mapping, key: str) -> tuple[str, ...]:
        """Two or more numeric facts under ``key``."""
        names = raw[key]
        if not isinstance(names, list) or len(names) < 2:
            self.fail(raw, f"{key} 须列出两个以上的事实", key)
        return tuple(self.fact(raw, name, key, NUMBERS).id for name in names)

    def total(self, raw: Mapping, label: str) -> Condition:
        """``{sum: [F1, F2], at_least: N}``."""
        return Total(self.parts(raw, "sum"), self.limits(raw), label=label)

    def each(self, raw: Mapping, label: str) -> Condition:
        """``{each: [F1, F2], at_least: N}``: the same limits for every fact, one by one."""
        limits = self.limits(raw)
        return All(tuple(Compare(fact, limits) for fact in self.parts(raw, "each")), label=label)

    def count(self, raw: Mapping, label: str) -> Condition:
        """``{count: K, of: […]}``."""
        needed = self.number(raw, "count")
        if "of" not in raw:
            self.fail(raw, "count 须与 of 并列：{count: 2, of: [...]}")
        of = self.conditions(raw, "of")
        if needed != int(needed) or not 1 <= needed <= len(of):
            self.fail(raw, f"count 须是 1 到 {len(of)} 的整数", "count")
        return Count(int(needed), of, label=label)

    def implication(self, raw: Mapping, label: str) -> Condition:
        """``{if: …, then: …}``: the second has to hold only where the first does."""
        if "then" not in raw:
            self.fail(raw, "if 须与 then 并列")
        return Any((Not(self.condition(raw["if"], raw)), self.condition(raw["then"], raw)), label=label)

    def tiers(self, raw: Mapping, label: str) -> Condition:
        """``{tiers: F, cases: [{from: N, require: …}, …, {require: …}]}``, highest first."""
        fact = self.fact(raw, raw["tiers"], "tiers", NUMBERS)
        cases = []
        previous = float("inf")
        for child in self.branch_list(raw):
            start = self.number(child, "from") if "from" in child else None
            if start is not None and start >= previous:
                self.fail(child, "cases 的 from 须从大到小", "from")
            if previous == float("-inf"):
                self.fail(child, "没有 from 的一档只能放在最后")
            previous = float("-inf") if start is None else start
            cases.append(Case(self.condition(child["require"], child), start=start))
        if previous != float("-inf"):
            self.fail(raw, "cases 的最后一档不写 from，以包含其余所有数值", "cases")
        return Tiers(fact.id, tuple(cases), label=label)

    def branch_list(self, raw: Mapping) -> list[Mapping]:
        """The mappings under ``cases``, each with a ``require``."""
        value = raw.get("cases")
        if not isinstance(value, list) or not value:
            self.fail(raw, "tiers 须有一列 cases", "cases")
        for child in value:
            if not isinstance(child, Mapping) or "require" not in child or set(child) - {"from", "require"}:
                self.fail(child if isinstance(child, Mapping) else value, "每一档写成 {from: 数字, require: 条件}")
        return list(value)

    def switch(self, raw: Mapping, label: str) -> Condition:
        """``{switch: F, cases: {value: …}, otherwise: …}`` on an enum fact."""
        fact = self.fact(raw, raw["switch"], "switch", ["enum"])
        value = raw.get("cases")
        if not isinstance(value, Mapping):
            self.fail(raw, "switch 的 cases 须是“取值: 条件”的映射", "cases")
        cases = []
        for name, child in value.items():
            if name not in fact.values:
                self.fail(value, f"事实 {fact.id} 没有 {name} 这个值", name)
            cases.append(Case(self.condition(child, value), values=(name,)))
        if "otherwise" in raw:
            cases.append(Case(self.condition(raw["otherwise"], raw)))
        elif set(value) != set(fact.values):
            self.fail(raw, f"cases 未包含 {fact.id} 的所有取值时，须写 otherwise")
        return Switch(fact.id, tuple(cases), label=label)

    def score(self, raw: Mapping, label: str) -> Condition:
        """``{score: all | [item ids], at_least: N}`` over the file's ``scoring``."""
        names = list(self.items) if raw["score"] == "all" else raw["score"]
        if not isinstance(names, list) or not names:
            self.fail(raw, "score 须是 all 或一列指标", "score")
        for name in names:
            if name not in self.items:
                self.fail(raw, f"scoring 里没有名为 {name} 的指标", "score")
        if "at_least" not in raw:
            self.fail(raw, "score 须写 at_least")
        items = tuple(self.items[name] for name in names)
        line = int(self.number(raw, "at_least"))
        if sum(item.cap for item in items) < line:
            self.fail(raw, "这些指标的满分达不到 at_least", "at_least")
        return Score(items, line, raw["score"] == "all", label=label)

    def defined(self, raw: Mapping, label: str) -> Condition:
        """``{defined: NAME}``."""
        name = raw["defined"]
        if name not in self.definitions:
            self.fail(raw, f"definitions.yml 里没有 {name}", "defined")
        return Defined(name, self.definitions[name], label=label or self.definitions[name].label)

    def item(self, name: str, raw: Anything, parent: Mapping) -> Item:
        """One indicator of ``scoring``."""
        if not isinstance(raw, Mapping) or not isinstance(raw.get("label"), str):
            self.fail(parent, f"指标 {name} 须有 label", name)
        kinds = [kind for kind in ("options", "per", "points_of") if kind in raw]
        unknown = set(raw) - {"label", "cap", "combine", "otherwise", "options", "per", "points_of", "cite", "note"}
        if len(kinds) != 1 or unknown:
            self.fail(
                raw,
                f"指标 {name} 须恰有 options、per、points_of 之一" + "".join(f"，没有 {key} 这一项" for key in unknown),
            )
        cap = int(self.number(raw, "cap")) if "cap" in raw else None
        if "options" in raw:
            return self.options(name, raw, cap)
        if cap is None:
            self.fail(raw, f"指标 {name} 须写满分 cap")
        if "per" in raw:
            per = raw["per"]
            if not isinstance(per, Mapping) or set(per) != {"fact", "step", "points"}:
                self.fail(raw, "per 写成 {fact: 事实, step: 每满多少, points: 得几分}", "per")
            fact = self.fact(per, per["fact"], "fact", NUMBERS)
            return PerStep(name, raw["label"], cap, fact.id, self.number(per, "step"), int(self.number(per, "points")))
        return Given(name, raw["label"], cap, self.fact(raw, raw["points_of"], "points_of", NUMBERS).id)

    def options(self, name: str, raw: Mapping, cap: Optional[int]) -> Item:
        """An indicator that gives points by conditions."""
        if not isinstance(raw["options"], list) or not raw["options"]:
            self.fail(raw, "options 须是一列 {when: 条件, points: 分数}", "options")
        options = []
        for child in raw["options"]:
            if not isinstance(child, Mapping) or set(child) != {"when", "points"}:
                self.fail(
                    child if isinstance(child, Mapping) else raw["options"], "每个选项写成 {when: 条件, points: 分数}"
                )
            options.append(Option(self.condition(child["when"], child), int(self.number(child, "points"))))
        combine = raw.get("combine", "best")
        if combine not in ("best", "sum"):
            self.fail(raw, "combine 须是 best 或 sum", "combine")
        add = combine == "sum"
        otherwise = int(self.number(raw, "otherwise")) if "otherwise" in raw else 0
        if otherwise and add:
            self.fail(raw, "combine: sum 的指标没有 otherwise", "otherwise")
        if otherwise > min(option.points for option in options):
            self.fail(raw, "otherwise 不能高于任何一个选项的分数", "otherwise")
        return Options(name, raw["label"], item_cap(tuple(options), add, cap), tuple(options), add, otherwise)


Parse = Callable[[Parser, Mapping, str], Condition]

KINDS: dict[str, tuple[Parse, tuple[str, ...]]] = {
    "fact": (Parser.fact_condition, ("is", "within", *LIMITS)),
    "sum": (Parser.total, LIMITS),
    "each": (Parser.each, LIMITS),
    "all": (lambda parser, raw, label: All(parser.conditions(raw, "all"), label=label), ()),
    "any": (lambda parser, raw, label: Any(parser.conditions(raw, "any"), label=label), ()),
    "count": (Parser.count, ("of",)),
    "not": (lambda parser, raw, label: Not(parser.condition(raw["not"], raw), label=label), ()),
    "if": (Parser.implication, ("then",)),
    "tiers": (Parser.tiers, ("cases",)),
    "switch": (Parser.switch, ("cases", "otherwise")),
    "score": (Parser.score, ("at_least",)),
    "in_principle": (
        lambda parser, raw, label: InPrinciple(parser.condition(raw["in_principle"], raw), label=label),
        (),
    ),
    "defined": (Parser.defined, ()),
}
