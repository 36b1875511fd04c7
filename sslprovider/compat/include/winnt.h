// winnt.h: names of rights, languages, memory flags; lists; the Interlocked functions.
#ifndef SECUR32_COMPAT_WINNT_H
#define SECUR32_COMPAT_WINNT_H

#include <secur32_compat.h>
#include <string.h>

// ---- Small helpers ------------------------------------------------------------------------------

#define ANSI_NULL    ((CHAR)0)
#define UNICODE_NULL ((WCHAR)0)

#define __TEXT(literal) SECUR32_TEXT(literal)

#define UNREFERENCED_PARAMETER(P)         ((void)(P))
#define DBG_UNREFERENCED_PARAMETER(P)     ((void)(P))
#define UNREFERENCED_LOCAL_VARIABLE(V)    ((void)(V))
#define DBG_UNREFERENCED_LOCAL_VARIABLE(V) ((void)(V))

#define FIELD_OFFSET(type, field) ((LONG)offsetof(type, field))
#define RTL_FIELD_SIZE(type, field) (sizeof(((type *)0)->field))
#define CONTAINING_RECORD(address, type, field) \
    ((type *)((PCHAR)(address) - offsetof(type, field)))
#define ARRAYSIZE(array)     (sizeof(array) / sizeof((array)[0]))
#define RTL_NUMBER_OF(array) ARRAYSIZE(array)
#define _countof(array)      ARRAYSIZE(array)
#ifdef __cplusplus
#define C_ASSERT(condition) static_assert(condition, #condition)
#define EXTERN_C extern "C"
#else
#define C_ASSERT(condition) _Static_assert(condition, #condition)
#define EXTERN_C extern
#endif
#define STDAPICALLTYPE
#define STDMETHODCALLTYPE
#define FORCEINLINE __forceinline
#define DECLSPEC_NORETURN     __declspec(noreturn)
#define DECLSPEC_IMPORT       __declspec(dllimport)
#define DECLSPEC_NOINLINE     __declspec(noinline)
#define DECLSPEC_ALIGN(octets) __declspec(align(octets))

#define MINCHAR  0x80
#define MAXCHAR  0x7f
#define MINSHORT 0x8000
#define MAXSHORT 0x7fff
#define MINLONG  0x80000000
#define MAXLONG  0x7fffffff
#define MAXBYTE  0xff
#define MAXWORD  0xffff
#define MAXDWORD 0xffffffff

// ---- Types --------------------------------------------------------------------------------------

typedef LONGLONG *PLONGLONG;
typedef DWORD ACCESS_MASK;
typedef ACCESS_MASK *PACCESS_MASK;
typedef DWORD LCID;
typedef WORD LANGID;
typedef CHAR *LPCH;
typedef CHAR *PCH;
typedef CHAR *NPSTR;
typedef const CHAR *LPCCH;
typedef WCHAR *LPWCH;
typedef WCHAR *PWCH;
typedef WCHAR *NWPSTR;
typedef const WCHAR *LPCWCH;
typedef const WCHAR *PCWCH;
typedef TCHAR *PTCHAR;
typedef TCHAR *LPTCH;
typedef BYTE FCHAR;
typedef WORD FSHORT;
typedef DWORD FLONG;

