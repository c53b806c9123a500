#!/usr/bin/env python3
"""dictionary - makes the dictionary that both programs compress with: docs/protocol.md, section 18.

Its material is the project's own: the texts of the demonstration cooperative (Sources/DemonstrationContent), put into the shapes of
the protocol. What is most worth standing near the end stands there: the shapes last, before them the texts. libzstd (the Debian
package libzstd1) adds statistics, taken from made-up answers of all sizes.

  dictionary.py [--to Sources/CDictionary] [--check]

The same texts and the same libzstd give the same bytes. A new dictionary has a new name, so that programs with different ones
understand that they do not share it, and speak gzip or brotli: make one rarely. --check only says whether the file and its name belong
together.
"""
import argparse
import ctypes
import datetime
import hashlib
import json
import os
import random
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TEXTS = os.path.join(HERE, "..", "Sources", "DemonstrationContent", "text")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
LEVEL = 19


# -- texts -----------------------------------------------------------------------------------------------------------------

def texts():
    """The paragraphs of the demonstration, without its directives."""
    found = []
    for name in ("files.txt", "chat.txt", "forums-more.txt", "forums.txt"):
        block = []
        with open(os.path.join(TEXTS, name), encoding="utf-8") as file:
            for line in list(file) + ["%end"]:
                if not line.startswith("%"):
                    block.append(line)
                    continue
                found.append("".join(block).strip())
                block = []
                said = re.match(r"%(topic|about|forum|chat) (.*)", line)
                found.append(said[2] if said else "")
    return [re.sub(r"\{[^}]*\}", "jeudi", text) for text in found if text]


def events():
    with open(os.path.join(TEXTS, "calendars.json"), encoding="utf-8") as file:
        return json.load(file)["events"]


# -- the shapes of docs/protocol.md ----------------------------------------------------------------------------------------

