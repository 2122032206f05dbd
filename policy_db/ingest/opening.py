"""What a file is by its content, whatever its name says; files that cannot be a document are refused in one sentence."""

from __future__ import annotations

import codecs
import re
import unicodedata
import zipfile
from pathlib import Path

from policy_db.ingest.clause import Doubt
from policy_db.ingest.errors import IngestError

LARGEST = 50_000_000
LARGEST_UNPACKED = 300_000_000
FORMATS = {".txt": "纯文本", ".html": "网页", ".htm": "网页", ".shtml": "网页", ".docx": "Word 文件", ".pdf": "PDF"}
_NAMES = {"text": "纯文本", "html": "网页", "docx": "Word 文件", "pdf": "PDF"}
_EXTENSIONS = {"text": ".txt", "html": ".html", "docx": ".docx", "pdf": ".pdf"}
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|meta|div|p|table)[\s>]", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_HEAD = 4096


def kind_of(file: Path, content: bytes) -> str:
    """``text``, ``html``, ``docx`` or ``pdf``, as the content of ``file`` shows and its name agrees.

    Raises ``IngestError`` for an empty, huge or foreign file, and for one whose name says something else.
    """
    if not content.strip():
        raise IngestError(file, 0, "文件是空的。")
    found = _kind(file, content)
    named = FORMATS.get(file.suffix.lower())
    if named is None:
        raise IngestError(file, 0, f"不认识扩展名「{file.suffix}」，能导入的有 {'、'.join(FORMATS)} 和 .yml 清单。")
    if named != _NAMES[found]:
        raise IngestError(
            file, 0, f"扩展名说是{named}，内容却是{_NAMES[found]}；请把扩展名改为 {_EXTENSIONS[found]} 再导入。")
    return found


def read_bytes(file: Path) -> bytes:
    """The content of ``file``; raises ``IngestError`` where it cannot be opened or is larger than a document can be."""
    try:
        size = file.stat().st_size
        if size > LARGEST:
            raise IngestError(file, 0, f"文件太大（{size // 1_000_000} MB），最多 {LARGEST // 1_000_000} MB。")
        return file.read_bytes()
    except OSError as error:
        raise IngestError(file, 0, f"文件打不开：{error.strerror}。") from error


def decode(file: Path, content: bytes) -> tuple[str, list[Doubt]]:
    """The text in ``content``, by its byte order mark, its ``charset`` or as UTF-8; otherwise as GB 18030, which is a doubt."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _plain(_decoded(file, content, encoding)), []
    declared = _CHARSET.search(content[:_HEAD])
    name = declared.group(1).decode("ascii", "replace").lower() if declared else ""
    wanted = "gb18030" if name.startswith("gb") else "utf-8"
    for encoding in (wanted, "utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" != wanted and not _is_chinese(text):
            break
        if encoding == wanted and (declared or encoding == "utf-8"):
            return _plain(text), []
        said = f"声明的编码是 {name}，" if declared else "没有说明编码，"
        return _plain(text), [Doubt("encoding", f"文件{said}实际按 {encoding.upper()} 读出，请看试运行的文字是否正常。")]
    text = _decoded(file, content, "utf-8")
    return _plain(text), []


def check_archive(file: Path) -> None:
    """Raises ``IngestError`` for an archive that would unpack to more than a document can hold, or that is damaged."""
    try:
        with zipfile.ZipFile(file) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise IngestError(file, 0, "文件加了密码，请去掉密码后再导入。")
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise IngestError(file, 0, "文件展开后大得不像一份文件，没有打开。")
    except (zipfile.BadZipFile, OSError) as error:
        raise IngestError(file, 0, "文件已损坏，打不开；请重新下载或另存后再导入。") from error


def _kind(file: Path, content: bytes) -> str:
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _archive(file)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise IngestError(file, 0, "文件加了密码，请去掉密码后再导入。")
        raise IngestError(file, 0, "这是旧版 Office 或 WPS 文件，请用 Word 或 WPS 另存为 .docx 后再导入。")
    if content.startswith(b"{\\rtf"):
        raise IngestError(file, 0, "这是 RTF 文件，请另存为 .docx 后再导入。")
    if content.startswith(_PICTURES):
        raise IngestError(file, 0, "这是图片，没有文字；需要先做文字识别（OCR），存成文本后再导入。")
    if b"multipart/related" in content[:_HEAD] and b"MIME-Version" in content[:_HEAD]:
        raise IngestError(file, 0, "这是单文件网页（.mht），请另存为 .html 后再导入。")
    if b"\0" in content and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise IngestError(file, 0, "内容不是文字，可能已损坏；能导入的有纯文本、网页、Word（.docx）和 PDF。")
    return "html" if _HTML.search(content[:_HEAD]) else "text"


def _archive(file: Path) -> str:
    check_archive(file)
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
    if "word/document.xml" in names:
        return "docx"
    if "OFD.xml" in names:
        raise IngestError(file, 0, "这是 OFD 版式文件，请先转成 PDF 再导入。")
    if any(name.startswith("xl/") for name in names):
        raise IngestError(file, 0, "这是 Excel 表格，不是政策文件；企业数据请用 zjtx match。")
    raise IngestError(file, 0, "这是压缩包，请解压后导入其中的文件。")


def _decoded(file: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise IngestError(file, line, "文件不是 UTF-8 编码，也认不出是别的编码，请另存为 UTF-8 后再导入。") from error


def _is_chinese(text: str) -> bool:
    foreign = [char for char in text if not char.isascii()]
    usual = sum("㐀" <= char <= "龥" or unicodedata.category(char)[0] in "PZ" or "！" <= char <= "～" for char in foreign)
    return bool(foreign) and usual >= 0.95 * len(foreign)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


__all__ = ["FORMATS", "check_archive", "decode", "kind_of", "read_bytes"]
