"""Three generated plans of districts, and what an accountant makes of their money by hand.

Each states its total, breaks it down by budget, and gives its projects; the second says its parts only; the third says
its projects only and has a table of poor households.
"""

from __future__ import annotations

from pathlib import Path

HEAD = """ỦY BAN NHÂN DÂN
HUYỆN {name}
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: {number}/KH-UBND
{place}, ngày 12 tháng 3 năm 2024

KẾ HOẠCH
Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững trên địa bàn huyện {place} năm 2024

Căn cứ Quyết định số 90/QĐ-TTg ngày 18 tháng 01 năm 2022 của Thủ tướng Chính phủ;
{basis}Ủy ban nhân dân huyện {place} ban hành kế hoạch như sau:

I. MỤC TIÊU
- Giảm tỷ lệ hộ nghèo đa chiều {target}% trong năm 2024.

II. NỘI DUNG VÀ KINH PHÍ
"""
TAIL = """
III. TỔ CHỨC THỰC HIỆN
1. Phòng Lao động - Thương binh và Xã hội
- Chủ trì, phối hợp với các cơ quan liên quan theo dõi, đôn đốc việc thực hiện kế hoạch.
{report}
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

{signer}
"""
SOUTH = """1. Dự án 2: Đa dạng hóa sinh kế, phát triển mô hình giảm nghèo
Kinh phí thực hiện: 3.300 triệu đồng, trong đó: ngân sách trung ương 3.000 triệu đồng, ngân sách tỉnh 200 triệu đồng, ngân sách huyện 100 triệu đồng.
2. Dự án 4: Phát triển giáo dục nghề nghiệp, việc làm bền vững
Kinh phí thực hiện: 1.650 triệu đồng, trong đó: ngân sách trung ương 1.500 triệu đồng, ngân sách tỉnh 150 triệu đồng.
3. Kinh phí
Tổng kinh phí thực hiện năm 2024: 4.950 triệu đồng. Trong đó:
- Ngân sách trung ương (vốn sự nghiệp): 4.500 triệu đồng;
- Ngân sách tỉnh: 350 triệu đồng;
- Ngân sách huyện: 100 triệu đồng.
"""
NORTH = """1. Dự án 2: Đa dạng hóa sinh kế, phát triển mô hình giảm nghèo
Kinh phí thực hiện: 2.200 triệu đồng, trong đó: ngân sách trung ương 2.000 triệu đồng, ngân sách huyện 200 triệu đồng.
2. Dự án 7: Nâng cao năng lực và giám sát, đánh giá Chương trình
Kinh phí thực hiện: 550 triệu đồng, trong đó: ngân sách trung ương 500 triệu đồng, ngân sách huyện 50 triệu đồng.
"""
EAST = """1. Dự án 2: Đa dạng hóa sinh kế, phát triển mô hình giảm nghèo
Kinh phí thực hiện: 1.100 triệu đồng, trong đó: ngân sách trung ương 1.000 triệu đồng, ngân sách huyện 100 triệu đồng.

| TT | Tên xã | Số hộ nghèo |
|---|---|---|
| 1 | Xã Suối Lành | 120 |
| 2 | Xã Khe Mây | 80 |
| | Tổng cộng | 200 |
"""
PLANS = {
    "nam.md": HEAD.format(name="ĐỒI NAM", number="11", place="Đồi Nam", target="1,5",
        basis="Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ;\n") + SOUTH
        + TAIL.format(report="- Báo cáo kết quả về Ủy ban nhân dân huyện trước ngày 15/12/2024.\n- Định kỳ hằng quý báo cáo Ủy ban nhân dân huyện.\n", signer="Trần Văn An"),
    "bac.md": HEAD.format(name="ĐỒI BẮC", number="22", place="Đồi Bắc", target="2",
        basis="Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ;\n") + NORTH
        + TAIL.format(report="- Định kỳ hằng quý báo cáo Ủy ban nhân dân huyện.\n", signer="Lê Thị Bình"),
    "dong.md": HEAD.format(name="ĐỒI ĐÔNG", number="33", place="Đồi Đông", target="3", basis="") + EAST
        + TAIL.format(report="", signer="Vũ Văn Cường"),
}  # fmt: skip
MILLION = 1_000_000
# By hand, in million đồng. South: its stated total. North and East: their projects together.
TOTALS = {"Đồi Nam": 4950, "Đồi Bắc": 2200 + 550, "Đồi Đông": 1100}
SOURCES = {
    "ngân sách trung ương, vốn sự nghiệp": {"Đồi Nam": 4500},
    "ngân sách trung ương": {"Đồi Bắc": 2000 + 500, "Đồi Đông": 1000},
    "ngân sách tỉnh": {"Đồi Nam": 350},
    "ngân sách huyện": {"Đồi Nam": 100, "Đồi Bắc": 200 + 50, "Đồi Đông": 100},
}
COMPONENTS = {
    "GNBV-2021-2025/DA2": {"Đồi Nam": 3300, "Đồi Bắc": 2200, "Đồi Đông": 1100},
    "GNBV-2021-2025/DA4": {"Đồi Nam": 1650},
    "GNBV-2021-2025/DA7": {"Đồi Bắc": 550},
}


def write_plans(folder: Path) -> Path:
    """Write the three plans."""
    for name, text in PLANS.items():
        (folder / name).write_text(text, "utf-8")
    return folder
