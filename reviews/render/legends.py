"""The legend of a picture."""

from matplotlib.axes import Axes


def legend_above(axes: Axes, last: str = "") -> None:
    """Put the legend above a picture; beside long labels the axes alone are too narrow for it.

    ``last`` is the label that stands behind all others.
    """
    handles, labels = axes.get_legend_handles_labels()
    shown = sorted(zip(labels, handles, strict=True), key=lambda one: one[0] == last)
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes are always in one here
    figure.legend(
        [handle for _, handle in shown],
        [label for label, _ in shown],
        frameon=False,
        ncols=5,
        loc="outside upper right",
    )
