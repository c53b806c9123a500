#include "DemonstrationContent.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char members[] = {
#embed "text/members.txt"
};
static const unsigned char forums[] = {
#embed "text/forums.txt"
};
static const unsigned char more_forums[] = {
#embed "text/forums-more.txt"
};
static const unsigned char chat[] = {
#embed "text/chat.txt"
};
static const unsigned char calendars[] = {
#embed "text/calendars.json"
};
static const unsigned char votes[] = {
#embed "text/votes.json"
};
static const unsigned char news[] = {
#embed "text/news.json"
};
static const unsigned char files[] = {
#embed "text/files.txt"
};

static const ter1_demonstration_text texts[] = {
  {"members", members, sizeof members},
  {"forums", forums, sizeof forums},
  {"forums-more", more_forums, sizeof more_forums},
  {"chat", chat, sizeof chat},
  {"calendars", calendars, sizeof calendars},
  {"votes", votes, sizeof votes},
  {"news", news, sizeof news},
  {"files", files, sizeof files},
};
const ter1_demonstration_text *const ter1_demonstration_texts = texts;
const size_t ter1_demonstration_count = sizeof texts / sizeof *texts;
