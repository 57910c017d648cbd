/*
 * What Linux's C library has and Swift's Glibc module leaves out, since it is only declared under _GNU_SOURCE.
 * No header is included, or what it declares would belong to this module.
 */
#ifndef VEXFMT_CLINUX_H
#define VEXFMT_CLINUX_H

/* Makes a range of a file or device zero and takes back its room, as fallocate(2) does with FALLOC_FL_PUNCH_HOLE. */
int vexfmt_punch_hole(int descriptor, long offset, long length);

/* Which file a loop device shows, by the numbers that stat(2) has; -1 when it shows none, and for what is no loop device. */
int vexfmt_loop_file(int descriptor, unsigned long *device, unsigned long *inode);

/* getenv(3); NULL in a program that runs with other rights than its caller's. */
const char *vexfmt_secure_getenv(const char *name);

/* A pipe, both ends of which programs that are started meanwhile do not get: pipe2(2) with O_CLOEXEC. */
int vexfmt_pipe(int descriptors[2]);

/*
 * posix_spawn(3): starts a program with three descriptors as its standard ones and no others, in a process group of its own,
 * with signals as they are by default. NULL for the variables or the folder stands for those of this process. Returns the
 * program's number, or a negative errno.
 */
int vexfmt_spawn(const char *program, char *const arguments[], char *const variables[], const char *folder,
		 const int descriptors[3]);

/* open(2): a file without a name. */
extern const int vexfmt_temporary_file;
/* linkat(2): the descriptor itself. */
extern const int vexfmt_empty_path;
/* lseek(2): the next data, the next hole. */
extern const int vexfmt_seek_data;
extern const int vexfmt_seek_hole;

#endif
