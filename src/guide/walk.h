/* Layer 8, of the walk files: a window that moves over an image, one frame for each place of it. */
#ifndef CNN_GUIDE_WALK_H
#define CNN_GUIDE_WALK_H

#include "derive/explain.h"
#include "guide/canvas.h"
#include "guide/guide.h"

/* How the numbers of one array are written in its cells. */
typedef struct NumberStyle {
  int decimals; /* -1: each number with digits of its own */
  int width;    /* of the widest */
} NumberStyle;

enum { RESULT_PART = OPERANDS_MAX, PARTS_MAX };

/* An array that the step uses, or its result. */
typedef struct Part {
  const char *label; /* W, rot180(W); NULL: it is not drawn */
  Value value;       /* borrowed */
  NumberStyle numbers;
  bool is_exchanged; /* its maps and examples: of what the backprop rule has turned round (8.45) */
} Part;

/* How the window of ⊗, * and ⊞ lies on the image. */
typedef struct Sliding {
  bool slides;
  int image, kernel;  /* operands; kernel -1: none, of ⊞ */
  bool is_turned;     /* the kernel by 180°, of * */
  bool over_examples; /* the sum goes over examples, not over maps (8.48) */
  int64_t taps[2], stride[2], dilate[2], up[2], pad[4];
  int64_t maps, examples; /* of ⊞'s window */
  int64_t n_groups;       /* planes of the image that meet in one element */
} Sliding;

/* An element that the present one is made of. */
typedef struct Use {
  int operand;
  bool wins; /* it is the largest of its window */
  int64_t at[AXES];
} Use;

/* Where a part's drawing begins when there is no room for the whole. */
enum { SCROLL_PRODUCTS = PARTS_MAX, SCROLLS };

typedef struct Walk {
  State *state;
  Frame *frame;
  const Ast *what;
  const Sweep *sweep;    /* of a gradient; NULL */
  const TrailNode *node; /* whose elements are walked over */
  const TrailNode *step; /* the operation in it whose window moves */
  bool is_exchanged;     /* the step's maps are the examples of `node` and the other way round (8.48) */
  bool is_by_element;    /* no window moves: the arrays are those that the element's equation names */
  Arena arena;
  const char *heading, *number;  /* the equation, and its number in the chapter or NULL */
  const TrailNode *net_gradient; /* of a step without a name, which the equation calls net_name: dN; NULL: none */
  const Name *net_name;
  Part part[PARTS_MAX];
  Sliding sliding;
  int64_t at[AXES], place[AXES]; /* of the node; of the step, set by find_uses */
  Use *use;
  size_t n_uses, uses_room;
  bool is_marked_by_taps; /* of many thousand elements: no uses are listed */
  int64_t scroll[SCROLLS][2];
  int64_t first_group; /* shown first, where not all fit */
  bool shows_keys;
  int text_rows;   /* the most that a place has needed: the panels keep their size */
  bool is_watched; /* somebody presses keys */
} Walk;

/* walk_steps.c */
Status open_walk(Walk *walk); /* node, at and sweep are set */
Status find_uses(Walk *walk); /* of the element at walk->at */
/* Do its maps and examples change places in a step without a name? */
bool is_exchange(const State *state, const TrailNode *node);

/* walk_places.c */
/* The plane of an operand that takes part as number `group`. */
void plane_of(const Walk *walk, int part, int64_t group, int64_t *map, int64_t *example);
/* The image's place under a tap, counted from the first row or column of its padding. */
int64_t place_of_tap(const Walk *walk, int axis, int64_t tap);
/* Zeros before the image's first element. */
int64_t margin_before(const Walk *walk, int axis);
/* The image's element in that row or column of its picture; -1: a zero. */
int64_t image_element_under(const Walk *walk, int axis, int64_t place);
bool is_under_tap(const Walk *walk, int axis, int64_t place);
/* The kernel of * is seen as it lies on the image, turned. */
int64_t kernel_place(const Walk *walk, int axis, int64_t place);

/* walk_labels.c */
Status label_parts(Walk *walk);
Status label_part(Walk *walk, int i); /* its value is set */

/* walk_equation.c */
/* The value as the equation has it, or the step written out; "…" where it cannot be written. NULL: out of memory. */
const char *write_formula(Walk *walk, Value value, const TrailNode *written_out);
const char *keep_text(Walk *walk, const Text *text); /* NULL: out of memory */
Status find_heading(Walk *walk);
/* z_{2,3}, then the equation in symbols and numbers, in lines of that width. */
Status tell_place(Walk *walk, int width, Text *label, Text *out);

/* walk_panels.c: a matrix with what takes part in it marked. */
typedef struct Panel {
  const Walk *walk;
  int part; /* SCROLL_PRODUCTS: the products */
  int64_t group, map, example;
  char title[200];
  int64_t length[2], first[2], marked[2][2]; /* of the whole; the first cell shown; what must be seen */
  int shown[2], cell_width;
  bool leaves_line; /* for the numbers of columns: its neighbours have them */
} Panel;

void open_panel(const Walk *walk, int part, int64_t group, Panel *panel);
/* Writes a cell's number, at most CELL_BYTES, and tells how it is marked. */
Style cell_of(const Panel *panel, int64_t i, int64_t j, char *text);
/* Rows and columns of the array itself: zeros around it have none. */
void print_line_number(const Panel *panel, int axis, int64_t place, char *text, size_t room);

/* walk_draw.c */
/* Cuts it to so many rows and columns and keeps what is marked in sight. */
void cut_panel(Panel *panel, int rows, int columns);
bool panel_is_cut(const Panel *panel);
int panel_width(const Panel *panel);
int panel_height(const Panel *panel);
void draw_panel(const Panel *panel, Canvas *canvas, int row, int column);

/* walk_numbers.c */
enum { COUNTED_MAX = 100000, CELL_BYTES = 80 }; /* of larger arrays the first elements tell how they are written */

void choose_numbers(Value value, NumberStyle *style);
int print_cell_number(double number, NumberStyle style, char *out, size_t room);
void drop_zeros_behind(char *text); /* 5856.0 stands in a column, alone it is 5856 */

/* walk_frame.c: one frame as lines; height: how many. */
Status draw_frame(Walk *walk, Text *out, int *height);

/* walk_keys.c */
Status follow_keys(Walk *walk);

#endif
