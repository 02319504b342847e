"""Makes the packaged ICD-10-CM table from two releases of the National Center for Health Statistics.

    pip install simple-icd-10-cm==1.5.0
    python tools/icd10cm.py codes-2025.txt tabular-2025.xml codes-2026.txt tabular-2026.xml

Each release is a list of codes and the tabular list as XML, as published at cdc.gov/nchs/icd/icd-10-cm (and shipped in
the ``data`` folder of that library, which knows how seventh characters are spelt out). Both are works of the United
States government and in the public domain.

A code of both releases has no dates: it was valid before the older and is valid until a later one says otherwise. One
that only the older holds ended with its fiscal year, one that only the newer holds began with its own.
"""

import lzma
import sys
from datetime import date
from pathlib import Path

TABLE = Path(__file__).parents[1] / "src/polyclinic/adapters/db/reference/icd-10-cm.tsv.xz"

Release = dict[str, tuple[bool, str]]


def main(older_codes: str, older_tabular: str, newer_codes: str, newer_tabular: str) -> None:
    older, newer = release(older_codes, older_tabular), release(newer_codes, newer_tabular)
    began, ended = date(year(newer_tabular) - 1, 10, 1), date(year(older_tabular), 9, 30)
    lines = []
    for code in sorted({*older, *newer}):
        billable, display = newer.get(code) or older[code]
        since = "" if code in older else began.isoformat()
        until = "" if code in newer else ended.isoformat()
        lines.append(f"{code}\t{int(billable)}\t{since}\t{until}\t{display}\n")
    content = "".join(lines).encode()
    TABLE.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(lines)} codes, {TABLE.stat().st_size} bytes")


def release(codes: str, tabular: str) -> Release:
    """Categories and codes of a release: whether a claim can carry it, and its words."""
    import simple_icd_10_cm as icd  # type: ignore[import-not-found]  # only this tool needs it

    icd.change_version(all_codes_file_path=codes, classification_data_file_path=tabular)
    listed = (
        code for code in icd.get_all_codes(with_dots=False) if len(code) == 3 or not icd.is_chapter_or_block(code)
    )
    return {
        code: (icd.is_leaf(code), " ".join(icd.get_description(code).split()))
        for code in listed
        if icd.is_category_or_subcategory(code)
    }


def year(tabular: str) -> int:
    """The fiscal year that a tabular list is for."""
    head = Path(tabular).read_text(encoding="utf-8")[:1000]
    return int(head.partition("<version>")[2].partition("</version>")[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
