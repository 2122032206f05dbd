"""What kind of file is given, and how it is read."""

from __future__ import annotations

from pathlib import Path

from policy_db import yamlfile
from policy_db.ingest.clause import ReadDocument
from policy_db.ingest.errors import IngestError
from policy_db.ingest.manifest import read_collection, read_registered, read_yaml, recognises
from policy_db.ingest.notice import read_notice
from policy_db.ingest.opening import decode, kind_of, read_bytes
from policy_db.ingest.passages import print_passages
from policy_db.ingest.text_file import read_text_document

CORPUS = Path(__file__).parents[1] / "corpus"
MANIFESTS = tuple(sorted(CORPUS.glob("*/documents.yml")))
REGISTERED = CORPUS / "registered.yml"
MANIFEST_NAMES = (".yml", ".yaml")


def read_file(file: Path) -> tuple[str, list[ReadDocument]]:
    """The documents of one file and the name of its collection.

    A file may be the source of a bundled collection (it is recognised by its first line), a YAML description of a collection
    or of documents that are not held, or one document as text, web page, Word file or PDF. Raises ``IngestError``.
    """
    if file.is_dir():
        raise IngestError(file, 0, "这是文件夹，请指定其中的文件。")
    if file.suffix.lower() in MANIFEST_NAMES:
        if "source" in read_yaml(file):
            collection = read_collection(file)
            return collection.name, collection.documents
        return file.stem, read_registered(file)
    content = read_bytes(file)
    kind = kind_of(file, content)
    stated = read_stated(file)
    if kind == "text":
        raw, _ = decode(file, content)
        for manifest in MANIFESTS:
            if recognises(manifest, raw):
                collection = read_collection(manifest, file)
                return collection.name, collection.documents
        return file.name, [read_text_document(file, stated)]
    return file.name, [_read_formatted(file, kind, content, stated)]


def read_stated(file: Path) -> yamlfile.Mapping:
    """What a person has stated of ``file`` in a YAML file of the same name with ``.yml`` behind it (通知.pdf.yml); or nothing."""
    beside = stated_file(file)
    if not beside.exists():
        return yamlfile.Mapping()
    try:
        stated = yamlfile.read(beside)
    except yamlfile.FileError as error:
        raise IngestError(beside, error.line, error.message) from error
    if not isinstance(stated, yamlfile.Mapping):
        raise IngestError(beside, 1, "应每行写一项，如 title: 标题。")
    return stated


def stated_file(file: Path) -> Path:
    """Where a description of ``file`` would stand."""
    return file.with_name(file.name + ".yml")


def describes_another(file: Path) -> bool:
    """Whether ``file`` is such a description, so that it is no document of its own."""
    return file.suffix.lower() == ".yml" and file.with_suffix("").exists() and "." in file.stem


def _read_formatted(file: Path, kind: str, content: bytes, stated: yamlfile.Mapping) -> ReadDocument:
    if kind == "html":
        from policy_db.ingest.web_page import read_web_page

        found = read_web_page(file, content)
    elif kind == "docx":
        from policy_db.ingest.word_file import read_word_file

        found = read_word_file(file)
    else:
        from policy_db.ingest.pdf_file import read_pdf_file

        found = read_pdf_file(file, content)
    return read_notice(print_passages(file, found.passages), found, stated, stated)


__all__ = ["CORPUS", "MANIFESTS", "REGISTERED", "describes_another", "read_file", "read_stated", "stated_file"]
