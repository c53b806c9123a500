#!/usr/bin/env python3
"""bench-wire - what a sync costs on the wire, beside others: the table of docs/performance.md.

The same messages, real French texts, are brought by each peer to its client, everything with TLS, through a proxy that counts all bytes both
ways and, for the times, is a line of 50 kbit/s with a round trip of 600 ms. Round trips are told from the time that a line with
a long round trip and no limit of speed takes, TCP's and TLS's own included.

  python3 Tools/benchwire [--bin .build/release] [--strict] [--only NAME] [--keep]

Ends with 1 when a goal is missed and --strict is given. `make bench-wire` builds the programs and installs the peers before.
"""
import argparse
import sys
import time

import ground as grounds
from others import Dovecot, Synapse
from ter1 import Cyrus, OwnServer

COUNT = 20
RATE, ROUND_TRIP = 50_000 / 8, 0.6
PROBE = 0.4


class Figure:
    def __init__(self, up, down, trips, seconds):
        self.up, self.down, self.trips, self.seconds = up, down, trips, seconds
        self.both = up + down


class Bench:
    def __init__(self, peer, texts):
        self.peer, self.texts, self.link = peer, texts, peer.link

    def once(self, sync, expected):
        """One sync: bytes up and down, and seconds."""
        before, began = self.link.counts(), time.monotonic()
        received = sync(self.link)
        seconds = time.monotonic() - began
        time.sleep(0.15)
        after = self.link.counts()
        if received < expected:
            raise RuntimeError(f"{self.peer.name}: {received} of {expected} messages came")
        return after[0] - before[0], after[1] - before[1], seconds

    def figure(self, sync, expected, prepare=lambda: None):
        """A case on a fast line, on a line with delay alone, and on the slow one."""
        results = []
        for rtt, rate in ((0, 0), (PROBE, 0), (ROUND_TRIP, RATE)):
            self.link.reshape(rtt, rate)
            prepare()
            results.append(self.once(sync, expected))
        (up, down, fast), (_, _, delayed), (_, _, slow) = results
        self.link.reshape(0, 0)
        return Figure(up, down, round((delayed - fast) / PROBE), slow)

    def cases(self):
        client = self.peer.client
        self.peer.post(self.texts)
        found = {"first contact": self.first(client)}
        client.cold(self.link)
        found["nothing new, cold"] = self.figure(client.cold, 0)
        found["20 messages, cold"] = self.figure(client.cold, COUNT, lambda: self.peer.post(self.texts))
        if hasattr(client, "keep"):
            client.keep(self.link)
            found["nothing new, kept"] = self.figure(client.again, 0)
            found["20 messages, kept"] = self.figure(client.again, COUNT, lambda: self.peer.post(self.texts))
            client.drop()
        return found

    def first(self, client):
        up, down, fast = self.once(client.first, COUNT)
        self.link.reshape(ROUND_TRIP, RATE)
        _, _, slow = self.once(client.first, COUNT)
        self.link.reshape(0, 0)
        return Figure(up, down, None, slow)


CASES = ("nothing new, kept", "nothing new, cold", "20 messages, kept", "20 messages, cold", "first contact")


class Goals:
    def __init__(self, results, limit):
        self.missed, self.results = [], results
        own = results.get(OwnServer.name, {})
        self.most("nothing new, kept: both ways", own.get("nothing new, kept"), 400, 1)
        self.most("20 messages, kept: both ways", own.get("20 messages, kept"), 1.3 * limit + 500, 1)
        for name, cases in results.items():
            for case in ("20 messages, kept", "20 messages, cold"):
                if name != OwnServer.name and name != Cyrus.name and case in own:
                    self.fewer(case, own[case], name, cases.get(case) or cases.get("20 messages, cold"))
        if Synapse.name in results and "first contact" in own:
            self.fewer("first contact", own["first contact"], Synapse.name, results[Synapse.name].get("first contact"))

    def tell(self, is_met, text):
        print(("met:    " if is_met else "MISSED: ") + text)
        if not is_met:
            self.missed.append(text)

    def most(self, name, figure, bytes, trips):
        if figure:
            self.tell(figure.both <= bytes, f"{name} {figure.both} B, at most {bytes:.0f} B ({figure.both / bytes:.2f})")
            self.tell(figure.trips <= trips, f"{name}: {figure.trips} round trips, at most {trips}")

    def fewer(self, case, own, name, other):
        if other:
            self.tell(own.both < other.both, f"{case}: {own.both} B, {name} {other.both} B ({own.both / other.both:.2f})")


def table(results, limit):
    """Markdown; ratios to the limit for messages, and to our own for all."""
    lines = []
    for case in CASES:
        isText = case.startswith("20")
        lines += ["", f"**{case}**", "", "| | up B | down B | both B | round trips | s at 50 kbit/s, 600 ms | / limit | / ter1 |",
                  "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
        own = results.get(OwnServer.name, {}).get(case)
        for name, cases in results.items():
            figure = cases.get(case)
            if figure is None:
                why = cases.get("failed") or "connects anew each time"
                lines.append(f"| {name} | – | – | – | – | – | – | {why} |")
                continue
            trips = "" if figure.trips is None else figure.trips
            lines.append(
                f"| {name} | {figure.up:,} | {figure.down:,} | {figure.both:,} | {trips} | {figure.seconds:.1f} | "
                f"{figure.both / limit:.2f} | {figure.both / own.both if own else 0:.2f} |".replace(
                    f" {figure.both / limit:.2f} |", f" {figure.both / limit:.2f} |" if isText else " |"))
        if isText:
            lines.append(f"| the texts alone, zstd -19 | | | {limit:,} | | | 1.00 | {limit / own.both if own else 0:.2f} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="bench-wire", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=".build/release", help="the folder of the two programs")
    parser.add_argument("--strict", action="store_true", help="end with 1 when a goal is missed")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only peers whose name holds this")
    parser.add_argument("--keep", action="store_true", help="leave the folder with the logs")
    args = parser.parse_args()
    texts = grounds.texts(COUNT)
    limit, results = grounds.limit(texts), {}
    print(f"{len(texts)} texts, {sum(len(text.body.encode()) for text in texts):,} B; under zstd -19: {limit:,} B", flush=True)
    ground = grounds.Ground()
    try:
        for kind in (OwnServer, Cyrus, Dovecot, Synapse):
            if args.only and not any(name in kind.name for name in args.only):
                continue
            began = time.monotonic()
            try:
                results[kind.name] = Bench(kind(ground, grounds.os.path.abspath(args.bin)), texts).cases()
                print(f"{kind.name}: {time.monotonic() - began:.0f} s", flush=True)
            except Exception as error:  # One peer that does not work here says so in the table, and the others go on.
                results[kind.name] = {"failed": str(error).strip().splitlines()[-1][:100] if str(error) else type(error).__name__}
                print(f"{kind.name}: {error}", file=sys.stderr, flush=True)
    finally:
        ground.close(args.keep)
        if args.keep:
            print(ground.root)
    print(table(results, limit) + "\n")
    goals = Goals(results, limit)
    failed = [name for name, cases in results.items() if "failed" in cases]
    sys.exit(1 if args.strict and (goals.missed or failed) else 0)


if __name__ == "__main__":
    main()
