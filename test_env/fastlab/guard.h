/* Whether this is a guest of the lab: the same signs as scripts/lib/in-vm.sh looks for. */
#ifndef GUARD_H
#define GUARD_H

/* Returns NULL, or what speaks against it. /proc and /sys must be mounted. */
const char *not_a_lab_guest(void);

#endif
