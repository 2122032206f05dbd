"""A collection of documents printed in one source, described by a ``documents.yml`` beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from policy_db import yamlfile
from policy_db.ingest.clause import ReadClause, ReadCorrection, ReadDocument
from policy_db.ingest.corrections import Correction, Edit, Placed, edits_of, place, render
from policy_db.ingest.errors import IngestError
from policy_db.ingest.metadata import check_metadata
from policy_db.ingest.outline import Layout, Lost, read_outline
from policy_db.ingest.printed import Dropped, Printed, read_printed

BOOK_NUMBER = re.compile(r"^\d{1,2}、")
YEAR = re.compile(r"(19|20)\d\d年")
BLOCKS = ("title", "paragraph", "signature", "outline", "drop")


@dataclass
class Collection:
    """What a source holds: its documents in order, every passage that belongs to none, and the printed text itself."""

    name: str
    printed: Printed
    documents: list[ReadDocument]
    dropped: list[Dropped]


@dataclass(frozen=True)
class _Block:
    document: int
    spec: yamlfile.Mapping
    start: int
    end: int = 0


def read_collection(manifest: Path, source: Path | None = None) -> Collection:
    """Reads ``source`` (default: the file that the manifest names, beside it) as ``manifest`` describes it.

    Raises ``IngestError`` with file and line: of the manifest for a mistake in it, of the source for a text that does not
    fit it. The source is read whole or not at all.
    """
    spec = read_yaml(manifest)
    source = source or manifest.parent / spec["source"]
    printed = read_printed(
        source, read_text(source), furniture=[(item["line"], item["reason"]) for item in spec["furniture"]],
        summary=spec.get("summary"))
    blocks = _blocks(manifest, printed, spec["documents"])
    dropped = list(printed.dropped)
    documents: list[ReadDocument] = []
    for index, entry in enumerate(spec["documents"]):
        corrections = [_correction(manifest, item) for item in entry.get("ocr", [])]
        placed = [_place(manifest, printed, item) for item in corrections]
        edits = edits_of(placed)
        metadata = check_metadata(
            {key: value for key, value in entry.items() if key not in ("ocr", "blocks")}, manifest, entry)
        document = ReadDocument(entry["key"], metadata)
        for block in (block for block in blocks if block.document == index):
            if block.spec["as"] == "drop":
                dropped.append(_dropped(printed, block, edits))
            else:
                document.clauses += _clauses(manifest, printed, block, edits)
        document.corrections = [_touching(document.clauses, item) for item in placed]
        pages = sorted({page for clause in document.clauses for page in clause.pages})
        document.metadata.update(held=True, rating="compendium", page_first=pages[0], page_last=pages[-1],
                                 source=metadata.get("source") or spec["title"])
        documents.append(document)
    return Collection(manifest.parent.name, printed, documents, dropped)


def read_yaml(file: Path) -> yamlfile.Mapping:
    """The mapping in a YAML file; raises ``IngestError`` with the line of a mistake."""
    try:
        data = yamlfile.read(file)
    except yamlfile.FileError as error:
        raise IngestError(file, error.line, error.message) from error
    if not isinstance(data, yamlfile.Mapping) or not isinstance(data.get("documents"), list):
        raise IngestError(file, 1, "文件清单须有 documents 一列。")
    return data


def read_text(file: Path) -> str:
    """The text of a UTF-8 file with plain line ends; raises ``IngestError`` for anything else."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise IngestError(file, line, "文件不是 UTF-8 编码，请另存为 UTF-8 后再导入。") from error
    except OSError as error:
        raise IngestError(file, 1, f"文件打不开：{error.strerror}。") from error


def _blocks(manifest: Path, printed: Printed, entries: Iterable[yamlfile.Mapping]) -> list[_Block]:
    blocks: list[_Block] = []
    position = 0
    for index, entry in enumerate(entries):
        for spec in entry["blocks"]:
            if spec.get("as") not in BLOCKS:
                raise IngestError(manifest, spec.line, f"as 只能是 {'、'.join(BLOCKS)}。")
            start = printed.find(spec["from"], position)
            if start < 0:
                line = printed.line(position)
                raise IngestError(printed.file, line, f"《{entry['title']}》：此行之后找不到「{spec['from']}」。")
            blocks.append(_Block(index, spec, start))
            position = start + 1
    if blocks and blocks[0].start > 0:
        raise IngestError(printed.file, printed.line(0), f"首份文件之前有未说明的文字「{printed.chars[:15]}」。")
    ends = [block.start for block in blocks[1:]] + [len(printed.chars)]
    return [replace(block, end=end) for block, end in zip(blocks, ends, strict=True)]


