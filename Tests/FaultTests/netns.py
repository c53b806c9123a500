#!/usr/bin/env python3
"""A network of its own, in which one thing is wrong; then `ter1` is run in it. Run as

  unshare -rnm python3 netns.py FAULT --ter1 FILE --ter1-server FILE --folder EMPTY-FOLDER

Nothing of it outlives the process: the namespaces go with it. Prints one JSON object a run of ter1: {"run", "status", "errors"}.
Python's standard library and iproute2 only.
"""
import argparse
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

LIVE, PORTAL, DEAD = "10.9.0.1", "10.9.0.2", "10.9.0.53"
DEAD6 = "2001:db8:9::1"
HOST = "coop.test"
PASSWORD = "camarade ensemble"


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def network():
    """A cable whose other end nobody holds: what is sent to an address that is not ours goes into the dark."""
    ip("link", "add", "v0", "type", "veth", "peer", "name", "v1")
    for address in (LIVE, PORTAL):
        ip("addr", "add", address + "/24", "dev", "v0")
    ip("link", "set", "v0", "up")
    ip("link", "set", "v1", "up")
    ip("-6", "addr", "add", "2001:db8:9::2/64", "dev", "v0", "nodad")
    ip("neigh", "add", DEAD, "lladdr", "02:00:00:00:00:01", "dev", "v0", "nud", "permanent")
    ip("-6", "neigh", "add", DEAD6, "lladdr", "02:00:00:00:00:01", "dev", "v0", "nud", "permanent")


