from collections.abc import Iterator
from datetime import datetime

FINAL_STATES = {"delivered", "returned"}


class Shipment:
    def __init__(self, number: str) -> None:
        self.number = number
        self._events: list[tuple[datetime, str]] = []

    def record(self, state: str, when: datetime) -> None:
        if self._events and when < self._events[-1][0]:
            raise ValueError("events must be recorded in order")
        self._events.append((when, state))

    def history(self, since: datetime | None = None) -> Iterator[str]:
        for when, state in self._events:
            if since is None or when >= since:
                yield state

    @property
    def is_open(self) -> bool:
        return not self._events or self._events[-1][1] not in FINAL_STATES


def merge(first: Shipment, *others: Shipment, strict: bool = True) -> Shipment:
    merged = Shipment(first.number)
    events = sorted(event for shipment in (first, *others) for event in shipment._events)
    for other in others:
        if strict and other.number != first.number:
            raise ValueError(f"{other.number} is another shipment")
    for when, state in events:
        merged.record(state, when)
    return merged


def _normalise(number: str) -> str:
    return number.replace(" ", "").upper()
