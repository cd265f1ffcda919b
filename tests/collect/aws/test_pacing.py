"""How fast is asked: the rate of all, and the wait of one that is throttled."""

from __future__ import annotations

from scanner.collect.aws.pacing import FIRST_WAIT_S, LONGEST_WAIT_S, Bucket, Pace, wait_again_s


def test_a_bucket_gives_places_at_its_rate() -> None:
    bucket = Bucket(10, clock=lambda: 5.0)
    assert [round(bucket.wait_s(), 6) for _ in range(4)] == [0, 0.1, 0.2, 0.3]
    assert Bucket(0).wait_s() == 0


def test_a_pace_doubles_and_comes_back() -> None:
    pace = Pace()
    for _ in range(10):
        pace.throttled()
    assert pace.wait_s == 10
    for _ in range(60):
        pace.answered()
    assert pace.wait_s == 0


def test_whoever_fails_again_waits_longer_and_never_too_long() -> None:
    longest = [max(wait_again_s(tries) for _ in range(500)) for tries in (1, 3, 20)]
    assert longest == sorted(longest)
    assert longest[0] <= 2 * FIRST_WAIT_S
    assert longest[-1] <= LONGEST_WAIT_S
