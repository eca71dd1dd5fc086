"""Encodings from before Unicode: every letter comes back, lines are told by what they read as, good text stays."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kehoach.ingest import UnreadableDocument, read_bytes
from kehoach.ingest.encodings import C1, Encoding, byte_text, font_encoding, read_encodings
from kehoach.ingest.legacy import decode_font, mend_lines
from kehoach.ingest.spelling import raise_capitals, read_tcvn3, read_utf8, read_viqr
from kehoach.ingest.syllables import read_syllables, vietnamese_share
from plans import the_rules

if TYPE_CHECKING:
    from kehoach.rulebook import Rulebook

CODES = ("tcvn3", "vni", "viqr", "windows_1258")
MARKS = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
SMALL = [unicodedata.normalize("NFC", v + m) for v in "aăâeêioôơuưy" for m in MARKS] + ["đ"]
LETTERS = [letter for letter in SMALL + [s.upper() for s in SMALL] if not letter.isascii()]
# Words for sentences that a plan could have. Every one is a syllable, with a mark or without.
WORDS = (
    "kế hoạch giảm nghèo bền vững trên địa bàn huyện năm của các xã và thị trấn phối hợp với phòng lao động "
    "thương binh xã hội tổ chức thực hiện báo cáo kết quả trước ngày tháng quý kinh phí ngân sách tỉnh hỗ trợ "
    "sản xuất người dân tộc thiểu số đào tạo nghề nhà ở nước sạch đường giao thông trường học trạm y tế rừng ruộng"
).split()
ENGLISH = (
    "the plan shall reduce poverty in every district with support from province budget and report results before "
    "quarter ends committee people training house clean water road school health forest naïve café"
).split()


def encoding(code: str) -> Encoding:
    return the_rules().once(read_encodings)[code]


def misread(text: str) -> str:
    """UTF-8 as a program shows it that takes it for Windows 1252."""
    return "".join(C1.get(byte, chr(byte)) for byte in text.encode())


def as_bytes(text: str, code: str) -> bytes:
    """A text as a file in an old encoding holds it."""
    if code == "misread":
        return misread(text).encode()
    return byte_text(encoding(code).encode(text)).encode("latin-1")


# ---- tables


def test_the_alphabet_has_134_letters_beyond_ascii() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 134


@pytest.mark.parametrize("code", CODES)
def test_every_letter_comes_back(code: str) -> None:
    table = encoding(code)
    assert set(table.written) == set(LETTERS)
    assert len(set(table.written.values())) == 134
    for letter in LETTERS:
        assert table.decode(table.encode(letter)) == letter


@pytest.mark.parametrize("code", CODES)
def test_byte_encodings_are_bytes_and_viqr_is_ascii(code: str) -> None:
    limit = "\x7f" if code == "viqr" else "\xff"
    assert all(letter <= limit for written in encoding(code).written.values() for letter in written)


def test_windows_1258_is_what_the_standard_codec_reads() -> None:
    for letter, written in encoding("windows_1258").written.items():
        assert unicodedata.normalize("NFC", written.encode("latin-1").decode("cp1258")) == letter


@pytest.mark.parametrize(
    ("code", "text", "written"),
    [
        ("tcvn3", "Nghị quyết về giảm nghèo", "NghÞ quyÕt vÒ gi¶m nghÌo"),
        ("tcvn3", "Hội đồng nhân dân", "Héi ®ång nh©n d©n"),
        ("vni", "Ủy ban nhân dân thị xã", "UÛy ban nhaân daân thò xaõ"),
        ("vni", "đường giao thông, mương nước", "ñöôøng giao thoâng, möông nöôùc"),
        ("viqr", "Kế hoạch của huyện.", "Ke^' hoa.ch cu?a huye^.n."),
        ("viqr", "quốc gia. Đường", "quo^'c gia\\. DDu+o+`ng"),
        ("windows_1258", "tiếng", "tiê\xecng"),
    ],
)
def test_texts_are_written_as_their_users_wrote_them(code: str, text: str, written: str) -> None:
    assert encoding(code).encode(text) == written
    assert encoding(code).decode(written) == text


PRINTABLE = [chr(code) for code in range(0x20, 0x7F)]


@pytest.mark.parametrize("code", CODES)
@example(text="dđ d'Đ \\ a. ạ.")
@given(text=st.text(st.sampled_from([*LETTERS, *PRINTABLE, "\n", "\t", *"dD.?'`~^(+*\\" * 3])))
def test_any_text_of_letters_and_ascii_comes_back(code: str, text: str) -> None:
    assert encoding(code).decode(encoding(code).encode(text)) == text


# ---- files


SENTENCES = st.lists(st.sampled_from(sorted(set(WORDS))), min_size=12, max_size=40, unique=True).map(
    lambda w: " ".join(w) + "."
)


@pytest.mark.parametrize("code", [*CODES, "misread"])
@given(lines=st.lists(SENTENCES, min_size=1, max_size=4))
def test_any_plan_in_an_old_encoding_is_read_as_it_was_written(code: str, lines: list[str]) -> None:
    text = "\n".join(line.capitalize() if code != "tcvn3" or line[0].isascii() else line for line in lines)
    document = read_bytes(as_bytes(text, code), "plan.txt", the_rules())
    assert document.text == text
    assert [d.code for d in document.diagnostics] == ["converted-encoding"]


def test_a_file_that_mixes_encodings_is_read_line_by_line() -> None:
    lines = {
        "Kế hoạch giảm nghèo năm 2024 của huyện": "utf-8",
        "Thực hiện Nghị quyết của Hội đồng nhân dân tỉnh": "tcvn3",
        "Căn cứ Quyết định của Thủ tướng Chính phủ": "vni",
        "Hỗ trợ sản xuất cho người dân tộc thiểu số": "windows_1258",
        "Phòng Lao động chủ trì, phối hợp với các xã": "viqr",
        "Báo cáo kết quả thực hiện trước ngày 15/11": "misread",
        "1.977": "utf-8",
    }
    content = b"\n".join(t.encode() if c == "utf-8" else as_bytes(t, c) for t, c in lines.items())
    document = read_bytes(content, "plan.txt", the_rules())
    assert document.text.split("\n") == list(lines)
    told = " ".join(d.message for d in document.diagnostics)
    assert all(name in told for name in ("TCVN3", "VNI", "windows-1258", "VIQR", "UTF-8 misread"))


def test_words_in_two_encodings_can_stand_in_one_line() -> None:
    line = "Kế hoạch gi¶m nghÌo có mục tiªu và bÒn v÷ng"
    assert mend_lines([line], the_rules()).lines == ("Kế hoạch giảm nghèo có mục tiêu và bền vững",)


def test_a_line_of_doubtful_words_goes_with_the_rest_of_its_file() -> None:
    lines = ["KÕ ho¹ch gi¶m nghÌo bÒn v÷ng", "cã", "Thùc hiÖn ch­¬ng tr×nh cña huyÖn"]
    assert mend_lines(lines, the_rules()).lines[1] == "có"
    assert mend_lines(["Một kế hoạch", "cã", "Hai ngày"], the_rules()).lines[1] == "cã"


def test_a_line_in_another_language_stays_in_a_converted_file() -> None:
    lines = ["KÕ ho¹ch gi¶m nghÌo bÒn v÷ng trªn ®Þa bµn huyÖn", "The project of the Café Society", "N¨m 2004"]
    assert mend_lines(lines, the_rules()).lines[1] == lines[1]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_utf_8_misread_again_and_again_is_read(times: int) -> None:
    text = "KẾ HOẠCH giảm nghèo – “bền vững” ở huyện Đăk Tô, à, Ạ"
    spoiled = text
    for _ in range(times):
        spoiled = misread(spoiled)
    assert read_utf8(byte_text(spoiled)) == text


def test_a_hard_blank_that_became_a_plain_one_is_still_part_of_its_letter() -> None:
    spoiled = misread("và hoàn thành các mục tiêu").replace("\xa0", " ")
    assert read_utf8(byte_text(spoiled)) == "và hoàn thành các mục tiêu"


def test_a_line_whose_bytes_mean_the_same_in_windows_1252_is_not_lost() -> None:
    text = "THÔNG BÁO\nThực hiện kế hoạch giảm nghèo bền vững trên địa bàn huyện\nHoàn thành: Tháng 6"
    assert read_bytes(as_bytes(text, "windows_1258"), "plan.txt", the_rules()).text == text


@pytest.mark.parametrize(
    "content",
    [
        "План по сокращению бедности на две тысячи двадцать четвёртый год".encode("koi8-r"),
        "Un plan à réaliser près de l'école, où les élèves étudient déjà".encode("latin-1"),
        bytes(range(128, 256)) * 4,
    ],
    ids=["Russian", "French", "no text"],
)
def test_bytes_that_are_vietnamese_in_no_encoding_give_no_rows(content: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="no encoding that we know"):
        read_bytes(content, "plan.txt", the_rules())


def test_a_stray_byte_costs_one_character_not_the_file() -> None:
    text = "Kế hoạch giảm nghèo bền vững trên địa bàn huyện năm 2024"
    document = read_bytes(text.encode() + "ộ".encode()[:2], "plan.txt", the_rules())
    assert document.text == text + "\ufffd"
    assert [d.code for d in document.diagnostics] == ["lost-characters"]


# ---- what is good stays


GOOD = [
    "Kế hoạch giảm nghèo năm 2024 – “bền vững”, diện tích 25 m², nhiệt độ 30°C, bụi 10 µm, © 2024",
    unicodedata.normalize("NFD", "Ủy ban nhân dân huyện Đăk Hà thực hiện kế hoạch giảm nghèo"),
    "hoà, hòa, uỷ, ủy, Ðăk Tô, kĩ thuật, Krông Búk",
    "The café's naïve résumé cost £5 at 30°C; so what? No. To be or not to be.",
    "Il présentera à l'école un rapport où tout est vérifié, déjà complété; né à Köln, año nuevo",
    "def größe(x: int) -> str:  # µs, ñ, ø\n    return f'{x}^2 (a+b) o+e' if x else 'a.b'",
    "| TT | Tên | Vốn |\n|---|:-:|--:|\n| 1 | Đường | 1.977 |",
    "https://vi.wikipedia.org/wiki/Vi%E1%BB%87t_Nam?a.b=c~d",
    "Ke hoach giam ngheo ben vung cua huyen. Thuc hien nam 2024.",
    "KÕ",
    "",
]


@pytest.mark.parametrize("text", GOOD)
def test_good_text_other_languages_and_code_are_never_converted(text: str) -> None:
    lines = text.split("\n")
    assert mend_lines(lines, the_rules()).lines == tuple(lines)
    assert mend_lines([*GOOD, *lines], the_rules()).lines == (*GOOD, *lines)


PLAIN_LINES = ["Thực hiện kế hoạch giảm nghèo bền vững trên địa bàn huyện năm 2024"] * 5


@pytest.mark.parametrize(
    "lines",
    [
        ["kü.", "mü.", "pü.", "the committee shall report results before every quarter ends"],
        [*PLAIN_LINES, "size t¸m and l¹m with strength b©n for steel bridges near the factory"],
        [*PLAIN_LINES, "ban ho¹ch nhanh gi¶m theo b¹zq tung n©m cho hq¸k toan"],
    ],
    ids=["a list of foreign words", "signs in an English line", "as many words broken as mended"],
)
def test_a_reading_that_little_speaks_for_is_not_taken(lines: list[str]) -> None:
    assert mend_lines(lines, the_rules()).lines == tuple(lines)


@given(lines=st.lists(SENTENCES, max_size=4), form=st.sampled_from(["NFC", "NFD"]))
def test_no_vietnamese_is_converted(lines: list[str], form: str) -> None:
    given_lines = [unicodedata.normalize(form, line) for line in lines]  # type: ignore[arg-type]
    mended = mend_lines(given_lines, the_rules())
    assert (list(mended.lines), dict(mended.counts)) == (given_lines, {})


@given(
    words=st.lists(st.sampled_from(ENGLISH), min_size=1, max_size=60), stops=st.sampled_from([" ", ". ", "? ", "' "])
)
def test_no_english_is_converted(words: list[str], stops: str) -> None:
    line = stops.join(words)
    assert mend_lines([line], the_rules()).lines == (line,)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n")), max_size=5))
def test_no_line_is_lost_whatever_the_text(lines: list[str]) -> None:
    assert len(mend_lines(lines, the_rules()).lines) == len(lines)


# ---- how typists wrote


def tcvn3(text: str, rules: Rulebook) -> str:
    return read_tcvn3(
        byte_text(text), encoding("tcvn3"), rules.once(read_syllables), rules.pattern("encodings.lost_capital")
    )


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("KÕ HO¹CH", "KẾ HOẠCH"),
        ("ñY BAN NH¢N D¢N HUYÖN", "ỦY BAN NHÂN DÂN HUYỆN"),
        ("Uû ban nh©n d©n", "Uỷ ban nhân dân"),
        ("K£Õ HOA¹CH", "KẾ HOẠCH"),
        ("“KÕ ho¹ch”, 2003–2005", "“Kế hoạch”, 2003–2005"),
        ("\x9ey ban, M\x02C L\x02C", "Ủy ban, MỤC LỤC"),
        ("do ñy ban nh©n d©n tØnh; ñy viªn", "do Ủy ban nhân dân tỉnh; ủy viên"),
        ("Q§-UBND, H§ND", "QĐ-UBND, HĐND"),
    ],
)
def test_tcvn3_without_capitals_is_read_as_it_was_meant(written: str, text: str, rules: Rulebook) -> None:
    assert tcvn3(written, rules) == text


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("KếHOạCH", "KẾHOẠCH"),
        ("Kế HOạCH Hà", "KẾ HOẠCH HÀ"),
        ("UBND xã Hà", "UBND xã Hà"),
        ("ông Hà", "ông Hà"),
        ("Kế hoạch", "Kế hoạch"),
    ],
)
def test_capitals_are_told_by_the_letters_around_them(text: str, raised: str, rules: Rulebook) -> None:
    assert raise_capitals(text, rules.once(read_syllables)) == raised


@pytest.mark.parametrize(
    ("written", "following", "text"),
    [
        ("Ke^' hoa.ch na(m 2003.", "", "Kế hoạch năm 2003."),
        ("mu.c tie^u quo^'c gia.", "Thu+.c hie^.n", "mục tiêu quốc gia."),
        ("phu.c vu.", "san xuat", "phục vụ"),
        ("I. Mu.c ddi'ch", "", "I. Mục đích"),
        ("QDD-UBND, HDDND", "", "QĐ-UBND, HĐND"),
        ("DDu+o+`ng so^' 5, Bo^. Ta`i chi'nh", "", "Đường số 5, Bộ Tài chính"),
    ],
)
def test_viqr_without_escapes_tells_stops_from_tones(written: str, following: str, text: str, rules: Rulebook) -> None:
    assert read_viqr(written, encoding("viqr"), rules.once(read_syllables), following) == text


# ---- fonts


@pytest.mark.parametrize(
    ("text", "font", "read"),
    [
        ("uû ban nh©n d©n", ".VnTime", "uỷ ban nhân dân"),
        ("uû ban nh©n d©n", ".VnTimeH", "UỶ BAN NHÂN DÂN"),
        ("l®-tbxh", ".VnTimeH", "LĐ-TBXH"),
        ("Uyû ban", "VNI-Times", "Uỷ ban"),
        ("\uf0ae\uf0b5 l¹t", ".VnTime", "đà lạt"),
        ("Kế hoạch và có", ".VnTime", "Kế hoạch và có"),
        ("và", ".VnTime", "và"),
        ("KÕ ho¹ch", "Times New Roman", "KÕ ho¹ch"),
        ("12/2003", ".VnTime", "12/2003"),
    ],
)
def test_runs_are_read_by_their_font_unless_they_are_unicode(text: str, font: str, read: str, rules: Rulebook) -> None:
    assert decode_font(text, font, rules) == read


@pytest.mark.parametrize(
    ("font", "told"),
    [
        (".VnTime", ("tcvn3", False)),
        (".VnArialH", ("tcvn3", True)),
        ("VNI-Helve", ("vni", False)),
        ("Times New Roman", None),
        ("Vni", None),
    ],
)
def test_a_fonts_name_tells_its_encoding(font: str, told: tuple[str, bool] | None, rules: Rulebook) -> None:
    assert font_encoding(font, rules) == told


# ---- syllables


@pytest.mark.parametrize("word", "nghiêng Quyết giường khuỷu hoà hòa GIẾNG gì yêu ương Ý xoong đắk".split())
def test_syllables_of_vietnamese_pass(word: str, rules: Rulebook) -> None:
    assert rules.once(read_syllables).has(word)


@pytest.mark.parametrize("word", "ngiêng kua the1 cấ́p hàt mảc họàn kÕ phÝ xyz café strength b".split())
def test_what_vietnamese_never_spells_does_not_pass(word: str, rules: Rulebook) -> None:
    assert not rules.once(read_syllables).has(word)


def test_the_share_of_syllables_tells_languages_apart(rules: Rulebook) -> None:
    assert vietnamese_share(" ".join(WORDS), rules) == 1
    assert (vietnamese_share(" ".join(ENGLISH), rules) or 0) < 0.45
    assert vietnamese_share("UBND, QĐ-TTg 2024 a b", rules, least=3) is None
