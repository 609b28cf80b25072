#include "guide/guide.h"

const Guide guide = {.walk = run_walk};
