#!/usr/bin/env python3
"""Counts what an archive holds, with Python's own libraries: the tests compare the importers with it.

  count.py mails DIR   {"mails", "distinct", "topics"} of one mail a file
  count.py mbox FILE   the same of an mbox
  count.py events DIR  {"events"}: distinct UIDs of VEVENTs that have a DTSTART
  count.py chat DIR    {"lines"}: lines that say something
"""
import hashlib
import json
import mailbox
import os
import re
import sys
from email.parser import BytesHeaderParser

KNOWN = re.compile(rb"(?im)^(from|to|cc|subject|date|message-id|received|return-path|mime-version|content-type|in-reply-to|"
                   rb"references|delivered-to|reply-to|sender|bcc)[ \t]*:")


def files(top):
    if os.path.isfile(top):
        return [top]
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names
                  if not name.startswith("."))


def mails(top):
    for path in files(top):
        with open(path, "rb") as file:
            data = file.read()
        if data.startswith(b"From "):
            data = data.partition(b"\n")[2]
        yield data


def mbox(path):
    for message in mailbox.mbox(path, create=False):
        yield message.as_bytes()


def count_mails(bodies):
    known, total = {}, 0
    for data in bodies:
        data = data.lstrip(b"\r\n")
        if not KNOWN.search(re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]):
            continue
        head = BytesHeaderParser().parsebytes(data)
        total += 1
        own = identifiers(head.get("message-id"))[:1] or str(head.get("message-id") or "").split()[:1]
        own = own[0] if own else "sha256:" + hashlib.sha256(data).hexdigest()
        above = identifiers(head.get("references")) or identifiers(head.get("in-reply-to"))[:1]
        known.setdefault(own, above)

    def root(name):
        seen = []
        while name not in seen:
            seen.append(name)
            above = known.get(name) or []
            there = [a for a in above if a in known and a != name]
            up = there[:1] or above[:1]
            if not up or up[0] == name:
                return name
            name = up[0]
        return min(seen[seen.index(name):])

    return {"mails": total, "distinct": len(known), "topics": len({root(name) for name in known})}


def identifiers(value):
    return [re.sub(r"\s", "", found) for found in re.findall(r"<([^<>]*)>", str(value or "")) if found.strip()]


def count_events(top):
    uids = set()
    for path in files(top):
        # malloc.ics is a fuzzer's: its BEGINs and ENDs do not match, and no two readers find the same events.
        if not path.lower().endswith(".ics") or os.path.basename(path) == "malloc.ics":
            continue
        with open(path, "rb") as file:
            text = file.read().replace(b"\r\n", b"\n").replace(b"\n ", b"").replace(b"\n\t", b"")
        for number, block in enumerate(re.findall(rb"(?ms)^BEGIN:VEVENT\s*$(.*?)^END:VEVENT\s*$", text)):
            if not re.search(rb"(?m)^DTSTART[;:]", block):
                continue
            uid = re.search(rb"(?m)^UID(?:;[^:\n]*)?:[ \t]*(\S[^\n]*)$", block)
            uids.add(uid.group(1).strip() if uid else (path, block))
    return {"events": len(uids)}


SAID = re.compile(r"^(\[\d\d:\d\d(:\d\d)?\]|\d\d:\d\d(:\d\d)?) +(<[^>]+> *\S|\* \S+ +\S)")


def count_chat(top):
    lines = 0
    for path in files(top):
        with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
            lines += sum(1 for line in file if SAID.match(line))
    return {"lines": lines}


def main():
    what, path = sys.argv[1:3]
    print(json.dumps({"mails": lambda: count_mails(mails(path)), "mbox": lambda: count_mails(mbox(path)),
                      "events": lambda: count_events(path), "chat": lambda: count_chat(path)}[what]()))


if __name__ == "__main__":
    main()