class Resolver(threading.Thread):
    """Answers A and AAAA of the names that it knows."""

    def __init__(self, table):
        super().__init__(daemon=True)
        self.table, self.asked = table, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        self.start()

    def run(self):
        while True:
            query, peer = self.socket.recvfrom(4096)
            self.socket.sendto(self.answer(query), peer)

    def answer(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += query[at] + 1
        kind = int.from_bytes(query[at + 1 : at + 3], "big")
        question, name = query[12 : at + 5], ".".join(labels).lower()
        self.asked.append(name)
        known = self.table.get(name, self.table.get("*"))
        address = (known or {}).get(kind)
        flags = b"\x81\x80" if known else b"\x81\x83"
        head = query[:2] + flags + b"\x00\x01" + (b"\x00\x01" if address else b"\x00\x00") + b"\x00\x00\x00\x00"
        if not address:
            return head + question
        data = socket.inet_pton(socket.AF_INET if kind == 1 else socket.AF_INET6, address)
        body = b"\xc0\x0c" + kind.to_bytes(2, "big") + b"\x00\x01\x00\x00\x00\x01" + len(data).to_bytes(2, "big") + data
        return head + question + body


class Portal(BaseHTTPRequestHandler):
    """Sends everybody to its own page."""

    skew = 0

    def do_GET(self):
        self.send_response(302)
        self.send_header("Location", "http://portal.example/login")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def date_time_string(self, timestamp=None):
        return super().date_time_string(time.time() + self.skew)

    def log_message(self, *words):
        pass


class Plain(Portal):
    """A server as most are: plain HTTP leads to its own HTTPS."""

    def do_GET(self):
        self.send_response(301)
        self.send_header("Location", f"https://{HOST}/")
        self.send_header("Content-Length", "0")
        self.end_headers()


def serve(handler, address):
    server = HTTPServer((address, 80), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()


class World:
    def __init__(self, options):
        self.o = options
        self.folder = options.folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        os.chmod(self.path(name), 0o600)
        return self.path(name)

    def resolv(self, text):
        """The system's file, for this namespace only."""
        path = self.write("resolv.conf", text)
        if not getattr(self, "isBound", False):
            subprocess.run(["mount", "--bind", path, "/etc/resolv.conf"], check=True)
            self.isBound = True

    def openssl(self, *words):
        subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def authority(self):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9000",
                     "-subj", "/CN=authority", "-keyout", self.path("ca.key"), "-out", self.path("ca.pem"))

    def certificate(self, name, start="20200101000000Z", end="20490101000000Z"):
        """Signed by our authority, for any time: only `openssl ca` sets the beginning."""
        files = {kind: self.path(f"{name}-{start}.{kind}") for kind in ("key", "csr", "pem", "cnf", "db", "srl")}
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                     "-keyout", files["key"], "-out", files["csr"])
        open(files["db"], "w").close()
        with open(files["srl"], "w") as file:
            file.write("%016X\n" % (abs(hash((name, start))) % 2**60))
        with open(files["cnf"], "w") as file:
            file.write(f"""[ca]
default_ca = a
[a]
database = {files["db"]}
serial = {files["srl"]}
new_certs_dir = {self.folder}
default_md = sha256
policy = p
x509_extensions = e
[p]
commonName = supplied
[e]
subjectAltName = DNS:{name}
""")
        self.openssl("ca", "-batch", "-config", files["cnf"], "-in", files["csr"], "-cert", self.path("ca.pem"), "-keyfile",
                     self.path("ca.key"), "-startdate", start, "-enddate", end, "-notext", "-out", files["pem"])
        return files["pem"], files["key"]

    def server(self):
        data, password = self.path("data"), self.write("password", PASSWORD + "\n")
        run = lambda *words: subprocess.run([self.o.ter1_server, *words, "--data", data], check=True, stdout=subprocess.DEVNULL)
        run("init", "--name", "Union locale")
        run("user", "add", "anna", "--admin", "--password-file", password)
        process = subprocess.Popen([self.o.ter1_server, "serve", "--data", data, "--listen", "127.0.0.1:8420", "--behind-proxy"],
                                   stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        self.processes = [process]

    def shield(self, address, certificate):
        """HTTPS there, with this certificate; what stood there before goes."""
        if len(self.processes) > 1:
            self.processes.pop().kill()
        self.processes.append(self.tls(address, certificate))

    def tls(self, address, certificate):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "badlink.py")
        process = subprocess.Popen([sys.executable, script, "tls", "127.0.0.1:8420", "--listen", address, "--port", "443",
                                    "--cert", certificate[0], "--key", certificate[1]], stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        return process

    @property
    def environment(self):
        # The account says `none`: a variable that leads nowhere must not matter.
        return {"TER1_HOME": self.path("home"), "HOME": self.folder, "LANG": self.o.lang, "TZ": "Europe/Paris",
                "PATH": os.environ["PATH"], "https_proxy": "http://127.0.0.1:1"}

    def start(self, *words):
        return subprocess.Popen([self.o.ter1, *words], env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def ter1(self, name, *words):
        done = subprocess.run([self.o.ter1, *words], env=self.environment, capture_output=True, text=True)
        print(json.dumps({"run": name, "status": done.returncode, "errors": done.stderr}), flush=True)
        return done.returncode

    def join(self):
        return self.ter1("join", "account", "add", HOST, "--user", "anna", "--name", "ul", "--proxy", "none", "--ca-file",
                         self.path("ca.pem"), "--password-file", self.path("password"))

    def end(self):
        for process in self.processes:
            process.kill()


def ipv6_black_hole(w):
    w.resolver.table[HOST] = {1: LIVE, 28: DEAD6}
    w.join()
    w.ter1("sync", "sync")


def dns(w):
    w.join()
    w.ter1("before", "sync")
    del w.resolver.table[HOST]
    w.ter1("unknown", "sync")
    w.resolv(f"nameserver {DEAD}\noptions timeout:1 attempts:1\n")
    w.ter1("silent", "sync")
    w.resolv("nameserver 127.0.0.1\n")
    w.resolver.table[HOST] = {1: LIVE}
    w.ter1("after", "sync")


def no_network(w):
    w.join()
    ip("link", "set", "v0", "down")
    w.resolv(f"nameserver {DEAD}\noptions timeout:1 attempts:1\n")
    w.ter1("down", "sync")
    ip("link", "set", "v0", "up")
    w.resolv("nameserver 127.0.0.1\n")
    w.ter1("after", "sync")


def portal(w):
    """Every name leads to the portal, whose certificate is for another name and whose plain HTTP sends to its page."""
    w.join()
    good = w.processes.pop()
    w.processes.append(w.tls(PORTAL, w.certificate("portal.example")))
    serve(Portal, PORTAL)
    w.resolver.table = {"*": {1: PORTAL}}
    w.ter1("caught", "sync")
    w.resolver.table = {HOST: {1: LIVE}}
    w.processes.append(good)
    w.ter1("after", "sync")


def clock(w):
    """By the certificates it is another time than by the clock."""
    w.join()
    w.shield(LIVE, w.certificate(HOST, "20400101000000Z"))
    w.ter1("slow", "sync")
    Plain.skew = -20 * 365 * 86400
    serve(Plain, LIVE)
    w.shield(LIVE, w.certificate(HOST, "20010101000000Z", "20100101000000Z"))
    w.ter1("fast", "sync")
    Plain.skew = 0
    w.ter1("expired", "sync")
    w.shield(LIVE, w.certificate(HOST))
    w.ter1("after", "sync")


def vanish(w):
    """On a kept connection nothing comes back any more, no acknowledgement either; what is sent still arrives. New ones are whole."""
    w.join()
    sync = w.start("sync", "--rounds", "2", "--on-input", "--json")
    sync.stdout.readline()
    w.ter1("put", "file", "put", w.write("tract.txt", "Tous ensemble"), "--in", "/", "--queue")
    # The table of what is here comes before all rules, and must not before these.
    ip("rule", "add", "pref", "10", "lookup", "local")
    ip("rule", "del", "pref", "0")
    ports = kept_ports()
    assert ports, "no connection was kept"
    for port in ports:
        ip("rule", "add", "pref", "5", "ipproto", "tcp", "dport", str(port), "blackhole")
    _, errors = sync.communicate("\n")
    print(json.dumps({"run": "over", "status": sync.returncode, "errors": errors}), flush=True)
    w.ter1("after", "sync")
    files = w.start("list", "files", "--json").communicate()[0].splitlines()
    print(json.dumps({"run": "files", "status": len(files), "errors": "\n".join(files)}), flush=True)


def kept_ports():
    """The clients' ports of what is connected to HTTPS here."""
    with open("/proc/self/net/tcp") as table:
        rows = [line.split() for line in table][1:]
    return [int(row[1].split(":")[1], 16) for row in rows if row[2].endswith(":01BB") and row[3] == "01"]


class Watch(threading.Thread):
    """Every TCP connection that is begun and every datagram, on every interface of this namespace."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen = []
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
        self.socket.settimeout(0.5)
        self.start()

    def run(self):
        while True:
            try:
                packet, _ = self.socket.recvfrom(65536)
            except socket.timeout:
                continue
            self.look(packet)

    def look(self, packet):
        if packet[0] >> 4 == 4:
            kind, at = packet[9], (packet[0] & 15) * 4
            source, target = (socket.inet_ntoa(packet[i : i + 4]) for i in (12, 16))
        else:
            kind, at = packet[6], 40
            source, target = (socket.inet_ntop(socket.AF_INET6, packet[i : i + 16]) for i in (8, 24))
        if kind not in (6, 17) or len(packet) < at + 14:
            return
        port = int.from_bytes(packet[at + 2 : at + 4], "big")
        if kind == 17 or packet[at + 13] & 0x12 == 0x02:
            self.seen.append(("tcp" if kind == 6 else "udp", source, target, port))


def proxied(w):
    """All of it through a SOCKS proxy, whose own connections come from an address of their own; then it is down."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "badlink.py")

    def proxy(port):
        process = subprocess.Popen([sys.executable, script, "socks", "--isolate", "--source", PORTAL, "--port", str(port), "--names",
                                    f"{HOST}={LIVE}:443"], stdout=subprocess.PIPE, text=True)
        w.processes.insert(0, process)
        return process, json.loads(process.stdout.readline())["port"]

    def stray(name):
        """What went anywhere but to the proxy, from the proxy to the server, and on to the program behind."""
        time.sleep(1)
        allowed = {("tcp", "127.0.0.1", "127.0.0.1", port), ("tcp", PORTAL, LIVE, 443), ("tcp", "127.0.0.1", "127.0.0.1", 8420)}
        found = sorted({entry for entry in watch.seen if entry not in allowed})
        count = sum(entry[3] == port for entry in watch.seen)
        print(json.dumps({"run": name, "status": len(found) if count else -1, "errors": str(found + w.resolver.asked)}), flush=True)
        watch.seen.clear()

    process, port = proxy(0)
    watch = Watch()
    w.ter1("join", "account", "add", HOST, "--user", "anna", "--name", "ul", "--proxy", f"socks5://127.0.0.1:{port}", "--ca-file",
           w.path("ca.pem"), "--password-file", w.path("password"))
    w.ter1("put", "file", "put", w.write("tract.txt", "Tous ensemble"), "--in", "/")
    w.ter1("get", "file", "get", "/tract.txt", "--to", w.folder)
    w.ter1("doctor", "doctor")
    stray("through")
    good = w.certificate(HOST)
    w.shield(LIVE, w.certificate("other.test"))
    w.ter1("certificate", "sync")
    stray("after the certificate")
    w.shield(LIVE, good)
    process.kill()
    process.wait()
    w.processes.remove(process)
    w.ter1("down", "sync")
    stray("while it is down")
    proxy(port)
    w.ter1("after", "sync")
    stray("at the end")


FAULTS = {"proxied": proxied, "vanish": vanish, "ipv6-black-hole": ipv6_black_hole, "dns": dns, "no-network": no_network, "portal": portal, "clock": clock}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("fault", choices=list(FAULTS))
    parser.add_argument("--ter1", required=True)
    parser.add_argument("--ter1-server", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--lang", default="en_GB.UTF-8")
    world = World(parser.parse_args())
    ip("link", "set", "lo", "up")
    network()
    world.resolv("nameserver 127.0.0.1\n")
    world.resolver = Resolver({HOST: {1: LIVE}})
    world.authority()
    world.server()
    try:
        world.shield(LIVE, world.certificate(HOST))
        FAULTS[world.o.fault](world)
    finally:
        world.end()


main()
