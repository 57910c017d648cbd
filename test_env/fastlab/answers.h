/* Answers to the host, through memory that both see. */
#ifndef ANSWERS_H
#define ANSWERS_H

/*
 * Opens the shared memory: what is written there is the host's at once, also when the kernel panics in the next
 * instruction, and costs no exit to the emulator. Returns 0, or -1 with errno.
 */
int answers_open(void);

/* Adds a line; printf(3). Line breaks inside of it become spaces. */
void answer(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Tells the host that something still happens, in work that is long. */
void answers_tick(void);

#endif
