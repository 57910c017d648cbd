/* Loading and unloading kernel modules. */
#ifndef MODULES_H
#define MODULES_H

#include <stdint.h>

/* Each of these returns NULL, or what could not be done, with errno. */

/* Loads the modules that a file lists, one path a line, in order. */
const char *load_modules(const char *list);
/* Loads the ramdisk driver with room for the largest device, in bytes. */
const char *load_ramdisk(uint64_t largest);
/* Loads the module that is tested, and unloads it. */
const char *load_tested(void);
const char *unload_tested(void);

#endif
