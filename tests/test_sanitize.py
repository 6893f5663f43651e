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
