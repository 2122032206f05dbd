"""The one error of ingest: a document that cannot be read, refused whole."""

from __future__ import annotations

from pathlib import Path


class IngestError(ValueError):
    """``line`` (1-based) of ``file`` and a Chinese ``message`` that says what is wrong there; nothing has been stored."""

    def __init__(self, file: Path | str, line: int, message: str) -> None:
        self.file, self.line, self.message = str(file), line, message
        super().__init__(f"{Path(self.file).name} 第{line}行：{message}")
