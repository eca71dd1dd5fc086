"""The closed vocabularies of the tables: every value with its words in English and Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping

from kehoach.columns import Lang

# Closed vocabularies: value -> (English, Vietnamese).
VOCABULARIES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "level": {
        "central": ("central", "trung ương"),
        "province": ("province", "tỉnh"),
        "district": ("district", "huyện"),
        "commune": ("commune", "xã"),
    },
    "agency_level": {
        "central": ("central", "trung ương"),
        "province": ("province", "tỉnh"),
        "district": ("district", "huyện"),
        "commune": ("commune", "xã"),
        "village": ("village", "thôn"),
    },
    "relation": {
        "basis": ("legal basis", "căn cứ"),
        "implements": ("implements", "triển khai thực hiện"),
        "proposal": ("proposed in", "xét đề nghị"),
        "refers": ("refers to", "dẫn chiếu"),
        "self": ("itself", "chính văn bản này"),
        "amends": ("amends", "sửa đổi, bổ sung"),
        "replaces": ("replaces", "thay thế"),
    },
    "funding_role": {
        "total": ("total", "tổng số"),
        "component": ("part of a total", "thành phần"),
        "norm": ("norm, so much for each", "định mức"),
        "other": ("other", "khác"),
    },
    "funding_source": {
        "central": ("central budget", "ngân sách trung ương"),
        "province": ("provincial budget", "ngân sách tỉnh"),
        "district": ("district budget", "ngân sách huyện"),
        "commune": ("commune budget", "ngân sách xã"),
        "local": ("local budget, level not said", "ngân sách địa phương"),
        "credit": ("credit", "vốn tín dụng"),
        "mobilised": ("mobilised", "vốn huy động"),
    },
    "budget_type": {
        "investment": ("investment", "vốn đầu tư"),
        "recurrent": ("recurrent", "vốn sự nghiệp"),
    },
    "agency_role": {
        "lead": ("leads", "chủ trì"),
        "coordinate": ("coordinates", "phối hợp"),
        "responsible": ("responsible", "thực hiện"),
    },
    "deadline_kind": {
        "before": ("before", "trước"),
        "by": ("by", "chậm nhất"),
        "during": ("during", "trong"),
        "on": ("on", "vào"),
        "periodic": ("periodic", "định kỳ"),
    },
    "recurrence": {
        "yearly": ("yearly", "hằng năm"),
        "half-yearly": ("half-yearly", "6 tháng"),
        "nine-monthly": ("for nine months", "9 tháng"),
        "quarterly": ("quarterly", "hằng quý"),
        "monthly": ("monthly", "hằng tháng"),
        "weekly": ("weekly", "hằng tuần"),
        "daily": ("daily", "hằng ngày"),
        "ad-hoc": ("ad hoc", "đột xuất"),
    },
    "direction": {
        "decrease": ("decrease", "giảm"),
        "increase": ("increase", "tăng"),
        "reach": ("reach", "đạt"),
    },
    "purpose": {
        "report": ("to report to", "để báo cáo"),
        "implement": ("to carry out", "để thực hiện"),
        "coordinate": ("to coordinate", "để phối hợp"),
        "direct": ("to direct", "để chỉ đạo"),
        "inform": ("for information", "để biết"),
        "file": ("to file", "lưu"),
        "named": ("those whom the text names", "như trên, như Điều …"),
    },
    "aim": {
        "level": ("level to reach", "mức cần đạt"),
        "change": ("change", "mức tăng, giảm"),
    },
    "resolved_from": {
        "mention": ("the mention itself", "chính lần viện dẫn"),
        "plan": ("another mention of the document", "lần viện dẫn khác trong văn bản"),
        "known": ("a known document", "văn bản đã biết"),
    },
    "reference_form": {
        "this": ("this", "này"),
        "above": ("named above", "nêu trên"),
    },
    "stands_for": {
        "itself": ("the document itself", "chính văn bản này"),
        "document": ("a cited document", "văn bản được viện dẫn"),
    },
    "reference_open": {
        "none": ("none is named before", "chưa nêu văn bản nào"),
        "several": ("several could be meant", "có thể là nhiều văn bản"),
        "plural": ("several are meant", "chỉ nhiều văn bản"),
    },
    "reading": {
        "text": ("the file's own text", "văn bản của chính tệp"),
        "text layer": ("text layer", "lớp văn bản"),
        "ocr": ("OCR", "nhận dạng ký tự"),
        "ocr mended": ("OCR, mended", "nhận dạng ký tự, đã sửa"),
        "empty": ("nothing on the page", "trang trống"),
        "none": ("not read", "không đọc được"),
    },
    "source_state": {
        "read": ("read", "đã đọc"),
        "copy": ("copy of another", "bản trùng"),
        "failed": ("failed", "không đọc được"),
        "removed": ("no longer there", "không còn tệp"),
    },
    "severity": {
        "error": ("error", "lỗi"),
        "warning": ("warning", "cảnh báo"),
        "info": ("note", "lưu ý"),
    },
}


def word(vocabulary: str, value: str | None, lang: Lang) -> str:
    """A closed vocabulary's value in a language; "" for None."""
    if value is None:
        return ""
    pair = VOCABULARIES[vocabulary].get(value, (value, value))
    return pair[lang == "vi"]
