#include "guide/guide.h"

const Guide guide = {.help = run_help, .walk = run_walk};
