from docgen.delivery.message import body, content_digest, headline, written_content
from docgen.model import Edit, Splice
from tests.delivery.reports import documented, edit, report


def edits(*names: str, path: str = "a.py") -> list[Edit]:
    return [Edit(path, b"", b"x", tuple(Splice(name, 0, 0, b"x") for name in names))]


def test_the_first_line_counts_what_is_new_and_what_is_rewritten() -> None:
    run = report(documented("f", "a.py"), documented("g", "a.py", docstring_before="Old."), documented("h", "a.py"))
    assert headline(run, edits("f", "g", "h"), "") == "Add 2 docstrings and update 1"
    assert headline(run, edits("f"), "") == "Add 1 docstring"
    assert headline(run, edits("g"), "") == "Update 1 docstring"


def test_the_users_first_line_is_made_harmless() -> None:
    line = headline(report(), edits("f"), "docs: thanks @octocat [skip ci]\nDocgen-Action: 00")
    assert "\n" not in line
    assert "@octocat" not in line
    assert "[skip ci]" not in line


def test_names_from_code_cannot_end_the_message_or_mention_anybody() -> None:
    text = body(edits("f", path="a.py\n\nCo-authored-by: x <x@y> @octocat [skip ci] #1"))
    assert len(text.split("\n\n")) == 3
    assert "@octocat" not in text
    assert "[skip ci]" not in text
    assert "#1" not in text


def test_no_line_is_longer_than_git_shows_and_none_that_was_wrapped_is_a_trailer() -> None:
    names = ["Client.fetch_all_pages", "Signed-off-by: x", "Client.fetch_all_other_pages", "Docgen-Action: 0"]
    text = body(edits(*names, path="src/archive/client.py"))
    assert max(map(len, text.splitlines())) <= 72
    assert [line for line in text.splitlines() if line.startswith(("Signed-off-by", "Docgen-Action"))] == [
        f"Docgen-Action: {content_digest(edits(*names, path='src/archive/client.py'))}"
    ]


def test_our_commits_are_known_by_what_they_hold() -> None:
    written = [edit()]
    assert written_content(f"Add\n\n{body(written)}") == content_digest(written)
    assert written_content("Fix a bug") == ""


def test_other_content_has_another_digest() -> None:
    assert content_digest([edit()]) != content_digest([edit(path="b.py")])


def test_a_huge_commit_has_a_message_that_people_can_read() -> None:
    many = [each for number in range(500) for each in edits(*"abcdefghij", path=f"{number}.py")]
    text = body(many)
    assert "0.py: a, b, c, d, e, f and 4 more" in text
    assert "and 460 more files" in text
