"""How children and words are read from the cells of an extract."""

import pytest

from tests.spec.reading import HEAD, ONE_CHILD, REPORTED, RISK, Read, rows

CHILDREN = """
[reported.children]
a_row_each = true
where = [{ column = "Role", is = ["Child", "Unborn"] }]
ref_column = "Person"
age_column = "Age"
unborn = { column = "Role", is = "Unborn" }
present = { column = "Present", values = { Y = "true", N = "false" } }
"""


def test_a_row_for_each_child_makes_one_message_with_all_of_them() -> None:
    csv = rows(
        "Ref,Reported,DASH,Role,Person,Age,Present",
        "STF-1,20/06/2026 23:52,M,Child,P-1,3,Y",
        "STF-1,20/06/2026 23:52,M,Victim,P-2,34,Y",
        "STF-1,20/06/2026 23:52,M,Child,P-3,N/A,N/A",
        "STF-1,20/06/2026 23:52,M,Child,P-3,17,N",
        "STF-1,20/06/2026 23:52,M,Unborn,,,",
        "STF-1,20/06/2026 23:52,M,Child,P-4,forty,N",
    )

    read = Read(csv, HEAD + REPORTED + RISK + CHILDREN)

    assert [data["children"] for data in read.data] == [
        [
            {"ref": "P-1", "age_band": "0-3", "present": True},
            {"ref": "P-3", "age_band": "16-17", "present": False},
            {"ref": "STF-1-c2", "age_band": "unborn"},
            {"ref": "P-4", "age_band": "unknown", "present": False},
        ]
    ]
    assert [(bad.line_number, bad.column) for bad in read.bad] == [(6, "Person"), (7, "Age")]
    assert all(bad.is_told_without_it for bad in read.bad)


@pytest.mark.parametrize(
    ("age", "band"),
    [("0", "0-3"), ("3", "0-3"), ("4", "4-7"), ("7", "4-7"), ("8", "8-11"), ("11", "8-11"),
     ("12", "12-15"), ("15", "12-15"), ("16", "16-17"), ("17", "16-17"), ("18", "unknown"),
     ("", "unknown"), ("-1", "unknown"), ("3.5", "unknown"), ("²", "unknown")],
)  # fmt: skip
def test_an_age_in_years_becomes_a_band(age: str, band: str) -> None:
    children = 'children = { count = 1, age_column = "Age" }\n'

    csv = rows("Ref,Reported,DASH,Age", f"STF-1,20/06/2026 23:52,M,{age}")
    read = Read(csv, HEAD + REPORTED + RISK + children)

    assert [data["children"][0]["age_band"] for data in read.data] == [band]


@pytest.mark.parametrize(
    ("number", "when_unknown", "refs", "known", "bad"),
    [
        pytest.param("2", "one_child", ["STF-1-c0", "STF-1-c1"], None, 0, id="two"),
        pytest.param("0", "one_child", [], "none", 0, id="told-that-there-is-none"),
        pytest.param("", "one_child", ["STF-1-c0"], None, 0, id="left-empty-may-be-one"),
        pytest.param("", "not_yet", [], "not_yet", 0, id="left-empty-means-not-yet"),
        pytest.param("", "none", [], "none", 0, id="left-empty-means-none"),
        pytest.param("some", "none", ["STF-1-c0"], None, 1, id="unreadable-may-be-one"),
        pytest.param("2026", "none", ["STF-1-c0"], None, 1, id="a-year-is-no-number-of-children"),
    ],
)
def test_a_number_of_children_is_believed_as_far_as_it_goes(
    number: str, when_unknown: str, refs: list[str], known: str | None, bad: int
) -> None:
    children = f'children = {{ count_column = "N", when_unknown = "{when_unknown}" }}\n'

    csv = rows("Ref,Reported,DASH,N", f"STF-1,20/06/2026 23:52,M,{number}")
    read = Read(csv, HEAD + REPORTED + RISK + children)

    assert [child["ref"] for child in read.data[0]["children"]] == refs
    assert read.data[0].get("children_known") == known
    assert len(read.bad) == bad


@pytest.mark.parametrize(
    ("risk", "cell", "expected"),
    [
        pytest.param('"high"', "", "high", id="a-constant"),
        pytest.param('{ column = "DASH" }', "High", "high", id="as-it-stands"),
        pytest.param(
            '{ column = "DASH", values = { "Gr. 1" = "high" } }', " gr. 1 ", "high", id="by-values"
        ),
        pytest.param('{ column = "DASH" }', "N/A", "not_assessed", id="unknown"),
        pytest.param(
            '{ column = "DASH", unknown = "standard" }', "N/A", "standard", id="unknown-has-a-word"
        ),
        pytest.param(
            '{ column = "DASH", values = { "N/A" = "high" } }', "N/A", "high", id="values-first"
        ),
        pytest.param('{ column = "DASH", otherwise = "medium" }', "9", "medium", id="all-else"),
    ],
)  # fmt: skip
def test_words_are_translated_as_the_mapping_says(risk: str, cell: str, expected: str) -> None:
    csv = rows("Ref,Reported,DASH", f"STF-1,20/06/2026 23:52,{cell}")

    assert Read(csv, HEAD + REPORTED + f"risk = {risk}\n" + ONE_CHILD).data[0]["risk"] == expected
