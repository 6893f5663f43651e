"""Delivery nowhere: the job summary, which every run gets, is all."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.delivery.interface import Delivered
from docgen.model import Edit, Report


class NoDelivery:
    """Leaves the docs to the job summary."""

    def deliver(self, report: Report, edits: Sequence[Edit]) -> Delivered:  # noqa: ARG002 - part of the interface
        """Do nothing."""
        return Delivered()
