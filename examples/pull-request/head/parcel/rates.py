"""Prices by zone and weight."""

from dataclasses import dataclass

MAX_WEIGHT = 31.5


class TooHeavyError(ValueError):
    def __init__(self, weight: float) -> None:
        super().__init__(f"{weight} kg is more than {MAX_WEIGHT} kg")
        self.weight = weight


@dataclass(frozen=True)
class Zone:
    """A group of countries with the same price.

    Attributes:
        name: How the zone is called on invoices.
        base_price: Price of the first kilogram, in cents.
    """

    name: str
    base_price: int


def price(weight: float, zone: Zone, insured: bool = False) -> int:
    """Return the price in cents.

    Args:
        weight: Weight in kilograms.
        zone: Where the parcel goes.
    """
    if weight > MAX_WEIGHT:
        raise TooHeavyError(weight)
    amount = round(zone.base_price * max(weight, 1))
    return amount + insurance_fee(amount) if insured else amount


def insurance_fee(amount: int, *, minimum: int = 150) -> int:
    # A hundredth of the price, but never less than what the insurer asks.
    return max(minimum, amount // 100)
