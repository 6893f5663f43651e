"""DynamoDB when it misbehaves: what is tried again, what is given up, what the one warning says."""

from __future__ import annotations

import json
import logging
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.cache.aws import RUNTIME_ACTIONS, connect
from docgen.cache.dynamodb import DynamoDBCache
from docgen.cache.dynamodb_admin import DynamoDBAdmin
from docgen.cache.dynamodb_table import Table
from docgen.cache.forgiving import ForgivingCache
from docgen.cache.interface import Cache, IncompleteLookupError
from docgen.cache.patience import Patience
from docgen.errors import CacheError
from docgen.journal import Place, Record
from docgen.model import Doc
from tests.cache.faulty import Answer, Drop, Fault, FaultyDynamoDB, Page, Request, Stall, error
from tests.cache.parts import ORDINARY, Clock, fingerprint, make_entry

A = fingerprint("a")
MANY = [make_entry(number) for number in range(120)]


@pytest.fixture
def table(faulty_table: Table) -> Table:
    return faulty_table


@pytest.fixture
def cache(table: Table, clock: Clock) -> DynamoDBCache:
    return DynamoDBCache(table, lifetime=ORDINARY, clock=lambda: 1_800_000_000.0)


def put_raw(table: Table, key: str, attributes: dict[str, Any]) -> None:
    table.client.put_item(TableName=table.name, Item={"pk": {"S": f"doc/1/{key}"}, **attributes})


def first(count: int, fault: Fault, operation: str = "") -> Callable[[Request], Fault]:
    """A fault that befalls the first requests."""
    return lambda request: fault if request.number < count and operation in {"", request.operation} else None


# -- what passes by itself ----------------------------------------------------------------------------------------

