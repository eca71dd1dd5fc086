"""The schema of everything that a run writes, declared once: tables, columns, types, meanings, each with
its label in English and Vietnamese. The closed vocabularies stand in `vocabularies.py`.

Parquet types, the DuckDB comments, `kehoach schema` and the labels of `kehoach show` all come from here.
"""

from __future__ import annotations

from collections.abc import Mapping

from kehoach.columns import DOC_ID, PLACE, PROVENANCE, RULE, C, Lang, TableSchema

DOCUMENTS = TableSchema(
    "documents",
    "Documents",
    "Văn bản",
    "document",
    (
        DOC_ID,
        C("source", "text", "Source", "Tệp nguồn", "the file's path as it was given to the run"),
        C("sha256", "text", "SHA-256", "SHA-256", "hash of the file's bytes"),
        C("media", "text", "Format", "Định dạng", "what the content is: txt md html pdf scan docx doc odt"),
        C("n_pages", "int", "Pages", "Số trang", "number of pages; null for plain text"),
        C("n_chars", "int", "Characters", "Số ký tự", "length of the reference text"),
        C(
            "quality",
            "float",
            "Quality",
            "Chất lượng đọc",
            "of its pages, each as long as its text; null for plain text",
        ),
        C("doc_type", "text", "Type", "Loại văn bản", "type as the document names itself: kế hoạch …"),
        C("number", "text", "Number", "Số", "its number; null where it was left blank"),
        C("symbol", "text", "Symbol", "Ký hiệu", "KH-UBND: type and issuer"),
        C("code", "text", "Number and symbol", "Số, ký hiệu", "252/KH-UBND; null where the number was left blank"),
        C("issuer", "text", "Issuer", "Cơ quan ban hành", "full name with its place"),
        C("issuer_level", "text", "Issuer's level", "Cấp ban hành", "central province district commune", "level"),
        C("place", "text", "Place of issue", "Địa danh", "the place before the date"),
        C("issue_date", "date", "Date of issue", "Ngày ban hành", "only where day, month and year are all there"),
        C("issue_year", "int", "Year of issue", "Năm ban hành", "also where the day was left blank"),
        C("issue_month", "int", "Month of issue", "Tháng ban hành", "also where the day was left blank"),
        C("title", "text", "Title", "Trích yếu", "the whole title on one line, without the word KẾ HOẠCH"),
        C("programme", "text", "Programme", "Chương trình", "code of the national programme that it serves"),
        C("year_from", "int", "From year", "Từ năm", "first year that the plan itself covers"),
        C("year_to", "int", "To year", "Đến năm", "last year that the plan itself covers"),
        C("province", "text", "Province", "Tỉnh", "the issuer's, as the text says it, without tỉnh"),
        C("district", "text", "District", "Huyện", "the issuer's, as the text says it, without huyện"),
        C("commune", "text", "Commune", "Xã", "the issuer's, as the text says it, without xã"),
        C("province_inferred", "text", "Province (inferred)", "Tỉnh (suy ra)", "where the text doesn't say it"),
        C("district_inferred", "text", "District (inferred)", "Huyện (suy ra)", "where the text doesn't say it"),
        C(
            "admin_code",
            "text",
            "Unit code",
            "Mã đơn vị hành chính",
            "the issuer's official code as of the date of issue",
        ),
        C("province_code", "text", "Province's code", "Mã tỉnh", "official code as of the plan's date, where certain"),
        C("district_code", "text", "District's code", "Mã huyện", "the same of the district; none since 1 July 2025"),
        C("commune_code", "text", "Commune's code", "Mã xã", "the same of the commune"),
        C("successor", "text", "Successor", "Đơn vị kế thừa", "what an old province or commune is since 1 July 2025"),
        C("successor_code", "text", "Successor's code", "Mã đơn vị kế thừa", "its official code"),
        C("signer_name", "text", "Signed by", "Người ký", "name of who signed"),
        C("signer_title", "text", "Signed as", "Chức vụ người ký", "title as signed: Chủ tịch, Phó Chủ tịch …"),
        C("rules_version", "text", "Rules", "Phiên bản quy tắc", "hash of the rules that read it"),
    ),
)

