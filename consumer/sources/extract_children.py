"""The children of an incident, from its rows; an incident never loses a child by a bad cell."""

from collections.abc import Iterable, Sequence

from consumer.sources.extract_fields import Reading, is_reference, one_of
from consumer.sources.extract_rows import Row
from consumer.sources.extract_times import Unreadable
from consumer.sources.mapping_parts import Children
from schemas.words import AgeBand, ChildrenKnown

Child = dict[str, object]

MOST_CHILDREN = 30
"""The most children that a number in a column is believed to mean.

Source: assumption, to agree with the force; more is a slip of the keyboard.
"""

_BANDS = (
    (4, AgeBand.UNDER_4),
    (8, AgeBand.FROM_4),
    (12, AgeBand.FROM_8),
    (16, AgeBand.FROM_12),
    (18, AgeBand.FROM_16),
)
_PRESENT = {"true": True, "false": False}


def children_data(
    reading: Reading, rules: Children, reference: str, rows: Sequence[Row]
) -> dict[str, object]:
    """Return `children`, and `children_known` where it is not yes, for one incident.

    `rows` are all rows of the incident; slips are noted in `reading`, and the child stays.
    """
    if rules.a_row_each:
        children = _from_rows(reading, rules, reference, rows)
        return _told(children) if children else _nobody_told(rules, reference)
    if rules.count is not None:
        return _told(_unnamed(rules.count, reading, rules, reference))
    number = _number(reading, rules)
    if number is None:
        return _nobody_told(rules, reference)
    if number == 0:
        return _without_children(ChildrenKnown.NONE)
    return _told(_unnamed(number, reading, rules, reference))


def _told(children: list[Child]) -> dict[str, object]:
    return {"children": children}


def _without_children(known: ChildrenKnown) -> dict[str, object]:
    return {"children": [], "children_known": known.value}


def _nobody_told(rules: Children, reference: str) -> dict[str, object]:
    if rules.when_unknown == "one_child":
        return _told([{"ref": f"{reference}-c0", "age_band": AgeBand.UNKNOWN.value}])
    return _without_children(ChildrenKnown(rules.when_unknown))


def _unnamed(count: int, reading: Reading, rules: Children, reference: str) -> list[Child]:
    about = _about(reading, rules)
    return [{"ref": f"{reference}-c{number}"} | about for number in range(count)]


def _number(reading: Reading, rules: Children) -> int | None:
    """Return how many children the row tells of; one where what stands there is no number."""
    column = rules.count_column or ""
    cell = reading.row.cells[column].strip()
    if reading.habits.says_unknown(cell):
        return None
    if _is_small_number(cell) and int(cell) <= MOST_CHILDREN:
        return int(cell)
    reading.note(Unreadable(column, f"is no number of children from 0 to {MOST_CHILDREN}"))
    return 1


def _from_rows(
    reading: Reading, rules: Children, reference: str, rows: Iterable[Row]
) -> list[Child]:
    children: dict[str, Child] = {}
    for row in rows:
        if not all(condition.holds(row.cells) for condition in rules.where):
            continue
        own = Reading(row=row, habits=reading.habits)
        reading.lines.add(row.line_number)
        ref = _ref(own, rules, reference, len(children))
        child = {"ref": ref} | _about(own, rules)
        held = children.get(ref)
        if held is None or held["age_band"] == AgeBand.UNKNOWN.value:
            children[ref] = child
        reading.slips.extend(own.slips)
    return list(children.values())


def _ref(reading: Reading, rules: Children, reference: str, number: int) -> str:
    if rules.ref_column is not None:
        cell = reading.row.cells[rules.ref_column].strip()
        if is_reference(cell) and not reading.habits.says_unknown(cell):
            return cell
        reading.note(Unreadable(rules.ref_column, "holds no reference of a child"))
    return f"{reference}-c{number}"


def _about(reading: Reading, rules: Children) -> Child:
    about: Child = {"age_band": _age_band(reading, rules).value}
    present = reading.word_if_told(rules.present)
    return about | ({"present": _PRESENT[present]} if present in _PRESENT else {})


def _age_band(reading: Reading, rules: Children) -> AgeBand:
    if rules.unborn is not None and rules.unborn.holds(reading.row.cells):
        return AgeBand.UNBORN
    if rules.age_column is not None:
        return _band_of_age(reading, rules.age_column)
    return AgeBand(reading.word_if_told(rules.age_band, one_of(AgeBand)) or AgeBand.UNKNOWN)


def _band_of_age(reading: Reading, column: str) -> AgeBand:
    cell = reading.row.cells[column].strip()
    if reading.habits.says_unknown(cell):
        return AgeBand.UNKNOWN
    if _is_small_number(cell):
        band = next((band for below, band in _BANDS if int(cell) < below), None)
        if band is not None:
            return band
    reading.note(Unreadable(column, "is no age in whole years under 18"))
    return AgeBand.UNKNOWN


def _is_small_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) <= len("000")
