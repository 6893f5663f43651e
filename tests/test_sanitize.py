from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.sanitize import REDACTED, redact, strip_hidden

SECRETS = {
    "anthropic": "sk-ant-api03-" + "a1B2" * 10,
    "openai": "sk-" + "x9" * 20,
    "github": "ghs_" + "Ab3" * 12,
    "github fine-grained": "github_pat_" + "11ABC_" * 8,
    "gitlab": "glpat-" + "x" * 20,
    "aws": "AKIA" + "ABCD1234" * 2,
    "slack": "xoxb-" + "123456789012-abc",
    "google": "AIza" + "a" * 35,
    "stripe": "sk_live_" + "a1" * 12,
    "npm": "npm_" + "a" * 36,
    "pypi": "pypi-AgEI" + "b" * 60,
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "slack app": "xapp-1-" + "A0123456789-b",
    "google client": "GOCSPX-" + "aB3_" * 6,
    "google access": "ya29." + "a0AfB_" * 5,
    "hugging face": "hf_" + "aBcD1" * 7,
    "sendgrid": "SG." + "aB3" * 7 + "." + "cD4" * 14,
    "private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    "private key cut": "-----BEGIN PRIVATE KEY-----\nMIIE\nabc",
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
@pytest.mark.parametrize("frame", ["{}", 'key = "{}"', "before {} after", "({})"])
def test_what_has_the_shape_of_a_key_is_redacted(secret: str, frame: str) -> None:
    redacted = redact(frame.format(secret))
    assert REDACTED in redacted
    assert secret.partition("\n")[2][:10] not in redacted or "\n" not in secret
    assert secret not in redacted


def test_a_key_that_is_glued_to_a_word_is_redacted() -> None:
    assert redact("[31m" + SECRETS["github"]) == "[31m" + REDACTED


@pytest.mark.parametrize(
    "text", ["task-force-of-the-whole-department", "risk_test_value", "asks for it", "AKIA", "a.b.c"]
)
def test_ordinary_words_stay(text: str) -> None:
    assert redact(text) == text


NAMED = {
    'password = "abc123abc"': "abc123abc",
    'password = "hunter2-Tr0ub4dor"': "hunter2-Tr0ub4dor",
    "DB_PASSWD: str | None = 'S3cr3tPassw0rd'": "S3cr3tPassw0rd",
    '{"api_key": "0a1b2c3d4e5f6789"}': "0a1b2c3d4e5f6789",
    'os.environ["SECRET_KEY"] = "dj4ng0-insecure-1x"': "dj4ng0-insecure-1x",
    'aws_secret_access_key=b"q7Vb/2LmXw9Rk4Tz+8NcHs3JdYf6GpA1uEoQ5iBv"': "q7Vb/2LmXw9Rk4Tz+8NcHs3JdYf6GpA1uEoQ5iBv",
    "postgres://bob:S3cretpw9@db.internal/shop": "S3cretpw9",
    "https://hooks.slack.com/services/T0000AAAA/B0000BBBB/a1B2c3D4e5F6g7H8": "T0000AAAA/B0000BBBB/a1B2c3D4e5F6g7H8",
}


@pytest.mark.parametrize("text", NAMED)
def test_what_is_called_a_secret_and_looks_like_one_is_redacted_and_the_code_around_it_stays(text: str) -> None:
    assert redact(text) == text.replace(NAMED[text], REDACTED)


@pytest.mark.parametrize(
    "text",
    [
        'password = "change-me-123"',
        'token = "your-token-1234"',
        'password = "${DB_PASSWORD_1}"',
        'secret = "<secret 12345678>"',
        'password = ""',
        'password = "correct-horse-battery"',
        'credentials = "aaaa1111"',
        'password = "20240101120345"',
        'token_type = "bearer-12345"',
        'token = settings["token-2-name"]',
        "password: str = field(default='x')",
        "postgres://user:password@localhost/db",
        "https://example.org:8080/a@b",
    ],
)
def test_placeholders_and_plain_words_stay_whatever_they_are_called(text: str) -> None:
    assert redact(text) == text


def test_all_line_ends_become_line_feeds_and_tabs_stay() -> None:
    assert strip_hidden("a\rb\r\nc\u2028d\u2029e\tf\u200b") == "a\nb\nc\nd\ne\tf"
    assert strip_hidden("a\nb\tc") == "a\nb\tc"


@given(st.text(alphabet="ab1\"'=:@/ []password", max_size=400))
def test_what_was_redacted_once_has_nothing_left_to_redact(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(st.text())
def test_nothing_hidden_is_left_and_nothing_visible_is_lost(text: str) -> None:
    stripped = strip_hidden(text)
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert all(character in "\n\t" or unicodedata.category(character) not in hidden for character in stripped)
    visible = [character for character in text if unicodedata.category(character) not in hidden]
    assert [character for character in stripped if character not in "\n\t"] == visible


@pytest.mark.parametrize("character", ["\x1b", "\u202e", "\u200b", "\ud800", "\x00", "\x07", "\ufeff"])
def test_what_a_reader_cannot_see_is_removed(character: str) -> None:
    assert strip_hidden(f"a{character}b") == "ab"