PAGES = TableSchema(
    "pages",
    "Pages",
    "Trang",
    "page of a document that has pages",
    (
        DOC_ID,
        C("page", "int", "Page", "Trang", "from 1"),
        C("how", "text", "Read by", "Cách đọc", "how its text came: text layer, ocr, empty, none", "reading"),
        C("quality", "float", "Quality", "Chất lượng đọc", "0 to 1: share of Vietnamese words, or OCR's confidence"),
        C("width", "float", "Width", "Chiều rộng", "in points (1/72 inch)"),
        C("height", "float", "Height", "Chiều cao", "in points"),
        C("start", "int", "Start", "Đầu", "its first character in the document's reference text"),
        C("end", "int", "End", "Cuối", "one past its last character there"),
    ),
)

BOXES = TableSchema(
    "boxes",
    "Boxes",
    "Khung dòng chữ",
    "line of a page, or of a table's cell: where its characters stand on the page",
    (
        DOC_ID,
        C("page", "int", "Page", "Trang", "from 1"),
        C("start", "int", "Start", "Đầu", "its first character in the document's reference text"),
        C("end", "int", "End", "Cuối", "one past its last character there"),
        C("x0", "float", "Left", "Trái", "in points from the page's left edge"),
        C("y0", "float", "Top", "Trên", "in points from the page's top edge"),
        C("x1", "float", "Right", "Phải", "in points from the page's left edge"),
        C("y1", "float", "Bottom", "Dưới", "in points from the page's top edge"),
        C("confidence", "float", "Confidence", "Độ tin cậy", "OCR's own; 1 for a text layer"),
    ),
)

MENDS = TableSchema(
    "mends",
    "Mended readings",
    "Chỗ đã sửa lỗi nhận dạng",
    "place of the reference text that OCR misread and a rule mended",
    (
        DOC_ID,
        *PLACE,
        C("read", "text", "As read", "Đọc được", "what OCR read there"),
        C("rule_id", "text", "Rule", "Quy tắc", "the row of rules/ocr that mended it"),
    ),
)

SECTIONS = TableSchema(
    "sections",
    "Sections",
    "Đề mục",
    "numbered or lettered heading",
    (
        *PROVENANCE,
        C("parent_id", "text", "Parent", "Mục cha", "the section that it belongs to → sections"),
        C("level", "int", "Level", "Cấp", "depth in the outline, from 1"),
        C("label", "text", "Label", "Số mục", "as written, without its closing mark: II, 2.1, a"),
        C("heading", "text", "Heading", "Tên mục", "its words"),
        C("path", "text", "Path", "Đường dẫn", "the labels from the top: II.2.1.a"),
    ),
)

CITATIONS = TableSchema(
    "citations",
    "Citations",
    "Viện dẫn",
    "mention of another document, or of itself",
    (
        C("citation_id", "text", "Id", "Mã", "the citation's own id"),
        *PROVENANCE,
        C("type", "text", "Type", "Loại văn bản", "nghị định, quyết định, luật …, lower case"),
        C("code", "text", "Number and symbol", "Số, ký hiệu", "07/2021/NĐ-CP; null for one cited by name alone"),
        C("issue_date", "date", "Date", "Ngày", "its date of issue, where this mention has it"),
        C("issue_year", "int", "Year", "Năm", "its year of issue, from date or number"),
        C("issuer", "text", "Issuer", "Cơ quan ban hành", "full name"),
        C("title", "text", "About", "Trích yếu", "what it is about, or the law's name"),
        C("provision", "text", "Provision", "Điều khoản", "Điều 5 khoản 2 …"),
        C("relation", "text", "Relation", "Quan hệ", "what the plan has to do with it", "relation"),
        C(
            "term",
            "text",
            "Issuer's term",
            "Khóa, nhiệm kỳ",
            "khóa XIII, nhiệm kỳ 2020 - 2025, where this mention has it",
        ),
        C("legal_document_id", "text", "Identity", "Mã văn bản được dẫn", "→ legal_documents; null where not resolved"),
        C("resolved_from", "text", "Resolved from", "Xác định theo", "what told the identity", "resolved_from"),
        C(
            "antecedent_id",
            "text",
            "Told by",
            "Viện dẫn gốc",
            "the mention that told it, where another one did → citations",
        ),
        *RULE,
    ),
)

