#!/usr/bin/env python3
"""What stands between a client and its server on a bad day: proxies, resolvers, portals, relays that stall or cut.

Python's standard library only. Each part listens on a port that the system chooses and prints it on the first line; what it was asked is
written to standard output, one JSON object a line. It runs until it is ended.

  badlink.py relay HOST:PORT [--cut-after N] [--cut-up-after N] [--stall-after N] [--rate B/S] [--rate-up B/S] [--damage-up N]
      [--delay S] [--shift-date S] [--answer STATUS [--header LINE]] [--connections N] [--count]
      A TCP relay. Faults hold for the first N connections (default: all); bytes are counted from the server to the client, and the other way
      where a name says "up". --damage-up changes the Nth byte of each connection, --delay holds what the server says back, --shift-date sets
      the clock of its answers; --answer answers in its place, as a portal does, or a server with too much to do. --count tells how many bytes
      went up when a connection ends.
  badlink.py tls HOST:PORT --cert FILE --key FILE
      Ends TLS and passes HTTP on, as a reverse proxy does: it says so by X-Forwarded-Proto.
  badlink.py http-proxy [--names NAME=HOST:PORT,...] [--status N] [--page]
      Takes CONNECT. --status answers it with that; --page answers 200 and a web page.
  badlink.py socks [--names NAME=HOST:PORT,...] [--reply N]
      SOCKS5 that looks names up. --reply refuses with that code.
"""
import argparse
import asyncio
import datetime
import email.utils
import json
import re
import socket
import ssl


def say(**what):
    print(json.dumps(what), flush=True)


def shifted(data, seconds):
    def date(match):
        time = email.utils.parsedate_to_datetime(match[1].decode()) + datetime.timedelta(seconds=seconds)
        return b"Date: " + email.utils.format_datetime(time, usegmt=True).encode() + b"\r\n"

    return re.sub(rb"Date: ([^\r]+ GMT)\r\n", date, data)


