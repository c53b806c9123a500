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

static const unsigned char course_0[] = {
#embed "text/course/course.txt"
};
static const unsigned char course_1[] = {
#embed "text/course/1-qui-lit.md"
};
static const unsigned char course_2[] = {
#embed "text/course/1-qui-lit.gift"
};
static const unsigned char course_3[] = {
#embed "text/course/2-comptes.md"
};
static const unsigned char course_4[] = {
#embed "text/course/2-comptes.gift"
};
static const unsigned char course_5[] = {
#embed "text/course/3-personnes.md"
};
static const unsigned char course_6[] = {
#embed "text/course/3-personnes.gift"
};
static const unsigned char course_7[] = {
#embed "text/course/4-pieges.md"
};
static const unsigned char course_8[] = {
#embed "text/course/4-pieges.gift"
};
static const unsigned char course_9[] = {
#embed "text/course/5-campagne.md"
};
static const unsigned char course_10[] = {
#embed "text/course/5-campagne.gift"
};

static const ter1_demonstration_text texts[] = {
  {"members", members, sizeof members},
  {"forums", forums, sizeof forums},
  {"forums-more", more_forums, sizeof more_forums},
  {"chat", chat, sizeof chat},
  {"calendars", calendars, sizeof calendars},
  {"votes", votes, sizeof votes},
  {"news", news, sizeof news},
  {"course/course.txt", course_0, sizeof course_0},
  {"course/1-qui-lit.md", course_1, sizeof course_1},
  {"course/1-qui-lit.gift", course_2, sizeof course_2},
  {"course/2-comptes.md", course_3, sizeof course_3},
  {"course/2-comptes.gift", course_4, sizeof course_4},
  {"course/3-personnes.md", course_5, sizeof course_5},
  {"course/3-personnes.gift", course_6, sizeof course_6},
  {"course/4-pieges.md", course_7, sizeof course_7},
  {"course/4-pieges.gift", course_8, sizeof course_8},
  {"course/5-campagne.md", course_9, sizeof course_9},
  {"course/5-campagne.gift", course_10, sizeof course_10},
  {"files", files, sizeof files},
};
const ter1_demonstration_text *const ter1_demonstration_texts = texts;
const size_t ter1_demonstration_count = sizeof texts / sizeof *texts;
