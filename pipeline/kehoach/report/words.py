"""The words of comparison, workbook and report that are no column and no vocabulary, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

Pair = tuple[str, str]
"""(English, Vietnamese), as in `tables.VOCABULARIES`."""

PARTS: Mapping[str, Pair] = {
    "money": ("Money in all", "Tổng kinh phí"),
    "money_by_source": ("Money by source and kind (đồng)", "Kinh phí theo nguồn và loại vốn (đồng)"),
    "money_by_component": ("Money by component (đồng)", "Kinh phí theo dự án thành phần (đồng)"),
    "targets": ("Targets", "Chỉ tiêu"),
    "leads": ("Who leads: number of duties", "Ai chủ trì: số nhiệm vụ"),
    "deadlines": ("Deadlines and reports", "Thời hạn và báo cáo"),
    "citations": ("Documents cited", "Văn bản viện dẫn"),
    "lacks": ("What a plan lacks that most have", "Nội dung phần lớn kế hoạch có mà kế hoạch này thiếu"),
}
MONEY: Mapping[str, Pair] = {
    "total": ("In all (đồng)", "Tổng số (đồng)"),
    "households": ("Poor households in its tables", "Số hộ nghèo trong bảng biểu"),
    "per_household": ("Per poor household (đồng)", "Bình quân một hộ nghèo (đồng)"),
    "communes": ("Communes in its tables", "Số xã trong bảng biểu"),
    "per_commune": ("Per commune (đồng)", "Bình quân một xã (đồng)"),
}
LACKS: Mapping[str, Pair] = {
    "money": ("no amount of money", "không nêu kinh phí"),
    "targets": ("no target", "không có chỉ tiêu"),
    "leads": ("nobody leads a duty", "không giao cơ quan chủ trì"),
    "reports": ("no reporting date", "không có thời hạn báo cáo"),
    "component": ("component left out", "thiếu dự án thành phần"),
    "citation": ("document not cited", "không viện dẫn"),
    "code": ("number left blank", "để trống số văn bản"),
    "signer_name": ("no signature", "không rõ người ký"),
}
ADDED_UP: Pair = ("added up from its items: no total is named", "cộng từ các khoản: văn bản không nêu tổng số")
NOT_SAID: Pair = ("not said", "không nêu rõ")
ALL_YEARS: Pair = ("no year", "không rõ năm")
NO_DISTRICT: Pair = ("not said", "không rõ địa phương")
NO_PROGRAMME: Pair = ("no national programme", "ngoài chương trình mục tiêu quốc gia")
REPORT: Pair = ("report", "báo cáo")
SHORTER = (("Ủy ban nhân dân", "UBND"), ("Hội đồng nhân dân", "HĐND"))
KIND_WORDS: Mapping[str, Pair] = {
    "citations": ("Citations", "Viện dẫn"),
    "projects": ("Projects", "Dự án"),
    "funding": ("Money", "Kinh phí"),
    "assignments": ("Duties", "Nhiệm vụ"),
    "assignment_agencies": ("Agencies", "Cơ quan"),
    "deadlines": ("Deadlines", "Thời hạn"),
    "targets": ("Targets", "Chỉ tiêu"),
    "diagnostics": ("Notes", "Lưu ý"),
}
NOTES: Mapping[str, Pair] = {
    "sum-mismatch": ("sums that differ", "tổng không khớp với các phần"),
    "sum-proven": ("sums that add up", "tổng khớp với các phần"),
    "sum-rounded": ("sums off by rounding", "tổng lệch do làm tròn"),
    "table-agrees": ("text and table agree", "lời văn khớp với bảng"),
    "table-differs": ("text and table differ", "lời văn không khớp với bảng"),
    "words-proven": ("figures and words agree", "số khớp với chữ"),
    "words-mismatch": ("figures and words differ", "số không khớp với chữ"),
    "share-proven": ("shares that are right", "tỷ lệ đúng"),
    "share-mismatch": ("shares that are wrong", "tỷ lệ không khớp"),
    "formula-proven": ("formulas that hold", "công thức đúng"),
    "formula-mismatch": ("formulas that don't hold", "công thức không khớp"),
    "formula-doubtful": ("formulas that hardly hold", "công thức đáng ngờ"),
    "annotation": ("stamp of a signature", "chữ ký số"),
    "blank-number": ("number left blank", "để trống số văn bản"),
    "blank-date": ("date left blank", "để trống ngày"),
    "no-date": ("no date", "không rõ ngày ban hành"),
    "no-issuer": ("no issuer", "không rõ cơ quan ban hành"),
    "no-budget": ("no money", "không nêu kinh phí"),
    "number-twice": ("one number, two headings", "hai mục cùng một số"),
    "code-year-mismatch": ("number and date differ", "năm trong số và ngày không khớp"),
    "cited-before-issue": ("cited before it was issued", "viện dẫn trước ngày ban hành"),
    "limit-before-issue": ("due before issue", "thời hạn trước ngày ban hành"),
    "impossible-date": ("impossible date", "ngày không có thật"),
    "dates-differ": ("dates that differ", "các ngày không khớp"),
    "issuer-symbol-mismatch": ("issuer and symbol differ", "cơ quan và ký hiệu không khớp"),
    "type-symbol-mismatch": ("type and symbol differ", "loại văn bản và ký hiệu không khớp"),
    "known-date-mismatch": ("not its known date", "khác ngày ban hành đã biết"),
    "known-issuer-mismatch": ("not its known issuer", "khác cơ quan ban hành đã biết"),
    "known-title-mismatch": ("not its known title", "khác trích yếu đã biết"),
    "ocr-low-confidence": ("doubtful reading of a scan", "nhận dạng chữ chưa chắc"),
    "ocr-doubtful-number": ("doubtful number of a scan", "số văn bản nhận dạng chưa chắc"),
    "ocr-mended": ("misread words mended", "đã sửa lỗi nhận dạng chữ"),
    "converted-encoding": ("old encoding converted", "đã chuyển mã chữ cũ"),
    "lost-characters": ("characters lost", "mất ký tự"),
    "not-vietnamese": ("not Vietnamese", "không phải tiếng Việt"),
    "page-unreadable": ("page not readable", "trang không đọc được"),
    "unreadable": ("file not readable", "tệp không đọc được"),
    "crashed": ("program failed on it", "chương trình gặp lỗi"),
    "duplicate": ("copy", "bản sao"),
    "corrected": ("corrected by hand", "đã sửa theo người dùng"),
    "correction-lost": ("correction without its place", "không tìm thấy chỗ của sửa đổi"),
}
"""`diagnostics.code` in words; a code that is not here stands as it is."""
WORKBOOK: Mapping[str, Pair] = {
    "intro": ("About", "Giới thiệu"),
    "checks": ("To check", "Cần kiểm tra"),
    "title": ("Data of plans", "Dữ liệu các kế hoạch"),
    "about": (
        "Every sheet is a table; every row was read from the text of a plan by the program kehoach.",
        "Mỗi trang tính là một bảng; mỗi dòng do chương trình kehoach đọc ra từ văn bản kế hoạch.",
    ),
    "empty": (
        "An empty cell: the plan does not say it. Nothing was filled in from elsewhere.",
        "Ô trống: văn bản không nêu. Không có gì được điền thêm từ nguồn khác.",
    ),
    "money": (
        "Money is in đồng. A total and its parts are rows of their own, so don't sum a whole column: filter by Role first.",
        "Tiền tính bằng đồng. Tổng số và các phần của nó là những dòng riêng: hãy lọc theo Vai trò trước khi cộng.",
    ),
    "sentence_note": (
        "Each row has the words that it was read from, and the sentence that they stand in.",
        "Mỗi dòng có nguyên văn và câu chứa nó trong văn bản, kèm số trang nếu có.",
    ),
    "keys": (
        "Columns for joining tables are folded away at the right: open them with the + above the headings.",
        "Các cột mã dùng để nối bảng được thu gọn ở bên phải: bấm dấu + phía trên tiêu đề để mở.",
    ),
    "check": (
        "Begin with the sheet To check: sums that don't add up, blanks, doubtful years.",
        "Nên xem trước trang Cần kiểm tra: tổng không khớp, chỗ bỏ trống, năm đáng ngờ.",
    ),
    "sheet": ("Sheet", "Trang tính"),
    "rows": ("Rows", "Số dòng"),
    "columns": ("Columns", "Các cột"),
    "plan": ("Plan", "Kế hoạch"),
    "sentence": ("Sentence", "Câu trong văn bản"),
    "severity": ("Severity", "Mức độ"),
    "kind": ("Kind", "Loại"),
    "message": ("Message", "Nội dung"),
    "source": ("Source", "Tệp nguồn"),
    "page": ("Page", "Trang"),
    "row": ("Row", "Dòng dữ liệu"),
    "open": ("open", "mở"),
}
