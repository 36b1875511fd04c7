// lmcons.h: lengths of names, in characters without the NUL.
#ifndef SECUR32_COMPAT_LMCONS_H
#define SECUR32_COMPAT_LMCONS_H

#define CNLEN  15           // computer
#define DNLEN  CNLEN        // domain
#define UNCLEN (CNLEN + 2)  // \\computer
#define UNLEN  256          // user
#define GNLEN  UNLEN        // group
#define PWLEN  256          // password

#endif
