#!/usr/bin/env python3
"""benchserver - what ter1-server bears: docs/performance.md, "The server under load".

Fills a cooperative with a million messages, connects 500 clients with a stream of events each, lets all post and sync at once, and
prints each figure beside its limit; exits 1 when one is beyond. The generator runs on the same cores as the server. Python's
standard library only; needs a release binary (`make bench-server` builds it).

  benchserver.py --bin .build/release [--clients 500] [--messages 1000000] [--seconds 60] [--keep FOLDER]
"""
import argparse
import asyncio
import base64
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PASSWORD = "camarade ensemble"
DEVICES = 5  # of each member
ROOMS = 20
USING = ["urn:ietf:params:jmap:core", "urn:ter1:discussion", "urn:ter1:devices", "urn:ter1:sync"]


class Connection:
    """One kept HTTP/1.1 connection."""

    def __init__(self, port, authorization):
        self.port, self.authorization = port, authorization
        self.reader = self.writer = None

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def send(self, method, path, body=None):
        if self.writer is None:
            await self.open()
        content = json.dumps(body).encode() if body is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Authorization: {self.authorization}"]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0)
        return status, await self.reader.readexactly(length) if length else b""

    async def call(self, name, arguments):
        status, body = await self.send("POST", "/jmap/api", {"using": USING, "methodCalls": [[name, arguments, "0"]]})
        if status == 429:
            await asyncio.sleep(0.1)
            return await self.call(name, arguments)
        if status != 200:
            raise RuntimeError(f"{name}: {status} {body[:200]}")
        answer = json.loads(body)["methodResponses"][0]
        if answer[0] == "error":
            raise RuntimeError(f"{name}: {answer}")
        return answer[1]


