"""Files that cannot be a document, one mistake each: how each is made, by the name that ``broken_files.yml`` gives it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.policy_db.formats.writing import as_docx, as_pdf

LINES = ["台州市经信局关于某事的通知", "台经信〔2026〕5号", "一、总体要求。"]


def _scan(file: Path, texts: int = 0) -> bytes:
    """Three pages of pictures; the first ``texts`` have a text layer."""
    from PIL import Image

    picture = Image.new("L", (200, 280), 255)
    canvas = Canvas(str(file), pagesize=A4)
    for page in range(3):
        canvas.drawInlineImage(picture, 0, 0, 595, 842)
        if page < texts:
            canvas.drawString(100, 500, "text layer of this page")
        canvas.showPage()
    canvas.save()
    return file.read_bytes()


def _pdf(file: Path, **options: object) -> bytes:
    as_pdf(file, LINES, **options)
    return file.read_bytes()


def _docx(file: Path) -> bytes:
    as_docx(file, LINES)
    return file.read_bytes()


def _archive(*names: str, content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def _empty_docx(file: Path) -> bytes:
    docx.Document().save(str(file))
    return file.read_bytes()


def _pdf_bomb(_: Path) -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(32)) + packer.flush()
    return b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\nendobj\n%%EOF"


MAKERS: dict[str, Callable[[Path], bytes]] = {
    "empty": lambda _: b"",
    "spaces": lambda _: b" \r\n \n",
    "binary": lambda _: bytes(range(256)) * 20,
    "utf8_broken": lambda _: "关于某事的通知\n".encode() + b"\xff\xfe\xff\xff\n",
    "scan": _scan,
    "half_scan": lambda file: _scan(file, 1),
    "locked_pdf": lambda file: _pdf(file, encrypt=StandardEncryption("secret", ownerPassword="owner", canPrint=0)),
    "cut_pdf": lambda file: _pdf(file)[:900],
    "pdf": _pdf,
    "pdf_bomb": _pdf_bomb,
    "docx": _docx,
    "cut_docx": lambda file: _docx(file)[:9000],
    "empty_docx": _empty_docx,
    "zip_bomb": lambda _: _archive("[Content_Types].xml", "word/document.xml", content=b" " * 200_000_000),
    "hollow_docx": lambda _: _archive("[Content_Types].xml", "word/document.xml"),
    "locked_docx": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    "old_doc": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600),
    "rtf": lambda _: b"{\\rtf1\\ansi hello}",
    "ofd": lambda _: _archive("OFD.xml", "Doc_0/Document.xml"),
    "xlsx": lambda _: _archive("[Content_Types].xml", "xl/workbook.xml"),
    "zip": lambda _: _archive("通知.txt"),
    "picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "mht": lambda _: b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html></html>",
    "html": lambda _: "<html><body><p>关于某事的通知</p><p>一、甲。</p></body></html>".encode(),
    "furniture": lambda _: '<html><body><div class="nav"><a>首页</a></div><div class="footer">版权所有</div></body></html>'.encode(),
    "text": lambda _: "\n".join(LINES).encode(),
    "huge": lambda _: b"a" * 50_000_001,
}

__all__ = ["MAKERS"]
