"""What kind of file is given, and how it is read."""

from __future__ import annotations

from pathlib import Path

from policy_db.ingest.clause import ReadDocument
from policy_db.ingest.errors import IngestError
from policy_db.ingest.manifest import read_collection, read_registered, read_text, read_yaml, recognises
from policy_db.ingest.text_file import read_text_document

CORPUS = Path(__file__).parents[1] / "corpus"
MANIFESTS = tuple(sorted(CORPUS.glob("*/documents.yml")))
REGISTERED = CORPUS / "registered.yml"


def read_file(file: Path) -> tuple[str, list[ReadDocument]]:
    """The documents of one file and the name of its collection.

    A file may be the source of a bundled collection (it is recognised by its first line), a YAML description of a collection
    or of documents that are not held, or the text of one document. Raises ``IngestError``.
    """
    if file.is_dir():
        raise IngestError(file, 1, "这是文件夹，请指定其中的文件。")
    if file.suffix.lower() in (".yml", ".yaml"):
        if "source" in read_yaml(file):
            collection = read_collection(file)
            return collection.name, collection.documents
        return file.stem, read_registered(file)
    if file.suffix.lower() != ".txt":
        raise IngestError(file, 1, "只能导入 .txt 文本或 .yml 清单；PDF、Word 请先另存为文本。")
    raw = read_text(file)
    for manifest in MANIFESTS:
        if recognises(manifest, raw):
            collection = read_collection(manifest, file)
            return collection.name, collection.documents
    return file.name, [read_text_document(file)]


__all__ = ["CORPUS", "MANIFESTS", "REGISTERED", "read_file"]
