#!/usr/bin/env python3
"""bench - the figures of docs/performance.md, taken on this machine in one run.

Builds a synthetic cooperative (100,000 messages in 5,000 topics, 5,000 events, 20,000 files), imports it into a
`ter1-server`, lets a `ter1` sync it, and prints each figure beside its goal with the ratio figure / goal (below 1 is
better than asked). Python's standard library only; needs release binaries (`make bench` builds them).

  bench.py --bin .build/release [--small] [--keep DIR]

--small takes a hundredth of everything: a trial of the script, not a measurement.
"""
import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


class Table:
    """Prints one line a figure, at once, and keeps them for the Markdown table at the end."""

    def __init__(self):
        self.rows = []

    def add(self, name, value, unit, goal=None, more_is_better=False, digits=1):
        ratio = ""
        if goal:
            ratio = f"{(goal / value if more_is_better else value / goal) if value else 0:.2f}"
        row = (name, f"{value:,.{digits}f} {unit}", f"{goal:,} {unit}" if goal else "", ratio)
        self.rows.append(row)
        print(f"{row[0]:<52} {row[1]:>20}   goal {row[2] or '–':>16}   ratio {row[3] or '–'}", flush=True)

    def markdown(self):
        lines = ["| figure | measured | goal | ratio |", "| --- | ---: | ---: | ---: |"]
        return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in self.rows])


