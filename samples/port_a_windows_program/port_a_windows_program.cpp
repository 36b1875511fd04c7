// A Windows program as it is: sockets, SSPI, wide strings.  This text compiles with mingw or Visual
// C++ for Windows and, with Secur32::compat, for Linux; there is no #ifdef in it.
//
//   port_a_windows_program server PORT PACKAGE
//   port_a_windows_program client PORT PACKAGE DOMAIN USER PASSWORD     (PASSWORD - reads a line)
#define SECURITY_WIN32
#include <winsock2.h>
#include <windows.h>
#include <security.h>
#include <stdio.h>

#define MAX_MESSAGE 65536

static CredHandle g_credential;
static CtxtHandle g_context;
static BYTE g_in[MAX_MESSAGE], g_out[MAX_MESSAGE];

static void Fail(LPCWSTR what, DWORD code) {
    LPWSTR text = NULL;
    FormatMessageW(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
                       FORMAT_MESSAGE_IGNORE_INSERTS,
                   NULL, code, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPWSTR)&text, 0, NULL);
    fwprintf(stderr, L"%ls: 0x%08lx %ls", what, code, text ? text : L"\n");
    LocalFree(text);
    ExitProcess(1);
}

static void Check(LPCWSTR what, SECURITY_STATUS status) {
    if (FAILED(status)) Fail(what, (DWORD)status);
}

// ---- Messages: four octets of length, big-endian, and the body ----------------------------------

static void Transfer(SOCKET s, BYTE *bytes, DWORD left, BOOL sending) {
    while (left > 0) {
        int moved = sending ? send(s, (const char *)bytes, (int)left, 0)
                            : recv(s, (char *)bytes, (int)left, 0);
        if (moved == SOCKET_ERROR) Fail(sending ? L"send" : L"recv", (DWORD)WSAGetLastError());
        if (moved == 0) Fail(L"the peer hung up", WSAECONNRESET);
        bytes += moved;
        left -= (DWORD)moved;
    }
}

static void SendBody(SOCKET s, BYTE *body, DWORD size) {
    DWORD length = htonl(size);
    Transfer(s, (BYTE *)&length, 4, TRUE);
    Transfer(s, body, size, TRUE);
}

static DWORD ReceiveBody(SOCKET s, BYTE *body) {
    DWORD length = 0;
    Transfer(s, (BYTE *)&length, 4, FALSE);
    if (ntohl(length) > MAX_MESSAGE) Fail(L"a message", (DWORD)SEC_E_INVALID_TOKEN);
    Transfer(s, body, ntohl(length), FALSE);
    return ntohl(length);
}

static SECURITY_STATUS Leg(BOOL server, BOOL first, DWORD got, SecBuffer *out) {
    SecBuffer in = {got, SECBUFFER_TOKEN, g_in};
    SecBufferDesc input = {SECBUFFER_VERSION, 1, &in}, output = {SECBUFFER_VERSION, 1, out};
    CtxtHandle *context = first ? NULL : &g_context;
    DWORD attributes = 0;
    TimeStamp expiry;
    if (server)
        return AcceptSecurityContext(&g_credential, context, &input, ASC_REQ_CONFIDENTIALITY,
                                     SECURITY_NATIVE_DREP, &g_context, out ? &output : NULL,
                                     &attributes, &expiry);
    return InitializeSecurityContextW(&g_credential, context, NULL, ISC_REQ_CONFIDENTIALITY, 0,
                                      SECURITY_NATIVE_DREP, first ? NULL : &input, 0, &g_context,
                                      &output, &attributes, &expiry);
}

static void Handshake(SOCKET s, BOOL server) {
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    for (BOOL first = TRUE; status == SEC_I_CONTINUE_NEEDED; first = FALSE) {
        DWORD got = server || !first ? ReceiveBody(s, g_in) : 0;
        SecBuffer out = {MAX_MESSAGE, SECBUFFER_TOKEN, g_out};
        status = Leg(server, first, got, &out);
        Check(L"the handshake", status);
        if (out.cbBuffer > 0) SendBody(s, g_out, out.cbBuffer);
    }
    SecPkgContext_NamesW names;
    Check(L"the user's name", QueryContextAttributesW(&g_context, SECPKG_ATTR_NAMES, &names));
    wprintf(L"authenticated as %ls\n", names.sUserName);
    FreeContextBuffer(names.sUserName);
}

// ---- Sealed messages: the signature's length, the signature, the text ---------------------------

static void SendSealed(SOCKET s, LPCWSTR text) {
    SecPkgContext_Sizes sizes;
    Check(L"the sizes", QueryContextAttributesW(&g_context, SECPKG_ATTR_SIZES, &sizes));
    DWORD length = (DWORD)(wcslen(text) * sizeof(WCHAR));
    BYTE *clear = g_out + 4 + sizes.cbSecurityTrailer;
    CopyMemory(clear, text, length);
    SecBuffer buffers[2] = {{length, SECBUFFER_DATA, clear},
                            {sizes.cbSecurityTrailer, SECBUFFER_TOKEN, g_out + 4}};
    SecBufferDesc message = {SECBUFFER_VERSION, 2, buffers};
    Check(L"EncryptMessage", EncryptMessage(&g_context, 0, &message, 0));
    CopyMemory(g_out, &buffers[1].cbBuffer, 4);
    MoveMemory(g_out + 4 + buffers[1].cbBuffer, clear, length);
    SendBody(s, g_out, 4 + buffers[1].cbBuffer + length);
}

