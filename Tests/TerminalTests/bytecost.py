#!/usr/bin/env python3
"""Prints as JSON how many bytes ter1 writes to a terminal of 80x24 for each step of a fixed scenario.

  bytecost.py FOLDER_OF_THE_PROGRAMS WORK_FOLDER [TERM]
  bytecost.py FOLDER_OF_THE_PROGRAMS WORK_FOLDER --fill [SUBJECTS]    only makes the home, WORK_FOLDER/home; of SUBJECTS, a file, each line is a topic

A cooperative with 60 topics and a room, all of them years old, so that no word on the screen depends on the day; synced, then the server is
ended and nothing goes over the link unasked, so that no frame comes by itself.
"""
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "Tools"))
import ttymeter  # noqa: E402

SUBJECTS = ("Préavis de grève du 17 mai", "Compte rendu du CSE extraordinaire", "Élections professionnelles, 2e collège : les listes",
            "Manif intersyndicale, point de rendez-vous devant la mairie", "Horaires d’équipe et 3×8", "Caisse de solidarité")
NAMES = ("Camille Roux", "Lou Vidal", "Éléonore Vaïsse", "Rosa", "Benoît Kervœl")
TEXT = ("Je propose qu’on se retrouve à 9 h devant le portail, côté dépôt. Les collègues d’Alès demandent du renfort pour tenir le piquet.\n\n"
        "La direction a encore reporté la réunion, sans même nous prévenir. Où en est la demande de local syndical ?\n")
STEPS = ("boards=1", "board=<Enter>", "line=j*10", "to the last line=j*9", "scrolled line=j*10", "page=<PageDown>*2", "open=<Enter>", "read on=<PageDown>",
         "back=h", "pane=2", "other pane=1", "help=?", "no help=<Esc>", "to chat=2", "room=<Enter>",
         "chat page=<PageDown>*2")


def mbox(path, subjects):
    with open(path, "w", encoding="utf-8") as file:
        for number in range(4 * len(subjects)):
            topic, reply = number % len(subjects), number // len(subjects)
            subject = subjects[topic]
            references = f"References: <{topic}.0@ex>\nIn-Reply-To: <{topic}.0@ex>\n" if reply else ""
            file.write(f"From x@ex Mon Jan  7 10:00:00 2019\nFrom: {NAMES[number % 5]} <n{number % 5}@ex>\nDate: {1 + topic % 28:02} {('Jan', 'Feb', 'Mar')[topic // 28 % 3]} 2019 "
                       f"{10 + reply}:{number % 60:02}:00 +0000\nMessage-ID: <{topic}.{reply}@ex>\n{references}Subject: {'Re: ' if reply else ''}{subject}\n"
                       f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{TEXT * (1 + topic % 3)}\n")


class Scenario:
    def __init__(self, programs, work, term):
        self.programs, self.work, self.term = programs, work, term
        self.variables = {"TER1_HOME": self.path("home"), "LANG": "fr_FR.UTF-8", "LC_ALL": "", "LC_CTYPE": "C.UTF-8", "TZ": "Europe/Paris",
                          "NO_COLOR": ""}

    def path(self, name):
        return os.path.join(self.work, name)

    def run(self, program, *arguments):
        done = subprocess.run([os.path.join(self.programs, program), *arguments], env=dict(os.environ, **self.variables), text=True, capture_output=True)
        if done.returncode:
            sys.exit(f"{program} {' '.join(arguments)}: {done.stdout}{done.stderr}")

    def fill(self, subjects=None):
        secret, data = self.path("password"), self.path("coop")
        with open(os.open(secret, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write("correct horse battery\n")
        mbox(self.path("mail"), subjects or [f"{SUBJECTS[topic % len(SUBJECTS)]} ({topic + 1})" for topic in range(60)])
        with open(self.path("log"), "w", encoding="utf-8") as file:
            file.writelines(f"[2019-02-{1 + n // 10:02} 10:{n % 60:02}] <{NAMES[n % 5].split()[0]}> Ligne {n}, {SUBJECTS[n % 6].lower()}\n" for n in range(100))
        self.run("ter1-server", "init", "--data", data, "--name", "Union locale")
        self.run("ter1-server", "user", "add", "camille", "--data", data, "--password-file", secret)
        self.run("ter1-server", "import", "mbox", self.path("mail"), "--data", data, "--into", "Bureau")
        self.run("ter1-server", "import", "irc", self.path("log"), "--data", data, "--into", "Salon")
        server = subprocess.Popen([os.path.join(self.programs, "ter1-server"), "serve", "--data", data, "--listen", "127.0.0.1:0"],
                                  stdout=subprocess.PIPE, text=True)
        try:
            url = re.search(r"http://[^ \n]+:\d+", server.stdout.readline()).group(0)
            self.run("ter1", "account", "add", url, "--user", "camille", "--name", "ul", "--password-file", secret)
            self.run("ter1", "sync", "--all")
            self.run("ter1", "account", "policy", "ul", "manual")
        finally:
            server.terminate()
            server.wait()

    def measure(self):
        command = ["--size", "80x24", "--term", self.term, "--runs", "1", "--warmup", "0", "--ready", "Bureau", "--first-quiet", "3000",
                   "--patience", "20000", "--timeout", "60000", "--quiet", "700"]
        for name, value in self.variables.items():
            command += ["--env", f"{name}={value}"]
        for step in STEPS:
            command += ["--step", step]
        args = ttymeter.build_parser().parse_args([*command, "--quit", "<C-q>", "--", os.path.join(self.programs, "ter1")])
        args.quiet_default, args.timeout_default = 700, 60000
        run = ttymeter.run_once(args, 1)
        costs = {"first paint": run["first"]["bytes"]}
        for sample in run["samples"]:
            costs[sample["label"]] = costs.get(sample["label"], 0) + sample["bytes"]
        return costs


if __name__ == "__main__":
    only = len(sys.argv) > 3 and sys.argv[3] == "--fill"
    scenario = Scenario(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 and not only else "xterm-256color")
    if only:
        lines = open(sys.argv[4], encoding="utf-8").read().split("\n")[:-1] if len(sys.argv) > 4 else None
        scenario.fill(lines)
        sys.exit()
    scenario.fill()
    print(json.dumps(scenario.measure(), ensure_ascii=False, indent=1))
