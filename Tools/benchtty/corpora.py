"""The same content for everybody."""
import os
import re
import signal
import subprocess
import sys

TOOLS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Corpora:
    """Makes each corpus when it is first asked for, and ter1's server and synced cache with all of them in it."""

    def __init__(self, root, bin, scale):
        self.root, self.bin, self.scale = root, bin, scale
        self.server = None

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def _made(self, name, *arguments):
        path = self.path(name)
        if not os.path.exists(path):
            subprocess.run([sys.executable, os.path.join(TOOLS, "corpus.py"), arguments[0], path, *arguments[1:]], check=True,
                           stdout=subprocess.DEVNULL)
        return path

    def count(self, whole):
        return str(whole // self.scale)

    def mail(self):
        return self._made("maildir", "maildir", "--mbox", self.path("forum.mbox"), "--messages", self.count(100_000), "--threads",
                          self.count(5_000))

    def feed(self):
        return self._made("feed.xml", "rss", "--count", self.count(10_000))

    def events(self):
        return self._made("events.ics", "ics", "--count", self.count(5_000))

    def files(self):
        return self._made("files", "files", "--count", self.count(20_000))

    def chat(self):
        return self._made("chat.log", "irc", "--count", self.count(50_000))

    # -- ter1 ------------------------------------------------------------------------------------------------------------------------

    def environment(self, home):
        return dict(os.environ, TER1_HOME=self.path(home), LANG="fr_FR.UTF-8", LC_ALL="", LC_CTYPE="C.UTF-8", TZ="Europe/Paris")

    def _run(self, program, *arguments, home="home"):
        done = subprocess.run([os.path.join(self.bin, program), *arguments], env=self.environment(home), text=True, capture_output=True)
        if done.returncode:
            sys.exit(f"{program} {' '.join(arguments)}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")

    def password(self):
        path = self.path("password")
        if not os.path.exists(path):
            with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
                file.write("mesure-mesure\n")
        return path

    def _load(self, data):
        self._run("ter1-server", "init", "--data", data, "--name", "Coopérative de mesure")
        self._run("ter1-server", "user", "add", "anna", "--data", data, "--password-file", self.password())
        self.mail()
        for kind, source, into in (("mbox", self.path("forum.mbox"), "Forum"), ("irc", self.chat(), "Salon"),
                                   ("ics", self.events(), "Agenda"), ("folder", self.files(), "Documents")):
            self._run("ter1-server", "import", kind, source, "--data", data, "--into", into)

    def serve(self):
        """Starts the server with everything in it; its address."""
        if self.server:
            return self.url
        data = self.path("server")
        if not os.path.exists(data):
            self._load(data)
        self.server = subprocess.Popen([os.path.join(self.bin, "ter1-server"), "serve", "--data", data, "--listen", "127.0.0.1:0"],
                                       stdout=subprocess.PIPE, text=True)
        self.url = re.search(r"http://127\.0\.0\.1:\d+", self.server.stdout.readline()).group(0)
        return self.url

    def account(self, home, url=None, *options):
        self._run("ter1", "account", "add", url or self.serve(), "--user", "anna", "--name", "mesure", "--password-file", self.password(), *options,
                  home=home)

    def synced(self):
        """A home whose cache has everything."""
        if not os.path.exists(self.path("home")):
            self.account("home")
            self._run("ter1", "sync", "--all")
        return "home"

    def close(self):
        if self.server:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(timeout=30)
        self.server = None
