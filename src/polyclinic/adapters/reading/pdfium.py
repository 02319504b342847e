"""Reads the words of one PDF from standard input, writes them as JSON to standard output: a program of its own.

A file from outside is taken apart here by PDFium, in a process that may use so much memory and time and that holds no
key, no connection and no record. What a hostile file breaks is this process.
"""

import json
import resource
import sys

MEMORY = 1024 * 1024 * 1024
SECONDS = 10
MOST_PAGES = 200
MOST_TEXT = 500_000
"""Characters, as many as 200 full pages have; what comes after is not read."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(pages(sys.stdin.buffer.read())))


def pages(content: bytes) -> list[str]:
    """The text of each page."""
    import pypdfium2

    found: list[str] = []
    left = MOST_TEXT
    with pypdfium2.PdfDocument(content) as document:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            found.append(page.get_textpage().get_text_range()[:left])
            page.close()
            left -= len(found[-1])
            if left == 0:
                break
    return [text.replace("\r\n", "\n").replace("\0", "") for text in found]


if __name__ == "__main__":
    main()
