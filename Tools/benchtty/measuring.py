"""One program on one size of terminal, through Tools/ttymeter.py."""
import json
import os
import subprocess
import sys
import tempfile

from corpora import TOOLS


def measure(peer, size, runs, idle):
    """ttymeter's summary, or None when the program could not be measured: then it is said why. Nothing is done once, in a run of its own."""
    print(f"{peer.name}, {size}…", flush=True)
    summary = run(peer, size, runs, words(peer.steps))
    if summary and idle:
        # Until all is there that is to come by itself.
        waits = [number for number, step in enumerate(peer.steps) if "--wait" in step]
        still = run(peer, size, 1, words(peer.steps[:waits[-1] + 1] if waits else []) + ["--sleep", str(idle * 1000)])
        summary["steps"] |= still["steps"] if still else {}
    return summary


def words(steps):
    return [word for step in steps for word in (step if isinstance(step, list) else ["--step", step])]


def run(peer, size, runs, script, patience=3000):
    """patience: how long a key's answer may be awaited, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.json")
        command = [sys.executable, os.path.join(TOOLS, "ttymeter.py"), "--size", size, "--runs", str(runs), "--json", report,
                   "--ready", peer.ready, "--first-timeout", "120000", "--patience", str(patience)]
        for name, value in peer.environment().items():
            command += ["--env", f"{name}={value}"]
        command += [*script, "--quit", peer.quit, "--", *peer.command()]
        if peer.before:
            command[2:2] = ["--before", peer.before]
        done = subprocess.run(command, text=True, capture_output=True)
        if not os.path.exists(report):
            print(f"{peer.name}, {size}: not measured\n{done.stdout[-1500:]}{done.stderr[-3000:]}", flush=True)
            return None
        with open(report) as file:
            return json.load(file)["summary"]