async def pump(reader, writer, *, cut=None, stall=None, rate=None, damage=None, delay=None, shift=None):
    """Copies until the end, or until a fault. Returns the bytes passed on."""
    passed = 0
    try:
        while data := await reader.read(65536 if not rate else max(1, rate // 10)):
            if damage is not None and passed <= damage < passed + len(data):
                data = bytearray(data)
                data[damage - passed] ^= 0x20
            if shift:
                data = shifted(data, shift)
            if delay:
                await asyncio.sleep(delay)
            for limit, fault in ((cut, "cut"), (stall, "stall")):
                if limit is not None and passed + len(data) > limit:
                    writer.write(data[: max(0, limit - passed)])
                    await writer.drain()
                    if fault == "stall":
                        await asyncio.sleep(3600)
                    return passed
            writer.write(data)
            await writer.drain()
            passed += len(data)
            if rate:
                await asyncio.sleep(len(data) / rate)
    except (ConnectionError, asyncio.CancelledError, ssl.SSLError):
        pass
    return passed


def drop(*writers):
    for writer in writers:
        writer.transport.abort()


async def join(reader, writer, up_reader, up_writer, up_faults={}, count=False, **faults):
    up = asyncio.create_task(pump(reader, up_writer, **up_faults))
    down = asyncio.create_task(pump(up_reader, writer, **faults))
    await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
    # What is on its way arrives before the end does.
    await asyncio.sleep(0.1)
    up.cancel()
    down.cancel()
    if count:
        say(up=await up)
    drop(writer, up_writer)


class Relay:
    def __init__(self, options):
        self.options, self.count = options, 0

    async def __call__(self, reader, writer):
        o = self.options
        self.count += 1
        is_faulty = o.connections is None or self.count <= o.connections
        say(connection=self.count, faulty=is_faulty)
        if is_faulty and o.answer:
            return await self.answer(reader, writer)
        try:
            up_reader, up_writer = await asyncio.open_connection(*o.target)
        except OSError:
            return drop(writer)
        faults = dict(cut=o.cut_after, stall=o.stall_after, rate=o.rate, delay=o.delay, shift=o.shift_date)
        faults["up_faults"] = dict(cut=o.cut_up_after, rate=o.rate_up, damage=o.damage_up)
        await join(reader, writer, up_reader, up_writer, count=o.count, **(faults if is_faulty else {}))

    async def answer(self, reader, writer):
        """One request, and in the server's place: a page."""
        try:
            await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return drop(writer)
        page = b"<!DOCTYPE html><title>Bonjour</title><p>Bienvenue dans le train."
        lines = [f"HTTP/1.1 {self.options.answer} So", "Content-Type: text/html", f"Content-Length: {len(page)}"]
        lines += ["Connection: close"] + self.options.header
        writer.write("\r\n".join(lines + ["", ""]).encode() + page)
        await writer.drain()
        writer.close()


class TLS:
    def __init__(self, options):
        self.options = options

    async def __call__(self, reader, writer):
        try:
            up_reader, up_writer = await asyncio.open_connection(*self.options.target)
            down = asyncio.create_task(pump(up_reader, writer))
            while await self.request(reader, up_writer):
                pass
            down.cancel()
            drop(writer, up_writer)
        except (OSError, asyncio.IncompleteReadError):
            drop(writer)

    async def request(self, reader, up):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return False
        length = 0
        for line in head.decode("latin-1").split("\r\n"):
            if line.lower().startswith("content-length:"):
                length = int(line.split(":")[1])
        up.write(head[:-2] + b"X-Forwarded-Proto: https\r\n\r\n")
        while length > 0:
            data = await reader.read(min(length, 65536))
            if not data:
                return False
            up.write(data)
            length -= len(data)
        await up.drain()
        return True


class HTTPProxy:
    def __init__(self, options):
        self.options = options

    async def __call__(self, reader, writer):
        o = self.options
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        say(asked=head.split("\r\n")[0], authorized="proxy-authorization" in head.lower())
        if o.page or (o.status and not (o.status == 407 and "proxy-authorization" in head.lower())):
            page = b"<!DOCTYPE html><title>Bonjour</title><p>Bienvenue dans le train."
            status = "200 OK" if o.page else f"{o.status} No"
            lines = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n"
            if not o.page:
                lines += 'Proxy-Authenticate: Basic realm="x"\r\n' + f"Content-Length: {len(page)}\r\n"
            writer.write((lines + "\r\n").encode() + page)
            await writer.drain()
            await reader.read(1)
            return drop(writer)
        target = o.names.get(head.split()[1].rsplit(":", 1)[0])
        if not target:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return drop(writer)
        up = await asyncio.open_connection(*target)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await join(reader, writer, *up)


class SOCKS:
    def __init__(self, options):
        self.options = options

    async def __call__(self, reader, writer):
        o = self.options
        _, count = await reader.readexactly(2)
        offered = await reader.readexactly(count)
        user = None
        if o.isolate and 2 in offered:
            writer.write(b"\x05\x02")
            _, length = await reader.readexactly(2)
            user = (await reader.readexactly(length)).decode()
            await reader.readexactly((await reader.readexactly(1))[0])
            writer.write(b"\x01\x00")
        else:
            writer.write(b"\x05\x00")
        _, _, _, kind = await reader.readexactly(4)
        if kind == 3:
            name = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        else:
            name = ".".join(str(b) for b in await reader.readexactly(4 if kind == 1 else 16))
        port = int.from_bytes(await reader.readexactly(2), "big")
        say(asked=name, byName=kind == 3, user=user, port=port)
        target = o.names.get(name)
        reply = o.reply or (0 if target else 4)
        writer.write(bytes([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]))
        await writer.drain()
        if reply:
            return drop(writer)
        where = (o.source, 0) if o.source else None
        await join(reader, writer, *await asyncio.open_connection(*target, local_addr=where))


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def names(text):
    return {name: address(where) for name, where in (pair.split("=") for pair in text.split(",") if pair)}


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=["relay", "tls", "http-proxy", "socks"])
    parser.add_argument("target", type=address, nargs="?")
    parser.add_argument("--listen", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--cut-after", type=int)
    parser.add_argument("--cut-up-after", type=int)
    parser.add_argument("--stall-after", type=int)
    parser.add_argument("--rate", type=int)
    parser.add_argument("--rate-up", type=int)
    parser.add_argument("--damage-up", type=int)
    parser.add_argument("--delay", type=float)
    parser.add_argument("--shift-date", type=int)
    parser.add_argument("--answer", type=int)
    parser.add_argument("--header", action="append", default=[])
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--connections", type=int)
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--names", type=names, default={})
    parser.add_argument("--status", type=int)
    parser.add_argument("--page", action="store_true")
    parser.add_argument("--reply", type=int)
    parser.add_argument("--isolate", action="store_true")
    parser.add_argument("--source")
    options = parser.parse_args()
    context = None
    if options.part == "tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)
    part = {"relay": Relay, "tls": TLS, "http-proxy": HTTPProxy, "socks": SOCKS}[options.part](options)
    listener = socket.create_server((options.listen, options.port))
    if options.rate_up:
        # What the system takes in advance is not sent yet.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
    server = await asyncio.start_server(part, sock=listener, ssl=context)
    say(port=server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()


asyncio.run(main())
