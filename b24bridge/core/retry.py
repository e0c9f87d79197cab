"""Whether to try again, and when, as a value. The waiting itself is somebody else's."""

from typing import Final

# Eight tries: the waits after the first seven add up to more than a day, even with the smallest jitter.
DELAYS_S: Final = (60.0, 300.0, 1_800.0, 7_200.0, 21_600.0, 43_200.0, 86_400.0)
SPREAD: Final = 0.25


def retry_in(attempt: int, jitter: float) -> float | None:
    """Return after how many seconds to try again once `attempt` tries (1 and up) have failed; None: set it aside.

    `jitter` is between 0 and 1, by chance; it shortens the wait by up to a quarter, so that many do not return at once.
    Raises ValueError for anything else.
    """
    if attempt < 1 or not 0 <= jitter <= 1:
        raise ValueError(f"attempt {attempt} must be 1 or more, jitter {jitter} between 0 and 1")
    if attempt > len(DELAYS_S):
        return None
    return DELAYS_S[attempt - 1] * (1 - SPREAD * jitter)
