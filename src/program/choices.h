/* Layer 11: what TAB has found, as a list below the line. */
#ifndef CNN_PROGRAM_CHOICES_H
#define CNN_PROGRAM_CHOICES_H

#include <stddef.h>

typedef struct Choice {
  char *name, *meaning; /* what cnn_complete says of it */
} Choice;

typedef struct Choices {
  Choice *choice;
  size_t n, room;
} Choices;

/* On readline's stream, fitted to the window; `typed` is what they complete. */
void list_choices(const Choices *choices, const char *typed, size_t typed_length);

#endif
