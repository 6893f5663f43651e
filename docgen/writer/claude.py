"""Speaks to Claude: the only module that imports `anthropic`, and only when a request is made."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from docgen.errors import FatalWriterError, WriterError
from docgen.sanitize import REDACTED, redact
from docgen.writer.allowance import read_allowance
from docgen.writer.body import OPTIONAL_FIELDS, request_body
from docgen.writer.doors import find_door
from docgen.writer.failures import ErrorAnswer, failure_of
from docgen.writer.identity import find_runner_identity
from docgen.writer.messages import Transcript
from docgen.writer.models import Model
from docgen.writer.service import Ask, Connection, RejectedError, Reply, TransientError
from docgen.writer.timing import Timing

if TYPE_CHECKING:
    import anthropic
    from anthropic.types import RawMessageStreamEvent

_log = logging.getLogger(__name__)

_CONNECT_SECONDS = 10.0


class Claude:
    """A `Service` that asks Claude through the SDK, streaming, with the SDK's own retries off."""

    def __init__(
        self,
        connection: Connection,
        model: Model,
        timing: Timing,
        *,
        is_cut_off: Callable[[], bool] = lambda: False,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """Prepare; nothing is imported or sent yet.

        Args:
            connection: How to reach and address the service.
            model: What the model takes.
            timing: What tells the time, and how long a connection may be silent.
            is_cut_off: Whether an answer that is still being written is taken as far as it has come.
            environ: Where a job's credentials are found.

        Raises:
            SettingsError: The connection cannot be one.
        """
        self._connection = connection
        self._door = find_door(connection)
        self._model = model
        self._timing = timing
        self._is_cut_off = is_cut_off
        self._environ = environ
        self._client: anthropic.Anthropic | None = None
        self._left_out: frozenset[str] = frozenset()
        self._lock = threading.Lock()

    def open(self) -> None:
        """Make ready to send, as `Service` says."""
        self.connect()

    def ask(self, ask: Ask) -> Reply:
        """Send one request and wait for its reply, as `Service` says."""
        client = self.connect()
        while True:
            left_out = self._left_out
            try:
                return self._exchange(client, ask, left_out)
            except RejectedError as error:
                if not self._leave_out(error, left_out):
                    raise

    def close(self) -> None:
        """Close the connections; another request opens new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def connect(self) -> anthropic.Anthropic:
        """The SDK's client, opened at the first use.

        Raises:
            FatalWriterError: It does not open.
        """
        with self._lock:
            if self._client is None:
                self._client = self._make_client()
            return self._client

    def _make_client(self) -> anthropic.Anthropic:
        try:
            import anthropic  # noqa: PLC0415 - takes a second, and a run that is fully cached does without

            arguments = {**self._door.arguments, **self._runner_credentials()}
            client: anthropic.Anthropic = getattr(anthropic, self._door.client)(max_retries=0, **arguments)
        except Exception as error:
            raise FatalWriterError(
                f"The door `{self._connection.provider}` to Claude does not open: {self._safe(str(error))}",
                "Set what it names, or choose another `provider`.",
            ) from error
        return client

    def _runner_credentials(self) -> dict[str, Any]:
        """Credentials from the runner's identity, where the job has one and no key was given."""
        identity = find_runner_identity(self._environ)
        if identity is None or self._connection.provider != "anthropic" or "api_key" in self._door.arguments:
            return {}
        from anthropic.lib.credentials import WorkloadIdentityCredentials  # noqa: PLC0415

        credentials = WorkloadIdentityCredentials(
            identity_token_provider=identity.token,
            federation_rule_id=identity.federation_rule_id,
            organization_id=identity.organization_id,
            service_account_id=identity.service_account_id,
            workspace_id=identity.workspace_id,
        )
        return {"credentials": credentials}

    def _exchange(self, client: anthropic.Anthropic, ask: Ask, left_out: frozenset[str]) -> Reply:
        transcript = Transcript()
        headers: Mapping[str, str] = {}
        try:
            with self._open(client, ask, left_out) as stream:
                headers = stream.response.headers
                self._listen(stream, transcript, self._timing.clock() + ask.timeout)
        except Exception as error:
            raise self.translate(error, _so_far(transcript, headers)) from error
        if not transcript.is_finished:
            what = "The answer of the Claude API broke off, or was none."
            raise TransientError(what, may_be_billed=True, reply=_so_far(transcript, headers))
        return transcript.reply(headers.get("request-id", ""), read_allowance(headers))

    def _open(
        self, client: anthropic.Anthropic, ask: Ask, left_out: frozenset[str]
    ) -> anthropic.Stream[RawMessageStreamEvent]:
        import httpx2  # noqa: PLC0415 - comes with anthropic

        timeout = httpx2.Timeout(min(self._timing.silence, ask.timeout), connect=_CONNECT_SECONDS)
        stream: anthropic.Stream[RawMessageStreamEvent] = client.messages.create(
            **request_body(ask, self._connection, self._model, left_out), stream=True, timeout=timeout
        )
        return stream

    def _listen(self, stream: anthropic.Stream[RawMessageStreamEvent], transcript: Transcript, give_up: float) -> None:
        """Write down what comes, a stream or, from endpoints that do not stream, one JSON body."""
        kind = stream.response.headers.get("content-type", "")
        if "json" in kind or "html" in kind:
            transcript.add_message(json.loads(stream.response.read()))
            return
        for event in stream:
            transcript.add_event(event.model_dump(warnings=False))
            if self._timing.clock() > give_up or self._is_cut_off():
                return

    def _leave_out(self, error: RejectedError, left_out: frozenset[str]) -> bool:
        """Whether to send the request again without an optional field that the service complained about."""
        named = next((name for name in OPTIONAL_FIELDS if name in error.what and name not in left_out), None)
        if named is None:
            return False
        with self._lock:
            if named not in self._left_out:
                _log.warning("The service does not take `%s` for this model. It is left out from now on.", named)
                self._left_out |= {named}
        return True

    def body(self, ask: Ask) -> dict[str, Any]:
        """What is sent for a request, here or in a batch."""
        return request_body(ask, self._connection, self._model, self._left_out)

    def failure_in_batch(self, kind: str, message: str, request_id: str) -> WriterError:
        """The error for a request of a batch that came to nothing, by the API's category for it."""
        answer = ErrorAnswer(200, kind, "", self._safe(message), request_id, {})
        return failure_of(answer, self._connection.model)

    def translate(self, error: Exception, reply: Reply | None = None) -> WriterError:
        """The error in our own words, without anything secret."""
        import anthropic  # noqa: PLC0415
        import httpx2  # noqa: PLC0415

        if isinstance(error.__cause__, WriterError):
            # Raised by what fetches the runner's token, in the middle of the SDK.
            return error.__cause__
        if isinstance(error, anthropic.APIStatusError):
            return self._status_failure(error, reply)
        said = self._safe(str(error)).rstrip(".") or type(error).__name__
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
            what = "The Claude API answered with something that is no message."
            return TransientError(what, may_be_billed=True, reply=reply)
        broken = (anthropic.APIConnectionError, httpx2.HTTPError, httpx2.StreamError)
        # The exchange of an identity token wraps its own.
        if isinstance(error, broken) or isinstance(error.__cause__, broken):
            what = f"The connection to the Claude API failed: {said}."
            was_sent = not isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout)
            return TransientError(what, may_be_billed=was_sent, reply=reply)
        return FatalWriterError(
            f"Claude cannot be asked: {said}.",
            "Give a key as `anthropic-api-key`, or the credentials that the `provider` needs.",
        )

    def _status_failure(self, error: anthropic.APIStatusError, reply: Reply | None) -> WriterError:
        failure = failure_of(
            ErrorAnswer(
                status=error.status_code,
                type=error.type or "",
                code=error.error_code or "",
                message=self._safe(error.api_message or ""),
                request_id=error.request_id or "",
                headers=error.response.headers,
            ),
            self._connection.model,
        )
        if isinstance(failure, TransientError):
            failure.reply = reply
        return failure

    def _safe(self, text: str) -> str:
        key = self._connection.api_key.strip()
        return " ".join(redact(text.replace(key, REDACTED) if key else text).split())


def _so_far(transcript: Transcript, headers: Mapping[str, str]) -> Reply | None:
    """What arrived before the connection broke; `None` when nothing did."""
    return transcript.reply(headers.get("request-id", "")) if transcript.has_begun else None
