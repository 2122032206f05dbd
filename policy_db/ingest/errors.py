"""The one error of ingest: a document that cannot be read, refused whole."""

from __future__ import annotations

from pathlib import Path


class IngestError(ValueError):
    """``line`` (1-based; 0: the file as a whole) of ``file`` and a Chinese ``message`` that says what is wrong there.

    ``unit`` is what is counted: lines of a text, paragraphs (段) or pages (页) of another format. Nothing has been stored.
    """

    def __init__(self, file: Path | str, line: int, message: str, unit: str = "行") -> None:
        self.file, self.line, self.message = str(file), line, message
        place = f" 第{line}{unit}" if line else ""
        super().__init__(f"{Path(self.file).name}{place}：{message}")
