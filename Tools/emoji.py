#!/usr/bin/env python3
"""Writes Sources/TER1TUI/Widgets/EmojiTable.swift: signs with what people call them in French and English.

The names are those of Unicode's CLDR (annotations/fr.xml and en.xml; on Debian the package unicode-cldr-core), which are under the Unicode
licence (Unicode-DFS-2016). Which signs: the list below. Usage: Tools/emoji.py [FOLDER OF annotations] >Sources/TER1TUI/Widgets/EmojiTable.swift
"""
import re
import sys
import unicodedata
import xml.etree.ElementTree as tree

SIGNS = """
😀😄😁😅😂🤣🙂😉😊🥰😍😘😋😜🤪🤑🤗🤭🤫🤔🤐😐😑😏😒🙄😬😌😔🤤😴😷🤒🤕🤢🤮🤧🥵🥶🥴🤯🤠🥳😎🤓😕🙁😲😳🥺😨😰😢😭
😱😞😩😫🥱😤😡😠🤬😈💀💩👻🤖🙈🙉💌❤🧡💛💚💙💜🖤💔💕💯💥💦💨💬💭💤👋🖐✋👌✌🤞🤙👈👉👆👇☝👍👎✊👊👏🙌👐🤲🤝🙏✍💪
👀👂👃👶🧒👦👧🧑👨👩👴🤷🤦🙋🙅🙆🙇💁👮👷🕵🏃🚶💃🕺👪👣
🐵🐶🦊🐱🐯🐴🐷🐰🐻🐔🕊🦆🦉🐢🐍🐟🐙🦋🐛🐝🌸🌷🌱🌲🌳🍀🍁🍄🌍🌙⭐☀⛈🌈☔❄🔥💧🌊
🍌🍎🍒🍓🍅🥕🧄🥖🥐🍞🧀🍕🥗🎂🍰🍫☕🍵🍷🍺🍻🥂🍾🍽🔪
🏠🏥🏫🏭🏛🚲🚗🚕🚌🚇🚊✈🚀🚢🚧🚦🛑⚓⏰⌛⏳🎆🎈🎉🎊🎁🏆⚽🎯🎨🎭🎬🎤🎧🎵🎶🎸🥁
📱📞🔌💻⌨📹🎥📺🔍🔦💡📖📚📰💰💳✉📧📦📮🗳✏✒📝📁📅📆📈📉📊📋📌📍✂🔒🔓🔑🔨🔧⚙⚖🔗💉💊🚪🛒🚩🏴📢📣🔔🔕
⚠⛔🚫✅❌❓❗➕➖✔☮☯♻⚡☎ℹ🆗🆕🆘🔴🟠🟡🟢🔵🟣⚫⚪🟥🔺🔻▶⏸⏹⬆⬇⬅➡🔄🔙🔝
"""
# What is asked for by other words than Unicode's.
MORE = {
    "👍": "+1 ok oui yes", "👎": "-1 non no", "✊": "lutte solidarité solidarity", "🎉": "tada fête", "❤": "amour",
    "😂": "lol mdr", "🤣": "lol mdr", "📢": "manif", "🚩": "grève syndicat union", "✅": "fait done oui yes", "❌": "non no",
    "🙏": "merci thanks svp please", "🤷": "bof shrug", "📣": "manif mégaphone",
}
MOST_WORDS = 9
WIDTH = 118


def word(text):
    """One word as it is typed: small letters, `_` for what parts them."""
    return re.sub(r"[^\w+-]+", "_", unicodedata.normalize("NFC", text.lower()).replace("’", "_")).strip("_")


def read(path):
    names, words = {}, {}
    for element in tree.parse(path).getroot().iter("annotation"):
        sign = element.get("cp").replace("\ufe0f", "")
        if element.get("type") == "tts":
            names[sign] = element.text
        else:
            words[sign] = [part.strip() for part in element.text.split("|")]
    return names, words


def line(sign, languages):
    every = [word(names[sign]) for names, _ in languages if sign in names]
    others = MORE.get(sign, "").split()
    lists = [words.get(sign, []) for _, words in languages]
    for place in range(max(map(len, lists), default=0)):
        others += [word(words[place]) for words in lists if place < len(words)]
    for other in others:
        if other and other not in every and len(other) <= 20 and len(every) < MOST_WORDS:
            every.append(other)
    text = sign + " " + " ".join(every)
    while len(text) > WIDTH:
        text = text[: text.rindex(" ")]
    return text


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode/cldr/common/annotations"
    languages = [read(f"{folder}/{name}.xml") for name in ("fr", "en")]
    signs = dict.fromkeys(sign for sign in SIGNS if not sign.isspace())
    print("""/// Signs, and by what words they are found: made by Tools/emoji.py from Unicode's CLDR, version 41.
///
/// Copyright © 1991-2022 Unicode, Inc. Distributed under the Terms of Use in https://www.unicode.org/copyright.html (Unicode-DFS-2016).
enum EmojiTable {
  /// One sign a line: the sign, its French name, its English one, more words of both.
  static let text = \"\"\"""")
    for sign in signs:
        if any(sign in names for names, _ in languages):
            print("    " + line(sign, languages))
    print('    """\n}')


main()
