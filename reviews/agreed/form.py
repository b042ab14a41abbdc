"""The file of changes and actions as it is written: strict, no unknown keys, roles and no names."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from reviews.agreed.agreeing import Action, Agreed, Change, Goal, LegLimit, Moved
from reviews.delays import ends_of
from schemas.legs import between, every_leg
from schemas.words import Milestone, Role

Day = date
_LEGS = frozenset(name for name, _ in every_leg())


def a_leg(name: str) -> str:
    """Return a leg's name as it is.

    Raises:
        ValueError: It is not the way from one milestone to a later one.
    """
    if name not in _LEGS:
        raise ValueError(f"{name!r} is not the way from one milestone to a later one")
    return name


def no_hour_twice(limits: "list[LimitForm]") -> "list[LimitForm]":
    """Return limits as they are.

    Raises:
        ValueError: Two hold for the same part of the way, so that hours would count twice.
    """
    taken: dict[Milestone, str] = {}
    for one in limits:
        for milestone in one.covers():
            if milestone in taken:
                raise ValueError(f"{taken[milestone]} and {one.leg} hold for the same hours")
            taken[milestone] = one.leg
    return limits


def one_goal_each(goals: "list[GoalForm]") -> "list[GoalForm]":
    """Return goals as they are.

    Raises:
        ValueError: A council has two.
    """
    places = [one.concerns for one in goals]
    twice = next((place for place in places if places.count(place) > 1), "")
    if twice != "":
        raise ValueError(f"two goals hold for {twice or 'every council'}")
    return goals


Words = Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:/-]{1,64}$")]
OneRole = Annotated[Role, Field(strict=False)]
Roles = Annotated[list[OneRole], Field(min_length=1)]
OneFigure = Annotated[Moved, Field(strict=False)]
Leg = Annotated[str, AfterValidator(a_leg)]
Hours = Annotated[float, Field(gt=0, le=8760, allow_inf_nan=False)]
Of100 = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]


class AgreedForm(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ChangeForm(AgreedForm):
    """Something that holds from a day on."""

    date: Day
    what: Words
    agreed_by: Roles
    concerns: Code
    figure: OneFigure
    rebase: Words | None = None

    def made(self) -> Change:
        """Return it as the pack works with it."""
        return Change(
            since=self.date,
            what=self.what,
            agreed_by=tuple(self.agreed_by),
            concerns=self.concerns,
            figure=self.figure,
            rebase=self.rebase,
        )


class ActionForm(AgreedForm):
    """Something that a role is to do by a day; done from ``done_on``."""

    date: Day
    what: Words
    agreed_by: Roles
    owner: OneRole
    concerns: Code
    figure: OneFigure
    by: Day
    done_on: Day | None = None
    rebase: Words | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.by < self.date:
            raise ValueError(f"by, {self.by}, is before the day of agreement, {self.date}")
        if self.done_on is not None and self.done_on < self.date:
            raise ValueError(f"done_on, {self.done_on}, is before {self.date}")
        if self.rebase is not None and self.done_on is None:
            raise ValueError("rebase stands with an action that is not done")
        return self

    def made(self) -> Action:
        """Return it as the pack works with it."""
        return Action(
            agreed_on=self.date,
            what=self.what,
            agreed_by=tuple(self.agreed_by),
            owner=self.owner,
            concerns=self.concerns,
            figure=self.figure,
            by=self.by,
            done_on=self.done_on,
            rebase=self.rebase,
        )


class LimitForm(AgreedForm):
    """How many hours one leg may take."""

    leg: Leg
    hours: Hours
    agreed_by: Roles

    def covers(self) -> tuple[Milestone, ...]:
        """Return the milestones at which each step of the way that it holds for ends."""
        start, end = ends_of(self.leg)
        return (*between(start, end), end)

    def made(self) -> LegLimit:
        """Return it as the pack works with it."""
        length = timedelta(hours=self.hours)
        return LegLimit(leg=self.leg, length=length, agreed_by=tuple(self.agreed_by))


class GoalForm(AgreedForm):
    """How many of every 100 are to be told in time, week by week."""

    of_100: Of100
    agreed_by: Roles
    concerns: Code | None = None

    def made(self) -> Goal:
        """Return it as the pack works with it."""
        share = self.of_100 / 100
        return Goal(share=share, agreed_by=tuple(self.agreed_by), concerns=self.concerns)


class FileForm(AgreedForm):
    """The whole file; every part of it may be missing."""

    change: list[ChangeForm] = Field(default_factory=list)
    action: list[ActionForm] = Field(default_factory=list)
    limit: Annotated[list[LimitForm], AfterValidator(no_hour_twice)] = Field(default_factory=list)
    goal: Annotated[list[GoalForm], AfterValidator(one_goal_each)] = Field(default_factory=list)

    def made(self) -> Agreed:
        """Return it as the pack works with it."""
        return Agreed(
            changes=tuple(one.made() for one in self.change),
            actions=tuple(one.made() for one in self.action),
            limits=tuple(one.made() for one in self.limit),
            goals=tuple(one.made() for one in self.goal),
        )

    def places(self) -> Iterator[tuple[str, str]]:
        """Yield where a force or council is named, and its code."""
        named: tuple[tuple[str, Iterable[ChangeForm | ActionForm | GoalForm]], ...] = (
            ("change", self.change),
            ("action", self.action),
            ("goal", self.goal),
        )
        for table, those in named:
            for number, one in enumerate(those, 1):
                if one.concerns is not None:
                    yield f"{table}.entry {number}.concerns", one.concerns


def known_keys() -> Iterator[str]:
    """Yield every key that some table of the file may have, to guess what a wrong one meant."""
    for table in AgreedForm.__subclasses__():
        yield from table.model_fields
