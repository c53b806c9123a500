#pragma once
#include <stddef.h>

/// Towns with their postcodes, and outlines of France's departments: made by Tools/places.py, embedded by the C compiler.
extern const unsigned char *const ter1_places;
extern const size_t ter1_places_size;
