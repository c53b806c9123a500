#pragma once
// What is asked of ICU. Its headers stay inside the target: they clash with Foundation's own copy of them.

/// The skeleton (Unicode Technical Standard 39) of a text whose case and compatibility forms were folded: equal for texts that look
/// alike. UTF-8 without a zero. Returns its length in bytes; -1 when ICU cannot, or it is longer than `capacity`.
int ter1_skeleton(const char *text, int length, char *skeleton, int capacity);

/// Whether scripts stand together that are not written so: more than UTS 39's "highly restrictive" allows.
int ter1_mixes_scripts(const char *text, int length);

/// A host's name with what is punycode in it spelled out (UTS 46). Returns as `ter1_skeleton` does.
int ter1_host_in_letters(const char *host, int length, char *letters, int capacity);

/// A host's name as it is looked up (UTS 46). Returns as `ter1_skeleton` does.
int ter1_host_in_ascii(const char *host, int length, char *ascii, int capacity);