SHORT_FORMS = TableSchema(
    "short_forms",
    "Short forms",
    "Cách gọi tắt",
    "short form without a number that stands for a document: Nghị quyết nêu trên, Luật này",
    (
        C("short_form_id", "text", "Id", "Mã", "the short form's own id"),
        *PROVENANCE,
        C("form", "text", "Form", "Dạng", "which of the two", "reference_form"),
        C("type", "text", "Type", "Loại văn bản", "the type that it names, lower case"),
        C("provision", "text", "Provision", "Điều khoản", "Điều 5 khoản 2 …"),
        C("stands_for", "text", "Stands for", "Chỉ", "null where that is not certain", "stands_for"),
        C("citation_id", "text", "Antecedent", "Viện dẫn gốc", "the last mention of that document → citations"),
        C("legal_document_id", "text", "Identity", "Mã văn bản được dẫn", "→ legal_documents; null where not resolved"),
        C("why", "text", "Why open", "Vì sao chưa rõ", "why it is not resolved", "reference_open"),
        *RULE,
    ),
)

LEGAL_DOCUMENTS = TableSchema(
    "legal_documents",
    "Cited documents",
    "Văn bản được viện dẫn",
    "distinct cited document over the whole store",
    (
        C("legal_document_id", "text", "Id", "Mã", "its identity"),
        C("type", "text", "Type", "Loại văn bản", "nghị định, quyết định, luật …"),
        C("code", "text", "Number and symbol", "Số, ký hiệu", "null for one known by name alone"),
        C("issue_date", "date", "Date", "Ngày ban hành", "date of issue, where any mention has it"),
        C("issuer", "text", "Issuer", "Cơ quan ban hành", "full name"),
        C("title", "text", "About", "Trích yếu", "what it is about, or the law's name"),
        C("n_citing_documents", "int", "Cited by", "Số văn bản viện dẫn", "how many documents of the store cite it"),
    ),
)

PROJECTS = TableSchema(
    "projects",
    "Projects",
    "Dự án, nội dung",
    "project, sub-project or activity of the plan",
    (
        C("project_id", "text", "Id", "Mã", "the project's own id"),
        *PROVENANCE,
        C("parent_id", "text", "Parent", "Thuộc dự án", "the project that it belongs to → projects"),
        C("label", "text", "Label", "Số hiệu", "Dự án 2, Tiểu dự án 1, 2.3"),
        C("name", "text", "Name", "Tên", "the rest of its heading"),
        C(
            "component",
            "text",
            "Component",
            "Hợp phần chương trình",
            "the national programme's own component, matched by name",
        ),
        *RULE,
    ),
)

FUNDING = TableSchema(
    "funding",
    "Funding",
    "Kinh phí",
    "amount of money",
    (
        C("funding_id", "text", "Id", "Mã", "the amount's own id"),
        *PROVENANCE,
        C("amount_vnd", "int", "Amount (đồng)", "Số tiền (đồng)", "whole đồng"),
        C("amount_text", "text", "As written", "Số tiền (nguyên văn)", "the amount as written"),
        C("unit", "text", "Unit", "Đơn vị", "as written, or as its table's heading gives it"),
        C("item", "text", "Item", "Khoản", "the words that name it: before it in its line, or its table row's"),
        C("role", "text", "Role", "Vai trò", "what the amount is to the others", "funding_role"),
        C("source", "text", "Source", "Nguồn vốn", "who pays; null where none is named", "funding_source"),
        C("budget_type", "text", "Kind", "Loại vốn", "null where not said", "budget_type"),
        C("year", "int", "Year", "Năm", "from the text, else the year of a plan for one year"),
        C("project_id", "text", "Project", "Dự án", "→ projects; null for the whole plan"),
        C("agency", "text", "Agency", "Cơ quan", "whose money it is, as written"),
        C("agency_id", "text", "Agency's id", "Mã cơ quan", "the same with its place, where known → agencies"),
        C("parent_id", "text", "Part of", "Thuộc khoản", "the total that it is a part of → funding"),
        C("table_id", "text", "Table", "Bảng", "the table where it stands → tables"),
        *RULE,
    ),
)

