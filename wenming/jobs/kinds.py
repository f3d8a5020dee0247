"""What can be done in the background: named functions, each with who may have it done."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, TypeAlias, TypeVar

from wenming.accounts.models import User

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Download:
    """A file as a job's result; it is kept and handed out under this name."""

    name: str
    content: bytes | IO[bytes]


@dataclass(frozen=True, slots=True)
class Link:
    """A page of ours as a job's result; `outcome` (JSON) is kept for it on the job."""

    url: str
    outcome: Mapping[str, Any] = field(default_factory=dict)


class Progress:
    """What a running job says of itself: call it with what is done, as often as you like.

    Nothing is written by the call; the worker passes it on about once a second, outside the
    job's own transaction. Here, where a job runs without a worker, nobody listens.
    """

    def __init__(self) -> None:
        self.done, self.total, self.step = 0, 0, ""

    def __call__(self, done: int, total: int | None = None, step: str | None = None) -> None:
        self.done = done
        self.total = self.total if total is None else total
        self.step = self.step if step is None else step
        self.tell()

    def counted(self, rows: Iterable[T]) -> Iterator[T]:
        """The rows as they are, each counted when the next is asked for."""
        for row in rows:
            yield row
            self(self.done + 1)

    def tell(self) -> None:
        """Pass it on. A place of its own, for those who have somebody to tell."""


Result: TypeAlias = Download | Link | None
Run: TypeAlias = Callable[..., Result]
May: TypeAlias = Callable[[User, Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """One registered function. `may` is asked before the start, before the work, and before the
    result is handed out. `is_shared`: whoever `may` reads everybody's results, not only their own.
    """

    name: str
    label: str
    run: Run
    may: May
    is_shared: bool = False


_kinds: dict[str, Kind] = {}


def job(name: str, *, label: str, may: May, is_shared: bool = False) -> Callable[[Run], Run]:
    """Register `run(job, progress, **params)` under `name`.

    It must bear to be run again from the start after it was killed anywhere in the middle. What
    it returns becomes the result; a DomainError becomes the sentence that the owner reads.
    """

    def register(run: Run) -> Run:
        if name in _kinds:
            raise ValueError(f"two kinds of job are called {name}")
        _kinds[name] = Kind(name, label, run, may, is_shared)
        return run

    return register


def kind_of(name: str) -> Kind | None:
    """The kind, or None for one that this version of the system does not know any more."""
    return _kinds.get(name)
