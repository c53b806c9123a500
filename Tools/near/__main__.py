#!/usr/bin/env python3
"""near - which functions run until the first screen, and which at the usual keys: makes Tools/near/functions anew.

The linker puts these beside each other (docs/adr/0044-what-runs-stands-together.md). A name that is gone does no harm, one that is missing
costs 64 kB of memory at most.

  make near        builds ter1 and runs this
  python3 Tools/near [--bin .build/release]

The welcome screen, a cache whose server is gone and the demonstration run under callgrind, with the keys below typed: some minutes.
"""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.dirname(HERE)
sys.path.append(os.path.join(TOOLS, "benchtty"))
import corpora  # noqa: E402

METER = os.path.join(TOOLS, "ttymeter.py")

KEYS = [
    "<Enter>", "j", "k", "G", "gg", "<PageDown>", "<Enter>", "<Space>", "n", "p", "h", "h",
    "2", "<Enter>", "<PageUp>", "h", "3", "j", "<PageDown>", "<Enter>", "h", "4", "<Enter>", "j", "<PageDown>", "h",
    "5", "6", "7", "8", "9", "0", "<Tab>", "gw", "h", "/", "gre", "<Enter>", "j", "<Enter>", "h", "?", "<PageDown>", "h", ":", "<Esc>",
    "2", "<Enter>", "i", "Bonjour", "<Enter>", "<Esc>", "1",
]
#: Whose home, what is started, what its first screen says, and what is typed then. What first runs in one of them stands behind what ran in
#: those before.
SCENES = (
    ("nobody", [], "Bienvenue", []),
    ("offline", [], "Forum", []),
    ("nobody", ["demo"], "Forums", []),
    ("offline", [], "Forum", KEYS),
    ("nobody", ["demo"], "Forums", KEYS),
)


def record(program, scene, folder):
    """One scene under callgrind: the program's functions that ran in it."""
    home, arguments, ready, keys = scene
    command = [sys.executable, METER, "--size", "80x24", "--runs", "1", "--warmup", "0", "--ready", ready,
               "--first-quiet", "5000", "--first-timeout", "600000", "--patience", "5000", "--quiet", "1500"]
    for name, value in (("TER1_HOME", os.path.join(folder, home)), ("LANG", "fr_FR.UTF-8"), ("LC_ALL", ""), ("LC_CTYPE", "C.UTF-8")):
        command += ["--env", f"{name}={value}"]
    for key in keys:
        command += ["--step", f"{key.strip('<>')}={key}"]
    # The demonstration starts the interface as another process, by setpriv(1); its server is not looked at.
    command += ["--quit", "<C-q>", "--", "valgrind", "--tool=callgrind", "--demangle=no", "--trace-children=yes",
                "--trace-children-skip=*/ter1-server", f"--callgrind-out-file={folder}/ran.%p", f"--log-file={folder}/log.%p",
                program, *arguments]
    done = subprocess.run(command, text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"ter1 {' '.join(arguments)}: not recorded\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return set().union(*map(functions, glob.glob(f"{folder}/ran.*")))


def functions(path):
    """What ran of the interface, by a file of callgrind, which writes a name once and its number from then on."""
    names, objects, mine, ran = {}, {}, False, set()
    for line in open(path, errors="replace"):
        if line.startswith("cmd:") and not line.rstrip().endswith("/ter1"):
            return set()
        found = re.match(r"(c?ob|c?fn)=\((\d+)\)(?: (.*))?$", line)
        if not found:
            continue
        kind, number, name = found.groups()
        known = objects if kind.endswith("ob") else names
        if name:
            known[number] = name
        if kind == "ob":
            mine = os.path.basename(objects[number]) == "ter1"
        elif kind == "fn" and mine:
            ran.add(names[number])
    return {name for name in ran if not name.startswith("0x")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=".build/release", help="the folder of ter1 and ter1-server")
    programs = os.path.abspath(parser.parse_args().bin)
    listed = []
    with tempfile.TemporaryDirectory(prefix="ter1-near-") as folder:
        # Valgrind 3.19 cannot read the DWARF of Swift 6.
        program = os.path.join(folder, "ter1")
        subprocess.run(["strip", "--strip-debug", "-o", program, os.path.join(programs, "ter1")], check=True)
        os.symlink(os.path.join(programs, "ter1-server"), os.path.join(folder, "ter1-server"))
        corpus = corpora.Corpora(folder, programs, 100)
        os.rename(os.path.join(folder, corpus.synced()), os.path.join(folder, "offline"))
        corpus.close()
        for scene in SCENES:
            listed += sorted(record(program, scene, folder) - set(listed))
    with open(os.path.join(HERE, "functions"), "w") as file:
        file.writelines(f"{name}\n" for name in listed)
    print(f"{len(listed)} functions")


if __name__ == "__main__":
    main()
