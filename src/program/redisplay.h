/* Layer 11: the line being typed, drawn by ourselves: colours, the matching bracket, glyphs of any width, several lines.
   readline keeps the text and the keys. */
#ifndef CNN_PROGRAM_REDISPLAY_H
#define CNN_PROGRAM_REDISPLAY_H

#include "program/program.h"

/* False: this terminal or the user's inputrc wants readline's own drawing. After rl_initialize. */
bool start_redisplay(cnn_State *state);
bool redisplay_is_ours(void);
void redisplay(void);         /* for rl_redisplay_function: at once, or where more was typed already, before waiting */
void redisplay_pending(void); /* before waiting for a key */
/* Behind the last row, with a note such as ^C there; what is written next begins in column 0. */
void redisplay_end(const char *note);
bool input_is_waiting(void);

/* colours.c: one style for each byte of the text; the bracket that belongs to the one at the cursor stands out. */
typedef struct Colours {
  unsigned char *style;
  size_t length, room;
  bool has_any; /* false: everything is plain */
} Colours;

/* point: the cursor; beyond the text where no bracket is to be shown. */
void find_colours_of(Colours *colours, cnn_State *state, const char *text, size_t length, size_t point);
const char *style_code(unsigned char style); /* between ESC [ and m; "" plain */

#endif
