from threading import Thread

from ml_readiness.web.attempt import Errand
from ml_readiness.web.schedule import Schedule
from ml_readiness.web.target import Target


def errand(link: str, host: str = "a.example", due: float = 0.0) -> Errand:
    there = Target(address=f"http://{host}/", host=host)
    return Errand(link=link, target=there, anchored=False, method="HEAD", due=due)


def links(schedule: Schedule, *done: str | None) -> list[str]:
    return [taken.link for host in done if (taken := schedule.take(host)) is not None]


def test_each_host_gets_its_turn_and_no_more_than_its_share() -> None:
    schedule = Schedule(2)
    for link in ("a1", "a2", "a3"):
        schedule.put(errand(link))
    schedule.put(errand("b1", "b.example"))
    assert links(schedule, None, None, None) == ["a1", "b1", "a2"]
    assert links(schedule, "a.example") == ["a3"]


def test_the_host_of_the_errand_before_is_preferred() -> None:
    schedule = Schedule(4)
    for host in ("a.example", "b.example", "b.example"):
        schedule.put(errand(host, host))
    assert links(schedule, None, None, "b.example") == ["a.example", "b.example", "b.example"]


def test_a_shelved_errand_comes_when_it_is_due_and_before_the_others() -> None:
    schedule = Schedule(4)
    schedule.put(errand("new"))
    schedule.shelve(errand("later", due=9.0))
    schedule.shelve(errand("again", due=5.0))
    schedule.wake(5.0)
    assert links(schedule, None, None) == ["again", "new"]
    schedule.wake(9.0)
    assert links(schedule, None) == ["later"]


def test_closing_sends_everyone_home() -> None:
    schedule = Schedule(1)
    taken: list[Errand | None] = []
    threads = [Thread(target=lambda: taken.append(schedule.take(None))) for _ in range(3)]
    for thread in threads:
        thread.start()
    schedule.close()
    for thread in threads:
        thread.join(2)
    assert taken == [None, None, None]
