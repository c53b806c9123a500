"""A TCP proxy that counts the payload of one peer's connections, both ways and can be a slow line."""
import queue
import socket
import threading
import time

SEGMENT, HEADERS = 1360, 52


class Line:
    """One direction of the line: `rate` in bytes a second (0: no limit), shared by all connections."""

    def __init__(self, rate, delay):
        self.rate, self.delay, self.free = rate, delay, 0.0
        self.lock = threading.Lock()

    def arrival(self, size, not_before):
        with self.lock:
            start = max(time.monotonic(), not_before, self.free)
            self.free = start + ((size + HEADERS) / self.rate if self.rate else 0)
            return self.free + self.delay


class Link:
    """Listens on `port` and carries everything to `target`. `rtt` in seconds, `rate` in bytes a second."""

    def __init__(self, target):
        self.target = target
        self.up = self.down = 0
        self.rtt, self.lines = 0, {"up": Line(0, 0), "down": Line(0, 0)}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def reshape(self, rtt, rate):
        """From now on, also for connections that are there."""
        self.rtt = rtt
        for line in self.lines.values():
            line.rate, line.delay, line.free = rate, rtt / 2, 0.0

    def counts(self):
        return self.up, self.down

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client):
        # The client's connect() succeeded at once; on the line its first bytes leave a round trip later.
        not_before = time.monotonic() + self.rtt
        server = socket.create_connection(self.target)
        for each in (client, server):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self.pump, args=("up", client, server, not_before), daemon=True).start()
        self.pump("down", server, client, 0)

    def pump(self, way, source, sink, not_before):
        waiting = queue.Queue()
        threading.Thread(target=self.deliver, args=(waiting, sink), daemon=True).start()
        arrival = 0
        while True:
            try:
                piece = source.recv(65536)
            except OSError:
                piece = b""
            line = self.lines[way]
            if not piece:
                waiting.put((max(arrival, time.monotonic() + line.delay), None))
                return
            if way == "up":
                self.up += len(piece)
            else:
                self.down += len(piece)
            for at in range(0, len(piece), SEGMENT):
                part = piece[at:at + SEGMENT]
                arrival = line.arrival(len(part), not_before)
                waiting.put((arrival, part))

    @staticmethod
    def deliver(waiting, sink):
        while True:
            when, part = waiting.get()
            time.sleep(max(0, when - time.monotonic()))
            try:
                if part is None:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(part)
            except OSError:
                return
