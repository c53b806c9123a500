"""What every peer stands on: a folder, an authority of our own, child processes, texts."""
import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
TEXTS = os.path.join(os.environ.get("TER1_CORPORA", os.path.join(TOP, "..", "shared", "data")), "1-fils", "wikipedia-fr", "fils.json")


class Text:
    def __init__(self, author, date, body):
        self.author, self.date, self.body = author, date, body


def texts(count):
    """The first comments of a French Wikipedia discussion page, without their mark-up."""
    if not os.path.exists(TEXTS):
        sys.exit(f"bench-wire: no texts: {TEXTS}; TER1_CORPORA names the folder of the corpora")
    found = []

    def walk(node):
        if node.get("type") == "comment" and node.get("html"):
            body = html.unescape(re.sub(r"<[^>]+>", "", node["html"])).strip()
            found.append(Text(node["author"], node["timestamp"], body))
        for reply in node.get("replies", []):
            walk(reply)

    with open(TEXTS, encoding="utf-8") as file:
        for thread in json.load(file):
            walk(thread)
    return found[:count]


def limit(all_texts):
    """The texts alone, a line feed between them, under zstd -19."""
    done = subprocess.run(["zstd", "-19", "-c", "--no-check"], input="\n".join(text.body for text in all_texts).encode(),
                          capture_output=True, check=True)
    return len(done.stdout)


class Ground:
    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="ter1-bench-wire-")
        os.chmod(self.root, 0o755)
        self.children = []
        self.authority()

    def path(self, *parts):
        path = os.path.join(self.root, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    @staticmethod
    def port():
        with socket.create_server(("127.0.0.1", 0)) as free:
            return free.getsockname()[1]

    @staticmethod
    def run(*command, check=True, **options):
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, **options)
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
        return done.stdout

    def authority(self):
        """An authority, and a certificate for localhost on a P-256 key."""
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        self.run("openssl", "req", "-x509", "-days", "3", "-subj", "/CN=bench", "-keyout", self.path("ca.key"), "-out",
                 self.path("ca.pem"), *curve)
        self.run("openssl", "req", "-subj", "/CN=localhost", "-keyout", self.path("key.pem"), "-out", self.path("request.pem"),
                 *curve)
        names = self.write("names", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        self.run("openssl", "x509", "-req", "-days", "3", "-in", self.path("request.pem"), "-CA", self.path("ca.pem"), "-CAkey",
                 self.path("ca.key"), "-CAcreateserial", "-extfile", names, "-out", self.path("certificate.pem"))
        os.chmod(self.path("key.pem"), 0o644)

    def start(self, *command, **options):
        with open(self.path(f"log-{len(self.children)}"), "w", encoding="utf-8") as log:
            child = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **options)
        self.children.append(child)
        return child

    @staticmethod
    def wait(port, seconds=60):
        """Until something listens there."""
        for _ in range(seconds * 20):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"nothing listens on port {port}")

    def nginx(self, upstream):
        """The documented site (docs/deploy/nginx.conf) in front of `upstream`, HOST:PORT; its port."""
        port = self.port()
        with open(os.path.join(TOP, "docs", "deploy", "nginx.conf"), encoding="utf-8") as file:
            site = file.read()
        for documented, ours in (
                ("127.0.0.1:8420", upstream), ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"), ("coop.example.org", "localhost"),
                ("/etc/letsencrypt/live/localhost/fullchain.pem", self.path("certificate.pem")),
                ("/etc/letsencrypt/live/localhost/privkey.pem", self.path("key.pem"))):
            assert documented in site, documented
            site = site.replace(documented, ours)
        # Cyrus offers h2c on its clear port, which HTTP/2 forbids to pass on, and redirects to http.
        site = site.replace("proxy_http_version 1.1;", "proxy_http_version 1.1; proxy_hide_header Upgrade; proxy_redirect http:// https://;")
        site = "\n".join(line for line in site.splitlines() if "[::]" not in line)
        name = f"nginx-{port}"
        temporary = " ".join(f"{kind}_temp_path {self.path(name, 'temp')};"
                             for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        gzip = "gzip on; gzip_types application/json; gzip_min_length 200; gzip_proxied any;"
        user = "user root;" if os.getuid() == 0 else ""
        self.write(f"{name}/conf", f"""{user} daemon off; worker_processes 1; pid {self.path(name, 'pid')};
            error_log {self.path(name, 'error')};
            events {{ worker_connections 128; }}
            http {{ access_log off; {temporary} {gzip}
            {site}
            }}""")
        self.start("/usr/sbin/nginx", "-p", self.path(name, ""), "-e", self.path(name, "error"), "-c", self.path(name, "conf"))
        self.wait(port)
        return port

    def close(self, keep=False):
        for child in reversed(self.children):
            child.send_signal(signal.SIGTERM)
        for child in self.children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
        if not keep:
            shutil.rmtree(self.root, ignore_errors=True)
