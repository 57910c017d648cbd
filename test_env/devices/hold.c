/* Claims a block device as mounting does, O_EXCL, and keeps it until it is killed: hold DEVICE */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int count, char **words)
{
	if (count != 2)
		return 64;
	if (open(words[1], O_RDONLY | O_EXCL | O_CLOEXEC) < 0) {
		perror(words[1]);
		return 1;
	}
	puts("held");
	fflush(stdout);
	for (;;)
		pause();
}
