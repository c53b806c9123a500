"""Peers of other protocols: isync with Dovecot (IMAP), and a client of Synapse's /sync (Matrix)."""
import gzip
import hashlib
import hmac
import http.client
import json
import os
import pwd
import re
import ssl
import sys
import urllib.parse
import urllib.request

from ground import TOP
from link import Link
from ter1 import PASSWORD, mail


class Dovecot:
    """Dovecot with its own TLS; isync's mbsync pulls its mailbox. mbsync connects anew each time, and neither compresses."""
    name = "isync, Dovecot"

    def __init__(self, ground, programs):
        self.ground, port, user = ground, ground.port(), pwd.getpwuid(os.getuid()).pw_name
        self.owner, run = ("dovecot" if os.getuid() == 0 else user), ground.path("dovecot", "")
        self.mailbox, self.number, self.contacts, self.client = ground.path("dovecot", "mail", ""), 0, 0, self
        for folder in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(self.mailbox, folder), exist_ok=True)
        inner = "" if os.getuid() == 0 else f"default_internal_user = {user}\ndefault_login_user = {user}\n"
        number, group = os.getuid() or pwd.getpwnam("nobody").pw_uid, os.getgid() or pwd.getpwnam("nobody").pw_gid
        self.ids = (number, group)
        conf = ground.write("dovecot/conf", f"""
base_dir = {run}run
state_dir = {run}state
log_path = {run}log
protocols = imap
ssl = required
ssl_cert = <{ground.path('certificate.pem')}
ssl_key = <{ground.path('key.pem')}
mail_location = maildir:{self.mailbox}
first_valid_uid = 1
{inner}service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
  }}
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={number} gid={group} home={run}home
}}
""")
        self.own(run)
        ground.start("/usr/sbin/dovecot", "-F", "-c", conf)
        ground.wait(port)
        self.link = Link(("127.0.0.1", port))

    def own(self, folder):
        for path, folders, files in os.walk(folder):
            for name in [path] + [os.path.join(path, file) for file in files]:
                if name.startswith(self.mailbox.rstrip("/")):
                    os.chown(name, *self.ids)

    def post(self, texts, room=0):
        for text in texts:
            self.number += 1
            path = os.path.join(self.mailbox, "new", f"{1_700_000_000 + self.number}.{self.number}.bench")
            with open(path, "wb") as file:
                file.write(mail(text, self.number, 1).replace(b"\r\n", b"\n"))
            os.chown(path, *self.ids)

    def near(self, name):
        return self.ground.path(f"isync-{self.contacts}", name)

    def first(self, link):
        self.contacts += 1
        self.ground.write(f"isync-{self.contacts}/rc", f"""
IMAPAccount bench
Host localhost
Port {link.port}
User anna
Pass {PASSWORD}
SSLType IMAPS
SystemCertificates no
CertificateFile {self.ground.path('ca.pem')}

IMAPStore far
Account bench

MaildirStore near
Path {self.near('mail/')}
Inbox {self.near('inbox')}

Channel bench
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState {self.near('state/')}
""", 0o600)
        return self.cold(link)

    def cold(self, link):
        before = self.count()
        self.ground.run("mbsync", "-c", self.near("rc"), "bench")
        return self.count() - before

    def count(self):
        inbox = self.near("inbox")
        return sum(len(os.listdir(os.path.join(inbox, part))) for part in ("new", "cur") if os.path.isdir(os.path.join(inbox, part)))


