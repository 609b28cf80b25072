/* Layer 11: texts in columns of a terminal. */
#ifndef CNN_PROGRAM_COLUMNS_H
#define CNN_PROGRAM_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

int count_columns(const char *text, size_t length);
/* Writes as much as has room, the last column an ellipsis where something is missing; the columns taken. */
int write_fitting(FILE *stream, const char *text, size_t length, int room);

#endif
