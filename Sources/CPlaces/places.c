#include "CPlaces.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "france.places"
};

const unsigned char *const ter1_places = bytes;
const size_t ter1_places_size = sizeof bytes;
