"""Where Heron runs: its accounts, its regions, and the zones it uses of each."""

from __future__ import annotations

ACCOUNTS = {
    "management": "310010010010",
    "network": "310020020020",
    "trading": "310030030030",
    "custody": "310040040040",
    "shared": "310050050050",
}
HOME, WEST, THIRD = "us-east-1", "us-west-2", "eu-west-1"
ZONES = {
    HOME: ("use1-az1", "use1-az2", "use1-az6"),
    WEST: ("usw2-az1", "usw2-az2", "usw2-az3"),
    THIRD: ("euw1-az1", "euw1-az2", "euw1-az3"),
}
