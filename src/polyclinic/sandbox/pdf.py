"""A one-page PDF of plain text, so that the demo's documents open."""

from collections.abc import Sequence


def text_pdf(title: str, lines: Sequence[str]) -> bytes:
    """A US-letter page: the title, then the lines, in Helvetica. Characters outside Latin-1 become question marks."""
    shown = [f"BT /F1 18 Tf 72 720 Td ({_escape(title)}) Tj ET"]
    shown += [f"BT /F1 11 Tf 72 {690 - 16 * row} Td ({_escape(line)}) Tj ET" for row, line in enumerate(lines)]
    stream = "\n".join(shown).encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (size, table, size)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % (out.rindex(b"xref\n0 "))


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
