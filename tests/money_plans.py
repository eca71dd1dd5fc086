"""A plan of invented places to hang a passage into, and the passage's money and projects."""

from __future__ import annotations

from kehoach.clean import clean_document
from kehoach.extract.header import read_header
from kehoach.extract.money import find_funding
from kehoach.extract.projects import find_projects
from kehoach.outline import read_outline
from kehoach.rulebook import Rulebook
from kehoach.values import Document, Funding, Outline, Project

PLAN = """ỦY BAN NHÂN DÂN
HUYỆN NÀ SẢNG

Số: 21/KH-UBND

Nà Sảng, ngày 04 tháng 3 năm 2024

KẾ HOẠCH
{title}

Căn cứ Luật Đầu tư công;

Ủy ban nhân dân huyện ban hành Kế hoạch như sau:

{body}

Trên đây là Kế hoạch của huyện./.

Nơi nhận:
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Sùng Thị Mai
"""
POVERTY = "Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2024 trên địa bàn huyện Nà Sảng"


def read_plan(
    body: str, rules: Rulebook, title: str = POVERTY
) -> tuple[Outline, tuple[Project, ...], tuple[Funding, ...]]:
    """The outline, the projects and the money of a plan with this body."""
    document = Document("d", "d.txt", "0", "txt", PLAN.format(title=title, body=body))
    outline = read_outline(clean_document(document, rules), rules)
    header = read_header(outline, rules)
    projects = find_projects(outline, header, rules)
    return outline, projects, find_funding(outline, header, projects, rules)
