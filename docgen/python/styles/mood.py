"""The mood of a summary's verb: docstrings of functions command, "Return", where people often tell, "Returns"."""

from __future__ import annotations

import re

_VERBS = frozenset(
    """
    accept add adjust allocate allow append apply assert assign attach await begin bind build cache calculate call
    cancel cast check clean clear close collect combine compare compile compute configure connect construct consume
    convert copy count create decode decorate define delete derive detach detect determine disable disconnect dispatch
    display download drop emit enable encode ensure enter enumerate escape evaluate execute exit expand export extract
    fetch fill filter find finish flush fold format generate get give handle hash identify ignore import increment
    infer initialize initialise insert install inspect invoke iterate join keep kill launch list listen load locate log
    look make map mark match measure merge modify move normalize normalise notify obtain open order pack parse pass
    patch perform persist pick pop populate prepare prevent print process produce provide publish push put query raise
    read receive record redirect reduce refresh register release reload remove rename render replace report represent
    request require reset resize resolve restore retrieve retry return reverse rewrite rotate run sample save scan
    schedule search select send serialize serialise set show shuffle simulate skip sleep sort split start stop store
    strip submit subscribe sum swap sync take tell terminate test track transform translate traverse try turn
    unpack unregister update upload use validate verify visit wait walk warn watch wrap write yield
    """.split()  # noqa: SIM905 - a list of literals would take a page
)
_THIRD_PERSON = re.compile(r"(?P<word>[A-Z][a-z]+s)\b")


def imperative(summary: str) -> str:
    """Return the summary with its first verb in the imperative, when that is certain to be a verb."""
    match = _THIRD_PERSON.match(summary)
    if match is None:
        return summary
    word = match["word"]
    for ending, base in (("ies", "y"), ("es", ""), ("s", "")):
        stem = word.removesuffix(ending) + base
        if word.endswith(ending) and stem.lower() in _VERBS:
            return stem + summary[match.end() :]
    return summary