def _clauses(manifest: Path, printed: Printed, block: _Block, edits: list[Edit]) -> list[ReadClause]:
    spec = block.spec
    if spec["as"] == "outline":
        layout = Layout(
            prefix=spec.get("prefix", ""), named=spec.get("named", {}), tails=spec.get("tails", {}),
            headings=spec.get("headings", True),
            lost=[Lost(at=item["at"], path=item["path"], tail=item.get("tail", False), resumes=item.get("resumes"),
                       note=item.get("note", ""), line=item.line) for item in spec.get("lost", [])])
        return read_outline(printed, block.start, block.end, layout, edits)
    return [plain_clause(printed, block.start, block.end, spec["label"], spec["as"], edits,
                         spec.get("new_lines", ()))]


def plain_clause(printed: Printed, start: int, end: int, label: str, kind: str, edits: Iterable[Edit] = (),
                 new_lines: Iterable[str] = ()) -> ReadClause:
    """An unnumbered clause (title, paragraph, signature) of the passage ``start``..``end``.

    Lines that the layout shows but does not mark begin at the words of ``new_lines``, after a salutation, and in a signature.
    """
    edits = list(edits)
    places = [printed.find(words, start) for words in new_lines]
    places += _signature_lines(printed, start, end) if kind == "signature" else _salutation(printed, start, end)
    breaks = dict.fromkeys(places, "\n")
    text = render(printed, start, end, edits, breaks)
    heading = BOOK_NUMBER.sub("", text.split("\n", 1)[0]) if kind == "title" else label
    return ReadClause(label=label, kind=kind, parent=None, heading=heading, text=text,
                      original=render(printed, start, end, breaks=breaks), pages=printed.pages_of(start, end),
                      span=(start, end))


def _signature_lines(printed: Printed, start: int, end: int) -> list[int]:
    return [index for index in range(start + 1, end)
            if printed.gaps[index] and (not printed.chars[index].isdigit() or YEAR.match(printed.chars, index))
            and not printed.chars[index - 1].isdigit() and printed.chars[index] not in "年月日"]


def _salutation(printed: Printed, start: int, end: int) -> list[int]:
    for index in range(start, min(end, start + 150) - 1):
        if printed.chars[index] in ":：。":
            return [index + 1] if printed.chars[index] != "。" and printed.gaps[index + 1] else []
    return []


def _correction(manifest: Path, item: yamlfile.Mapping) -> Correction:
    return Correction(item["page"], item["wrong"], item["right"], item["sure"], item.get("note", ""), item.line)


def _place(manifest: Path, printed: Printed, correction: Correction) -> Placed:
    placed = place(printed, correction)
    if placed is None:
        raise IngestError(manifest, correction.line,
                          f"第{correction.page}页没有（或不止一处）「{correction.wrong}」，更正无法落实。")
    return placed


def _touching(clauses: Iterable[ReadClause], placed: Placed) -> ReadCorrection:
    edits = edits_of([replace(placed, correction=replace(placed.correction, sure=True))])
    label = next((clause.label for clause in clauses if any(edit.within(*clause.span) for edit in edits)), None)
    return ReadCorrection(placed.correction, label)


def _dropped(printed: Printed, block: _Block, edits: list[Edit]) -> Dropped:
    return Dropped(block.spec["reason"], render(printed, block.start, block.end, edits), printed.pages[block.start],
                   tuple(printed.offsets[block.start:block.end]))


def recognises(manifest: Path, raw: str) -> bool:
    """Whether the source file whose text is ``raw`` is the one that ``manifest`` describes: it opens with the same line."""
    first = read_yaml(manifest).get("first_line")
    return bool(first) and raw.split("\n", 1)[0].strip() == first


def read_registered(file: Path) -> list[ReadDocument]:
    """Documents whose text is not held, described in a YAML file so that they can be named; raises ``IngestError``."""
    documents = []
    for entry in read_yaml(file).get("documents") or []:
        document = ReadDocument(entry.get("key", ""), check_metadata(entry, file, entry))
        document.metadata.update(held=False, page_first=None, page_last=None)
        documents.append(document)
    return documents


__all__ = ["Collection", "plain_clause", "read_collection", "read_registered", "read_text", "read_yaml", "recognises"]
