"""How soon a feed that thins out is noticed: the figures that `danm policy show` prints."""

from alerts.volume_power import power, power_words


def test_a_city_that_halves_is_nearly_always_noticed_within_the_week() -> None:
    two_days, week = power(20).noticed

    assert 30 <= two_days <= 90
    assert week >= 95


def test_a_small_place_is_noticed_later() -> None:
    small, city = power(7).noticed, power(20).noticed

    assert small[0] < city[0]
    assert small[1] < city[1]
    assert small[1] >= 50


def test_days_that_vary_hide_a_fall_for_longer() -> None:
    assert power(20, 0.2).noticed[0] < power(20).noticed[0]


def test_a_feed_that_does_not_fall_is_seldom_noticed() -> None:
    assert power(20, falls_to=1.0).noticed[1] <= 10


def test_the_figures_are_the_same_each_time() -> None:
    told = list(power_words())

    assert told == list(power_words())
    assert len(told) == 6
