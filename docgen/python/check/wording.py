"""Words that show a model talking about its task instead of about the code."""

from __future__ import annotations

import re

CHATTER = re.compile(
    r"\bhere(?:['\u2019]s| is| are) (?:the|a|an|your|my)\b"
    r"[^.\n]{0,40}\b(?:docstrings?|documentation)\b"
    r"|\bas an? (?:AI|(?:large )?language model)\b"
    r"|\bI(?:['\u2019]m| am) (?:sorry|unable|not able)\b"
    r"|\bI (?:cannot|can['\u2019]t|won't|am an AI)\b"
    r"|^\s*(?:sure|certainly|of course|okay|absolutely)[,!:.]"
    r"|\b(?:ignore|disregard) (?:all |any )?(?:previous|prior|above|earlier) (?:instructions|prompts)\b"
    r"|\blet me know if\b"
    r"|\bplease provide (?:the|more|your)\b",
    re.IGNORECASE,
)
