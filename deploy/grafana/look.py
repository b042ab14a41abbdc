"""How values look: words before colours, and colours that colour-blind people tell apart."""

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import dashboard as model

BLUE, ORANGE, VERMILLION, GREY, PURPLE = "#0072B2", "#E69F00", "#D55E00", "#8C8C8C", "#CC79A7"
"""Source: Okabe and Ito, Color Universal Design (2008); no red beside green."""

BLUES = ((None, "transparent"), (1, "#9ECAE1"), (3, "#4292C6"), (6, BLUE))
"""Shades of counts by hour of the week, from so many on; the number stands in each cell."""

CANNOT_TELL = "cannot tell"

HOURS, SHARE, COUNT, CLOCK_TIME = "suffix:h", "percentunit", "none", "dateTimeAsIsoNoDateIfToday"
SECONDS, MINUTES = "suffix:s", "suffix:min"
LENGTH = "dtdhms"
"""Units as Grafana names them. A length of time is days and hours, `3 d 04:12:00`: nobody compares
1.29 days with 24 h, or reads 1995 h. Sums and averages of many stay hours."""

RISK_WORDS = {
    "high": "high",
    "medium": "medium",
    "standard": "standard",
    "not_assessed": "not assessed",
}


def words(texts: Mapping[str, str], colours: Mapping[str, str] | None = None) -> model.ValueMap:
    """Return a mapping of values to words, and to colours beside them."""
    told = colours or {}
    return model.ValueMap(
        options={
            value: model.ValueMappingResult(text=text, color=told.get(value), index=index)
            for index, (value, text) in enumerate(texts.items())
        }
    )


def unknown() -> model.SpecialValueMap:
    """Return the mapping of no value to *cannot tell*, in grey."""
    return model.SpecialValueMap(
        options=model.DashboardSpecialValueMapOptions(
            match=model.SpecialValueMatch.NULL_AND_NAN,
            result=model.ValueMappingResult(text=CANNOT_TELL, color=GREY, index=99),
        )
    )


def mappings(*more: model.ValueMapping) -> list[model.ValueMapping]:
    """Return mappings of a panel: its own, and *cannot tell*."""
    return [*more, unknown()]


def steps(first: str, *more: tuple[float, str]) -> build.ThresholdsConfig:
    """Return limits: a colour below the first of them, and one from each of them on."""
    told = [model.Threshold(value=None, color=first)]
    told += [model.Threshold(value=value, color=colour) for value, colour in more]
    return build.ThresholdsConfig().mode(model.ThresholdsMode.ABSOLUTE).steps(told)


def one_colour(colour: str) -> build.FieldColor:
    """Return one colour for everything: where there is no limit, colour says nothing."""
    return build.FieldColor().mode(model.FieldColorModeId.FIXED).fixed_color(colour)


def prop(name: str, value: object) -> model.DynamicConfigValue:
    """Return one property of an override."""
    return model.DynamicConfigValue(id_val=name, value=value)


def named(texts: Mapping[str, str]) -> list[tuple[str, list[model.DynamicConfigValue]]]:
    """Return overrides that show series and columns by their words."""
    return [(name, [prop("displayName", text)]) for name, text in texts.items()]


def as_words(label: str, title: str, texts: Mapping[str, str], *, width: int = 0) -> "Override":
    """Return an override that shows a label's column under a title, and its values in words."""
    wide = [prop("custom.minWidth", width)] if width else []
    return label, [prop("displayName", title), prop("mappings", [words(texts).to_json()]), *wide]


Override = tuple[str, Sequence[model.DynamicConfigValue]]
"""The name of a series or column, and what is different about it."""