typedef struct _LIST_ENTRY {
    struct _LIST_ENTRY *Flink;
    struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY;

// ---- Rights -------------------------------------------------------------------------------------

#define DELETE                   0x00010000
#define READ_CONTROL             0x00020000
#define WRITE_DAC                0x00040000
#define WRITE_OWNER              0x00080000
#define SYNCHRONIZE              0x00100000
#define STANDARD_RIGHTS_REQUIRED 0x000F0000
#define MAXIMUM_ALLOWED          0x02000000
#define GENERIC_READ             0x80000000
#define GENERIC_WRITE            0x40000000
#define GENERIC_EXECUTE          0x20000000
#define GENERIC_ALL              0x10000000

#define FILE_SHARE_READ               0x00000001
#define FILE_SHARE_WRITE              0x00000002
#define FILE_SHARE_DELETE             0x00000004
#define FILE_ATTRIBUTE_READONLY       0x00000001
#define FILE_ATTRIBUTE_HIDDEN         0x00000002
#define FILE_ATTRIBUTE_DIRECTORY      0x00000010
#define FILE_ATTRIBUTE_NORMAL         0x00000080
#define FILE_ATTRIBUTE_TEMPORARY      0x00000100

// ---- Languages ----------------------------------------------------------------------------------

// FormatMessage knows one language; these are taken and make no difference.
#define LANG_NEUTRAL           0x00
#define LANG_ENGLISH           0x09
#define SUBLANG_NEUTRAL        0x00
#define SUBLANG_DEFAULT        0x01
#define SUBLANG_SYS_DEFAULT    0x02
#define SUBLANG_ENGLISH_US     0x01
#define SORT_DEFAULT           0x0
#define MAKELANGID(p, s)       ((((WORD)(s)) << 10) | (WORD)(p))
#define PRIMARYLANGID(lgid)    ((WORD)(lgid) & 0x3ff)
#define SUBLANGID(lgid)        ((WORD)(lgid) >> 10)
#define MAKELCID(lgid, srtid)  ((DWORD)((((DWORD)((WORD)(srtid))) << 16) | ((DWORD)((WORD)(lgid)))))
#define LANG_SYSTEM_DEFAULT    (MAKELANGID(LANG_NEUTRAL, SUBLANG_SYS_DEFAULT))
#define LANG_USER_DEFAULT      (MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT))
#define LOCALE_SYSTEM_DEFAULT  (MAKELCID(LANG_SYSTEM_DEFAULT, SORT_DEFAULT))
#define LOCALE_USER_DEFAULT    (MAKELCID(LANG_USER_DEFAULT, SORT_DEFAULT))

// ---- Memory -------------------------------------------------------------------------------------

#define HEAP_NO_SERIALIZE             0x00000001
#define HEAP_GROWABLE                 0x00000002
#define HEAP_GENERATE_EXCEPTIONS      0x00000004  // refused: there are none
#define HEAP_ZERO_MEMORY              0x00000008
#define HEAP_REALLOC_IN_PLACE_ONLY    0x00000010

#define RtlMoveMemory(to, from, octets) memmove((to), (from), (octets))
#define RtlCopyMemory(to, from, octets) memcpy((to), (from), (octets))
#define RtlFillMemory(to, octets, fill) memset((to), (fill), (octets))
#define RtlZeroMemory(to, octets)       memset((to), 0, (octets))
#define RtlEqualMemory(a, b, octets)    (!memcmp((a), (b), (octets)))

SECUR32_COMPAT_BEGIN

// memset with zeros that no compiler leaves out.
PVOID WINAPI RtlSecureZeroMemory(PVOID ptr, SIZE_T cnt) SECUR32_COMPAT(RtlSecureZeroMemory);

// ---- Interlocked --------------------------------------------------------------------------------

// Full barriers, as on Windows.  Increment and Decrement answer the new value, the others the old.
__forceinline LONG InterlockedIncrement(LONG volatile *Addend) {
    return __atomic_add_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}
__forceinline LONG InterlockedDecrement(LONG volatile *Addend) {
    return __atomic_sub_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}
__forceinline LONG InterlockedExchange(LONG volatile *Target, LONG Value) {
    return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}
__forceinline LONG InterlockedExchangeAdd(LONG volatile *Addend, LONG Value) {
    return __atomic_fetch_add(Addend, Value, __ATOMIC_SEQ_CST);
}
__forceinline LONG InterlockedCompareExchange(LONG volatile *Destination, LONG ExChange,
                                              LONG Comperand) {
    __atomic_compare_exchange_n(Destination, &Comperand, ExChange, 0, __ATOMIC_SEQ_CST,
                                __ATOMIC_SEQ_CST);
    return Comperand;
}
__forceinline LONG InterlockedAnd(LONG volatile *Destination, LONG Value) {
    return __atomic_fetch_and(Destination, Value, __ATOMIC_SEQ_CST);
}
__forceinline LONG InterlockedOr(LONG volatile *Destination, LONG Value) {
    return __atomic_fetch_or(Destination, Value, __ATOMIC_SEQ_CST);
}
__forceinline LONG64 InterlockedIncrement64(LONG64 volatile *Addend) {
    return __atomic_add_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}
__forceinline LONG64 InterlockedDecrement64(LONG64 volatile *Addend) {
    return __atomic_sub_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}
__forceinline PVOID InterlockedExchangePointer(PVOID volatile *Target, PVOID Value) {
    return __atomic_exchange_n(Target, Value, __ATOMIC_SEQ_CST);
}
__forceinline PVOID InterlockedCompareExchangePointer(PVOID volatile *Destination, PVOID Exchange,
                                                      PVOID Comperand) {
    __atomic_compare_exchange_n(Destination, &Comperand, Exchange, 0, __ATOMIC_SEQ_CST,
                                __ATOMIC_SEQ_CST);
    return Comperand;
}

SECUR32_COMPAT_END

#endif