class Client:
    """A device with a stream of events: when it is told of something, it syncs, and meanwhile it posts."""

    def __init__(self, bench, token, number):
        self.bench, self.number = bench, number
        self.authorization = f"Bearer {token}"
        self.requests, self.posts = Connection(bench.port, self.authorization), Connection(bench.port, self.authorization)
        self.news = asyncio.Event()
        self.since = ""

    async def start(self):
        answer = await self.requests.call("Sync/changes", {"states": {}})
        self.since = answer["token"]
        self.reader, writer = await asyncio.open_connection("127.0.0.1", self.bench.port)
        writer.write(f"GET /jmap/events?types=*&closeafter=no&ping=0 HTTP/1.1\r\nHost: localhost\r\n"
                     f"Authorization: {self.authorization}\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        assert " 200 " in head.split("\r\n")[0], head
        self.writer = writer
        asyncio.create_task(self.listen())
        asyncio.create_task(self.sync())

    async def listen(self):
        try:
            while line := await self.reader.readline():
                if line.startswith(b"event: state") or b"event: state" in line:
                    self.news.set()
        except (ConnectionError, asyncio.CancelledError):
            pass

    async def sync(self):
        while True:
            await self.news.wait()
            self.news.clear()
            begun = time.monotonic()
            status, body = await self.requests.send("GET", f"/jmap/sync?since={self.since}")
            took = time.monotonic() - begun
            if status == 200:
                answer = json.loads(body)["methodResponses"][0][1]
                self.since = answer.get("token") or self.since
                for types in answer.get("changed", {}).values():
                    self.bench.seen += len(types.get("Message", {}).get("list", []))
            elif status != 204:
                self.bench.failures += 1
                continue
            self.bench.syncs.append(took)

    async def post(self):
        self.bench.posted += 1
        draft = {"clientId": f"b{os.getpid()}-{self.bench.posted}", "channelId": random.choice(self.bench.rooms),
                 "body": "La réunion est déplacée à jeudi, 18 h, salle du premier étage."}
        begun = time.monotonic()
        answer = await self.posts.call("Message/set", {"accountId": self.bench.account, "create": {"k": draft}})
        if "k" not in (answer.get("created") or {}):
            raise RuntimeError(str(answer))
        self.bench.posts.append(time.monotonic() - begun)

    async def talk(self, until, every):
        await asyncio.sleep(min(random.uniform(0, every), max(0, until - time.monotonic())))
        while time.monotonic() < until:
            await self.post()
            await asyncio.sleep(min(random.expovariate(1 / every), max(0, until - time.monotonic())))


class Bench:
    def __init__(self, options):
        self.o = options
        self.root = options.keep or tempfile.mkdtemp(prefix="ter1-load-")
        self.server = os.path.join(os.path.abspath(options.bin), "ter1-server")
        self.data = os.path.join(self.root, "data")
        self.syncs, self.posts, self.posted, self.seen, self.failures, self.beyond = [], [], 0, 0, 0, 0

    def figure(self, name, value, unit, limit=None, more=False):
        bad = limit is not None and (value < limit if more else value > limit)
        self.beyond += bad
        bound = "" if limit is None else f"{'at least' if more else 'at most'} {limit:,} {unit}"
        print(f"{name:<58} {value:>12,.1f} {unit:<8} {bound}{'   BEYOND' if bad else ''}", flush=True)

    def run(self, *words):
        subprocess.run([self.server, *words, "--data", self.data], check=True, stdout=subprocess.DEVNULL)

    def fill(self):
        """An IRC log a room: the import is the fast way in."""
        password = os.path.join(self.root, "password")
        with open(os.path.join(self.root, "password"), "w") as file:
            os.chmod(password, 0o600)
            file.write(PASSWORD + "\n")
        self.run("init", "--name", "Charge")
        self.members = [f"m{number:03}" for number in range((self.o.clients + DEVICES - 1) // DEVICES)]
        begun = time.monotonic()
        for room in range(ROOMS):
            path = os.path.join(self.root, f"room{room}.txt")
            with open(path, "w") as file:
                for number in range(self.o.messages // ROOMS):
                    at = time.strftime("%Y-%m-%d %H:%M", time.gmtime(1_600_000_000 + number * 600))
                    file.write(f"[{at}] <nick{number % 40}> ligne {number} sur les salaires, les horaires et la prochaine assemblée\n")
            self.run("import", "irc", path, "--into", f"salle {room}")
            os.unlink(path)
        self.figure("import of the messages", self.o.messages / (time.monotonic() - begun), "a second")
        for number, member in enumerate(self.members):
            self.run("user", "add", member, "--password-file", password, *(["--admin"] if number == 0 else []))

    def serve(self):
        words = [self.server, "serve", "--data", self.data, "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

    async def tokens(self):
        tokens = []
        for member in self.members:
            proof = base64.b64encode(f"{member}:{PASSWORD}".encode()).decode()
            connection = Connection(self.port, "Basic " + proof)
            _, session = await connection.send("GET", "/.well-known/jmap")
            self.account = next(iter(json.loads(session)["accounts"]))
            creates = {f"d{number}": {"name": f"device {number}"} for number in range(DEVICES)}
            answer = await connection.call("Device/set", {"accountId": self.account, "create": creates})
            tokens += [device["token"] for device in answer["created"].values()]
            if member == self.members[0]:
                rooms = await connection.call("Channel/get", {"accountId": self.account, "ids": None})
                self.rooms = [room["id"] for room in rooms["list"]]
            connection.writer.close()
        return tokens[: self.o.clients]

    @staticmethod
    def percentile(values, share):
        return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000 if values else float("inf")

    async def load(self):
        idle = self.memory()
        # Kept: what waits on a stream is referred to by nobody else.
        clients = self.clients = [Client(self, token, number) for number, token in enumerate(await self.tokens())]
        begun = time.monotonic()
        for start in range(0, len(clients), 50):
            await asyncio.gather(*(client.start() for client in clients[start : start + 50]))
        self.figure(f"{len(clients)} clients connected, each with a stream of events", time.monotonic() - begun, "s")
        await asyncio.sleep(2)
        self.figure("memory with all connected", self.memory(), "MB", self.o.limit_memory)
        self.syncs.clear()
        self.seen, before = 0, self.posted
        begun = time.monotonic()
        until = begun + self.o.seconds
        await asyncio.gather(*(client.talk(until, self.o.every) for client in clients))
        took = time.monotonic() - begun
        await asyncio.sleep(3)
        self.figure("all post and sync at once: messages", (self.posted - before) / took, "a second")
        self.figure("  syncs", len(self.syncs) / took, "a second")
        self.figure("  sync, p50", self.percentile(self.syncs, 0.5), "ms", self.o.limit_p50)
        self.figure("  sync, p99", self.percentile(self.syncs, 0.99), "ms", self.o.limit_p99)
        self.figure("  post, p50", self.percentile(self.posts, 0.5), "ms")
        self.figure("  post, p99", self.percentile(self.posts, 0.99), "ms", self.o.limit_p99)
        self.figure("  messages that reached the other clients", 100 * self.seen / max(1, (self.posted - before) * len(clients)), "%")
        begun, before = time.monotonic(), self.posted
        await asyncio.gather(*(self.flatOut(client, begun + 15) for client in clients[::DEVICES][:32]))
        self.figure(f"{len(clients[::DEVICES][:32])} post without a pause, all listen and sync: messages", (self.posted - before) / (time.monotonic() - begun),
                    "a second", self.o.limit_messages, more=True)
        self.figure("memory at the end (at the start %.0f MB)" % idle, self.memory(), "MB", self.o.limit_memory)
        self.figure("failed requests", self.failures, "", 0)

    @staticmethod
    async def flatOut(client, until):
        while time.monotonic() < until:
            await client.post()

    def all(self):
        try:
            if not os.path.exists(self.data):
                self.fill()
            else:
                self.members = [f"m{number:03}" for number in range((self.o.clients + DEVICES - 1) // DEVICES)]
            size = sum(os.path.getsize(os.path.join(self.data, name)) for name in os.listdir(self.data))
            self.figure(f"the cooperative's file, {self.o.messages:,} messages", size / 1e6, "MB")
            self.serve()
            asyncio.run(self.load())
        finally:
            if getattr(self, "process", None):
                self.process.send_signal(signal.SIGTERM)
                self.process.wait()
            if not self.o.keep:
                shutil.rmtree(self.root, ignore_errors=True)
        return 1 if self.beyond else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=125, help="seconds between two posts of one client")
    parser.add_argument("--keep", help="the folder to fill, or that was filled before")
    parser.add_argument("--limit-p50", type=float, default=100)
    parser.add_argument("--limit-p99", type=float, default=1_000)
    parser.add_argument("--limit-messages", type=float, default=50)
    parser.add_argument("--limit-memory", type=float, default=512)
    options = parser.parse_args()
    if options.keep:
        os.makedirs(options.keep, exist_ok=True)
    sys.exit(Bench(options).all())


main()
