"""ter1 as a client, and two servers for it: ter1-server, and Cyrus (JMAP)."""
import base64
import imaplib
import json
import os
import re
import subprocess
import time
import urllib.request

from ground import TOP
from link import Link

PASSWORD = "mesure-mesure"


class Client:
    """ter1, with a home of its own. A connection is kept by `sync --rounds --on-input`: a line of input, a round."""

    def __init__(self, ground, programs, name, user, password):
        self.ground, self.ter1, self.name = ground, os.path.join(programs, "ter1"), name
        self.user, self.password = user, password
        self.number, self.process = 0, None

    def environment(self):
        return dict(os.environ, TER1_HOME=self.ground.path(f"{self.name}-{self.number}", ""), LC_ALL="C.UTF-8", TZ="Europe/Paris")

    def run(self, *arguments):
        return self.ground.run(self.ter1, *arguments, env=self.environment())

    def first(self, link):
        self.number += 1
        secret = self.ground.write(f"{self.name}-password", self.password + "\n", 0o600)
        self.run("account", "add", f"https://localhost:{link.port}", "--user", self.user, "--name", "bench",
                 "--password-file", secret, "--ca-file", self.ground.path("ca.pem"))
        # A window as small as this one comes with the first contact where the server counts.
        texts = sum(json.loads(line)["isWhole"] for kind in ("chat", "messages")
                    for line in self.run("list", kind, "--json").splitlines())
        return texts if texts > 1 else self.cold(link)

    def cold(self, link):
        return self.report(self.run("sync", "--json"))

    def keep(self, link):
        self.process = subprocess.Popen([self.ter1, "sync", "--json", "--rounds", "1000000", "--on-input"], env=self.environment(),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.report(self.process.stdout.readline())
        return self.again(link)

    def again(self, link):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.report(self.process.stdout.readline())

    @staticmethod
    def report(lines):
        return json.loads(lines.splitlines()[-1])["received"]

    def drop(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)


class OwnServer:
    """ter1-server behind nginx as documented; messages are posted by another member."""
    name = "ter1, ter1-server"

    def __init__(self, ground, programs):
        self.server = os.path.join(programs, "ter1-server")
        self.ground, self.data, port = ground, ground.path("ter1-server", "data"), ground.port()
        password = ground.write("ter1-password", PASSWORD + "\n", 0o600)
        ground.run(self.server, "init", "--data", self.data, "--name", "Union locale")
        for user in ("anna", "bert"):
            ground.run(self.server, "user", "add", user, "--data", self.data, "--password-file", password,
                       *(["--admin"] if user == "bert" else []))
        ground.start(self.server, "serve", "--data", self.data, "--listen", f"127.0.0.1:{port}", "--behind-proxy")
        ground.wait(port)
        self.port, self.count = port, 0
        self.session = self.request("/.well-known/jmap")
        self.account = next(iter(self.session["accounts"]))
        self.rooms = [self.create("Channel", {"kind": "chat", "name": name}) for name in ("Salon", "Bureau", "Presse")]
        self.link = Link(("127.0.0.1", ground.nginx(f"127.0.0.1:{port}")))
        self.client = Client(ground, programs, "own", "anna", PASSWORD)

    def request(self, path, body=None):
        token = base64.b64encode(f"bert:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json", "X-Forwarded-Proto": "https",
                   "X-Forwarded-For": "127.0.0.1"}
        address = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(address, body and json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def create(self, kind, properties):
        self.count += 1
        properties["clientId"] = f"bench-{self.count}-{os.getpid()}"
        call = [f"{kind}/set", {"accountId": self.account, "create": {"n": properties}}, "0"]
        answer = self.request("/jmap/api", {"using": ["urn:ietf:params:jmap:core", "urn:ter1:discussion"], "methodCalls": [call]})
        return answer["methodResponses"][0][1]["created"]["n"]["id"]

    def post(self, texts, room=0):
        for text in texts:
            self.create("Message", {"channelId": self.rooms[room], "body": text.body, "sentAt": text.date})


def mail(text, number, root):
    """A post as a mail: a reply in the topic `root`."""
    name = re.sub(r"[^A-Za-z0-9]", ".", text.author)[:24]
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.strptime(text.date, "%Y-%m-%dT%H:%M:%SZ"))
    head = [f"From: {name} <{name}@union.example>", "To: forum@union.example", f"Message-ID: <{number}@union.example>",
            f"Date: {date}", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    if number == root:
        head.append("Subject: Discussion")
    else:
        head += ["Subject: Re: Discussion", f"In-Reply-To: <{root}@union.example>", f"References: <{root}@union.example>"]
    return "\r\n".join(head + ["", *text.body.splitlines(), ""]).encode()


class Cyrus:
    """Cyrus (Tools/cyrus) behind nginx, which compresses; messages come by IMAP."""
    name = "ter1, Cyrus"

    def __init__(self, ground, programs):
        folder = ground.path("cyrus", "run")
        start = os.path.join(TOP, "Tools", "cyrus")
        address = ground.run(start, "start", "3.6", folder, "--until", str(os.getpid())).split()[-1]
        self.imap = int(open(os.path.join(folder, "imap"), encoding="utf-8").read())
        port = int(re.search(r":(\d+)", address.split("//")[1]).group(1))
        self.link = Link(("127.0.0.1", ground.nginx(f"127.0.0.1:{port}")))
        self.client = Client(ground, programs, "cyrus", "anna", "pw-anna")
        self.number = 0

    def post(self, texts, room=0):
        with imaplib.IMAP4("127.0.0.1", self.imap) as imap:
            imap.login("coop", "pw-coop")
            for text in texts:
                self.number += 1
                status, why = imap.append("Forum", None, None, mail(text, self.number, 1))
                assert status == "OK", why
