"""What is written into the record: mostly plain, often awkward, always something that could be meant."""

from datetime import date

from hypothesis import strategies as st

AWKWARD = (
    "Ngô",
    "O'Brien-Łuczak",
    "李",
    "الزهراء",
    "Ünal",
    "straße",
    "ﬁne",
    "e\u0301mile",
    "İpek",
    "X Æ A-12",
    'Bobby"; DROP TABLE',
    "100%_\\",
    "=SUM(1)",
    "<b>",
    "🙂🙂",
    " Ann ",
    "Mary  Lou",
    "null",
    "\u200bzero",
    "ﷺ" * 200,
)
PLAIN = ("Ada", "Bo", "Cleo", "Dag", "Eve", "ada", "Ann", "De La Cruz", "Smith", "Okafor")

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
some_text = st.text(LETTERS, min_size=1, max_size=30)
long_text = st.text(LETTERS, min_size=190, max_size=200)
names = st.one_of(
    st.sampled_from(PLAIN),
    st.sampled_from(AWKWARD),
    st.one_of(some_text, some_text, long_text).filter(lambda text: text.strip() != ""),
)
cities = st.one_of(st.sampled_from(("Albany", "São Paulo", "Kochi", "A, B", "")), some_text)
lines = st.one_of(st.sampled_from(("1 Elm St", "5 Lime Walk", "Flat 2", "12/4, Marine Drive")), some_text)
states = st.sampled_from(("NY", "OR", "KL", "GA", "tx"))
codes = st.sampled_from(("12207", "97301-1234", "682031", "97301", "12207-0001"))
phones = st.sampled_from(("+15550001111", "+15550002222", "+919876543210", "+442079460000", "+15550003333"))
emails = st.sampled_from(("ada@example.com", "Bo@Example.com", "cleo+x@example.org", "eve@例え.example"))

birthdays = st.one_of(
    st.sampled_from((date(2000, 2, 29), date(1999, 12, 31), date(2000, 1, 1), date(1900, 1, 1), date(1850, 1, 1))),
    st.dates(date(1900, 1, 1), date(2020, 12, 31)),
)
TO_COME = date(2199, 1, 1)
born = st.one_of(*[birthdays] * 9, st.just(TO_COME))
"""Once in a while somebody who is not born yet."""

NOBODY = "0192f0c0-0000-7000-8000-000000000000"
"""An id that nothing has."""
