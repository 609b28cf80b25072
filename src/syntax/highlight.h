/* Layer 5: what the pieces of a text are, for colours while it is typed. No parse: half a statement, or bytes that are
   no text, have pieces too. */
#ifndef CNN_SYNTAX_HIGHLIGHT_H
#define CNN_SYNTAX_HIGHLIGHT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum PieceKind { /* cnn.h tells of each, in the same order */
  PIECE_PLAIN, PIECE_KEYWORD, PIECE_NUMBER, PIECE_STRING, PIECE_COMMENT, PIECE_OPERATOR, PIECE_BRACKET, PIECE_FUNCTION,
  PIECE_VARIABLE, PIECE_NAME, PIECE_PARAMETER, PIECE_LATEX, PIECE_COMMAND, PIECE_TEXT, PIECE_MISTAKE,
} PieceKind;

typedef struct Pieces {
  /* FUNCTION, VARIABLE or NAME: what the text around it cannot tell. */
  PieceKind (*kind_of_name)(void *names, const char *name, size_t length);
  void *names;
  void (*each)(void *user, size_t start, size_t end, PieceKind kind);
  void *user;
} Pieces;

/* text: UTF-8 that ends with NUL. */
void find_pieces(const char *text, const Pieces *pieces);

#endif