class Shapes:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.texts = texts()
        self.events = events()
        self.epoch = self.word(8)
        self.account = "A" + self.word(8)
        self.session = self.word(22)

    def word(self, length):
        return "".join(self.random.choice(ALPHABET) for _ in range(length))

    def id(self, letter, most):
        number, digits = self.random.randrange(1, most), ""
        while number:
            number, digit = divmod(number, 36)
            digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        return letter + digits

    def state(self):
        return f"{self.epoch}.0.{self.random.randrange(1, 300_000)}"

    def date(self):
        seconds = 1_760_000_000 + self.random.randrange(100_000_000)
        day = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
        return f"{day:%Y-%m-%dT%H:%M:%S}.{self.random.randrange(1000):03d}Z"

    def message(self, text, channel, topic):
        """As the server stores one: members sorted by name, defaults and all."""
        isTopic = self.random.random() < 0.1
        date = self.date()
        return {
            "attachments": [], "author": None, "body": text, "bodyType": "text/markdown", "channelId": channel,
            "deletedAt": None, "editedAt": None, "id": self.id("M", 300_000), "mentions": [], "pinned": False,
            "reactions": {}, "receivedAt": date, "replyTo": None, "senderId": self.id("P", 200),
            "sentAt": date[:-5] + f".{self.random.randrange(1000):03d}Z",
            "subject": self.random.choice(self.texts).split("\n")[0][:80] if isTopic else None,
            "threadRootId": None if isTopic else topic}

    def event(self):
        event = dict(self.random.choice(self.events))
        calendar = event.pop("calendar", "")
        return dict(event, **{
            "@type": "Event", "calendarIds": {self.id("K", 20): True}, "created": self.date(), "createdBy": self.id("P", 200),
            "id": self.id("E", 9_000), "sequence": 0, "status": "confirmed", "updated": self.date(),
            "timeZone": "Europe/Paris", "keywords": {calendar: True}})

    def others(self):
        rights = {"mayRead": True, "mayPost": True, "mayModerate": False, "mayAdmin": False}
        words = self.random.choice(self.texts).split()
        return {
            "ReadPosition": {"id": self.id("M", 300_000), "isMuted": False, "readUpTo": self.date()},
            "Channel": {
                "myRights": rights, "description": " ".join(words[:9]), "id": self.id("C", 90), "isArchived": False,
                "kind": self.random.choice(["forum", "chat"]), "name": " ".join(words[:2]), "parentId": None, "sortOrder": 0},
            "Principal": {
                "calendarAddress": f"urn:ter1:principal:{self.id('P', 200)}", "description": "", "email": None,
                "handle": words[0].lower(), "id": self.id("P", 200), "isAdmin": False, "isRemoved": False,
                "name": words[0], "timeZone": "Europe/Paris", "type": "individual"},
            "Calendar": {
                "myRights": {"mayDelete": False, "mayRSVP": True, "mayReadItems": True, "mayWriteAll": False, "mayWriteOwn": True},
                "color": "#c8102e", "description": " ".join(words[:5]), "id": self.id("K", 20), "isVisible": True,
                "name": words[0], "sortOrder": 1, "timeZone": "Europe/Paris"},
            "FileNode": {
                "myRights": {"mayAdmin": False, "mayRead": True, "mayWrite": True}, "blobId": "B" + self.word(22),
                "created": self.date(), "createdBy": self.id("P", 200), "description": "", "id": self.id("F", 30_000),
                "modified": self.date(), "name": "-".join(words[:3]).lower() + ".pdf", "parentId": self.id("F", 900),
                "sha256": hashlib.sha256(self.word(4).encode()).hexdigest(), "size": self.random.randrange(4_000_000),
                "type": "application/pdf"},
        }

    # -- answers and requests ----------------------------------------------------------------------------------------------

    def sync(self, objects):
        """The answer of Sync/changes; `objects` by type name."""
        types = {name: {"list": list, "state": self.state()} for name, list in objects.items()}
        if self.random.random() < 0.2:
            types["ReadPosition"] = {"destroyed": [self.id("M", 300_000)], "list": [], "state": self.state()}
        arguments = {"changed": {self.account: types}, "token": f"{self.state()}.{self.session[:8]}"}
        return self.response([["Sync/changes", arguments, "s"]])

    def page(self, name, objects):
        """A page of a first sync: /changes and /get."""
        ids = [object["id"] for object in objects]
        changes = {
            "accountId": self.account, "created": ids, "destroyed": [], "hasMoreChanges": True, "newState": self.state() + "-0-9999",
            "oldState": self.state(), "updated": []}
        get = f'{{"accountId":"{self.account}","state":"{self.state()}","notFound":[],"list":{self.json(objects)}}}'
        head = self.json([[f"{name}/changes", changes, "0"]])[1:-1]
        nothing = f'["{name}/get",{{"accountId":"{self.account}","state":"{self.state()}","notFound":[],"list":[]}},"0u"]'
        return f'{{"methodResponses":[{head},["{name}/get",{get},"0c"],{nothing}],"sessionState":"{self.session}"}}'

    def response(self, answers):
        return self.json({"methodResponses": answers, "sessionState": self.session})

    def messages(self, count):
        channel, topic = self.id("C", 90), self.id("M", 300_000)
        return [self.message(self.random.choice(self.texts), channel, topic) for _ in range(count)]

    def post(self):
        """What a member writes, and the question for news behind it."""
        message = {
            "body": self.random.choice(self.texts), "bodyType": "text/markdown", "channelId": self.id("C", 90),
            "clientId": self.word(22), "mentions": [], "sentAt": self.date(), "threadRootId": self.id("M", 300_000)}
        calls = [["Message/set", {"accountId": self.account, "create": {"n": message}}, "s0"],
                 ["Sync/changes", {"since": f"{self.state()}.{self.session[:8]}"}, "s"]]
        return self.json({"methodCalls": calls, "using": ["urn:ter1:discussion", "urn:ter1:sync"]})

    def posted(self):
        created = {"id": self.id("M", 300_000), "receivedAt": self.date(), "senderId": self.id("P", 200)}
        result = {"accountId": self.account, "created": {"n": created}, "destroyed": None, "newState": self.state(),
                  "notCreated": None, "notDestroyed": None, "notUpdated": None, "oldState": self.state(), "updated": None}
        return self.response([["Message/set", result, "s0"]])

    def read(self):
        """Reading on, and its answer."""
        topic = self.id("M", 300_000)
        ask = {"accountId": self.account, "update": {topic: {"readUpTo": self.date()}}}
        return self.json({"methodCalls": [["ReadPosition/set", ask, "s0"]], "using": ["urn:ter1:discussion"]})

    def ballot(self):
        """A ballot and the news behind it: the ballot as it is kept, and the tally."""
        code = "".join(self.random.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(16))
        choice = self.random.choice(["yes", "no", "abstain", "agree", "block", "standAside", 1, [0, 2], [[1], [0, 2]]])
        return self.id("V", 9_000), {"choice": choice, "code": code}

    def vote(self):
        proposal, ballot = self.ballot()
        ask = {"accountId": self.account, "ifMatch": {proposal: {"choice": None}}, "update": {proposal: ballot}}
        calls = [["Ballot/set", ask, "s0"], ["Sync/changes", {"since": f"{self.state()}.{self.session[:8]}"}, "s"]]
        return self.json({"methodCalls": calls,
                          "using": ["urn:ter1:proposals", "urn:ter1:sync"]})

    def voted(self):
        proposal, ballot = self.ballot()
        result = {"accountId": self.account, "created": None, "destroyed": None, "newState": self.state(),
                  "notCreated": None, "notDestroyed": None, "notUpdated": None, "oldState": self.state(),
                  "updated": {proposal: {"castAt": self.date()}}}
        tally = {"ballotCount": self.random.randrange(40), "counts": [self.random.randrange(20) for _ in range(3)],
                 "electors": self.random.randrange(3, 90), "id": proposal, "state": "open"}
        types = {"Ballot": {"list": [dict(ballot, castAt=self.date(), id=proposal)], "state": self.state()},
                 "Tally": {"list": [tally], "state": self.state()}}
        news = {"changed": {self.account: types}, "token": f"{self.state()}.{self.session[:8]}"}
        return self.response([["Ballot/set", result, "s0"], ["Sync/changes", news, "s"]])

    def proposal(self):
        words = self.random.choice(self.texts)
        return {
            "myRights": {"mayModerate": False, "mayVote": True}, "amends": None, "body": words, "channelId": self.id("C", 90),
            "closesAt": self.date(), "created": self.date(), "createdBy": self.id("P", 200), "dots": 0, "id": self.id("V", 9_000),
            "isSecret": False, "method": self.random.choice(["consent", "yesno", "choice", "approval", "ranked", "dots"]),
            "opensAt": self.date(), "options": [], "quorum": self.random.randrange(20), "title": words.split("\n")[0][:60],
            "topicId": self.id("M", 300_000), "withdrawnAt": None}

    TYPES = ("Principal", "Channel", "Message", "ReadPosition", "Calendar", "CalendarEvent", "FileNode",
             "Proposal", "Tally", "Ballot")

    def pull(self):
        calls = []
        for index, name in enumerate(self.TYPES):
            at = {"accountId": self.account, "maxChanges": 256, "sinceState": self.random.choice(["0", self.state()])}
            calls.append([f"{name}/changes", at, str(index)])
            for path in ("created", "updated"):
                reference = {"name": f"{name}/changes", "path": "/" + path, "resultOf": str(index)}
                calls.append([f"{name}/get", {"#ids": reference, "accountId": self.account}, f"{index}{path[0]}"])
        using = ["urn:ietf:params:jmap:calendars", "urn:ietf:params:jmap:filenode", "urn:ietf:params:jmap:principals",
                 "urn:ter1:discussion"]
        return self.json({"methodCalls": calls, "using": using})

    def states(self):
        states = {name: self.state() for name in self.TYPES}
        call = ["Sync/changes", {"states": {self.account: states}}, "s"]
        return self.json({"methodCalls": [call], "using": ["urn:ter1:sync"]})

    def sessionObject(self):
        base = "https://" + self.random.choice(["ul-nord", "union", "coop", "127.0.0.1"]) + ".example"
        own = {"urn:ietf:params:jmap:calendars": {"maxCalendarsPerEvent": 1, "mayCreateCalendar": False},
               "urn:ietf:params:jmap:core": {}, "urn:ietf:params:jmap:filenode": {"maxFileNodeDepth": None},
               "urn:ietf:params:jmap:principals": {"calendarAddress": True, "currentUserPrincipalId": self.id("P", 200)},
               "urn:ter1:devices": {}, "urn:ter1:discussion": {
                   "mayCreateChannel": False, "resumableUpload": True, "statePoll": True}, "urn:ter1:sync": {}}
        core = {"collationAlgorithms": ["i;unicode-casemap"], "maxCallsInRequest": 64, "maxConcurrentRequests": 8,
                "maxConcurrentUpload": 4, "maxObjectsInGet": 1000, "maxObjectsInSet": 500, "maxSizeRequest": 10000000,
                "maxSizeUpload": 1073741824}
        sync = {"coding": "ter1-" + self.word(8), "url": base + "/jmap/sync?since={since}"}
        capabilities = {name: {} for name in own}
        capabilities.update({"urn:ietf:params:jmap:core": core, "urn:ter1:sync": sync})
        return self.json({
            "accounts": {self.account: {"accountCapabilities": own, "isPersonal": False, "isReadOnly": False,
                                        "name": "Union locale"}},
            "apiUrl": base + "/jmap/api", "capabilities": capabilities,
            "downloadUrl": base + "/jmap/download/{accountId}/{blobId}/{name}?type={type}",
            "eventSourceUrl": base + "/jmap/events?types={types}&closeafter={closeafter}&ping={ping}",
            "primaryAccounts": {name: self.account for name in own}, "state": self.session,
            "uploadUrl": base + "/jmap/upload/{accountId}", "username": self.random.choice(["anna", "camille", "nadia"])})

    @staticmethod
    def json(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


# -- libzstd ---------------------------------------------------------------------------------------------------------------

class Parameters(ctypes.Structure):
    """ZDICT_params_t."""
    _fields_ = [("level", ctypes.c_int), ("notifications", ctypes.c_uint), ("id", ctypes.c_uint)]


def finalize(content, samples):
    """`content` with statistics before it: ZDICT_finalizeDictionary."""
    library = ctypes.CDLL("libzstd.so.1")
    make = library.ZDICT_finalizeDictionary
    make.restype = ctypes.c_size_t
    make.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p,
                     ctypes.POINTER(ctypes.c_size_t), ctypes.c_uint, Parameters]
    room = ctypes.create_string_buffer(len(content) + 4096)
    sizes = (ctypes.c_size_t * len(samples))(*map(len, samples))
    size = make(room, len(room), content, len(content), b"".join(samples), sizes, len(samples), Parameters(LEVEL, 0, 0))
    if size > len(room):
        sys.exit("libzstd makes no dictionary of this")
    return room.raw[:size]