class Synapse:
    """Synapse with its own TLS and compression. The client asks for /sync with gzip and a filter that brings 50 messages of each room and the members
    that spoke, as clients do; its connection is HTTP/1.1."""
    name = "Synapse, /sync"
    python = os.path.join(TOP, ".build", "synapse", "bin", "python")

    def __init__(self, ground, programs):
        self.ground, self.client, self.clear, port = ground, self, ground.port(), ground.port()
        folder = ground.path("synapse", "")
        listeners = "".join(f"""
  - port: {number}
    bind_addresses: ['127.0.0.1']
    type: http
    tls: {tls}
    resources:
      - names: [client]
        compress: true""" for number, tls in ((self.clear, "false"), (port, "true")))
        ground.write("synapse/log.yaml", "version: 1\nroot: {level: WARNING}\n")
        limit = "{per_second: 100000, burst_count: 100000}"
        conf = ground.write("synapse/homeserver.yaml", f"""
server_name: union.example
report_stats: false
pid_file: {folder}pid
signing_key_path: {folder}key
media_store_path: {folder}media
log_config: {folder}log.yaml
registration_shared_secret: bench
macaroon_secret_key: bench
form_secret: bench
trusted_key_servers: []
tls_certificate_path: {ground.path('certificate.pem')}
tls_private_key_path: {ground.path('key.pem')}
database: {{name: sqlite3, args: {{database: {folder}db}}}}
rc_message: {limit}
rc_registration: {limit}
rc_login: {{address: {limit}, account: {limit}, failed_attempts: {limit}}}
rc_joins: {{local: {limit}}}
listeners:{listeners}
""")
        ground.run(self.python, "-m", "synapse.app.homeserver", "-c", conf, "--generate-keys")
        ground.start(self.python, "-m", "synapse.app.homeserver", "-c", conf)
        ground.wait(self.clear, 120)
        ground.wait(port)
        self.anna, self.bert = self.register("anna", False), self.register("bert", True)
        self.number = 0
        self.rooms = []
        for name in ("Salon", "Bureau", "Presse"):
            made = self.call("POST", "/_matrix/client/v3/createRoom", {"name": name, "preset": "public_chat"}, self.bert)
            self.rooms.append(made["room_id"])
            self.call("POST", f"/_matrix/client/v3/join/{urllib.parse.quote(made['room_id'])}", {}, self.anna)
        self.link = Link(("127.0.0.1", port))
        self.context = ssl.create_default_context(cafile=ground.path("ca.pem"))
        timeline = {"room": {"timeline": {"limit": 50}, "state": {"lazy_load_members": True}}}
        user = urllib.parse.quote("@anna:union.example")
        self.filter = self.call("POST", f"/_matrix/client/v3/user/{user}/filter", timeline, self.anna)["filter_id"]
        self.since, self.connection = None, None

    def call(self, method, path, body, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.clear}{path}", body, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def register(self, name, is_admin):
        path = "/_synapse/admin/v1/register"
        nonce = self.call("GET", path, None)["nonce"]
        kind = "admin" if is_admin else "notadmin"
        mac = hmac.new(b"bench", "\0".join([nonce, name, PASSWORD, kind]).encode(), hashlib.sha1).hexdigest()
        made = {"nonce": nonce, "username": name, "password": PASSWORD, "admin": is_admin, "mac": mac}
        return self.call("POST", path, made)["access_token"]

    def post(self, texts, room=0):
        for text in texts:
            self.number += 1
            path = f"/_matrix/client/v3/rooms/{urllib.parse.quote(self.rooms[room])}/send/m.room.message/{self.number}"
            self.call("PUT", path, {"msgtype": "m.text", "body": text.body}, self.bert)

    def connect(self, link):
        self.connection = http.client.HTTPSConnection("localhost", link.port, context=self.context, timeout=60)

    def first(self, link):
        """With the login, on the same connection."""
        self.since = None
        self.connect(link)
        login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "anna"}, "password": PASSWORD}
        self.connection.request("POST", "/_matrix/client/v3/login", json.dumps(login), {"Content-Type": "application/json"})
        self.anna = json.load(self.connection.getresponse())["access_token"]
        received = self.again(link)
        self.drop()
        return received

    def cold(self, link):
        self.connect(link)
        received = self.again(link)
        self.drop()
        return received

    def keep(self, link):
        self.connect(link)
        self.again(link)
        return self.again(link)

    def again(self, link):
        query = {"filter": self.filter, "timeout": 0}
        if self.since:
            query["since"] = self.since
        headers = {"Authorization": f"Bearer {self.anna}", "Accept-Encoding": "gzip"}
        self.connection.request("GET", "/_matrix/client/v3/sync?" + urllib.parse.urlencode(query), headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        news = json.loads(body)
        self.since = news["next_batch"]
        rooms = news.get("rooms", {}).get("join", {}).values()
        return sum(event["type"] == "m.room.message" for room in rooms for event in room["timeline"]["events"])

    def drop(self):
        self.connection.close()
