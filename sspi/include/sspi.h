// sspi.h: the Security Support Provider Interface (SSPI), as Windows' sspi.h declares it.
//
// A program acquires a credential, exchanges tokens with its peer until both contexts are
// established, then signs or encrypts messages:
//
//     AcquireCredentialsHandle -> InitializeSecurityContext <-> AcceptSecurityContext
//                              -> EncryptMessage / DecryptMessage, MakeSignature / VerifySignature
//                              -> DeleteSecurityContext, FreeCredentialsHandle
//
// Define SECURITY_WIN32 first, as on Windows.  A name without suffix is the W function under
// UNICODE, else the A function; A strings are UTF-8.
//
// Rules for every function, unless its own comment says more.  Threads: any thread may call; one
// credential may serve any number of threads; exchange calls on one context must not overlap;
// EncryptMessage and DecryptMessage on one context may run at once, two of a kind run one after the
// other.  Handles: one that is in use on another thread may be freed; it dies when the last call
// ends.  Memory that the library allocates is freed with FreeContextBuffer, unless said otherwise.
// Nothing here terminates the process, blocks signals or leaves an exception behind.
#ifndef SECUR32_SSPI_H
#define SECUR32_SSPI_H

#include <sspi_attributes.h>
#include <sspi_flags.h>
#include <sspi_functions.h>
#include <sspi_identity.h>
#include <sspi_identity_functions.h>
#include <sspi_sasl.h>
#include <sspi_table.h>
#include <sspi_types.h>

#endif
