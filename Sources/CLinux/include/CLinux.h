/*
 * What Linux's C library has and Swift's Glibc module leaves out, since it is only declared under _GNU_SOURCE.
 * No header is included, or what it declares would belong to this module.
 */
#ifndef VEXFMT_CLINUX_H
#define VEXFMT_CLINUX_H

/* Makes a range of a file or device zero and takes back its room, as fallocate(2) does with FALLOC_FL_PUNCH_HOLE. */
int vexfmt_punch_hole(int descriptor, long offset, long length);

/* open(2): a file without a name. */
extern const int vexfmt_temporary_file;
/* linkat(2): the descriptor itself. */
extern const int vexfmt_empty_path;
/* lseek(2): the next data, the next hole. */
extern const int vexfmt_seek_data;
extern const int vexfmt_seek_hole;

#endif
