from threading import Thread

from ml_readiness.rules.address import Address, read_address
from ml_readiness.web.attempt import Attempt
from ml_readiness.web.schedule import Schedule


def attempt(link: str, host: str = "a.example", due: float = 0.0) -> Attempt:
    there = read_address(f"http://{host}/")
    assert isinstance(there, Address)
    return Attempt(link=link, target=there, anchored=False, method="HEAD", due=due)


def links(schedule: Schedule, *done: str | None) -> list[str]:
    return [taken.link for host in done if (taken := schedule.take(host)) is not None]


def test_each_host_gets_its_turn_and_no_more_than_its_share() -> None:
    schedule = Schedule(2)
    for link in ("a1", "a2", "a3"):
        schedule.put(attempt(link))
    schedule.put(attempt("b1", "b.example"))
    assert links(schedule, None, None, None) == ["a1", "b1", "a2"]
    assert links(schedule, "a.example") == ["a3"]


def test_the_host_of_the_attempt_before_is_preferred() -> None:
    schedule = Schedule(4)
    for host in ("a.example", "b.example", "b.example"):
        schedule.put(attempt(host, host))
    assert links(schedule, None, None, "b.example") == ["a.example", "b.example", "b.example"]


def test_a_shelved_attempt_comes_when_it_is_due_and_before_the_others() -> None:
    schedule = Schedule(4)
    schedule.put(attempt("new"))
    schedule.shelve(attempt("later", due=9.0))
    schedule.shelve(attempt("again", due=5.0))
    schedule.wake(5.0)
    assert links(schedule, None, None) == ["again", "new"]
    schedule.wake(9.0)
    assert links(schedule, None) == ["later"]


def test_closing_sends_everyone_home() -> None:
    schedule = Schedule(1)
    taken: list[Attempt | None] = []
    threads = [Thread(target=lambda: taken.append(schedule.take(None))) for _ in range(3)]
    for thread in threads:
        thread.start()
    schedule.close()
    for thread in threads:
        thread.join(2)
    assert taken == [None, None, None]
