/* Layer 8, of the walk files: the panels of a frame side by side, and on below where a line is full. */
#ifndef CNN_GUIDE_WALK_LAYOUT_H
#define CNN_GUIDE_WALK_LAYOUT_H

#include "guide/walk.h"

enum { GROUPS_MAX = 8, ITEMS_MAX = 3 * GROUPS_MAX + PARTS_MAX };

typedef struct Item {
  Panel panel;
  bool begins_line;
  int row, column;
} Item;

typedef struct Layout {
  Walk *walk;
  Item item[ITEMS_MAX];
  int n, columns, height;
} Layout;

/* In so many lines and columns; more_height: without the lines of the text that can be spared. */
void lay_out(Walk *walk, Layout *layout, int height, int more_height, int columns);

#endif
