"""Code sets of institutional claims (form UB-04, kept by the National Uniform Billing Committee)."""

from typing import Annotated

from polyclinic.dialects.candid.wire.codes import Codes

ConditionCode = Annotated[
    str,
    Codes(
        """
        01 02 03 04 05 06 07 08 09 10 11 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42
        43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 83
        84 85 86 87 88 89 90 91 92 A0 A1 A2 A3 A4 A5 A6 A7 A9 AA AB AC AD AE AF AG AH AI AJ AK AL AM AN B0 B1 B2 B3 B4
        BP C1 C2 C3 C4 C5 C6 C7 D0 D1 D2 D3 D4 D5 D6 D7 D8 D9 DR(a) E0 G0 H0 H2 H3 H4 H5 P1 P7 R1 R2 R3 R4 R5 R6 R7 R8
        R9 W0 W2 W3 W4 W5
        """
    ),
]
"""What may affect how a payer processes the bill."""
OccurrenceCode = Annotated[
    str,
    Codes(
        """
        01 02 03 04 05 06 09 10 11 12 16 17 18 19 20 21 22 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43
        44 45 46 47 50 51 52 54 55 56 61 62 A1 A2 A3 A4 B1 B2 B3 C1 C2 C3
        """
    ),
]
"""What happened on a day."""
OccurrenceSpanCode = Annotated[
    str,
    Codes(
        """
        70 71 72 73 74 75 76 77 78 80 81 82 M0 M1 M2 M3 M4
        """
    ),
]
"""What went on over a span of days."""
ValueCode = Annotated[
    str,
    Codes(
        """
        01 02 04 05 06 08 09 10 11 12 13 14 15 16 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 37 38 39 40 41 42 43 44
        45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 66 67 68 69 80 81 82 83 84 85 87 89 90 91 A0 A1 A2 A3 A4 A5
        A6 A7 A8 A9 AA AB B1 B2 B3 B7 BA BB C1 C2 C3 C7 CA CB D3 D4 D5 D6 FC FD G8 P1 P2 P3 Y1 Y2 Y3 Y4 Y5
        """
    ),
]
"""What an amount stands for."""