FOREIGN_MONEY = TableSchema(
    "foreign_money",
    "Other money",
    "Ngoại tệ",
    "amount of other money than đồng; no rate of exchange is applied",
    (
        C("foreign_id", "text", "Id", "Mã", "the amount's own id"),
        *PROVENANCE,
        C("amount", "float", "Amount", "Số tiền", "in whole units of its currency"),
        C("currency", "text", "Currency", "Loại tiền", "ISO 4217 code: USD, EUR …"),
        C("amount_text", "text", "As written", "Số tiền (nguyên văn)", "the amount as written"),
        C("project_id", "text", "Project", "Dự án", "→ projects; null for the whole plan"),
        *RULE,
    ),
)

AGENCIES = TableSchema(
    "agencies",
    "Agencies",
    "Cơ quan, đơn vị",
    "distinct agency over the whole store",
    (
        C("agency_id", "text", "Id", "Mã", "its identity, with its place"),
        C("name", "text", "Name", "Tên đầy đủ", "full, canonical, with its place"),
        C("short_name", "text", "Short name", "Tên viết tắt", "UBND huyện …"),
        C("kind", "text", "Kind", "Loại", "committee, department, union …"),
        C("level", "text", "Level", "Cấp", "central province district commune village", "agency_level"),
        C("locality", "text", "Place", "Địa phương", "the place that is part of its identity"),
        C("successor", "text", "Successor", "Cơ quan kế thừa", "who has its duties since the reform of 2025"),
        C("ended", "date", "Ended", "Kết thúc", "its last day, where the reform of 2025 merged or dissolved it"),
        C("successor_basis", "text", "By which text", "Căn cứ sắp xếp", "the law or resolution that ended it"),
        C("n_documents", "int", "Documents", "Số văn bản", "how many documents of the store give it a part in a duty"),
    ),
)

ASSIGNMENTS = TableSchema(
    "assignments",
    "Duties",
    "Nhiệm vụ",
    "bullet, sentence or paragraph that gives an agency a duty",
    (
        C("assignment_id", "text", "Id", "Mã", "the duty's own id"),
        *PROVENANCE,
        C("task", "text", "Task", "Nội dung nhiệm vụ", "the text, whitespace collapsed"),
        C("assignee_text", "text", "Given to", "Giao cho", "the words that name who has the duty"),
        *RULE,
    ),
)

ASSIGNMENT_AGENCIES = TableSchema(
    "assignment_agencies",
    "Agencies of duties",
    "Cơ quan thực hiện nhiệm vụ",
    "agency of a duty",
    (
        C("assignment_id", "text", "Duty", "Nhiệm vụ", "→ assignments"),
        *PROVENANCE,
        C("agency_id", "text", "Agency", "Mã cơ quan", "→ agencies: its identity with its place"),
        C("agency", "text", "Name as written", "Tên như trong văn bản", "abbreviations opened, no place added"),
        C("role", "text", "Role", "Vai trò", "its part in the duty", "agency_role"),
    ),
)

ASSIGNMENT_PROJECTS = TableSchema(
    "assignment_projects",
    "Projects of duties",
    "Dự án của nhiệm vụ",
    "project that a duty is about",
    (
        C("assignment_id", "text", "Duty", "Nhiệm vụ", "→ assignments"),
        DOC_ID,
        C("project_id", "text", "Project", "Dự án", "→ projects"),
    ),
)

