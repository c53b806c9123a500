#include "CTranslations.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char french[] = {
#embed "../Localization/fr.po"
};
const unsigned char *const ter1_french_catalogue = french;
const size_t ter1_french_catalogue_size = sizeof french;
