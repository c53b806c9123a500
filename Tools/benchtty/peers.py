"""The programs: how each is started on a corpus, and its keys for the same things.

A step is LABEL=KEYS*COUNT as Tools/ttymeter.py takes it; the labels are those of tables.py.
"""
import os
import shutil
import subprocess

from chatserver import ChatServer


class Peer:
    name = ""
    ready = ""
    quit = "q"
    #: A shell command before each run.
    before = None
    steps = ()

    def __init__(self, corpora):
        self.corpora = corpora

    def path(self, *parts):
        return self.corpora.path(self.name.replace(" ", "-"), *parts)

    def is_there(self):
        return shutil.which(self.command()[0]) is not None

    def prepare(self):
        os.makedirs(self.path(), exist_ok=True)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(os.open(self.path(name), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)

    def environment(self):
        return {"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "Europe/Paris", "HOME": self.path("home")}

    def finish(self):
        pass


class Ter1(Peer):
    """The same home, as the sync left it, before every run."""
    quit = "<C-q>"
    ready = "Forum"

    def command(self):
        return [os.path.join(self.corpora.bin, "ter1")]

    def prepare(self):
        home = self.corpora.path(self.corpora.synced())
        self.before = f"rm -rf '{home}-run' && cp -r '{home}' '{home}-run'"

    def environment(self):
        return {name: value for name, value in self.corpora.environment("home-run").items() if name in
                ("TER1_HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ")}


class Ter1Forums(Ter1):
    name = "ter1 forums"
    steps = ("into=<Enter>", "line=j*15", "to the end=j*40", "scrolled line=j*40", "page=<PageDown>*10",
             ["--loop", "100", "open=<Enter>", "back=h", "next=j"], ["--loop", "5", "pane=2", "back=1"])


class Ter1Chat(Ter1):
    name = "ter1 chat"
    steps = ("to it=2", "into=<Enter>", "to the end=G", "page=<PageUp>*10", ["--loop", "5", "pane=1", "back=2"])


class Ter1Events(Ter1):
    name = "ter1 events"
    steps = ("to it=3", "line=j*6", "to the end=j*20", "scrolled line=j*30", "page=<PageDown>*10",
             ["--loop", "40", "open=<Enter>", "back=h", "next=j"], ["--loop", "5", "pane=1", "back=3"])


class Ter1Files(Ter1):
    name = "ter1 files"
    steps = ("to it=4", "into=<Enter>", "line=j*15", "to the end=j*40", "scrolled line=j*40", "page=<PageDown>*10",
             ["--loop", "5", "pane=1", "back=4"])


class Neomutt(Peer):
    """Threads collapsed, so that a line is a topic; lines scroll one by one."""
    name = "neomutt"
    ready = r"Msgs:|Mess:|NeoMutt"
    quit = "qy"
    steps = ("line=j*15", "to the end=j*40", "scrolled line=j*40", "page=<PageDown>*10",
             ["--loop", "100", "open=<Enter>", "back=q", "next=j"])

    def command(self):
        return ["neomutt", "-F", self.path("rc"), "-f", self.corpora.path("maildir")]

    def prepare(self):
        super().prepare()
        self.corpora.mail()
        self.write("rc", f"set header_cache={self.path('cache')}\nset sort=threads\nset sort_aux=reverse-last-date-received\nset menu_scroll=yes\n"
                         f"set sleep_time=0\nset quit=yes\nset mark_old=no\nset folder={self.path()}\nset record=\"\"\n"
                         "set pager_stop=yes\nfolder-hook . 'push <collapse-all><first-entry>'\n")


class Aerc(Peer):
    name = "aerc"
    ready = "20[0-9]{2}-[01][0-9]-"
    quit = ":quit<Enter>"
    # It draws a message some time after the key.
    steps = ("line=j*15", "to the end=j*40", "scrolled line=j*40", "page=<PageDown>*10",
             ["--quiet", "500"], ["--loop", "100", "open=<Enter>", "back=q", "next=j"])

    def command(self):
        return ["aerc"]

    def environment(self):
        return super().environment() | {"XDG_CONFIG_HOME": self.path("config"), "XDG_DATA_HOME": self.path("data"),
                                        "XDG_CACHE_HOME": self.path("cache")}

    def prepare(self):
        super().prepare()
        self.corpora.mail()
        mail = self.path("mail")
        os.makedirs(os.path.join(mail, "INBOX"), exist_ok=True)
        for part in ("cur", "new", "tmp"):
            if not os.path.lexists(os.path.join(mail, "INBOX", part)):
                os.symlink(os.path.join(self.corpora.path("maildir"), part), os.path.join(mail, "INBOX", part))
        self.write("config/aerc/accounts.conf", f"[mesure]\nsource = maildir://{mail}\ndefault = INBOX\nfrom = anna@example.org\n")
        self.write("config/aerc/aerc.conf", "[general]\nunsafe-accounts-conf=true\n[ui]\nthreading-enabled=true\nspinner=\nmouse-enabled=false\n"
                                            "[filters]\ntext/plain=cat\n")
        for name in ("binds.conf",):
            source = f"/usr/share/aerc/{name}"
            if os.path.exists(source):
                shutil.copy(source, self.path("config/aerc", name))


class Newsboat(Peer):
    name = "newsboat"
    ready = r"Union locale"
    quit = "qqq"
    steps = ("into=<Enter>", "line=<Down>*15", "to the end=<Down>*40", "scrolled line=<Down>*40", "page=<PageDown>*10",
             ["--loop", "100", "open=<Enter>", "back=q", "next=<Down>"])

    def command(self):
        return ["newsboat", "-q", "-u", self.path("urls"), "-C", self.path("config"), "-c", self.path("cache.db")]

    def prepare(self):
        super().prepare()
        self.write("urls", f"file://{self.corpora.feed()}\n")
        self.write("config", "auto-reload no\nconfirm-exit no\nshow-read-feeds yes\nshow-read-articles yes\n")
        os.makedirs(self.path("home"), exist_ok=True)
        subprocess.run([*self.command(), "-x", "reload"], check=True, env=dict(os.environ, **self.environment()), stdout=subprocess.DEVNULL)


class Weechat(Peer):
    """A channel of a server on this machine, which says as many lines as there are in the corpus."""
    name = "weechat"
    ready = r"#salon"
    quit = "/quit<Enter>"
    steps = (["--wait", "dernière ligne", "--quiet", "300"], "page=<PageUp>*10", ["--loop", "5", "pane=<M-Left>", "back=<M-Right>"])

    def command(self):
        return ["weechat", "-d", self.path("weechat"), "-r", f"/server add ici 127.0.0.1/{self.server.port} -notls -nicks=anna -autojoin=#salon;"
                "/set irc.look.smart_filter off;/set weechat.look.mouse off;/set weechat.bar.nicklist.hidden on;"
                "/set irc.server_default.anti_flood 0;/connect ici"]

    def is_there(self):
        return shutil.which("weechat") is not None

    def prepare(self):
        super().prepare()
        self.server = ChatServer(self.corpora.chat())

    def finish(self):
        self.server.close()


class Irssi(Weechat):
    """Its page is half a screen, as it comes: to be doubled in mind when it is compared."""
    name = "irssi"
    ready = "Act: "
    quit = "/quit<Enter>"
    steps = ("to it=<M-2>", ["--wait", "dernière ligne", "--quiet", "300"], "page=<PageUp>*10", ["--loop", "5", "pane=<M-1>", "back=<M-2>"])

    def command(self):
        return ["irssi", "--home", self.path("irssi"), "-c", "127.0.0.1", "-p", str(self.server.port), "-n", "anna"]

    def is_there(self):
        return shutil.which("irssi") is not None


class Calcurse(Peer):
    name = "calcurse"
    ready = r"\d{4}"
    quit = "qy"
    steps = ("day=l*10", "pane=<Tab>*4", "line=j*4")

    def command(self):
        return ["calcurse", "-q", "-D", self.path("data")]

    def prepare(self):
        super().prepare()
        os.makedirs(self.path("home"), exist_ok=True)
        if not os.path.exists(self.path("data", "apts")):
            subprocess.run([*self.command(), "-i", self.corpora.events()], check=True, env=dict(os.environ, **self.environment()),
                           stdout=subprocess.DEVNULL)
        self.write("data/conf", "notification.notifyall=unflagged-only\nappearance.notifybar=no\ngeneral.periodicsave=0\ngeneral.autosave=no\ngeneral.confirmquit=no\n")


class Nnn(Peer):
    name = "nnn"
    ready = r"\d+"
    steps = ("line=j*15", "to the end=j*40", "scrolled line=j*40", "page=<PageDown>*10")

    def command(self):
        return ["nnn", self.corpora.files()]


def all_of(corpora):
    return [kind(corpora) for kind in (Ter1Forums, Neomutt, Aerc, Newsboat, Ter1Chat, Weechat, Irssi, Ter1Events, Calcurse, Ter1Files, Nnn)]
