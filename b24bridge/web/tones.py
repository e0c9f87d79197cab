"""Tables of the screens: the colour of each state, and what lists and rows offer. Not words: those are the catalogues."""

from collections.abc import Mapping

from b24bridge.core.screens import Mark
from b24bridge.core.statements import Said

BY_TONE: Mapping[str, tuple[Mark, ...]] = {
    "amber": ("forgotten", "warned", "due", "at_risk", "lapsed", "nudged", "overdue", "escalated", "stale"),
    "red": ("left", "called", "broken", "no_receiver", "legal"),
    "green": ("returned", "calm"),
    "blue": ("pending", "promised", "winback", "issued", "trial"),
    "grey": (
        *("snoozed", "paused", "held", "unknown", "unwatched", "blocked", "settled"),
        *("dormant", "lost", "disputed"),
    ),
}
TONES: Mapping[Mark, str] = {mark: tone for tone, marks in BY_TONE.items() for mark in marks}
COUNTED: tuple[Mark, ...] = ("forgotten", "left", "overdue", "nudged")
UNMARKED: tuple[Mark, ...] = ("calm", "held", "unknown", "unwatched", "warned")
MODE_TONES = {"auto": "green", "approve": "blue", "observe": "grey", "off": "grey"}
DOTS = {"ok": "ok", "stale": "warning", "stopped": "alert", "noaccess": "alert"}
FRESH_TONES = {"fresh": "green", "partial": "amber", "stale": "red"}
FRESH_DOTS = {"fresh": "ok", "partial": "warning", "stale": "alert"}
EVIDENCE_TONES = {
    **dict.fromkeys(("sent", "deal", "note", "keep", "plan"), "blue"),
    "contact": "green",
    "attempt": "grey",
}
LISTED: tuple[Mark, ...] = ("forgotten", "snoozed", "warned")
RESULT_TONES = {"done": "green", "undone": "grey", "part": "amber", "unknown": "amber", "dropped": "grey", "failed": "red"}
SUMS = (50_000, 100_000, 300_000, 1_000_000)
# Assistants whose words the reference gives; any other one brings its own title.
REFERENCE = {
    "forgotten_clients": "a1",
    "client_release": "a2",
    "lapsed_buyers": "a3",
    "unpaid_orders": "a4",
    "debtors": "a5",
}
# What a row of each assistant offers to press: the interface reference, 4.2.
PRESSED: Mapping[str, tuple[Said, ...]] = {
    "client_release": (Said.KEEP, Said.WAIVER, Said.PAUSE, Said.GIVE_UP, Said.GONE),
    "lapsed_buyers": (Said.LOST, Said.KEEP, Said.PAUSE, Said.GIVE_UP),
    "unpaid_orders": (Said.PROMISE, Said.DISPUTE, Said.PAUSE),
    "debtors": (Said.PROMISE, Said.DISPUTE, Said.PAUSE),
    "": (Said.KEEP, Said.PAUSE, Said.GIVE_UP, Said.GONE),
}
