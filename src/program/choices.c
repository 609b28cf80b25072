/* The list: glyphs and short names in columns, functions and variables a line each where they fit on the screen. */
#include "program/choices.h"
#include "program/columns.h"
#include "program/program.h"

#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

enum { GAP = 2, COLUMNS_UNKNOWN = 80, ROWS_UNKNOWN = 24 };

typedef struct List {
  FILE *stream;
  int columns, rows, colours; /* of the window */
  size_t hidden;              /* bytes of a path that all have in common and nobody needs to see */
  int label_width;            /* of the widest */
} List;

typedef struct Slice {
  const char *text;
  size_t length;
} Slice;

static int width_of(Slice slice) { return count_columns(slice.text, slice.length); }

static int write_within(const List *list, Slice slice, int room) {
  return write_fitting(list->stream, slice.text, slice.length, room);
}

static void write_blanks(const List *list, int n) { fprintf(list->stream, "%*s", n > 0 ? n : 0, ""); }

/* ---- one choice ---- */

static bool is_latex(const Choice *choice) { return choice->name[0] == '\\'; }

/* "f(x, y)  …" begins with the name: the signature. */
static size_t signature_length(const Choice *choice) {
  size_t n = strlen(choice->name);
  if (strncmp(choice->meaning, choice->name, n) != 0 || !strchr("( ", choice->meaning[n])) return 0;
  const char *gap = strstr(choice->meaning, "  ");
  return gap ? (size_t)(gap - choice->meaning) : strlen(choice->meaning);
}

static Slice name_of(const List *list, const Choice *choice) {
  return (Slice){choice->name + list->hidden, strlen(choice->name) - list->hidden};
}

static Slice label_of(const List *list, const Choice *choice) {
  size_t n = signature_length(choice);
  return n ? (Slice){choice->meaning, n} : name_of(list, choice);
}

static Slice words_of(const Choice *choice) {
  const char *words = choice->meaning + signature_length(choice);
  words += strspn(words, " ");
  return (Slice){words, strlen(words)};
}

static bool has_words(const Choices *choices) {
  for (size_t i = 0; i < choices->n; i++)
    if (!is_latex(&choices->choice[i]) && words_of(&choices->choice[i]).length) return true;
  return false;
}

/* ---- a line each ---- */

static void write_line(const List *list, const Choice *choice) {
  int last = list->columns - 1;
  int room = list->label_width > last ? last : list->label_width;
  int taken = write_within(list, label_of(list, choice), room);
  Slice words = words_of(choice);
  if (words.length && last - room - GAP > 8) {
    write_blanks(list, room - taken + GAP);
    if (list->colours) fputs("\033[2m", list->stream);
    write_within(list, words, last - room - GAP);
    if (list->colours) fputs("\033[0m", list->stream);
  }
  putc('\n', list->stream);
}

/* Labels may take half of the window; a longer one is cut. */
static void write_lines(List *list, const Choices *choices) {
  int half = list->columns / 2;
  for (size_t i = 0; i < choices->n; i++) {
    int width = width_of(label_of(list, &choices->choice[i]));
    if (width > list->label_width) list->label_width = width;
  }
  if (list->label_width > half && choices->n > 1) list->label_width = half;
  for (size_t i = 0; i < choices->n; i++) write_line(list, &choices->choice[i]);
}

/* ---- columns ---- */

/* ⊗  \otimes: the glyph stands in two columns. */
static int glyph_width(const Choices *choices) {
  int widest = 0;
  for (size_t i = 0; i < choices->n; i++) {
    const char *glyph = choices->choice[i].meaning;
    int width = is_latex(&choices->choice[i]) ? width_of((Slice){glyph, strlen(glyph)}) : 0;
    if (width > widest) widest = width;
  }
  return widest;
}

static int write_cell(const List *list, const Choice *choice, int glyphs, int room) {
  int taken = 0;
  if (glyphs) {
    taken = write_within(list, (Slice){choice->meaning, strlen(choice->meaning)}, glyphs);
    write_blanks(list, glyphs - taken + GAP);
    taken = glyphs + GAP;
  }
  return taken + write_within(list, name_of(list, choice), room - taken);
}

typedef struct Grid {
  int glyphs, width;   /* of a cell and of the glyphs at its beginning */
  size_t across, down; /* cells */
  size_t shown;
} Grid;

static int cell_width(const List *list, const Choices *choices, size_t i, int glyphs) {
  return width_of(name_of(list, &choices->choice[i])) + (glyphs ? glyphs + GAP : 0);
}

/* As many columns as the window has room for: the more there are, the more choices are shown, and the widest of them counts. */
static Grid choose_grid(const List *list, const Choices *choices) {
  size_t rows = (size_t)list->rows, n = choices->n;
  Grid grid = {.glyphs = glyph_width(choices), .across = 0};
  for (size_t across = 1, seen = 0; across <= n && (across == 1 || seen < n); across++) {
    int width = grid.width;
    size_t all = across * rows >= n ? n : across * (rows > 1 ? rows - 1 : 1);
    for (; seen < all; seen++) {
      int cell = cell_width(list, choices, seen, grid.glyphs);
      if (cell > width) width = cell;
    }
    if (across > 1 && (int)across * (width + GAP) - GAP > list->columns - 1) break;
    grid = (Grid){grid.glyphs, width, across, 0, all};
  }
  return grid;
}

/* Few choices stand side by side. */
static void widen_grid(const List *list, Grid *grid) {
  size_t room = (size_t)((list->columns - 1 + GAP) / (grid->width + GAP));
  if (room > grid->across) grid->across = room;
  if (grid->width > list->columns - 1) grid->width = list->columns - 1;
  grid->down = (grid->shown + grid->across - 1) / grid->across;
}

/* Down each column, then the next; at most a screenful. */
static void write_columns(List *list, const Choices *choices) {
  Grid grid = choose_grid(list, choices);
  widen_grid(list, &grid);
  for (size_t row = 0; row < grid.down; row++) {
    for (size_t i = row; i < grid.shown; i += grid.down) {
      int taken = write_cell(list, &choices->choice[i], grid.glyphs, grid.width);
      if (i + grid.down < grid.shown) write_blanks(list, grid.width + GAP - taken);
    }
    putc('\n', list->stream);
  }
  if (grid.shown < choices->n) fprintf(list->stream, "… and %zu more\n", choices->n - grid.shown);
}

/* The folder of a path that is typed stands in every choice. */
static size_t common_folder(const Choices *choices, const char *typed, size_t length) {
  while (length > 0 && typed[length - 1] != '/') length--;
  for (size_t i = 0; i < choices->n; i++)
    if (strncmp(choices->choice[i].name, typed, length) != 0 || !choices->choice[i].name[length]) return 0;
  return length;
}

void list_choices(const Choices *choices, const char *typed, size_t typed_length) {
  cnn_Display display;
  find_display(&display);
  List list = {.stream = rl_outstream ? rl_outstream : stdout,
               .columns = display.columns ? display.columns : COLUMNS_UNKNOWN,
               .rows = (display.rows ? display.rows : ROWS_UNKNOWN) - 2,
               .colours = display.colours,
               .hidden = common_folder(choices, typed, typed_length)};
  if (list.rows < 1) list.rows = 1;
  if (choices->n <= (size_t)list.rows && has_words(choices)) write_lines(&list, choices);
  else write_columns(&list, choices);
  fflush(list.stream);
}
