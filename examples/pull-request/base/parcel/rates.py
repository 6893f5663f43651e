"""Prices by zone and weight."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Zone:
    """A group of countries with the same price.

    Attributes:
        name: How the zone is called on invoices.
        base_price: Price of the first kilogram, in cents.
    """

    name: str
    base_price: int


def price(weight: float, zone: Zone) -> int:
    """Return the price in cents.

    Args:
        weight: Weight in kilograms.
        zone: Where the parcel goes.
    """
    return round(zone.base_price * max(weight, 1))