def dictionary():
    shapes = Shapes(1)
    others = [shapes.others() for _ in range(3)]
    skeleton = [shapes.sessionObject(), shapes.pull(), shapes.page("FileNode", [each["FileNode"] for each in others]),
                shapes.page("CalendarEvent", [shapes.event()]), shapes.posted(), shapes.read(), shapes.states(), shapes.post(),
                shapes.sync({name: [object] for name, object in others[0].items()}), shapes.sync({"Proposal": [shapes.proposal()]}),
                shapes.voted(), shapes.vote(), shapes.sync({"Message": shapes.messages(2)})]
    content = "\n\n".join(shapes.texts + skeleton).encode()
    samples = []
    for number in range(400):
        shapes = Shapes(number + 2)
        count = shapes.random.choice([1, 1, 1, 2, 3, 5, 8, 20])
        samples += [shapes.sync({"Message": shapes.messages(count)}), shapes.post()]
        if number % 4 == 0:
            kinds = shapes.others()
            samples += [shapes.posted(), shapes.read(), shapes.states(), shapes.page("Message", shapes.messages(count)),
                        shapes.sync({name: [object] for name, object in kinds.items()}), shapes.sessionObject(), shapes.pull(),
                        shapes.sync({"CalendarEvent": [shapes.event()]}), shapes.sync({}), shapes.vote(), shapes.voted(),
                        shapes.sync({"Proposal": [shapes.proposal()]})]
    return finalize(content, [sample.encode() for sample in samples])


HEADER = """#pragma once
#include <stddef.h>

/// The dictionary of docs/protocol.md, section 18, made by Tools/dictionary.py and embedded by the C compiler.
extern const unsigned char *const ter1_dictionary;
extern const size_t ter1_dictionary_size;

/// The coding's name: the first eight digits of the dictionary's SHA-256 stand in it.
#define TER1_DICTIONARY_CODING "{name}"
"""


def name(content):
    return "ter1-" + hashlib.sha256(content).hexdigest()[:8]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", default=os.path.join(HERE, "..", "Sources", "CDictionary"))
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    path, header = os.path.join(args.to, "ter1.dictionary"), os.path.join(args.to, "include", "CDictionary.h")
    if args.check:
        with open(path, "rb") as file, open(header, encoding="utf-8") as text:
            sys.exit(0 if name(file.read()) in text.read() else "the dictionary and its name do not belong together")
    content = dictionary()
    with open(path, "wb") as file:
        file.write(content)
    with open(header, "w", encoding="utf-8") as file:
        file.write(HEADER.format(name=name(content)))
    print(f"{name(content)}: {len(content)} bytes")


if __name__ == "__main__":
    main()
