/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HANDWRITTEN_H
#define HANDWRITTEN_H

#include <stddef.h>
#include <stdint.h>

/*
 * The checks of the specification, written by hand as a kernel developer would, checksums excluded. They use the layout of the
 * generated header, and exist to be measured against. Each returns 0, or the number of the first check in the text that failed.
 */
int handwritten_superblock(const void *buf, size_t len, uint64_t place, uint64_t image_size);
int handwritten_inode(const void *buf, size_t len, const void *superblock, uint64_t slot);

#endif