DEADLINES = TableSchema(
    "deadlines",
    "Deadlines",
    "Thời hạn",
    "limit in time for a duty, or a reporting rhythm",
    (
        C("deadline_id", "text", "Id", "Mã", "the deadline's own id"),
        *PROVENANCE,
        C("kind", "text", "Kind", "Loại", "how the time limits", "deadline_kind"),
        C("date", "date", "Date", "Ngày", "only where the year is known too"),
        C("month", "int", "Month", "Tháng", "1 to 12"),
        C("day", "int", "Day", "Ngày trong tháng", "1 to 31"),
        C("year", "int", "Year", "Năm", "from the text, else the year of a plan for one year"),
        C("quarter", "int", "Quarter", "Quý", "1 to 4, where a quarter is the limit"),
        C("recurrence", "text", "Rhythm", "Định kỳ", "null for a single date", "recurrence"),
        C("rrule", "text", "Rule of recurrence", "Quy tắc lặp", "RFC 5545"),
        C("what", "text", "What", "Việc", "what is due"),
        C("agency", "text", "Owed by", "Cơ quan thực hiện", "as named; several joined by '; '"),
        C("recipient", "text", "Owed to", "Nơi nhận", "as named; several joined by '; '"),
        C("channel", "text", "Through", "Gửi qua", "whom it goes through; no recipient"),
        C("assignment_id", "text", "Duty", "Nhiệm vụ", "the duty that it limits → assignments"),
        *RULE,
    ),
)

TARGETS = TableSchema(
    "targets",
    "Targets",
    "Chỉ tiêu",
    "figure that the plan sets as its aim",
    (
        C("target_id", "text", "Id", "Mã", "the target's own id"),
        *PROVENANCE,
        C("indicator", "text", "Indicator", "Chỉ tiêu", "what is measured"),
        C("indicator_code", "text", "Indicator code", "Mã chỉ tiêu", "the same for the same aim in any plan"),
        C("indicator_name", "text", "Indicator's name", "Tên chỉ tiêu", "the name that goes with its code"),
        C("subgroup", "text", "Of whom", "Nhóm", "the group it is about, if not all that the code says"),
        C("value_low", "float", "At least", "Từ", "equal to value_high for a single figure"),
        C("value_high", "float", "At most", "Đến", "equal to value_low for a single figure"),
        C("unit", "text", "Unit", "Đơn vị", "%, %/năm, hộ …"),
        C("direction", "text", "Direction", "Chiều", "which way the figure is to go", "direction"),
        C("aim", "text", "Aim", "Cách tính", "the level to reach, or the change", "aim"),
        C("area", "text", "Area", "Địa bàn", "where, if not all of the plan's area"),
        C("year", "int", "Year", "Năm", "when it is to be reached"),
        C("unit_normal", "text", "Normal unit", "Đơn vị quy chuẩn", "one spelling and one size: đồng, người, %/năm"),
        C("normal_low", "float", "At least (normal)", "Từ (quy chuẩn)", "value_low in the normal unit"),
        C("normal_high", "float", "At most (normal)", "Đến (quy chuẩn)", "value_high in the normal unit"),
        C("baseline", "float", "Baseline", "Mức xuất phát", "the figure that it starts from, in `unit`"),
        C("baseline_year", "int", "Baseline year", "Năm gốc", "the year of that figure, or compared with"),
        C("table_id", "text", "Table", "Bảng", "the table where it stands → tables"),
        *RULE,
    ),
)

RECIPIENTS = TableSchema(
    "recipients",
    "Recipients",
    "Nơi nhận",
    "recipient of a copy, as the list at the document's end names it",
    (
        C("recipient_id", "text", "Id", "Mã", "the row's own id"),
        *PROVENANCE,
        C("position", "int", "Position", "Thứ tự", "its place in the list, from 1"),
        C("name", "text", "Name", "Tên", "as written, abbreviations opened"),
        C("purpose", "text", "Purpose", "Mục đích", "what the copy is for; null where not said", "purpose"),
        C("purpose_text", "text", "Purpose as written", "Mục đích (nguyên văn)", "b/c, để báo cáo …"),
        *RULE,
    ),
)

