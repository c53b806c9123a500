#!/usr/bin/env python3
"""bench-tty - what a key costs on the terminal, beside others: the tables of docs/performance.md.

Every program shows a corpus of the same size and kind (Tools/corpus.py: same seed, same bytes) on a pseudo-terminal of 80x24 and of 200x50
(Tools/ttymeter.py), and is asked for the same things: its first screen, lines down with and without scrolling, pages, opening, going to another
pane or buffer, a minute of nothing.

  python3 Tools/benchtty [--bin .build/release] [--small] [--only NAME] [--size 80x24] [--idle SECONDS] [--keep DIR] [--write FILE] [--strict]

--small takes a twentieth of everything: a trial, not a measurement. --write puts the tables into a document, between the lines `<!-- bench-tty -->` and
`<!-- /bench-tty -->`, also when the run is ended early; a peer that cannot be measured is named and left out. Ends with 1 when a goal is missed and --strict is given. `make bench-tty` builds
ter1 and installs the peers before.
"""
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import corpora
import peers
import syncing
from measuring import measure
from tables import goals, tables

SIZES = ("80x24", "200x50")


def write(path, text):
    """Puts the tables between their marks."""
    with open(path, encoding="utf-8") as file:
        before, mark, rest = file.read().partition("<!-- bench-tty -->\n")
    _, end, after = rest.partition("<!-- /bench-tty -->")
    if not mark or not end:
        sys.exit(f"{path}: the lines <!-- bench-tty --> and <!-- /bench-tty --> are not there")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{mark}{text.strip()}\n{end}{after}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=".build/release", help="the folder of ter1 and ter1-server")
    parser.add_argument("--small", action="store_true", help="a twentieth of everything")
    parser.add_argument("--only", action="append", metavar="NAME", help="only these: ter1 forums, neomutt, syncing, …")
    parser.add_argument("--size", action="append", choices=SIZES, help="only this size")
    parser.add_argument("--prepare", action="store_true", help="only make what is measured, in --keep")
    parser.add_argument("--line", metavar="NAME", help="of the keys during a sync: only on this line (1 MB, 50 kbit, nothing)")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--idle", type=int, default=60, metavar="SECONDS")
    parser.add_argument("--keep", metavar="DIR", help="work here, and leave it all there")
    parser.add_argument("--write", metavar="FILE", help="put the tables into this document")
    parser.add_argument("--strict", action="store_true")
    args = parser.parse_args()
    root = os.path.abspath(args.keep or tempfile.mkdtemp(prefix="ter1-bench-tty-"))
    os.makedirs(root, exist_ok=True)
    corpus = corpora.Corpora(root, os.path.abspath(args.bin), 20 if args.small else 1)
    results, during, late = {}, "", []
    # What was measured until then is told.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        for peer in peers.all_of(corpus):
            if args.only and peer.name not in args.only:
                continue
            if not peer.is_there():
                print(f"{peer.name}: not installed, left out", flush=True)
                continue
            try:
                peer.prepare()
                for size in () if args.prepare else args.size or SIZES:
                    results[peer.name, size] = measure(peer, size, args.runs, args.idle)
                peer.finish()
            except (OSError, subprocess.SubprocessError) as error:
                print(f"{peer.name}: not measured: {error}", flush=True)
        if not args.prepare and (not args.only or "syncing" in args.only):
            during, late = syncing.table(corpus, only=args.line)
    finally:
        if not args.prepare:
            print("\n" + tables(results) + "\n" + during, flush=True)
            if args.write:
                write(args.write, tables(results) + "\n" + during)
        corpus.close()
        if not args.keep:
            shutil.rmtree(root, ignore_errors=True)
    if args.prepare:
        return
    missed = goals(results) + late
    if missed and args.strict:
        sys.exit(1)


if __name__ == "__main__":
    main()
