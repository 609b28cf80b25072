/* Layer 1: interned names. Two names are equal when their pointers are; texts are UTF-8 in NFC. */
#ifndef CNN_BASE_NAMES_H
#define CNN_BASE_NAMES_H

#include "base/context.h"

typedef struct Name {
  struct Name *next_in_bucket;
  uint32_t hash;
  uint32_t length;
  int global;        /* index of the global variable of this name; -1 until one is made (layer 6) */
  int library;       /* the same for code of the standard library, which does not see the program's variables */
  const struct Name *sensitivity; /* dX for X once asked for; NULL before */
  char text[];
} Name;

typedef struct Names {
  Memory *memory;
  Name **bucket;
  size_t n_buckets, n_names;
} Names;

Status names_open(Names *names, Memory *memory);
void names_close(Names *names);
Name *intern(Names *names, const char *text, size_t length); /* NULL: out of memory */
Name *find_name(const Names *names, const char *text, size_t length); /* NULL: never interned */
Name *sensitivity_name(Names *names, Name *name); /* dX; NULL: out of memory */

#endif
