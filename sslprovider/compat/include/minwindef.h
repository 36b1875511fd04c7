// minwindef.h: Windows' basic types beyond wintypes.h, and the macros that take words apart.
#ifndef SECUR32_COMPAT_MINWINDEF_H
#define SECUR32_COMPAT_MINWINDEF_H

#include <sal.h>
#include <secur32_compat.h>
#include <winnt.h>

#ifndef NULL
#define NULL 0
#endif
#define CONST    const
#define far
#define near
#define FAR
#define NEAR
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
#define APIENTRY WINAPI
#define PASCAL
#define WINAPIV
#define APIPRIVATE

#define MAX_PATH 260

typedef float FLOAT;
typedef FLOAT *PFLOAT;
typedef LONG *LPLONG;
typedef INT *LPINT;
typedef BOOL *LPBOOL;
typedef WORD *LPWORD;
typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM;
typedef LONG_PTR LRESULT;
typedef HANDLE HGLOBAL;
typedef HANDLE *LPHANDLE;
typedef WORD ATOM;

struct HINSTANCE__ {
    int unused;
};
typedef struct HINSTANCE__ *HINSTANCE;  // carried, never looked into
typedef HINSTANCE HMODULE;

// What GetProcAddress finds: to be cast to what it is.
typedef INT_PTR(WINAPI *FARPROC)(void);
typedef INT_PTR(WINAPI *NEARPROC)(void);
typedef INT_PTR(WINAPI *PROC)(void);

#define MAKEWORD(low, high)                                   \
    ((WORD)(((BYTE)(((DWORD_PTR)(low)) & 0xff)) |             \
            ((WORD)((BYTE)(((DWORD_PTR)(high)) & 0xff))) << 8))
#define MAKELONG(low, high)                                   \
    ((LONG)(((WORD)(((DWORD_PTR)(low)) & 0xffff)) |           \
            ((DWORD)((WORD)(((DWORD_PTR)(high)) & 0xffff))) << 16))
#define LOWORD(value) ((WORD)(((DWORD_PTR)(value)) & 0xffff))
#define HIWORD(value) ((WORD)((((DWORD_PTR)(value)) >> 16) & 0xffff))
#define LOBYTE(value) ((BYTE)(((DWORD_PTR)(value)) & 0xff))
#define HIBYTE(value) ((BYTE)((((DWORD_PTR)(value)) >> 8) & 0xff))

#endif
