/* Layer 4: what ⊗, * and pooling share: a window that moves over an image with stride and pad (8.14–8.19). */
#ifndef CNN_OPERATORS_WINDOWS_H
#define CNN_OPERATORS_WINDOWS_H

#include "operators/sizes.h"


/* s, [s_r s_c] or nothing (then the fallbacks) becomes two numbers; given ones are from 1 to
   GEOMETRY_LIMIT. */
Status normalise_pair(OperatorCall *call, int parameter, Extent rows, Extent columns);

/* p, [p_r p_c], [top bottom left right], same, full or nothing becomes four numbers. span: the window's length less 1
   in each direction, with dilation. */
Status normalise_pad(OperatorCall *call, int parameter, const Extent span[2]);

/* What is left beside a window on an axis with its pad: length + pads − span − 1. Negative: it does not fit. */
Extent room_along(OperatorCall *call, int pad, int axis, Extent length, Extent span);
/* Tells beside an error of a window that does not fit which pad= makes room. */
void note_room(OperatorCall *call, int pad, const Extent room[2]);
/* ⌊room/stride⌋ + 1 (8.18, 8.19 with the floor that E8.7 implies). */
Extent steps_in(OperatorCall *call, Extent room, Extent stride);

#endif
