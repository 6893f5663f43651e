"""What no text may carry, wherever it goes: hidden characters and secrets.

Text from a pull request or a model passes here before it is sent, stored, written or shown. Imports nothing of ours.
"""

from __future__ import annotations

import re
import unicodedata

REDACTED = "[REDACTED]"

_KEPT_CONTROLS = frozenset("\n\t")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

# Shapes that the issuers document; each starts with a fixed prefix, so that ordinary text does not match. Only the
# prefixes that words contain (`task-…`) must stand at the start of one.
_SECRET_SHAPES = re.compile(
    r"""
    -----BEGIN\ (?:[A-Z0-9]+\ )*PRIVATE\ KEY-----.*?(?:-----END\ (?:[A-Z0-9]+\ )*PRIVATE\ KEY-----|\Z)
    | sk-(?:ant|proj)-[A-Za-z0-9_-]{20,}                # Anthropic, OpenAI
    | \bsk-[A-Za-z0-9_-]{20,}
    | gh[opsur]_[A-Za-z0-9]{20,}                        # GitHub tokens
    | github_pat_[A-Za-z0-9_]{20,}
    | glpat-[A-Za-z0-9_-]{20,}                          # GitLab
    | \b(?:AKIA|ASIA)[A-Z0-9]{16}\b                     # AWS access key id
    | (?:xox[abeprs]|xapp)-[A-Za-z0-9-]{10,}            # Slack
    | (?<=hooks\.slack\.com/services/)[A-Za-z0-9/]{20,}
    | AIza[A-Za-z0-9_-]{35}                             # Google
    | GOCSPX-[A-Za-z0-9_-]{20,}
    | \bya29\.[A-Za-z0-9_-]{20,}
    | \b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}            # Stripe
    | npm_[A-Za-z0-9]{36}
    | pypi-AgEI[A-Za-z0-9_-]{50,}
    | \bhf_[A-Za-z0-9]{30,}                             # Hugging Face
    | \bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}      # SendGrid
    | eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}   # JSON Web Token; bounded, to be linear
    """,
    re.VERBOSE | re.DOTALL,
)

# One of these is in every text that has a secret; looking for them first spares most texts the slow search.
_SECRET_HINT = re.compile(
    r"sk-|gh[opsur]_|github_pat_|glpat-|A(?:KIA|SIA|Iza)|xox|xapp-|k_(?:live|test)_|npm_|pypi-AgEI|\.eyJ|PRIVATE KEY"
    r"|hooks\.slack\.com|GOCSPX-|ya29\.|hf_|SG\."
)

# What a name calls a secret, in code and configuration, or an address carries for its user. The name ends there, so
# that `token_type` is none; what stands for a secret has to look like one. The value is looked for first and the name
# in front of it then, as values are rare and both are bounded: so this costs little and grows as the text does.
_VALUE = r"""(?P<value>[^\s"'\\{}<>@]{8,400})"""
_ASSIGNED = re.compile(rf"""[:=]\s{{0,20}}[rbuRBU]{{0,2}}(?P<quote>["']){_VALUE}(?=(?P=quote)|@)""")
_SECRET_NAME = re.compile(
    r"""
    (?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|secret|private|auth|account)[_-]?key|credentials?)
    ["']? \]? (?:\s{0,3}:\s{0,3}[\w.\[\]|\ ]{1,40})? \s{0,3} \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST_NAME = 150  # with the annotation that may stand behind it
_IN_ADDRESS = re.compile(rf"""://[^\s:/@"']{{1,80}}:{_VALUE}(?=@)""")
_PLACEHOLDER = re.compile(
    r"example|placeholder|change|your|dummy|xxx|\*\*\*|\.\.\.|\$|^[a-z]+(?:[-_.][a-z]+)*$", re.IGNORECASE
)
_LEAST_DIFFERENT_CHARACTERS = 6


def strip_hidden(text: str) -> str:
    """Remove what a reader cannot see: control, zero-width and bidirectional characters, lone surrogates.

    Line feeds and tabs stay; other line ends become line feeds.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if lines.replace("\n", "").replace("\t", "").isprintable():
        return lines
    return "".join(
        character
        for character in lines
        if character in _KEPT_CONTROLS or unicodedata.category(character) not in _HIDDEN_CATEGORIES
    )


def redact(text: str) -> str:
    """Replace keys, tokens, private keys, and what is called a password and looks like one, by `[REDACTED]`."""
    if _SECRET_HINT.search(text):
        text = _SECRET_SHAPES.sub(REDACTED, text)
    return _IN_ADDRESS.sub(_without_value, _ASSIGNED.sub(_without_named_value, text))


def _without_named_value(found: re.Match[str]) -> str:
    name = found.string[max(0, found.start() - _LONGEST_NAME) : found.start()]
    return _without_value(found) if _SECRET_NAME.search(name) else found[0]


def _without_value(found: re.Match[str]) -> str:
    if not _looks_secret(found["value"]):
        return found[0]
    return found.string[found.start() : found.start("value")] + REDACTED


def _looks_secret(value: str) -> bool:
    """Tell a secret from words and placeholders: letters and digits, and not the same few again and again."""
    is_mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return is_mixed and len(set(value)) >= _LEAST_DIFFERENT_CHARACTERS and not _PLACEHOLDER.search(value)
