"""Archives of plans as input: each member is a document, and no archive can harm the run."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kehoach.batch import run
from kehoach.ingest import UnreadableDocument, archive, read_document
from kehoach.sources import find_sources
from kehoach.store import open_store
from plans import the_rules

PLAN = "KẾ HOẠCH\nGiảm nghèo bền vững năm 2024 trên địa bàn huyện\n\nI. MỤC TIÊU\n- Giảm 5% hộ nghèo.\n".encode()
OTHER = PLAN.replace(b"2024", b"2025")


def packed(**members: bytes) -> bytes:
    """An archive; in a name `__` stands for a slash and `_` for a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


def write(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return path.as_posix()


def test_what_is_in_an_archive_is_named_by_both() -> None:
    assert archive.split_source("a.zip!/b/c.txt") == ("a.zip", "b/c.txt")
    assert archive.split_source("a.zip!/b.zip!/c.txt") == ("a.zip!/b.zip", "c.txt")
    assert archive.split_source("a/c.txt") is None


def test_members_are_found_at_any_depth_and_in_archives_inside(tmp_path: Path) -> None:
    inner = packed(c_txt=PLAN, more__d_md=PLAN)
    outer = write(tmp_path / "plans.zip", packed(b_txt=PLAN, year__a_txt=PLAN, year__in_zip=inner))
    names = ["b.txt", "year/a.txt", "year/in.zip!/c.txt", "year/in.zip!/more/d.md"]
    assert find_sources([outer]) == [f"{outer}!/{name}" for name in names]
    assert find_sources([tmp_path]) == find_sources([outer])


def test_hidden_members_readmes_and_what_is_no_document_are_passed_over(tmp_path: Path) -> None:
    members = packed(a_txt=PLAN, README_md=PLAN, _hidden_txt=PLAN, table_xlsx=b"x")
    outer = write(tmp_path / "plans.zip", members)
    with zipfile.ZipFile(outer, "a") as out:
        out.writestr("__MACOSX/._a.txt", b"x")
    assert find_sources([outer]) == [f"{outer}!/a.txt"]


def test_an_archive_is_told_by_its_content_not_its_name(tmp_path: Path) -> None:
    outer = write(tmp_path / "plans.dat", packed(a_txt=PLAN))
    assert find_sources([outer]) == [f"{outer}!/a.txt"]
    assert not archive.is_archive(write(tmp_path / "b.zip", PLAN))
    assert not archive.is_archive(write(tmp_path / "c.zip", packed(word__document_xml=b"<w/>", mimetype=b"x")))


def test_a_member_is_read_like_a_file(tmp_path: Path) -> None:
    outer = write(tmp_path / "plans.zip", packed(in_zip=packed(a_txt=PLAN)))
    document = read_document(f"{outer}!/in.zip!/a.txt", the_rules())
    assert document.text == PLAN.decode()
    assert document.source == f"{outer}!/in.zip!/a.txt"
    assert document.doc_id == read_document(write(tmp_path / "a.txt", PLAN), the_rules()).doc_id


@pytest.mark.parametrize(("flag", "shown"), [(0x800, "Kế hoạch.txt"), (0, "Kế hoạch.txt")])
def test_names_in_utf_8_are_read_whether_the_archive_says_so_or_not(tmp_path: Path, flag: int, shown: str) -> None:
    info = zipfile.ZipInfo("Kế hoạch.txt")
    file = tmp_path / "plans.zip"
    with zipfile.ZipFile(file, "w") as out:
        out.writestr(info, PLAN)
    if not flag:  # take out the mark in both places where it stands
        content = file.read_bytes()
        for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = content.index(signature) + place
            content = content[:at] + b"\x00\x00" + content[at + 2 :]
        file.write_bytes(content)
    assert archive.list_members(file.as_posix()) == [f"{file.as_posix()}!/{shown}"]
    assert archive.read_source(f"{file.as_posix()}!/{shown}") == PLAN


def test_a_name_that_leads_elsewhere_is_only_a_name(tmp_path: Path) -> None:
    outer = write(tmp_path / "plans.zip", packed(a_txt=OTHER))
    with zipfile.ZipFile(outer, "a") as out:
        out.writestr("../../evil.txt", PLAN)
        out.writestr("/etc/evil.txt", PLAN)
    assert [s.partition("!/")[2] for s in archive.list_members(outer)] == ["a.txt", "../../evil.txt", "etc/evil.txt"]
    assert archive.read_source(f"{outer}!/../../evil.txt") == PLAN


# ---- what must not happen


def test_a_member_that_unpacks_to_far_more_than_its_bytes_is_not_unpacked(tmp_path: Path) -> None:
    outer = write(tmp_path / "bomb.zip", packed(zeros_txt=bytes(30 << 20), a_txt=PLAN))
    with pytest.raises(UnreadableDocument, match="unpacks to 30 MB"):
        archive.read_source(f"{outer}!/zeros.txt")
    assert archive.read_source(f"{outer}!/a.txt") == PLAN


@pytest.mark.parametrize(("limit", "value"), [("MOST_MEMBERS", 1), ("MOST_BYTES", 100)])
def test_an_archive_of_too_much_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    outer = write(tmp_path / "big.zip", packed(a_txt=PLAN, b_txt=PLAN))
    monkeypatch.setattr(archive, limit, value)
    with pytest.raises(UnreadableDocument, match="an archive that unpacks to 2 files"):
        archive.list_members(outer)
    assert find_sources([outer]) == [outer]


def test_archives_in_archives_are_opened_only_so_deep(tmp_path: Path) -> None:
    content = packed(a_txt=PLAN)
    for _ in range(6):
        content = packed(in_zip=content)
    outer = write(tmp_path / "deep.zip", content)
    assert archive.list_members(outer) == [outer + "!/in.zip" * archive.DEPTH]


@pytest.mark.parametrize(
    ("member", "reason"),
    [("none.txt", "has no such file"), ("locked.txt", "encrypted"), ("broken.txt", "can't be unpacked")],
)
def test_a_member_that_is_not_read_says_why(tmp_path: Path, member: str, reason: str) -> None:
    file = tmp_path / "plans.zip"
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("locked.txt", PLAN)
        out.writestr("broken.txt", PLAN)
    content = bytearray(file.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the first member is encrypted
    content[content.index(PLAN, content.index(PLAN) + 1)] ^= 1  # the second has another content than its sum
    file.write_bytes(content)
    with pytest.raises(UnreadableDocument, match=reason):
        archive.read_source(f"{file.as_posix()}!/{member}")


def test_a_run_over_an_archive_goes_on_past_what_it_can_not_read(tmp_path: Path) -> None:
    plans = packed(a_txt=PLAN, b_txt=OTHER, copy_txt=PLAN, empty_txt=b"", bad_docx=b"PK\x03\x04nothing")
    write(tmp_path / "plans.zip", plans)
    write(tmp_path / "cut.zip", plans[:-30])
    write(tmp_path / "sheet.zip", packed(table_csv=b"1"))
    summary = run([tmp_path], tmp_path / "out")
    store = open_store(tmp_path / "out")
    assert sorted(Path(s).name for s in store.frame("documents")["source"]) == ["a.txt", "b.txt"]
    failed = {Path(f.source).name: f.reason for f in summary.failures}
    assert failed.keys() == {"empty.txt", "bad.docx", "cut.zip", "sheet.zip"}
    assert "broken archive" in failed["cut.zip"]
    assert "not a document" in failed["sheet.zip"]
    told = store.frame("diagnostics")
    assert {str(s).rpartition("/")[2] for s in told.loc[told["severity"] == "error", "source"]} == set(failed)
    assert (summary.documents, summary.duplicates) == (2, 1)
