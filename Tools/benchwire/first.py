#!/usr/bin/env python3
"""bench-first-contact - what joining a large cooperative costs until one sees something: a table of docs/performance.md.

A member joins on a line of 50 kbit/s with a round trip of 600 ms, with TLS, and nothing is known: the service is found, a login made, and what one
looks at first is fetched, all by `ter1 account add`. The goal is a useful screen after 10 s and 30 kB both ways. `make bench-first-contact`
builds the programs and installs the peers before.

  python3 Tools/benchwire/first.py [--bin .build/release] [--messages 100000] [--mails 5000] [--only NAME] [--strict]

Synapse gets so many of the same texts as it takes in a minute, and its initial /sync is asked for, 50 messages a room.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import time

import ground as grounds
from link import Link
from others import Synapse
from ter1 import PASSWORD, Client

RATE, ROUND_TRIP = 50_000 / 8, 0.6
SECONDS, BYTES = 10.0, 30_000
FILL = os.path.join(grounds.TOP, "Tools", "fill-mailbox")


class Joined:
    def __init__(self, up, down, seconds, seen):
        self.up, self.down, self.both, self.seconds, self.seen = up, down, up + down, seconds, seen


def measured(link, action):
    link.reshape(ROUND_TRIP, RATE)
    before, began = link.counts(), time.monotonic()
    seen = action()
    seconds = time.monotonic() - began
    time.sleep(1.5)
    after = link.counts()
    link.reshape(0, 0)
    return Joined(after[0] - before[0], after[1] - before[1], seconds, seen)


class Ter1(Client):
    def join(self):
        self.number += 1
        secret = self.ground.write(f"{self.name}-password", self.password + "\n", 0o600)
        self.run("account", "add", f"https://localhost:{self.link.port}", "--user", self.user, "--name", "bench",
                 "--password-file", secret, "--ca-file", self.ground.path("ca.pem"))
        return len(self.run("list", "topics", "--json").splitlines()) + len(self.run("list", "rooms", "--json").splitlines())


class OwnServer(Ter1):
    """ter1-server behind nginx as documented, with messages imported from folders of mail."""

    def __init__(self, ground, programs, args):
        self.count, server = args.messages, os.path.join(programs, "ter1-server")
        super().__init__(ground, programs, "own", "anna", PASSWORD)
        self.title = f"ter1, ter1-server, {self.count:,} messages"
        data, port = ground.path("first", "data"), ground.port()
        password = ground.write("first-password", PASSWORD + "\n", 0o600)
        ground.run(server, "init", "--data", data, "--name", "Union locale")
        ground.run(server, "user", "add", "anna", "--data", data, "--password-file", password)
        for number in range(10):
            path = ground.path(f"liste-{number}.mbox")
            archive(path, self.count // 10, number)
            subprocess.run([server, "import", "mbox", path, "--data", data, "--into", f"Liste {number}"], check=True,
                           stdout=subprocess.DEVNULL)
        ground.start(server, "serve", "--data", data, "--listen", f"127.0.0.1:{port}", "--behind-proxy")
        ground.wait(port)
        self.link = Link(("127.0.0.1", ground.nginx(f"127.0.0.1:{port}")))


class Cyrus(Ter1):
    """Cyrus behind nginx, one mailbox and a calendar."""

    def __init__(self, ground, programs, args):
        super().__init__(ground, programs, "cyrus", "anna", "pw-anna")
        self.title = f"ter1, Cyrus 3.6, {args.mails:,} mails"
        folder = ground.path("first-cyrus", "run")
        start = os.path.join(grounds.TOP, "Tools", "cyrus")
        address = ground.run(start, "start", "3.6", folder, "--until", str(os.getpid())).split()[-1]
        with open(os.path.join(folder, "imap"), encoding="utf-8") as file:
            imap = file.read().strip()
        subprocess.run([FILL, "mails", imap, "coop", "pw-coop", "Forum", str(args.mails)], check=True)
        subprocess.run([FILL, "events", address.replace(".well-known/jmap", "jmap/"), "coop", "pw-coop", "coop", "Agenda", "200",
                        "--api-version", "3.6"], check=True)
        port = int(re.search(r":(\d+)", address.split("//")[1]).group(1))
        self.link = Link(("127.0.0.1", ground.nginx(f"127.0.0.1:{port}")))


class Matrix:
    def __init__(self, ground, programs, args):
        self.peer, texts = Synapse(ground, programs), grounds.texts(1_000)
        self.link, sent, began = self.peer.link, 0, time.monotonic()
        while time.monotonic() - began < 60 and sent < args.messages:
            self.peer.post([texts[sent % len(texts)]], room=sent % len(self.peer.rooms))
            sent += 1
        self.title = f"Synapse, {sent:,} messages in {len(self.peer.rooms)} rooms"

    def join(self):
        return self.peer.first(self.link)


def archive(path, count, seed):
    """A list's archive: the same kind of mails as Tools/fill-mailbox makes."""
    generator, now = random.Random(seed), int(time.time()) - 60
    words = "assemblée grève salaire usine tract réunion section vote caisse solidarité équipe contrat prime délégué accord syndicat".split()
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            when = now - (count - 1 - number) * 3 * 365 * 86400 // count
            date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(when))
            topic = number - number % 10
            if number % 10 and number % 7 == 0:
                topic = 10 * generator.randrange(number // 10 + 1)
            answer = f"References: <{topic}.{seed}@union.example>\n" if topic != number else ""
            subject = ("Re: " if answer else "") + f"Sujet {topic // 10}, liste {seed}"
            text = " ".join(generator.choices(words, k=generator.randint(9, 72))).capitalize()
            file.write(f"From m@union.example {time.ctime(when)}\nFrom: Membre {number % 50} <m{number % 50}@union.example>\nDate: {date}\n"
                       f"Message-ID: <{number}.{seed}@union.example>\n{answer}Subject: {subject}\nMIME-Version: 1.0\n"
                       f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}.\n\n")


def main():
    parser = argparse.ArgumentParser(prog="bench-first-contact", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=".build/release", help="the folder of the two programs")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--mails", type=int, default=5_000)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only peers whose class has this name")
    parser.add_argument("--strict", action="store_true", help="end with 1 when a goal is missed")
    args = parser.parse_args()
    ground, lines, isMissed = grounds.Ground(), [], False
    try:
        for kind in (OwnServer, Cyrus, Matrix):
            if args.only and kind.__name__ not in args.only:
                continue
            began = time.monotonic()
            try:
                peer = kind(ground, os.path.abspath(args.bin), args)
                print(f"{peer.title}: made in {time.monotonic() - began:.0f} s", flush=True)
                joined = measured(peer.link, peer.join)
            except Exception as error:  # One peer that does not work here says so, and the others go on.
                print(f"{kind.__name__}: {error}", file=sys.stderr, flush=True)
                isMissed = True
                continue
            isMet = joined.seconds <= SECONDS and joined.both <= BYTES
            isMissed = isMissed or (issubclass(kind, Ter1) and not isMet)
            verdict = "met" if isMet else "missed"
            lines.append(f"| {peer.title} | {joined.up:,} | {joined.down:,} | {joined.both:,} | {joined.seconds:.1f} | {joined.seen} | {verdict} |")
    finally:
        ground.close()
    print("| | up B | down B | both B | s at 50 kbit/s, 600 ms | topics and rooms seen | 10 s and 30 kB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    print("\n".join(lines))
    sys.exit(1 if args.strict and isMissed else 0)


if __name__ == "__main__":
    main()
