// security.h: what a program includes: the packages' names, sspi.h and secext.h.
//
// Define SECURITY_WIN32 first, as on Windows.
#ifndef SECUR32_SECURITY_H
#define SECUR32_SECURITY_H

#include <secext.h>
#include <sspi.h>

// ---- Package names ------------------------------------------------------------------------------

#define NTLMSP_NAME_A "NTLM"
#define NTLMSP_NAME   SECUR32_W("NTLM")

#define MICROSOFT_KERBEROS_NAME_A "Kerberos"
#define MICROSOFT_KERBEROS_NAME_W SECUR32_W("Kerberos")
#define MICROSOFT_KERBEROS_NAME   MICROSOFT_KERBEROS_NAME_W

#define NEGOSSP_NAME_A "Negotiate"
#define NEGOSSP_NAME_W SECUR32_W("Negotiate")
#define NEGOSSP_NAME   SECUR32_UAW(NEGOSSP_NAME)

// The A name is spelled like this on Windows.
#define ClOUDAP_NAME_A "CloudAP"
#define CLOUDAP_NAME_W SECUR32_W("CloudAP")
#ifdef UNICODE
#define CLOUDAP_NAME CLOUDAP_NAME_W
#else
#define CLOUDAP_NAME ClOUDAP_NAME_A
#endif

#endif
