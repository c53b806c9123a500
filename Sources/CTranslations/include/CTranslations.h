#pragma once
#include <stddef.h>

/// The French catalogue, Sources/Localization/fr.po. As an array in Swift it took longer to compile than the rest of its target.
extern const unsigned char *const ter1_french_catalogue;
extern const size_t ter1_french_catalogue_size;