TABLES = TableSchema(
    "tables",
    "Tables",
    "Bảng biểu",
    "table of the document",
    (
        C("table_id", "text", "Id", "Mã", "the table's own id"),
        *PROVENANCE,
        C("caption", "text", "Caption", "Tên bảng", "its title"),
        C("unit", "text", "Unit", "Đơn vị tính", "as written in caption or unit line"),
        C("n_rows", "int", "Rows", "Số dòng", "body rows, headings not counted"),
        C("n_cols", "int", "Columns", "Số cột", "columns"),
    ),
)

TABLE_CELLS = TableSchema(
    "table_cells",
    "Table cells",
    "Ô của bảng",
    "body cell of a table",
    (
        C("table_id", "text", "Table", "Bảng", "→ tables"),
        *PROVENANCE,
        C("row", "int", "Row", "Dòng", "body row, from 0"),
        C("col", "int", "Column", "Cột", "column, from 0"),
        C("row_label", "text", "Row's label", "Tên dòng", "the row's first cell with words that is no roman number"),
        C("header", "text", "Column's heading", "Tên cột", "its heading words from the top down, joined by ' > '"),
        C("value", "float", "Number", "Giá trị số", "the number in it, Vietnamese notation read"),
    ),
)

DIAGNOSTICS = TableSchema(
    "diagnostics",
    "Diagnostics",
    "Ghi chú kiểm tra",
    "thing that an analyst should know; a document that could not be read has one too, without doc_id",
    (
        *PROVENANCE,
        C("severity", "text", "Severity", "Mức độ", "error: something is missing from the tables", "severity"),
        C("code", "text", "Code", "Mã", "sum-mismatch, blank-number, unreadable …"),
        C("message", "text", "Message", "Nội dung", "what it is, in words"),
        C("other_start", "int", "Other start", "Đầu chỗ kia", "where two places are compared, the second one's start"),
        C("other_end", "int", "Other end", "Cuối chỗ kia", "its end"),
        C("other_text", "text", "Other text", "Chỗ kia", "its exact slice of the reference text"),
        C("source", "text", "Source", "Tệp nguồn", "the file's path as it was given to the run"),
    ),
)

SOURCES = TableSchema(
    "sources",
    "Sources",
    "Tệp nguồn",
    "place where a document was found: copies, files that could not be read and files since removed too",
    (
        C("source", "text", "Source", "Tệp nguồn", "the file's path as it was given to the run"),
        C("doc_id", "text", "Document", "Văn bản", "the document's id → documents; null where it could not be read"),
        C("sha256", "text", "SHA-256", "SHA-256", "hash of the file's bytes; null for one that can't be opened"),
        C("n_bytes", "int", "Bytes", "Số byte", "the file's size"),
        C("state", "text", "State", "Trạng thái", "read, copy, failed or removed", "source_state"),
        C("code", "text", "Code", "Mã lỗi", "of a failure: unreadable, crashed, timeout, memory"),
        C("reason", "text", "Reason", "Lý do", "of a failure, in words"),
        C("command", "text", "Command", "Lệnh", "the command that repeats a failure"),
    ),
)

SCHEMA: Mapping[str, TableSchema] = {
    table.name: table
    for table in (
        DOCUMENTS,
        SECTIONS,
        CITATIONS,
        SHORT_FORMS,
        LEGAL_DOCUMENTS,
        PROJECTS,
        FUNDING,
        FOREIGN_MONEY,
        AGENCIES,
        ASSIGNMENTS,
        ASSIGNMENT_AGENCIES,
        ASSIGNMENT_PROJECTS,
        DEADLINES,
        TARGETS,
        RECIPIENTS,
        TABLES,
        TABLE_CELLS,
        PAGES,
        BOXES,
        MENDS,
        DIAGNOSTICS,
        SOURCES,
    )
}
# One row for each identity over the whole store: they come together only when the store is written.
SHARED = ("legal_documents", "agencies")
# What the store itself fills; the other tables hold what one document says, and each row its doc_id.
STORE_TABLES = (*SHARED, "sources")
OF_DOCUMENTS = tuple(name for name in SCHEMA if name not in STORE_TABLES)


def label(table: str, column: str, lang: Lang) -> str:
    """A column's label in a language."""
    found = SCHEMA[table].column(column)
    return found.vi if lang == "vi" else found.en
