// InitSecurityInterface: the function tables, Windows' layout, made once and never changed.
#define SECURITY_WIN32
#include <sspi.h>

namespace {

// Reserved3 and Reserved4 are the places where callers of NT 4 look for the message functions.
template <typename Function>
void* old_name(Function* function) {
    return reinterpret_cast<void*>(function);
}

}  // namespace

extern "C" {

PSecurityFunctionTableW SEC_ENTRY InitSecurityInterfaceW(void) {
    static SecurityFunctionTableW table = {
        SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_5,
        EnumerateSecurityPackagesW,
        QueryCredentialsAttributesW,
        AcquireCredentialsHandleW,
        FreeCredentialsHandle,
        nullptr,
        InitializeSecurityContextW,
        AcceptSecurityContext,
        CompleteAuthToken,
        DeleteSecurityContext,
        ApplyControlToken,
        QueryContextAttributesW,
        ImpersonateSecurityContext,
        RevertSecurityContext,
        MakeSignature,
        VerifySignature,
        FreeContextBuffer,
        QuerySecurityPackageInfoW,
        old_name(EncryptMessage),
        old_name(DecryptMessage),
        ExportSecurityContext,
        ImportSecurityContextW,
        AddCredentialsW,
        nullptr,
        QuerySecurityContextToken,
        EncryptMessage,
        DecryptMessage,
        SetContextAttributesW,
        SetCredentialsAttributesW,
        ChangeAccountPasswordW,
        QueryContextAttributesExW,
        QueryCredentialsAttributesExW,
    };
    return &table;
}

PSecurityFunctionTableA SEC_ENTRY InitSecurityInterfaceA(void) {
    static SecurityFunctionTableA table = {
        SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_5,
        EnumerateSecurityPackagesA,
        QueryCredentialsAttributesA,
        AcquireCredentialsHandleA,
        FreeCredentialsHandle,
        nullptr,
        InitializeSecurityContextA,
        AcceptSecurityContext,
        CompleteAuthToken,
        DeleteSecurityContext,
        ApplyControlToken,
        QueryContextAttributesA,
        ImpersonateSecurityContext,
        RevertSecurityContext,
        MakeSignature,
        VerifySignature,
        FreeContextBuffer,
        QuerySecurityPackageInfoA,
        old_name(EncryptMessage),
        old_name(DecryptMessage),
        ExportSecurityContext,
        ImportSecurityContextA,
        AddCredentialsA,
        nullptr,
        QuerySecurityContextToken,
        EncryptMessage,
        DecryptMessage,
        SetContextAttributesA,
        SetCredentialsAttributesA,
        ChangeAccountPasswordA,
        QueryContextAttributesExA,
        QueryCredentialsAttributesExA,
    };
    return &table;
}

}  // extern "C"
