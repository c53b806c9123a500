"""Keys while a sync of everything runs: over a good line, a throttled one, and one on which nothing comes any more.

What is told is the time from a key to the first byte of its answer: the line that says how far the sync is changes once a second by itself, and would
be taken for a part of the answer.
"""
import os
import shutil
import sys
import threading
import time

from corpora import TOOLS
from measuring import run

sys.path.insert(0, os.path.join(TOOLS, "benchwire"))
from link import Link  # noqa: E402

#: Round trip in seconds, bytes a second.
LINES = {"1 MB/s, 20 ms": (0.02, 1_000_000), "50 kbit/s, 600 ms": (0.6, 6_250), "nothing comes any more": (0.6, 0.001)}
#: When there is enough on the screen to move in, for which three seconds are given, the line becomes what it is to be.
FREELY = 1_500_000
#: Every key moves something: one that does not would be answered by the line that changes by itself.
#: No run before: it would fetch, and the measured one begin inside a topic.
STEPS = ["--warmup", "0", "--step", "into=<Enter>", "--sleep", "3000", "--loop", "40", "key=j", "key=j", "key=k", "--loop", "10", "key=<PageDown>", "key=<PageUp>",
         "--loop", "10", "open=<Enter>", "back=h", "key=j"]


class Syncing:
    """ter1 with an account and an empty cache, behind a line."""
    #: The board, not the tab of the forums, which is there before any board.
    ready = "Forum  "
    quit = "<C-q>"
    before = None

    def __init__(self, corpus, name):
        self.corpus, self.name = corpus, name
        host, _, port = corpus.serve().removeprefix("http://").partition(":")
        self.link = Link((host, int(port)))
        self.home = "home-syncing"
        shutil.rmtree(corpus.path(self.home), ignore_errors=True)
        corpus.account(self.home, f"http://127.0.0.1:{self.link.port}", "--no-fetch")
        with open(corpus.path(self.home, "config", "accounts.toml"), "a") as file:
            file.write('history = "all"\n')

    def command(self):
        return [os.path.join(self.corpus.bin, "ter1")]

    def environment(self):
        return {name: value for name, value in self.corpus.environment(self.home).items() if name in ("TER1_HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ")}

    def worsen(self, shape):
        start = self.link.down
        while self.link.down < start + FREELY:
            time.sleep(0.02)
        self.link.reshape(*shape)

    def measure(self, size, shape):
        threading.Thread(target=self.worsen, args=(shape,), daemon=True).start()
        return run(self, size, 1, STEPS, patience=1000)


def table(corpus, size="80x24", only=None):
    """Markdown, and the goals missed. only: of the lines those with this in their name."""
    lines = ["", "**ter1 while a sync of everything runs, key to the first byte of the answer, ms** (goal 16 at p99)", "",
             "| line | keys | p50 | p99 | longest | opening: p50 / p99 | back: p50 / p99 | fetched meanwhile, kB |", "| --- |" + " ---: |" * 7]
    missed = []
    for name, shape in LINES.items():
        if only and only not in name:
            continue
        print(f"ter1 while it syncs, {name}…", flush=True)
        peer = Syncing(corpus, name)
        summary = peer.measure(size, shape)
        if not summary:
            continue
        figures = {step: summary["steps"][step]["first_ms"] for step in ("key", "open", "back") if summary["steps"].get(step)}
        key = figures["key"]
        pairs = " | ".join(f"{figures[step]['p50']:.1f} / {figures[step]['p99']:.1f}" for step in ("open", "back"))
        lines.append(f"| {name} | {key['n']} | {key['p50']:.1f} | {key['p99']:.1f} | {key['max']:.1f} | {pairs} | {peer.link.down / 1000:,.0f} |")
        missed += [(name, step) for step in figures if figures[step]["p99"] > 16]
    return "\n".join(lines), missed