PASSING: dict[str, Fault] = {
    "throttled": error("ProvisionedThroughputExceededException"),
    "throttled account": error("ThrottlingException"),
    "internal error": error("InternalServerError", status=500),
    "unavailable": Answer(503, {}),
    "dropped": Drop(),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_passes_by_itself_is_waited_for_in_silence(
    cache: Cache, faulty: FaultyDynamoDB, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    faulty.fault = first(4, fault)
    cache.store([make_entry()])
    assert set(cache.lookup([A])) == {A}
    assert cache.claim([A, fingerprint("b")]) == {fingerprint("b")}
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_does_not_pass_is_given_up_within_seconds(
    cache: Cache, faulty: FaultyDynamoDB, fault: Fault, clock: Clock
) -> None:
    faulty.fault = first(10**6, fault)
    start = clock.now
    with pytest.raises(CacheError) as caught:
        cache.store([make_entry()])
    assert 10 <= clock.now - start < 15
    assert caught.value.fix
    assert "None" not in str(caught.value)
    assert faulty.calls["PutItem"] < 15


@pytest.mark.parametrize(("count", "served"), [(120, 30), (40, 2)], ids=["large parts", "many small parts"])
def test_unprocessed_keys_are_asked_for_as_long_as_some_come(
    cache: Cache, faulty: FaultyDynamoDB, count: int, served: int
) -> None:
    entries = MANY[:count]
    cache.store(entries)

    def serve_some(request: Request, answer: dict[str, Any]) -> None:
        for name, items in answer.get("Responses", {}).items():
            kept = items[:served]
            seen = {item["pk"]["S"] for item in kept}
            left = [key for key in request.body["RequestItems"][name]["Keys"] if key["pk"]["S"] not in seen]
            answer["Responses"][name] = kept
            answer["UnprocessedKeys"] = {name: {"Keys": left}} if left else {}

    faulty.change = serve_some
    assert cache.lookup([entry.fingerprint for entry in entries]) == {entry.fingerprint: entry for entry in entries}


def test_keys_that_are_never_processed_are_given_up_and_the_others_used(
    cache: Cache, faulty: FaultyDynamoDB, clock: Clock
) -> None:
    cache.store(MANY)

    def withhold(request: Request, answer: dict[str, Any]) -> None:
        for name, items in answer.get("Responses", {}).items():
            held = MANY[0].fingerprint
            answer["Responses"][name] = [item for item in items if held not in item["pk"]["S"]]
            left = [key for key in request.body["RequestItems"][name]["Keys"] if held in key["pk"]["S"]]
            answer["UnprocessedKeys"] = {name: {"Keys": left}} if left else {}

    faulty.change = withhold
    start = clock.now
    with pytest.raises(IncompleteLookupError, match="throttles") as caught:
        cache.lookup([entry.fingerprint for entry in MANY])
    assert set(caught.value.found) == {entry.fingerprint for entry in MANY[1:]}
    assert clock.now - start < 15


def test_a_failing_batch_does_not_lose_the_hits_of_the_others(cache: Cache, faulty: FaultyDynamoDB) -> None:
    cache.store(MANY)
    faulty.fault = lambda request: error("AccessDeniedException") if request.number == 1 else None
    with pytest.raises(IncompleteLookupError) as caught:
        cache.lookup([entry.fingerprint for entry in MANY])
    assert len(caught.value.found) in {20, 100}


def test_a_slow_answer_is_waited_for(cache: Cache, faulty: FaultyDynamoDB) -> None:
    cache.store([make_entry()])
    faulty.fault = first(1, Stall(0.5), "BatchGetItem")
    assert cache.lookup([A])


def test_a_claim_whose_answer_was_lost_is_not_taken_for_a_competitor(cache: Cache, faulty: FaultyDynamoDB) -> None:
    faulty.fault = first(1, Drop(is_done=True), "PutItem")
    assert cache.claim([A]) == {A}
    assert faulty.calls["PutItem"] == 2


def test_a_batch_is_neither_lost_nor_reported_twice_where_answers_are_lost(
    cache: DynamoDBCache, faulty: FaultyDynamoDB
) -> None:
    name, journal = "0" * 16, cache.journal
    cache.claim([A])
    for operation, work, done in (
        ("UpdateItem", lambda: journal.begin(Record(name, 1_800_000_000, 1), {A: Place(name, 0, "c1")}), {A}),
        ("UpdateItem", lambda: journal.account(name), True),
        ("PutItem", lambda: journal.take_back([A], name), {A}),
    ):
        faulty.calls.clear()
        faulty.fault = first(1, Drop(is_done=True), operation)
        assert work() == done
        assert faulty.calls[operation] == 2


# -- what does not pass -------------------------------------------------------------------------------------------

TABLE_ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/docs"
DENIED = (
    "User: arn:aws:sts::123456789012:assumed-role/ci/session is not authorized to perform: dynamodb:BatchGetItem on "
    f"resource: {TABLE_ARN} because no identity-based policy allows the dynamodb:BatchGetItem action"
)
FORBIDDEN = DENIED.replace(
    "because no identity-based policy allows the dynamodb:BatchGetItem action",
    "with an explicit deny in a service control policy",
)
PORTAL = "Something else answers in place of DynamoDB in eu-central-1."
LASTING = {
    "missing table": (error("ResourceNotFoundException"), "There is no cache table docs-X in eu-central-1."),
    "denied": (
        error("AccessDeniedException", DENIED),
        "AWS denies dynamodb:BatchGetItem on the cache table docs-X. Add this statement to the role's policy: {",
    ),
    "denied for good": (
        error("AccessDeniedException", FORBIDDEN),
        "AWS denies dynamodb:BatchGetItem on the cache table docs-X. A policy denies it explicitly, and no `Allow`",
    ),
    "denied the key": (
        error("AccessDeniedException", "KMS key access denied error: …"),
        "AWS denies the key that encrypts the cache table docs-X. Allow the role `kms:Decrypt` on that key, in its own",
    ),
    "denied without a word": (
        Answer(400, {"__type": "AccessDeniedException", "message": None}),
        "AWS denies dynamodb:BatchGetItem on the cache table docs-X. Add this statement to the role's policy: {",
    ),
    "a portal": (Page("<html>Log in</html>"), f"{PORTAL} Check AWS_ENDPOINT_URL_DYNAMODB and the runner's network."),
    "expired": (error("ExpiredTokenException"), "AWS does not accept the credentials (ExpiredTokenException)."),
    "unknown key": (error("UnrecognizedClientException"), "AWS does not accept the credentials (Unrecog"),
    "bad signature": (error("InvalidSignatureException"), "AWS does not accept the credentials (InvalidSig"),
    "another table": (error("ValidationException"), "The table docs-X is not a cache of docgen. Its only key"),
    "something new": (
        error("SomethingNewException"),
        "DynamoDB answered BatchGetItem with SomethingNewException. Run it again later.",
    ),
}


@pytest.mark.parametrize(("fault", "words"), LASTING.values(), ids=LASTING)
def test_what_does_not_pass_is_told_once_with_the_fix_and_the_run_goes_on(
    cache: DynamoDBCache, faulty: FaultyDynamoDB, fault: Fault, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    faulty.fault = first(10**6, fault)
    forgiving = ForgivingCache(lambda: cache)
    assert forgiving.lookup([entry.fingerprint for entry in MANY]) == {}
    assert forgiving.claim([A]) == {A}
    forgiving.store([make_entry()])
    forgiving.close()
    (warning,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert re.sub(r"docs-\w+", "docs-X", warning).startswith(words)
    assert warning.endswith(" The run goes on without the cache.")
    assert "assumed-role" not in warning
    assert faulty.calls.total() <= 4


def test_a_missing_table_is_told_with_the_command_that_makes_it(cache: Cache, faulty: FaultyDynamoDB) -> None:
    faulty.fault = first(10**6, error("ResourceNotFoundException"))
    with pytest.raises(CacheError, match=r"`docgen cache create --cache-table docs-\w+ --aws-region eu-central-1`"):
        cache.lookup([A])


def test_the_statement_to_add_is_complete(cache: Cache, faulty: FaultyDynamoDB) -> None:
    faulty.fault = first(10**6, error("AccessDeniedException", DENIED))
    with pytest.raises(CacheError) as caught:
        cache.lookup([A])
    match = re.search(r"\{.*\}", caught.value.fix)
    assert match
    assert json.loads(match[0]) == {
        "Effect": "Allow",
        "Action": ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        "Resource": TABLE_ARN,
    }


def test_a_denied_admin_learns_the_action_that_is_missing(table: Table, faulty: FaultyDynamoDB) -> None:
    faulty.fault = first(10**6, error("AccessDeniedException"))
    with pytest.raises(CacheError, match=r"dynamodb:Scan.*arn:aws:dynamodb:eu-central-1:\*:table/docs-"):
        list(DynamoDBAdmin(table).contents())


def test_a_table_in_another_region_is_a_missing_one(aws: None, table: Table) -> None:
    elsewhere = Table(connect("us-west-2", connections=1), table.name)
    with pytest.raises(CacheError, match="us-west-2"):
        elsewhere.read(["x"], [])


def test_no_credentials_say_so(aws: None, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    message = (
        r"^There are no AWS credentials for the cache\. Run aws-actions/.* before this step, or set `cache: sqlite`\.$"
    )
    with pytest.raises(CacheError, match=message):
        Table(connect(None, connections=1), table.name).read(["x"], [])


def test_credentials_from_a_file_that_is_not_there_say_so(
    aws: None, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/ci")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere")
    message = r"^The AWS settings cannot be used \(FileNotFoundError\)\. Check the AWS_\* variables\.$"
    with pytest.raises(CacheError, match=message):
        Table(connect(None, connections=1), table.name).read(["x"], [])


REFUSALS = {
    "AccessDenied": "<Error><Code>AccessDenied</Code><Message>no</Message></Error>",
    "no code": "<Error><Message>no</Message></Error>",
    "nothing": "",
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_role_that_does_not_trust_the_job_says_so(
    aws: None, faulty: FaultyDynamoDB, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, refusal: str
) -> None:
    token = tmp_path / "token"
    token.write_text("token", "utf-8")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/ci")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(token))
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", faulty.endpoint)
    faulty.fault = first(10**6, Page(f"<ErrorResponse>{REFUSALS[refusal]}</ErrorResponse>", 403))
    code = refusal if refusal == "AccessDenied" else ""
    message = (
        rf"^AWS does not let this job assume its role \({code}\)\. Let the role's trust policy name this .* does\.$"
    )
    with pytest.raises(CacheError, match=message):
        Table(connect(None, connections=1), "docs").read(["x"], [])


def test_no_region_says_so(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(CacheError, match=r"^The cache's AWS region is not known\. Set `aws-region`\.$"):
        connect(None, connections=1)


def test_a_host_that_is_not_there_is_given_up_within_seconds(
    aws: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9")
    table = Table(connect(None, connections=1), "docs", patience=Patience(clock=clock, sleep=clock.sleep))
    message = (
        r"^DynamoDB in eu-central-1 cannot be reached \(Endpoint.*\)\. Check `aws-region` and the runner's network\.$"
    )
    with pytest.raises(CacheError, match=message):
        table.read(["x"], [])


def test_the_client_itself_neither_tries_again_nor_waits_for_minutes(
    aws: None, faulty: FaultyDynamoDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", faulty.endpoint)
    faulty.fault = first(10**6, error("InternalServerError", status=500))
    client = connect(None, connections=1)
    with pytest.raises(CacheError, match="InternalServerError"):
        Table(client, "docs", patience=Patience(0)).read(["x"], [])
    assert faulty.calls.total() == 1
    config: Any = client.meta.config
    assert config.connect_timeout + config.read_timeout < 10


@pytest.mark.parametrize("answer", [Page("<html>Log in</html>"), Page("{}"), Answer(200, {"hello": "portal"})])
def test_the_client_itself_takes_nothing_else_for_an_answer(
    aws: None, faulty: FaultyDynamoDB, monkeypatch: pytest.MonkeyPatch, answer: Fault
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", faulty.endpoint)
    faulty.fault = first(10**6, answer)
    with pytest.raises(CacheError, match="Something else answers in place of DynamoDB in eu-central-1"):
        Table(connect(None, connections=1), "docs").read(["x"], [])


@pytest.mark.parametrize("answer", [{"hello": "portal"}, {"Responses": {}}, {"UnprocessedKeys": {}}])
def test_half_an_answer_is_not_taken_for_an_empty_table(
    cache: DynamoDBCache, faulty: FaultyDynamoDB, answer: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    faulty.fault = first(10**6, Answer(200, answer))
    assert ForgivingCache(lambda: cache).lookup([A]) == {}
    assert "Something else answers in place of DynamoDB" in caplog.text


@pytest.mark.parametrize("page", [Page("<html>Log in</html>"), Page("null", content_type="application/json")])
@pytest.mark.parametrize("operation", ["BatchGetItem", "PutItem", "UpdateItem"])
def test_a_web_page_in_place_of_an_answer_is_no_success(
    cache: DynamoDBCache, faulty: FaultyDynamoDB, caplog: pytest.LogCaptureFixture, operation: str, page: Page
) -> None:
    faulty.fault = first(10**6, page, operation)
    forgiving = ForgivingCache(lambda: cache)
    forgiving.lookup([A])
    forgiving.claim([A])
    forgiving.renew([A])
    assert "Something else answers in place of DynamoDB" in caplog.text
    assert "goes on without the cache" in caplog.text


# -- what others put there ----------------------------------------------------------------------------------------

FINE: dict[str, Any] = {"created": {"N": "1800000000"}, "expires": {"N": "1800000100"}}
POISON: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no expiry": {"doc": {"S": '{"summary": "x"}'}, "created": {"N": "1"}},
    "text for a number": {**FINE, "doc": {"S": '{"summary": "x"}'}, "expires": {"S": "soon"}},
    "no JSON": {**FINE, "doc": {"S": "summary"}},
    "another schema": {**FINE, "doc": {"S": '{"title": "x"}'}},
    "hidden text": {**FINE, "doc": {"S": '{"summary": "a\\u202eb"}'}},
    "a map": {**FINE, "doc": {"M": {"summary": {"S": "x"}}}},
    "no deflate": {**FINE, "doc": {"B": b"xxxx"}},
    "cut deflate": {**FINE, "doc": {"B": zlib.compress(b'{"summary": "x"}')[:-3]}},
    "a bomb": {**FINE, "doc": {"B": zlib.compress(b" " * 10_000_000)}},
    "far too long": {**FINE, "doc": {"S": json.dumps({"summary": "x" * 300_000})}},
    "more attributes": {**FINE, "doc": {"S": '{"summary": "x"}'}, "evil": {"S": "x"}},
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
def test_what_is_not_ours_is_a_miss_that_is_written_anew(
    cache: Cache, table: Table, poison: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    put_raw(table, A, poison)
    cache.store([make_entry("b")])
    assert set(cache.lookup([A, fingerprint("b")])) == {fingerprint("b")}
    assert cache.claim([A]) == {A}
    cache.lookup([A])
    (warning,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert warning == f"The cache table {table.name} holds 1 docs that cannot be read. They are written anew."
    cache.store([make_entry()])
    assert cache.lookup([A])


def test_all_that_could_not_be_read_is_written_anew(cache: Cache, table: Table) -> None:
    others = [fingerprint(number) for number in range(3)]
    for key in others:
        put_raw(table, key, POISON["no JSON"])
        cache.lookup([key])
    assert cache.claim(others) == set(others)


def test_our_own_raw_form_is_read(cache: Cache, table: Table) -> None:
    put_raw(table, A, {**FINE, "doc": {"S": '{"summary": "x"}'}})
    assert cache.lookup([A])[A].doc == Doc("x")


# -- what it costs ------------------------------------------------------------------------------------------------


def test_a_run_makes_no_needless_calls(cache: Cache, faulty: FaultyDynamoDB) -> None:
    keys = [entry.fingerprint for entry in MANY]
    cache.lookup(keys)
    cache.claim(keys)
    cache.store(MANY)
    cache.release(keys)
    cache.claim([A])
    cache.release([A])
    cache.release([A])
    cache.renew([A])
    cache.close()
    assert faulty.calls == {"BatchGetItem": 2, "PutItem": 2 * 120 + 1, "UpdateItem": 1}


def test_a_run_that_hits_writes_once(table: Table, cache: Cache, faulty: FaultyDynamoDB) -> None:
    cache.store(MANY)
    faulty.calls.clear()
    reader = DynamoDBCache(table, lifetime=ORDINARY, clock=lambda: 1_800_000_001.0)
    assert len(reader.lookup([entry.fingerprint for entry in MANY])) == 120
    reader.close()
    assert faulty.calls == {"BatchGetItem": 2, "UpdateItem": 1}


def test_renewals_are_bounded(
    table: Table, cache: Cache, faulty: FaultyDynamoDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.cache.dynamodb._MOST_RENEWALS", 30)
    cache.store(MANY)
    late = DynamoDBCache(table, lifetime=ORDINARY, clock=lambda: 1_800_000_000.0 + 80_000)
    late.lookup([entry.fingerprint for entry in MANY])
    late.close()
    assert faulty.calls["UpdateItem"] == 30 + 1


def test_a_run_needs_no_more_than_it_asks_for(cache: Cache, faulty: FaultyDynamoDB) -> None:
    cache.lookup([A])
    cache.claim([A, fingerprint("b")])
    cache.renew([A])
    cache.store([make_entry()])
    cache.release([fingerprint("b")])
    cache.claim([fingerprint("c")])
    journal = cache.journal
    assert journal is not None
    journal.begin(Record("0" * 16, 1_800_000_000, 1), {fingerprint("c"): Place("0" * 16, 0, "c1")})
    journal.confirm("0" * 16, "msgbatch_1")
    cache.lookup([A, fingerprint("c")])
    assert journal.find("0" * 16)
    assert journal.account("0" * 16)
    assert journal.take_back([fingerprint("c")], "0" * 16)
    cache.close()
    assert {f"dynamodb:{operation}" for operation in faulty.calls} == set(RUNTIME_ACTIONS)