class Bench:
    def __init__(self, args):
        self.bin = os.path.abspath(args.bin)
        self.root = args.keep or tempfile.mkdtemp(prefix="ter1-bench-")
        self.scale = 100 if args.small else 1
        self.table = Table()
        self.server = None
        self.url = ""
        self.password = os.path.join(self.root, "password")

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def environment(self, home="home"):
        return dict(os.environ, TER1_HOME=self.path(home), LANG="fr_FR.UTF-8", LC_ALL="C.UTF-8", TZ="Europe/Paris")

    def run(self, *command, home="home", **options):
        done = subprocess.run(command, env=self.environment(home), text=True, capture_output=True, **options)
        if done.returncode:
            sys.exit(f"{' '.join(command)}\nexit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def client(self, *arguments, home="home", **options):
        return self.run(os.path.join(self.bin, "ter1"), *arguments, home=home, **options)

    def admin(self, *arguments, **options):
        return self.run(os.path.join(self.bin, "ter1-server"), *arguments, **options)

    def secret(self):
        with open(self.password, "w") as file:
            file.write("mesure-mesure\n")
        os.chmod(self.password, 0o600)

    # -- the server's side -----------------------------------------------------------------------------------------

    def generate(self):
        corpus = os.path.join(HERE, "corpus.py")
        messages, topics = 100_000 // self.scale, 5_000 // self.scale
        for what, *more in (
                ["maildir", self.path("maildir"), "--mbox", self.path("forum.mbox"),
                 "--messages", str(messages), "--threads", str(topics)],
                ["ics", self.path("events.ics"), "--count", str(5_000 // self.scale)],
                ["files", self.path("files"), "--count", str(20_000 // self.scale)]):
            if not os.path.exists(more[0]):
                self.run(sys.executable, corpus, what, *more)

    def long_topic(self):
        """One topic with 5,000 messages, in a board of its own, the last."""
        count = 5_000 // self.scale
        with open(self.path("long.mbox"), "w") as file:
            for number in range(count):
                below = "References: <0@long>\nIn-Reply-To: <0@long>\n" if number else ""
                file.write(f"From x@ex Mon Jan  7 10:00:00 2019\nFrom: Anna <anna@ex>\nDate: 7 Jan 2019 10:{number // 60 % 60:02}:{number % 60:02} +0000\n"
                           f"Message-ID: <{number}@long>\n{below}Subject: {'Re: ' if number else ''}Fil\n\nMessage {number}\n\n")
        self.admin("import", "mbox", self.path("long.mbox"), "--data", self.path("server"), "--into", "Zone longue")

    def long_topic_opened(self):
        steps = self.metered("home", ["--step", "long board=G<Enter>", "--step", "open a topic of 5,000 messages=<Enter>"], "hh")["steps"]
        painted = steps["open a topic of 5,000 messages"]["painted_ms"]
        for name in ("p50", "p95"):
            self.table.add(f"open a topic of 5,000 messages: key to paint, {name}", painted[name], "ms", 16, digits=2)

    def load(self):
        data = self.path("server")
        self.admin("init", "--data", data, "--name", "Coopérative de mesure")
        self.admin("user", "add", "anna", "--data", data, "--password-file", self.password)
        total, began = 0, time.monotonic()
        for kind, source, into, count in (
                ("mbox", "forum.mbox", "Forum", 100_000), ("ics", "events.ics", "Agenda", 5_000),
                ("folder", "files", "Documents", 20_000)):
            start = time.monotonic()
            self.admin("import", kind, self.path(source), "--data", data, "--into", into)
            total += count // self.scale
            self.table.add(f"import {kind}", count / self.scale / (time.monotonic() - start), "items/s", digits=0)
        self.table.add("import, all", total / (time.monotonic() - began), "items/s", 10_000, True, digits=0)
        self.items = total
        self.long_topic()

    def serve(self, data=None):
        self.server = subprocess.Popen(
            [os.path.join(self.bin, "ter1-server"), "serve", "--data", data or self.path("server"), "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, text=True)
        line = self.server.stdout.readline()
        match = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if not match:
            sys.exit(f"the server did not start: {line}")
        self.url, self.port = match.group(0), match.group(1)

    def memory(self, pid):
        with open(f"/proc/{pid}/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) / 1024

    # -- the client's side -----------------------------------------------------------------------------------------

    def add_account(self, home):
        self.client("account", "add", self.url, "--user", "anna", "--name", "mesure", "--no-fetch",
                    "--password-file", self.password, home=home)

    def rounds(self, count, home="home"):
        """The reports of some syncs on one connection; each counts all bytes on the wire since it opened."""
        return [json.loads(line) for line in self.client("sync", "--all", "--json", "--rounds", str(count), home=home).splitlines()]

    def first_sync(self):
        self.add_account("home")
        began = time.monotonic()
        report = self.rounds(1)[0]
        seconds = time.monotonic() - began
        self.table.add("first sync", report["received"] / seconds, "items/s", 5_000, True, digits=0)
        self.table.add("first sync, time", seconds, "s")
        self.table.add("first sync, up", report["bytesUp"] / 1e6, "MB", digits=3)
        self.table.add("first sync, down", report["bytesDown"] / 1e6, "MB", digits=2)
        self.table.add("first sync, round trips", report["roundTrips"], "", digits=0)
        self.table.add("server, peak memory", self.memory(self.server.pid), "MB")

    def small_syncs(self):
        cold, kept = self.rounds(2)
        self.wire("nothing new, cold connection", cold)
        self.wire("nothing new, kept connection", kept, 400)
        self.post(20)
        self.wire("20 new messages, cold connection", self.rounds(1)[0])

    def wire(self, name, report, goal=None):
        self.table.add(f"{name}, up", report["bytesUp"], "B", digits=0)
        self.table.add(f"{name}, down", report["bytesDown"], "B", digits=0)
        self.table.add(f"{name}, both ways", report["bytesUp"] + report["bytesDown"], "B", goal, digits=0)
        self.table.add(f"{name}, round trips", report["roundTrips"], "", digits=0)

    def post(self, count):
        """New messages, from another archive."""
        posts = self.path("posts.json")
        self.run(sys.executable, os.path.join(HERE, "corpus.py"), "posts", posts, "--count", str(count))
        with open(posts) as file, open(self.path("new.log"), "w") as log:
            for post in json.load(file):
                log.write(f"[12:00] <{post['author'].split()[0]}> {' '.join(post['body'].split())}\n")
        self.admin("import", "irc", self.path("new.log"), "--data", self.path("server"), "--into", "Nouvelles")

    def search(self):
        times = []
        for word in ("grève", "préavis", "salaire", "permanence", "oeuvre"):
            began = time.monotonic()
            self.client("search", word, "--json")
            times.append((time.monotonic() - began) * 1000)
        self.table.add("search from the command line, whole process", sorted(times)[len(times) // 2], "ms", 50)

    # -- growth ----------------------------------------------------------------------------------------------------

    def growth(self):
        """The first sync of more and more messages: its speed, the processor time of either side, and what either holds in memory."""
        for count in (10_000, 100_000, 300_000):
            count //= self.scale
            name = f"growth-{count}"
            data, log = self.path(name, "server"), self.path(name, "log")
            os.makedirs(self.path(name), exist_ok=True)
            self.run(sys.executable, os.path.join(HERE, "corpus.py"), "irc", log, "--count", str(count))
            self.admin("init", "--data", data, "--name", "Coopérative de mesure")
            self.admin("user", "add", "anna", "--data", data, "--password-file", self.password)
            self.admin("import", "irc", log, "--data", data, "--into", "Salon")
            self.stop()
            self.serve(data)
            self.add_account(name)
            before, began = self.cpu(self.server.pid), time.monotonic()
            received, peak, cpu = self.measured_sync(name)
            seconds = time.monotonic() - began
            server = self.cpu(self.server.pid) - before
            label = f"{count:,} messages"
            self.table.add(f"{label}: first sync", received / seconds, "items/s", 20_000, True, digits=0)
            self.table.add(f"{label}: processor, client", cpu, "s", digits=2)
            self.table.add(f"{label}: processor, server", server, "s", digits=2)
            self.table.add(f"{label}: client, peak memory", peak, "MB")
            self.table.add(f"{label}: server, peak memory", self.memory(self.server.pid), "MB")

    def measured_sync(self, home):
        """Objects received, the client's peak memory in MB, and its processor time."""
        client = subprocess.Popen([os.path.join(self.bin, "ter1"), "sync", "--all", "--json"], env=self.environment(home),
                                  stdout=subprocess.PIPE, text=True)
        report = json.loads(client.stdout.read().splitlines()[-1])
        _, status, usage = os.wait4(client.pid, 0)
        client.returncode = os.waitstatus_to_exitcode(status)
        if client.returncode:
            sys.exit(f"sync: exit {client.returncode}")
        return report["received"], usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime

    @staticmethod
    def cpu(pid):
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # -- encryption ------------------------------------------------------------------------------------------------

    def encryption(self):
        """What the encrypted cache costs beside the plain one: the same things on either, in turn. The lower quartile of each is
        compared: whatever else the machine does only adds, and the difference is a few milliseconds."""
        figures = {"encrypted": {}, "plain": {}}
        for turn in range(3):
            for kind in ("encrypted", "plain") if turn % 2 == 0 else ("plain", "encrypted"):
                self.one_kind(f"{kind}-{turn}", kind, figures[kind])
        best = {kind: {name: sorted(all)[len(all) // 4] for name, all in names.items()} for kind, names in figures.items()}
        for name, plain in best["plain"].items():
            goal = 1.25 if name.startswith("first sync") else 1.10
            unit = "ms" if name.endswith("ms") else "s"
            label = name.rsplit(",", 1)[0]
            self.table.add(f"{label}: plain", plain, unit, digits=2)
            self.table.add(f"{label}: encrypted", best["encrypted"][name], unit, digits=2)
            self.table.add(f"{label}: encrypted / plain", best["encrypted"][name] / plain, "", goal, digits=2)

    def one_kind(self, home, kind, figures):
        if kind == "plain":
            self.client("vault", "off", home=home)
        self.add_account(home)
        _, _, cpu = self.measured_sync(home)
        figures.setdefault("first sync, processor, s", []).append(cpu)
        words = ("grève", "préavis", "salaire", "permanence", "oeuvre")
        for word in words * 2:
            began = time.monotonic()
            self.client("search", word, "--json", home=home)
            figures.setdefault("search, whole process, ms", []).append((time.monotonic() - began) * 1000)
        summary = self.metered(home, ["--step", "open board=<Enter>", "--step", "page down=<PageDown>*10"], "h")
        figures.setdefault("first useful screen, ms", []).append(summary["first"]["ready_ms"]["min"])
        for name, step in summary["steps"].items():
            if step["painted_ms"]:
                figures.setdefault(f"{name}, key to paint, ms", []).append(step["painted_ms"]["min"])

    # -- the interface ---------------------------------------------------------------------------------------------

    def metered(self, home, steps, leave):
        """The next run begins where this one was left: `leave` goes back to where it began."""
        report = self.path(f"tty-{home}.json")
        command = [sys.executable, os.path.join(HERE, "ttymeter.py"), "--size", "80x24", "--runs", "5", "--json", report,
                   "--ready", "Forum", *steps, "--quit", leave + "<C-q>", "--", os.path.join(self.bin, "ter1")]
        done = subprocess.run(command, env=self.environment(home), text=True, capture_output=True)
        if not os.path.exists(report):
            sys.exit(done.stdout + done.stderr)
        with open(report) as file:
            return json.load(file)["summary"]

    def interface(self):
        figures = self.metered("home", [
            "--step", "open board=<Enter>", "--step", "line down=j*60", "--step", "page down=<PageDown>*10",
            "--step", "open topic=<Enter>", "--step", "pane=2", "--step", "pane back=1"], "hh")
        first = figures["first"]
        self.table.add("interface: first useful screen", first["ready_ms"]["p50"], "ms", 100)
        self.table.add("interface: first paint", first["bytes"]["p50"], "B", 1_000, digits=0)
        self.table.add("interface: resident memory", first["rss_kb"]["p50"] / 1024, "MB", 45)
        self.table.add("interface: peak memory", figures["process"]["peak_kb"]["p50"] / 1024, "MB", 45)
        goals = {"line down": 40, "page down": 1_000, "open topic": 1_000, "pane": 1_500}
        for name, step in figures["steps"].items():
            self.table.add(f"{name}: bytes, p50", step["bytes"]["p50"], "B", goals.get(name), digits=0)
            self.table.add(f"{name}: bytes, p95", step["bytes"]["p95"], "B", 110 if name == "line down" else None, digits=0)
            if step["painted_ms"]:
                self.table.add(f"{name}: key to paint, p50", step["painted_ms"]["p50"], "ms", 16, digits=2)
                self.table.add(f"{name}: key to paint, p95", step["painted_ms"]["p95"], "ms", 16, digits=2)

    def stop(self):
        if self.server:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(timeout=20)
        self.server = None

    def close(self, keep):
        self.stop()
        if not keep:
            shutil.rmtree(self.root, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=".build/release", help="the folder of the two programs")
    parser.add_argument("--small", action="store_true", help="a hundredth of everything")
    parser.add_argument("--only", action="append", metavar="STEP", help="only these steps, of which each needs those before it")
    parser.add_argument("--keep", metavar="DIR", help="work here, and leave it all there")
    args = parser.parse_args()
    if args.keep:
        os.makedirs(args.keep, exist_ok=True)
    bench = Bench(args)
    bench.secret()
    try:
        for step in (bench.generate, bench.load, bench.serve, bench.first_sync, bench.small_syncs, bench.search,
                     bench.interface, bench.long_topic_opened, bench.encryption, bench.growth):
            if not args.only or step.__name__ in args.only:
                step()
    finally:
        bench.close(args.keep)
    print("\n" + bench.table.markdown())


if __name__ == "__main__":
    main()
