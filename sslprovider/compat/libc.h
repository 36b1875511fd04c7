// The C library's own functions where the kit's headers give their names to others.
#pragma once

#include <stddef.h>
#include <sys/select.h>

extern "C" {

int libc_snprintf(char* to, size_t capacity, const char* format, ...) __asm__("snprintf");
int libc_select(int count, fd_set* reading, fd_set* writing, fd_set* failing,
                struct timeval* timeout) __asm__("select");

}  // extern "C"
