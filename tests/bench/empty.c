/* SPDX-License-Identifier: MIT */
/* The floor of every process: nothing but its start and its end. */

int
main(void)
{
	return 0;
}
