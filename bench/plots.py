"""``python -m bench.plots <file>``: draws the curves in a JSON file. Runs in ``.venv/peers``, where matplotlib is."""

import json
import sys
from pathlib import Path
from typing import Any

from matplotlib import pyplot as plt

BLUE, ORANGE = "#3465a4", "#ce5c00"


def main() -> None:
    for plot in json.loads(Path(sys.argv[1]).read_text()):
        draw(plot["title"], plot["curves"], Path(plot["file"]))


def draw(title: str, curves: dict[str, list[tuple[int, float, float]]], file: Path) -> None:
    """A panel for each axis, both from zero and to the same height."""
    figure, panels = plt.subplots(1, len(curves), figsize=(7, 2.6), sharey=True, squeeze=False, layout="constrained")
    figure.suptitle(title, fontsize=10)
    for panel, (axis, points) in zip(panels[0], curves.items(), strict=True):
        _panel(panel, axis, points)
    panels[0][0].set_ylabel("ms a request", fontsize=8)
    panels[0][0].set_ylim(bottom=0)
    panels[0][0].legend(fontsize=8, frameon=False)
    figure.savefig(file, dpi=90, metadata={"Software": None})
    plt.close(figure)


def _panel(panel: Any, axis: str, points: list[tuple[int, float, float]]) -> None:
    sizes = [size for size, _, _ in points]
    panel.plot(sizes, [median for _, median, _ in points], "o-", color=BLUE, label="median", linewidth=1.5)
    panel.plot(sizes, [worst for _, _, worst in points], "s--", color=ORANGE, label="p99", linewidth=1)
    panel.set_xscale("log")
    panel.set_xticks(sizes, [f"{size:,}" for size in sizes])
    panel.minorticks_off()
    panel.set_xlabel(axis, fontsize=8)
    panel.tick_params(labelsize=8)
    panel.grid(axis="y", color="#dddddd", linewidth=0.5)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)


if __name__ == "__main__":
    main()
