"""A pack as an Excel workbook: a sheet for each table, text staying text. The same bytes always."""

from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reviews.pack.parts import Column, Form, Pack, Table
from reviews.pack.words import day_words
from reviews.render.about import About

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""What a police system wrote is never calculated, followed or counted."""

_FORMS = {
    Form.TEXT: "@",
    Form.COUNT: "#,##0",
    Form.HOURS: "#,##0.0",
    Form.ESTIMATE: "#,##0.0",
    Form.SHARE: "0.0%",
    Form.WHOLE_SHARE: "0%",
}
_MOST_OF_A_NAME = 31
"""Letters of a sheet's name. Source: Excel's own limit."""


def workbook_of(pack: Pack, about: About) -> bytes:
    """Return the workbook of a pack: what the answers are, then every table."""
    out = BytesIO()
    book = Workbook(out, _OPTIONS)
    # The only instant that the same pack always has.
    book.set_properties({"created": pack.period.as_of.replace(tzinfo=None)})
    _write_answers(book, pack, about)
    forms = {form: book.add_format({"num_format": words}) for form, words in _FORMS.items()}
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    for table in pack.tables:
        _write_table(book.add_worksheet(table.name[:_MOST_OF_A_NAME]), table, forms, head)
    book.close()
    return out.getvalue()


def _write_answers(book: Workbook, pack: Pack, about: About) -> None:
    sheet = book.add_worksheet("answers")
    bold = book.add_format({"bold": True, "text_wrap": True})
    wrapped = book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 100)
    period = pack.period
    lines = [] if about.made_up is None else [(about.made_up, bold)]
    lines += [
        (f"Police knew on {day_words(period.first)} to {day_words(period.last)}", bold),
        (pack.counted, wrapped),
    ]
    for section in pack.sections:
        lines += [("", wrapped), (section.question, bold)]
        lines += [(text, wrapped) for text in (*section.sentences, *section.notes)]
    for place, (text, form) in enumerate(lines):
        sheet.write_string(place, 0, text, form)


def _write_table(sheet: Worksheet, table: Table, forms: dict[Form, Format], head: Format) -> None:
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, head)
        sheet.set_column(place, place, _width(table, place, column), forms[column.form])
        if column.meaning:
            sheet.write_comment(0, place, column.meaning, {"author": ""})
    for row, cells in enumerate(table.rows, start=1):
        for place, value in enumerate(cells):
            if isinstance(value, int | float):
                sheet.write_number(row, place, value)
            elif value is not None:
                sheet.write_string(row, place, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _width(table: Table, place: int, column: Column) -> int:
    if column.form is not Form.TEXT:
        return max(12, len(column.name) + 2)
    longest = max((len(str(row[place] or "")) for row in table.rows), default=0)
    return min(60, max(longest, len(column.name)) + 2)
