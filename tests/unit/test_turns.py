"""Turns come in the order in which they were asked for."""

from threading import Thread

from schemas.turns import Turns


def test_who_asked_first_is_next_also_where_the_last_one_asks_again_at_once() -> None:
    turns, order = Turns(), list[str]()
    turns.acquire(1)

    def wait_for(name: str) -> None:
        if turns.acquire(10):
            order.append(name)

    threads = []
    for name in ("first", "second", "third"):
        threads.append(Thread(target=wait_for, args=(name,)))
        threads[-1].start()
        while len(turns._waiting) < len(threads):
            pass

    for _ in threads:
        turns.release()
        while len(order) + len(turns._waiting) < len(threads):
            pass
    for thread in threads:
        thread.join()

    assert order == ["first", "second", "third"]


def test_who_waited_in_vain_is_not_in_the_way_of_others() -> None:
    turns = Turns()
    assert turns.acquire(1)

    assert not turns.acquire(0.01)

    turns.release()
    assert turns.acquire(1)
