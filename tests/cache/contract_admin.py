"""What people may ask of every store; run for each backend like `contract`, with the fixture `admin` besides."""

from __future__ import annotations

import json

from docgen.cache.admin import AdminCache, Criteria, Share, collect_stats, export_lines, import_lines, purge
from docgen.cache.lifetime import DAY, Lifetime
from docgen.model import Doc
from tests.cache.contract import Opened
from tests.cache.parts import Clock, fingerprint, make_entry

HOUR = 3600


def test_stats_count_docs_by_model_prompt_and_age(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    cache = opened(Lifetime(doc_seconds=3 * DAY))
    cache.store([make_entry(1), make_entry(2)])
    clock.now += DAY
    cache.store([make_entry(3, model="other", cost=None)])
    cache.claim([fingerprint("leased")])
    stats = collect_stats(admin, clock.now)
    assert (stats.total.items, stats.total.cost_usd, stats.expired) == (3, 0.5, 0)
    assert stats.total.size > 3 * len(make_entry().doc.summary)
    assert [(share.name, share.items) for share in stats.by_model] == [("claude-x", 2), ("other", 1)]
    assert [(share.name, share.items) for share in stats.by_prompt] == [("p1", 3)]
    assert [(share.name, share.items) for share in stats.by_age] == [("under an hour", 1), ("under a week", 2)]


def test_stats_tell_expired_docs_apart(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    opened().store([make_entry(1), make_entry(2)])
    clock.now += DAY
    stats = collect_stats(admin, clock.now)
    assert (stats.total, stats.expired) == (Share("all"), 2)


def test_stats_show_hits_by_day_and_model(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    opened(Lifetime(doc_seconds=0)).store([make_entry(1), make_entry(2), make_entry(3, model="a/b")])
    for _ in range(2):
        reader = opened()
        reader.lookup([fingerprint(1), fingerprint(2), fingerprint(3)])
        reader.close()
        clock.now += DAY / 4
    clock.now += DAY
    last = opened()
    last.lookup([fingerprint(1)])
    last.close()
    hits = [(hit.day, hit.model, hit.count, hit.saved_usd) for hit in collect_stats(admin, clock.now).hits]
    assert hits == [
        ("2027-01-16", "claude-x", 1, 0.25),
        ("2027-01-15", "claude-x", 4, 1.0),
        ("2027-01-15", "a/b", 2, 0.5),
    ]


def test_purge_takes_what_meets_all_criteria(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    cache = opened()
    cache.store([make_entry("old"), make_entry("old other", model="other")])
    clock.now += HOUR
    cache.store([make_entry("new")])
    removed = purge(admin, Criteria(model="claude-x", prompt_version="p1", older_than=HOUR), clock.now)
    assert removed.items == 1
    left = opened().lookup([fingerprint(name) for name in ("old", "old other", "new")])
    assert set(left) == {fingerprint("old other"), fingerprint("new")}


def test_purge_without_criteria_takes_all_docs(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    opened().store([make_entry(number) for number in range(60)])
    assert purge(admin, Criteria(), clock.now).items == 60
    assert not list(admin.contents())


def test_a_dry_run_purges_nothing(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    opened().store([make_entry()])
    assert purge(admin, Criteria(), clock.now, dry_run=True).items == 1
    assert opened().lookup([fingerprint("a")])


def test_purge_leaves_leases_alone(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    opened().claim([fingerprint("a")])
    assert purge(admin, Criteria(), clock.now).items == 0
    assert not opened().claim([fingerprint("a")])


def test_an_export_can_be_imported(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    entries = [make_entry(number, Doc("Sum.", "Long “text”. " * number)) for number in range(0, 300, 10)]
    opened().store(entries)
    clock.now += HOUR
    lines = list(export_lines(admin, clock.now))
    assert any("Long “text”." in line for line in lines)
    purge(admin, Criteria(), clock.now)
    assert import_lines(admin, lines, clock.now).items == 30
    assert opened().lookup([entry.fingerprint for entry in entries]) == {entry.fingerprint: entry for entry in entries}
    clock.now += DAY - HOUR
    assert not opened().lookup([entry.fingerprint for entry in entries])


def test_a_large_doc_in_another_script_can_be_moved(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    entry = make_entry(doc=Doc("Sum.", "漢字" * 7_000, returns="漢字" * 7_000))
    opened().store([entry])
    lines = list(export_lines(admin, clock.now))
    purge(admin, Criteria(), clock.now)
    import_lines(admin, lines, clock.now)
    assert opened().lookup([entry.fingerprint]) == {entry.fingerprint: entry}


def test_an_export_leaves_out_what_has_expired(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    opened().store([make_entry()])
    assert len(list(export_lines(admin, clock.now))) == 1
    assert list(export_lines(admin, clock.now + DAY)) == []


def test_an_import_passes_over_what_is_no_doc(opened: Opened, admin: AdminCache, clock: Clock) -> None:
    opened().store([make_entry()])
    (line,) = export_lines(admin, clock.now)
    good = json.loads(line)
    bad = [
        "",
        "{",
        "[" * 100_000,
        "3",
        "x" * 1_000_000,
        json.dumps(good | {"schema": 2}),
        json.dumps({name: value for name, value in good.items() if name != "schema"}),
        json.dumps({name: value for name, value in good.items() if name != "fingerprint"}),
        json.dumps(good | {"fingerprint": "../" + "a" * 61}),
        json.dumps(good | {"doc": {"summary": "hid\u200bden"}}),
        json.dumps(good | {"doc": {"summary": "x", "extra": 1}}),
        json.dumps(good | {"created": -1}),
        json.dumps(good | {"cost_usd": float("nan")}),
    ]
    imported = import_lines(admin, [*bad, json.dumps(good | {"expires": int(clock.now)}), line], clock.now)
    assert (imported.items, imported.expired, imported.bad_lines) == (1, 1, tuple(range(1, len(bad) + 1)))


def test_creating_what_is_there_changes_nothing(opened: Opened, admin: AdminCache) -> None:
    opened().store([make_entry()])
    admin.create()
    assert not admin.create()
    assert opened().lookup([fingerprint("a")])
