// Swift Testing starts all tests at once where nobody says how many: each then waits for hundreds of others at every
// step, and what waits for a program "for a minute at most" gives up. It reads this variable when a run begins; what
// somebody has set stays.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void pace(void) {
  char width[16];
  snprintf(width, sizeof width, "%ld", 3 * sysconf(_SC_NPROCESSORS_ONLN));
  // What was said is seen even when the run is ended from outside.
  setvbuf(stdout, NULL, _IOLBF, 0);
  setenv("SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH", width, 0);
}
