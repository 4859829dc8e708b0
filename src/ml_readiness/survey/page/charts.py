"""Charts of the page: bars as SVG, drawn from DuckDB's answers, for light and for dark."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

Colouring = Literal["light", "dark"]
COLOURINGS: tuple[Colouring, ...] = ("light", "dark")
TEXT_COLOURS = {"light": "#1f2328", "dark": "#e6edf3"}
BAR_COLOURS = {"light": "#0a5fb4", "dark": "#6cb6ff"}
# Pixels: a row, the names of all rows, the bars at most, the numbers behind them.
ROW_PIXELS, NAME_PIXELS, BAR_PIXELS, COUNT_PIXELS = 28, 206, 160, 44
MOST_BARS = 24
MOST_LETTERS_OF_A_BAR = 32
# The one that the library brings, so that no machine's fonts change a chart; then what is alike.
FONT = "Liberation Sans, Arial, sans-serif"


class Bars(NamedTuple):
    """A chart of bars: each has a name and a number."""

    name: str
    rows: Sequence[tuple[str, int]]

    @property
    def width(self) -> int:
        return NAME_PIXELS + BAR_PIXELS + COUNT_PIXELS

    @property
    def height(self) -> int:
        return ROW_PIXELS * len(self.rows)


def drawn(bars: Bars, theme: Colouring) -> str:
    """The chart as SVG without a background, a script or an address."""
    from vl_convert import vegalite_to_svg

    svg: str = vegalite_to_svg(_description(bars, theme), vl_version="6.4", allowed_base_urls=[])
    return svg


def _description(bars: Bars, theme: Colouring) -> dict[str, Any]:
    rows = [{"at": at, "name": name, "n": n} for at, (name, n) in enumerate(bars.rows)]
    place = {"field": "at", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0.3}}
    text = {"fill": TEXT_COLOURS[theme], "baseline": "middle", "fontSize": 13, "aria": False}
    most = max((n for _, n in bars.rows), default=0) or 1
    length = {
        "field": "n",
        "type": "quantitative",
        "axis": None,
        "scale": {
            "domain": [0, most],
            "range": [NAME_PIXELS, NAME_PIXELS + BAR_PIXELS],
            "nice": False,
        },
    }
    return {
        "width": bars.width,
        "height": bars.height,
        "padding": 0,
        "autosize": "none",
        "background": None,
        "data": {"values": rows},
        "encoding": {"y": place},
        "layer": [
            {
                "mark": {"type": "bar", "color": BAR_COLOURS[theme], "aria": False},
                "encoding": {"x": length, "x2": {"datum": 0}},
            },
            {
                "mark": {"type": "text", "align": "right", "x": NAME_PIXELS - 8, **text},
                "encoding": {"text": {"field": "name"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, **text},
                "encoding": {"x": length, "text": {"field": "n", "format": ","}},
            },
        ],
        "config": {"font": FONT, "view": {"stroke": None}},
    }
