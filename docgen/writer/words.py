"""Makes English of identifiers."""

from __future__ import annotations

from collections.abc import Iterator

_CAPITAL_LETTERS = 2

_VERBS = """
abort accept acquire activate add adjust advance aggregate align allocate allow analyze announce append apply approve
archive arrange assemble assert assign attach authenticate authorize await balance begin bind block book break
broadcast build bump bundle cache calculate call cancel capture cast change check choose clamp clean clear click clone
close collapse collect combine commit compare compile complete compose compress compute concatenate configure confirm
connect consume contain convert copy correct count create crop cut deactivate debug decide declare decode decompress
decorate decrease decrement decrypt deduplicate define delete deliver deploy derive describe deserialize destroy
detach detect determine diff disable discard disconnect discover dispatch display divide do download draw drop dump
duplicate edit eject emit enable encode encrypt end enqueue ensure enter enumerate erase escape estimate evaluate
exclude execute exit expand expect expire explain export expose extend extract fail fetch fill filter finalize find
finish fire fit fix flatten flip flush fold follow force forget format forward freeze gather generate get give go
grant group grow guard guess handle hash hide highlight hold identify ignore import include increase increment index
infer inform inherit init initialize inject insert inspect install instantiate interpolate intersect invalidate invert
invoke issue iterate join jump keep kill label launch learn leave limit link list listen load locate lock log login
logout look lower make manage map mark mask match materialize measure merge migrate mock modify monitor move multiply
mutate negate normalize notify obtain offer omit open optimize order override pack pad paint parse partition pass
patch pause perform persist pick ping place plan plot poll pop populate post predict prepare prepend present preserve
prevent print process produce profile project prompt propagate protect provide prune publish pull purge push put query
queue quit quote raise randomize rank reach read rebuild receive recompute reconcile reconnect record recover redirect
redo reduce refine reflect refresh refuse register reject release reload remove rename render renew reorder repair
repeat replace reply report request require reschedule reserve reset reshape resize resolve respond restart restore
restrict resume retain retrieve retry return reverse revert review revoke rewrite roll rotate round route run sample
sanitize save scale scan schedule scroll seal search seek select send separate serialize serve set setup shift show
shrink shuffle shut sign simplify simulate skip sleep slice smooth solve sort spawn split squash stack stage start
stop store stream strip style submit subscribe subtract suggest sum summarize supply suppress suspend swap switch sync
synchronize tag take teardown tell terminate test throttle tick toggle track trade train transfer transform translate
transpose traverse trigger trim truncate try tune turn unbind undo uninstall unlink unload unlock unpack unregister
unset unsubscribe unwrap update upgrade upload use validate verify view visit wait walk warn wash watch weigh widen
wrap write yield zip zoom
"""

VERBS = frozenset(_VERBS.split())
"""Words with which names of functions begin that need no verb before them."""


def words_of(identifier: str) -> list[str]:
    """The words of an identifier in lower case, but for acronyms: `HTTPServer` is `HTTP`, `server`."""
    words = [word for part in identifier.split("_") for word in _parts(part)]
    return [word if _is_acronym(word) else word.lower() for word in words]


def sentence(words: list[str], longest: int = 80) -> str:
    """The words as a sentence with a capital and a full stop; words at the end that do not fit are left out."""
    while len(words) > 1 and len(" ".join(words)) >= longest:
        words = words[:-1]
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]}."


def with_article(words: list[str]) -> list[str]:
    """The words after `a` or `an`."""
    if not words:
        return words
    # Acronyms are read letter by letter: an HTTP server, an XML file, but a URL.
    vowels = "AEFHILMNORSX" if _is_acronym(words[0]) else "aeio"
    return ["an" if words[0][0] in vowels else "a", *words]


def _parts(text: str) -> Iterator[str]:
    """The text cut before capitals and the last capital of an acronym: `HTTPServer`; digits stay: `md5`, `S3`."""
    start = 0
    for index in range(1, len(text)):
        before, here, after = text[index - 1], text[index], text[index + 1 : index + 2]
        if here.isupper() and (not before.isupper() or after.islower()):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _is_acronym(word: str) -> bool:
    return len(word) >= _CAPITAL_LETTERS and word.isupper()
