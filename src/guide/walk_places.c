/* Planes that meet in one element, and where the taps of the window lie on the image. */
#include "guide/walk.h"

static void plane_in_use(const Walk *walk, int part, int64_t *map, int64_t *example) {
  for (size_t i = 0; i < walk->n_uses; i++)
    if (walk->use[i].operand == part) {
      *map = walk->use[i].at[2];
      *example = walk->use[i].at[3];
      return;
    }
}

static int64_t within(Value value, int axis, int64_t place) { return place < value_length(value, axis) ? place : 0; }

void plane_of(const Walk *walk, int part, int64_t group, int64_t *map, int64_t *example) {
  const Sliding *sliding = &walk->sliding;
  Value value = walk->part[part].value;
  const int64_t *at = walk->place;
  bool is_kernel = part == sliding->kernel, is_image = part == sliding->image;
  if (part == RESULT_PART) return (void)(*map = walk->at[2], *example = walk->at[3]);
  *map = within(value, 2, at[2]);
  *example = within(value, 3, at[3]);
  if (!sliding->slides || (!is_kernel && !is_image)) return plane_in_use(walk, part, map, example);
  if (sliding->kernel < 0) {
    *map = at[2] * sliding->maps + group % sliding->maps;
    *example = at[3] * sliding->examples + group / sliding->maps;
  } else if (sliding->over_examples) {
    *map = at[is_kernel ? 3 : 2];
    *example = group;
  } else {
    *map = group;
    *example = at[is_kernel ? 2 : 3];
  }
}

int64_t margin_before(const Walk *walk, int axis) {
  int64_t pad = walk->sliding.slides ? walk->sliding.pad[2 * axis] : 0;
  return pad > 0 ? pad : 0;
}

int64_t place_of_tap(const Walk *walk, int axis, int64_t tap) {
  const Sliding *sliding = &walk->sliding;
  return walk->place[axis] * sliding->stride[axis] + tap * sliding->dilate[axis] - sliding->pad[2 * axis] +
         margin_before(walk, axis);
}

/* The image's element in that row or column of the picture; -1: a zero. */
int64_t image_element_under(const Walk *walk, int axis, int64_t place) {
  int64_t up = walk->sliding.up[axis], there = place - margin_before(walk, axis);
  int64_t length = value_length(walk->part[walk->sliding.image].value, axis);
  return there >= 0 && there % up == 0 && there / up < length ? there / up : -1;
}

bool is_under_tap(const Walk *walk, int axis, int64_t place) {
  int64_t past = place - place_of_tap(walk, axis, 0),
          dilate = walk->sliding.kernel < 0 ? 1 : walk->sliding.dilate[axis];
  return past >= 0 && past % dilate == 0 && past / dilate < walk->sliding.taps[axis];
}

/* The kernel of * is seen as it lies on the image. */
int64_t kernel_place(const Walk *walk, int axis, int64_t place) {
  return walk->sliding.is_turned ? walk->sliding.taps[axis] - 1 - place : place;
}
