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
    | xox[abeprs]-[A-Za-z0-9-]{10,}                     # Slack
    | AIza[A-Za-z0-9_-]{35}                             # Google
    | \b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}            # Stripe
    | npm_[A-Za-z0-9]{36}
    | pypi-AgEI[A-Za-z0-9_-]{50,}
    | eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}   # JSON Web Token; bounded, to be linear
    """,
    re.VERBOSE | re.DOTALL,
)

# One of these is in every text that has a secret; looking for them first spares most texts the slow search.
_SECRET_HINT = re.compile(
    r"sk-|gh[opsur]_|github_pat_|glpat-|A(?:KIA|SIA|Iza)|xox|k_(?:live|test)_|npm_|pypi-AgEI|\.eyJ|PRIVATE KEY"
)


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
    """Replace strings that have the shape of a key, token or private key by `[REDACTED]`."""
    if not _SECRET_HINT.search(text):
        return text
    return _SECRET_SHAPES.sub(REDACTED, text)
