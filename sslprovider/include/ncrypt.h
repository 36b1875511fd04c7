// ncrypt.h: CNG's key storage, as Windows' ncrypt.h declares it.
//
// Private keys live in files of the user's (docs/differences-from-windows.md says where) and are
// used through handles:
//
//     NCryptOpenStorageProvider -> NCryptOpenKey, NCryptImportKey,
//                                  NCryptCreatePersistedKey -> NCryptFinalizeKey
//                               -> NCryptSignHash, NCryptDecrypt, ... -> NCryptFreeObject
//
// Rules for every function, unless its own comment says more.  Threads: any thread may call, also
// with one handle.  Handles: one that is in use on another thread may be freed; it dies when the
// last call ends.  A failure leaves handles and pointers NULL, sizes 0 (but for
// NTE_BUFFER_TOO_SMALL, which tells the size) and buffers as they were.  The last error is left
// alone.
#ifndef SECUR32_NCRYPT_H
#define SECUR32_NCRYPT_H

#include <ncrypt_functions.h>
#include <ncrypt_properties.h>
#include <ncrypt_types.h>

#endif
