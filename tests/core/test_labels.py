"""Files are what they are called: their first bytes are held against name and type, and names can do no harm."""

import io
import zipfile

import pytest

from polyclinic.core.documents.errors import BadFile
from polyclinic.core.documents.labels import MAX_NAME, UNKNOWN, Label, clean_name, sniff

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 32
JPEG = b"\xff\xd8\xff\xe1\0\x10Exif\0" + b"\0" * 32
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
DICOM = b"\0" * 128 + b"DICM\x02\0\0\0"
WINDOWS = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + b"\0" * 64


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("filename", "media_type", "head", "settled"),
    [
        ("a.pdf", "application/pdf", PDF, "application/pdf"),
        ("a.pdf", "application/pdf", b"\xef\xbb\xbf\r\n" + PDF, "application/pdf"),
        ("a.pdf", UNKNOWN, b"%PDF-1.4", "application/pdf"),
        ("letter", UNKNOWN, PDF, "application/pdf"),
        ("scan.JPG", "image/jpg", JPEG, "image/jpg"),
        ("a.docx", DOCX, zipped("[Content_Types].xml", "word/document.xml"), DOCX),
        ("a.docx", DOCX, zipped("docProps/app.xml"), DOCX),
        ("a.doc", "application/msword", OLE, "application/msword"),
        ("a.doc", "application/msword", b"{\\rtf1 from an old word processor}", "application/msword"),
        ("a.heic", "image/heic", HEIC, "image/heic"),
        ("a.dcm", "application/dicom", DICOM, "application/dicom"),
        ("a.txt", "text/plain", "Grüße".encode("latin-1"), "text/plain"),
        ("a.txt", "text/plain", "Grüße".encode("utf-16"), "text/plain"),
        ("a.txt", "text/plain", b"BMI 24, MZ twins, PK stable", "text/plain"),
        ("a.csv", "text/csv", b"a,b\n1,2\n", "text/csv"),
        ("a.xml", "application/xml", b"<ClinicalDocument/>", "application/xml"),
        ("a.svg", "image/svg+xml", b"<svg onload='x()'/>", "image/svg+xml"),
        ("a", UNKNOWN, b"\x01\x02\x03", UNKNOWN),
        ("a.hl7", "application/x-hl7", b"\x0bMSH|", "application/x-hl7"),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(filename: str, media_type: str, head: bytes, settled: str) -> None:
    assert Label(filename, media_type).settle(head) == settled


@pytest.mark.parametrize(
    ("filename", "media_type", "head", "code"),
    [
        ("a.pdf", "application/pdf", b"", "file_empty"),
        ("a.pdf", "application/pdf", b"<html><script>alert(1)</script>", "file_mislabelled"),
        ("a.pdf", UNKNOWN, PNG, "file_mislabelled"),
        ("a.pdf", "text/plain", b"some text", "file_mislabelled"),
        ("a.png", "image/png", JPEG, "file_mislabelled"),
        ("a", "image/png", zipped("a"), "file_mislabelled"),
        ("a.docx", DOCX, OLE, "file_mislabelled"),
        ("a.zip", "application/zip", PDF, "file_mislabelled"),
        ("a.txt", "text/plain", PDF, "file_mislabelled"),
        ("a.csv", "text/csv", b"a,b\0c", "file_mislabelled"),
        ("a.pdf", "application/pdf", WINDOWS, "file_program"),
        ("a", UNKNOWN, WINDOWS, "file_program"),
        ("setup.exe", "application/x-msdownload", WINDOWS, "file_program"),
        ("a", UNKNOWN, b"\x7fELF\x02\x01\x01" + b"\0" * 32, "file_program"),
        ("a", UNKNOWN, b"\xcf\xfa\xed\xfe\x07\0\0\x01", "file_program"),
        ("a.txt", "text/plain", b"#!/bin/sh\nrm -rf /\n", "file_program"),
    ],
)
def test_a_file_that_is_something_else_is_not(filename: str, media_type: str, head: bytes, code: str) -> None:
    with pytest.raises(BadFile) as refused:
        Label(filename, media_type).settle(head)
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [(("file",), code)]


def test_a_head_that_ends_inside_a_character_is_text() -> None:
    assert sniff(("é" * 100).encode()[:-1]) == "text/plain"


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\letter.pdf", "letter.pdf"),
        ("a\r\nSet-Cookie: b=c.pdf", "aSet-Cookie: b=c.pdf"),
        ("a\0.pdf", "a.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u200ba\ufeff.pdf", "a.pdf"),
        ("Röntgen 1.png", "Röntgen 1.png"),
        ("..", ".."),
        ("", ""),
        ("n" * 10_000 + ".pdf", "n" * (MAX_NAME - 4) + ".pdf"),
        ("n" * 10_000, "n" * MAX_NAME),
        ("a." + "n" * 10_000, "a." + "n" * (MAX_NAME - 2)),
    ],
)
def test_names_are_cleaned(given: str, cleaned: str) -> None:
    assert clean_name(given) == cleaned