static void ReceiveSealed(SOCKET s, LPWSTR text, DWORD capacity) {
    DWORD size = ReceiveBody(s, g_in), token = 0;
    if (size >= 4) CopyMemory(&token, g_in, 4);
    if (size < 4 || token > size - 4) Fail(L"a message", (DWORD)SEC_E_INVALID_TOKEN);
    SecBuffer buffers[2] = {{size - 4 - token, SECBUFFER_DATA, g_in + 4 + token},
                            {token, SECBUFFER_TOKEN, g_in + 4}};
    SecBufferDesc message = {SECBUFFER_VERSION, 2, buffers};
    Check(L"DecryptMessage", DecryptMessage(&g_context, &message, 0, NULL));
    if (buffers[0].cbBuffer >= capacity) Fail(L"a message", (DWORD)SEC_E_BUFFER_TOO_SMALL);
    CopyMemory(text, buffers[0].pvBuffer, buffers[0].cbBuffer);
    text[buffers[0].cbBuffer / sizeof(WCHAR)] = L'\0';
}

static LPWSTR Wide(const char *text) {
    int size = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
    LPWSTR wide = (LPWSTR)LocalAlloc(LPTR, (SIZE_T)size * sizeof(WCHAR));
    if (wide == NULL || !MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, size))
        Fail(L"an argument", GetLastError());
    return wide;
}

static void Acquire(LPWSTR package, ULONG use, SEC_WINNT_AUTH_IDENTITY_W *identity) {
    TimeStamp expiry;
    Check(L"AcquireCredentialsHandle", AcquireCredentialsHandleW(NULL, package, use, NULL, identity,
                                                                 NULL, NULL, &g_credential, &expiry));
}

static void Serve(SOCKET listener, SOCKADDR_IN *address, LPWSTR package) {
    int size = sizeof *address;
    WCHAR text[256], reply[300];
    Acquire(package, SECPKG_CRED_INBOUND, NULL);
    if (bind(listener, (SOCKADDR *)address, sizeof *address) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, (SOCKADDR *)address, &size) != 0)
        Fail(L"the port", (DWORD)WSAGetLastError());
    wprintf(L"listening on port %u for %ls\n", ntohs(address->sin_port), package);
    fflush(stdout);
    SOCKET s = accept(listener, NULL, NULL);
    if (s == INVALID_SOCKET) Fail(L"accept", (DWORD)WSAGetLastError());
    Handshake(s, TRUE);
    ReceiveSealed(s, text, sizeof text);
    wprintf(L"the client says: %ls\n", text);
    _snwprintf(reply, 300, L"server has \"%ls\"", text);
    SendSealed(s, reply);
    closesocket(s);
}

static void Talk(SOCKET s, SOCKADDR_IN *address, char **arguments) {
    char line[256];
    WCHAR text[300];
    if (lstrcmpA(arguments[3], "-") == 0 && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        arguments[3] = line;
    }
    LPWSTR domain = Wide(arguments[1]), user = Wide(arguments[2]), password = Wide(arguments[3]);
    SEC_WINNT_AUTH_IDENTITY_W identity = {
        (unsigned short *)user,     (ULONG)lstrlenW(user),
        (unsigned short *)domain,   (ULONG)lstrlenW(domain),
        (unsigned short *)password, (ULONG)lstrlenW(password), SEC_WINNT_AUTH_IDENTITY_UNICODE};
    Acquire(Wide(arguments[0]), SECPKG_CRED_OUTBOUND, &identity);
    SecureZeroMemory(password, identity.PasswordLength * sizeof(WCHAR));
    if (connect(s, (SOCKADDR *)address, sizeof *address)) Fail(L"connect", (DWORD)WSAGetLastError());
    Handshake(s, FALSE);
    SendSealed(s, L"Gr\u00fc\u00dfe \u2014 hello");
    ReceiveSealed(s, text, sizeof text);
    wprintf(L"%ls\n", text);
}

int main(int argc, char **argv) {
    WSADATA data;
    BOOL server = argc == 4 && lstrcmpiA(argv[1], "server") == 0;
    if (!server && !(argc == 7 && lstrcmpiA(argv[1], "client") == 0)) return 2;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) return 3;
    SOCKADDR_IN address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = inet_addr("127.0.0.1");
    address.sin_port = htons((u_short)atoi(argv[2]));
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    if (s == INVALID_SOCKET) Fail(L"socket", (DWORD)WSAGetLastError());
    server ? Serve(s, &address, Wide(argv[3])) : Talk(s, &address, argv + 3);
    DeleteSecurityContext(&g_context);
    FreeCredentialsHandle(&g_credential);
    closesocket(s);
    WSACleanup();
    return 0;
}
