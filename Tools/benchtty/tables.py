"""Markdown of what was measured, and what of the goals is met."""

# By what they show: only like is compared with like.
KINDS = (("Topics and messages", ("ter1 forums", "neomutt", "aerc", "newsboat")), ("Chat", ("ter1 chat", "weechat", "irssi")),
         ("Events", ("ter1 events", "calcurse")), ("Files", ("ter1 files", "nnn")))
STEPS = ("line", "scrolled line", "page", "open", "pane", "sleep")
HEADS = ("line down", "… scrolling", "page down", "open", "other pane", "idle")
GOALS = {"first": 1_000, "line": 40, "scrolled line": 110, "page": 1_000, "open": 1_000, "pane": 1_500, "sleep": 0}


def bytes_of(summary, step, stat="p50"):
    figures = summary["steps"].get(step)
    return figures["bytes"][stat] if figures else None


def shown(value, digits=0):
    return "–" if value is None else f"{value:,.{digits}f}"


def ratio(own, other):
    return "" if own is None or not other else f" ({own / other:.2f})"


def row(name, summary, own):
    cells = [f"{shown(summary['first']['bytes']['p50'])}{ratio(own['first']['bytes']['p50'], summary['first']['bytes']['p50'])}"]
    for step in STEPS:
        value = bytes_of(summary, step)
        cells.append(shown(value) + ratio(bytes_of(own, step), value))
    return f"| {name} | " + " | ".join(cells) + " |"


def times(name, summary):
    def painted(step):
        figures = (summary["steps"].get(step) or {}).get("painted_ms")
        return "–" if not figures else f"{figures['p50']:.1f} / {figures['p99']:.1f}"
    first, process = summary["first"], summary["process"]
    ready = first["ready_ms"]["p50"] if first["ready_ms"] else None
    return (f"| {name} | {shown(ready)} | " + " | ".join(painted(step) for step in STEPS[:5])
            + f" | {shown(first['rss_kb']['p50'] / 1024)} | {shown(process['cpu_s']['p50'], 2)} |")


def tables(results):
    lines = []
    for size in dict.fromkeys(size for _, size in results):
        for kind, names in KINDS:
            there = [(name, results[name, size]) for name in names if results.get((name, size))]
            if not there:
                continue
            own = there[0][1]
            lines += ["", f"**{kind}, {size}: bytes** (p50; ter1's share of a peer's in brackets)", "", "| | first paint | " + " | ".join(HEADS) + " |",
                      "| --- |" + " ---: |" * 7]
            lines += [row(name, summary, own if number else summary).replace(" (1.00)", "") for number, (name, summary) in enumerate(there)]
            lines += ["", "milliseconds from key to paint, p50 / p99", "",
                      "| | first useful screen | " + " | ".join(HEADS[:5]) + " | memory, MB | CPU, s |", "| --- |" + " ---: |" * 8]
            lines += [times(name, summary) for name, summary in there]
    return "\n".join(lines)


def goals(results):
    """Says each of the interface's goals and whether it is met at 80x24; those missed."""
    missed = []
    for (name, size), summary in results.items():
        if not name.startswith("ter1") or size != "80x24" or not summary:
            continue
        figures = {"first": summary["first"]["bytes"]["p50"]}
        figures |= {step: bytes_of(summary, step, "p95" if step == "scrolled line" else "p50") for step in STEPS}
        for step, goal in GOALS.items():
            value = figures.get(step)
            if value is None:
                continue
            print(f"{'met:   ' if value <= goal else 'MISSED:'} {name}, {step}: {value:,.0f} B, at most {goal:,} B")
            missed += [(name, step)] if value > goal else []
    return missed
