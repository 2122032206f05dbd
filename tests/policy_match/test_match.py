"""``zjtx match`` through the real command: every format says what ``decide`` says; what cannot be read is named, not dropped."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cli import main
from policy_db.facts.catalog import FACTS
from policy_db.match.dialect import column_types
from tests.policy_match.tables import check, enterprises, one_by_one, result, write_csv, write_parquet, zjtx

ROWS = enterprises(120)
EXPECTED = one_by_one(ROWS)
DAY = "2026-06-01"


def run(*arguments: str | Path) -> int:
    return main(["match", *map(str, arguments), "--on", DAY])


def rejected(out: Path) -> list[list[str]]:
    with Path(f"{out}.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def chinese(rows: list[dict[str, Any]]) -> tuple[list[str], list[dict[str, Any]]]:
    """The rows as a person keeps them: Chinese headers, 是/否, amounts in 亿, percent signs, labels."""
    names = {"id": "id", "企业名称": "企业名称", **{fact.id: fact.label for fact in FACTS.values()}}
    names["revenue"] = "上年度营业收入（元）"

    def shown(name: str, value: Any) -> Any:
        fact = FACTS.get(name)
        if fact is None or value is None:
            return value
        if fact.type == "bool":
            return "是" if value else "否"
        if fact.type == "enum":
            return fact.values[value]
        if name == "revenue":
            return f"{value * 10000:,.0f}"
        if fact.type == "money":
            return f"{value}万元"
        return f"{value}%" if fact.type == "percent" else value

    return list(names.values()), [{names[name]: shown(name, value) for name, value in row.items()} for row in rows]


@pytest.mark.parametrize("kind", [".csv", ".parquet", ".xlsx"])
def test_the_command_says_what_decide_says(tmp_path: Path, kind: str) -> None:
    table = write_csv(tmp_path / "in.csv", ROWS)
    done = zjtx(table, "--out", tmp_path / f"out{kind}", "--on", DAY)
    assert done.returncode == 0, done.stderr
    assert "原样带到结果里的列" in done.stderr and "Traceback" not in done.stderr
    check(result(tmp_path / f"out{kind}"), EXPECTED)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", f"out{kind}"]


def test_typed_parquet(tmp_path: Path) -> None:
    assert run(write_parquet(tmp_path / "in.parquet", ROWS), "--out", tmp_path / "out.csv", "--part-rows", 50) == 0
    check(result(tmp_path / "out.csv"), EXPECTED)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_chinese_headers_units_and_encodings(tmp_path: Path, encoding: str) -> None:
    columns, rows = chinese(ROWS)
    table = write_csv(tmp_path / "in.csv", rows, encoding, columns)
    assert run(table, "--out", tmp_path / "out.parquet") == 0
    assert not Path(tmp_path / "out.parquet.rejected.csv").exists()
    check(result(tmp_path / "out.parquet"), EXPECTED)


def test_a_sheet_with_a_title_and_percent_formats(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    columns = ["id", "企业名称", *FACTS]
    sheet.append(["企业情况汇总表"])
    sheet.append(columns)
    for row in ROWS:
        sheet.append([row.get(name) for name in columns])
    percent = columns.index("rd_ratio") + 1
    for number, row in enumerate(ROWS, 3):
        if row.get("rd_ratio") is not None:
            cell = sheet.cell(number, percent)
            cell.value, cell.number_format = row["rd_ratio"] / 100, "0.00%"
    book.save(tmp_path / "in.xlsx")
    assert run(tmp_path / "in.xlsx", "--out", tmp_path / "out.csv") == 0
    check(result(tmp_path / "out.csv"), EXPECTED)


def test_bad_cells_and_rows_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "id,revenue,独立法人资格,所属行业门类,注册地,从业人员\n"
        "A,3.2亿,是,工业,台州椒江,\"1,200\"\n"
        "B,三千左右,是,工业,台州椒江,12\n"
        "C,-5,也许,什么都做,火星,3.5\n"
        ",,,,,\n"
        "D,1,是,工业,浙江\n"
        "E,不详,有,software_it,上海,无\n",
        encoding="utf-8",
    )
    out = tmp_path / "out.csv"
    assert run(table, "--out", out, "--programs", "little_giant") == 0
    assert [row["id"] for row in result(out)] == ["A", "E"]
    header, *lines = rejected(out)
    assert header == ["行号", "列", "内容", "原因"]
    assert [line[:3] for line in lines] == [
        ["6", "整行", ""],
        ["3", "revenue", "三千左右"],
        ["4", "revenue", "-5"],
        ["4", "独立法人资格", "也许"],
        ["4", "所属行业门类", "什么都做"],
        ["4", "注册地", "火星"],
        ["4", "从业人员", "3.5"],
    ]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in line[3]) for line in lines)
    assert "3 行数据有误" in capsys.readouterr().err


def test_a_later_match_leaves_no_old_rejects(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    write_csv(tmp_path / "in.csv", [{"id": "A", "revenue": "很多"}, {"id": "B", "revenue": 1}])
    assert run(tmp_path / "in.csv", "--out", out) == 0
    assert len(rejected(out)) == 2
    write_csv(tmp_path / "in.csv", [{"id": "A", "revenue": 2}, {"id": "B", "revenue": 1}])
    assert run(tmp_path / "in.csv", "--out", out) == 0
    assert not Path(f"{out}.rejected.csv").exists()


def test_columns_named_like_those_of_the_result_are_kept(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("id,verdict,Program,revenue\n1,旧,甲,100\n", encoding="utf-8")
    assert run(table, "--out", tmp_path / "out.csv", "--programs", "little_giant") == 0
    (row,) = result(tmp_path / "out.csv")
    assert (row["verdict（原表）"], row["Program（原表）"], row["program"]) == ("旧", "甲", "little_giant")


@pytest.mark.parametrize(
    "name, text, sentence",
    [
        ("in.csv", "id,名称\n1,甲\n", "没有一列是认识的企业情况"),
        ("in.csv", "revenue,上年度营业收入\n1,2\n", "都是“上年度营业收入”"),
        ("in.csv", "上年度营业收入（美元）\n1\n", "单位“美元”不认识"),
        ("in.csv", "", "没有数据"),
        ("in.csv", "revenue\n", "没有数据"),
        ("in.xlsx", "不是表格", "已损坏"),
        ("in.parquet", "不是表格", "已损坏"),
        ("in.xls", "", "另存为 .xlsx"),
        ("in.pdf", "", "不认识"),
        (None, "", "没有找到文件"),
    ],
)
def test_an_unusable_table_is_a_wrong_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str | None, text: str, sentence: str
) -> None:
    if name:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(tmp_path / (name or "none.csv"), "--out", tmp_path / "out.csv") == 2
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1
    assert not list(tmp_path.glob("out*"))


def test_wrong_calls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = write_csv(tmp_path / "in.csv", ROWS[:2])
    assert run(table, "--out", tmp_path / "out.doc") == 2
    assert run(table, "--out", tmp_path / "none" / "out.csv") == 2
    assert run(table, "--out", table) == 2
    assert run(table, "--out", tmp_path / "out.csv", "--programs", "nobody") == 2
    assert main(["match", str(table), "--out", str(tmp_path / "out.csv"), "--on", "1990-01-01"]) == 2
    assert capsys.readouterr().err.count("\n") == 5


def test_nothing_readable_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.csv").write_text("id,revenue\n1,很多\n", encoding="utf-8")
    assert run(tmp_path / "in.csv", "--out", tmp_path / "out.csv") == 1
    assert "都有误" in capsys.readouterr().err
    assert len(rejected(tmp_path / "out.csv")) == 2


def test_programs_without_rules_on_the_day_are_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = write_csv(tmp_path / "in.csv", ROWS[:5])
    options = ["--programs", "hidden_champion,little_giant", "--on", "2021-06-01"]
    assert main(["match", str(table), "--out", str(tmp_path / "out.csv"), *options]) == 0
    said = capsys.readouterr().err
    assert {row["program"] for row in result(tmp_path / "out.csv")} == {"hidden_champion", "little_giant"} or said.count("hidden_champion") == 1


def fill(url: str, kinds: dict[str, Any]) -> None:
    """The enterprises as a table of the database at ``url``."""
    columns = [sa.Column("id", sa.String, primary_key=True), sa.Column("企业名称", sa.String)]
    table = sa.Table("firms", sa.MetaData(), *columns, *(sa.Column(name, kind) for name, kind in kinds.items()))
    engine = sa.create_engine(url, future=True)
    with engine.begin() as connection:
        table.drop(connection, checkfirst=True)
        table.create(connection)
        connection.execute(table.insert(), [{column.name: row.get(column.name) for column in table.c} for row in ROWS])
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'firms.db'}"
    url: str = request.getfixturevalue("postgres_place")
    return url


def test_a_database_decides_itself(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    fill(database_url, dict(column_types()))
    assert run(f"{database_url}#firms", "--out", tmp_path / "out.parquet") == 0
    assert "在数据库里判断" in capsys.readouterr().out
    check(result(tmp_path / "out.parquet"), EXPECTED)


def test_a_database_full_of_text_is_read_like_a_file(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database_url, {name: sa.String() for name in FACTS})
    assert run(database_url, "--table", "firms", "--out", tmp_path / "out.csv") == 0
    assert "在数据库里判断" not in capsys.readouterr().out
    check(result(tmp_path / "out.csv"), EXPECTED)


def test_a_database_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(f"sqlite:///{tmp_path / 'firms.db'}", dict(column_types()))
    out = ["--out", tmp_path / "out.csv"]
    assert run(f"sqlite:///{tmp_path / 'firms.db'}#nobody", *out) == 2
    assert run(f"sqlite:///{tmp_path / 'none.db'}", *out) == 2
    assert run("postgresql://me:secret@127.0.0.1:1/firms", *out) == 2
    assert run("oracle://me:secret@127.0.0.1:1/firms", *out) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 4 and "secret" not in said and "firms" in said
