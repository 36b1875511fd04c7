// Identities in all their forms, for the tests of sspi/api.
#pragma once

#define SECURITY_WIN32
#include <security.h>

#include <cstring>
#include <string>
#include <string_view>

#include "sslprovider/base/bytes.h"

namespace secur32::api::samples {

inline unsigned short* units(const char16_t* text) {
    return reinterpret_cast<unsigned short*>(const_cast<char16_t*>(text));
}
inline unsigned char* octets(const char* text) {
    return reinterpret_cast<unsigned char*>(const_cast<char*>(text));
}

inline SEC_WINNT_AUTH_IDENTITY_W plain_w() {
    SEC_WINNT_AUTH_IDENTITY_W id{};
    id.User = units(u"user");
    id.UserLength = 4;
    id.Domain = units(u"domain");
    id.DomainLength = 6;
    id.Password = units(u"password");
    id.PasswordLength = 8;
    id.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    return id;
}

inline SEC_WINNT_AUTH_IDENTITY_A plain_a() {
    SEC_WINNT_AUTH_IDENTITY_A id{};
    id.User = octets("user");
    id.UserLength = 4;
    id.Domain = octets("domain");
    id.DomainLength = 6;
    id.Password = octets("password");
    id.PasswordLength = 8;
    id.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    return id;
}

inline SEC_WINNT_AUTH_IDENTITY_EXW extended_w() {
    SEC_WINNT_AUTH_IDENTITY_EXW id{};
    const SEC_WINNT_AUTH_IDENTITY_W plain = plain_w();
    id.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    id.Length = sizeof id;
    id.User = plain.User;
    id.UserLength = plain.UserLength;
    id.Domain = plain.Domain;
    id.DomainLength = plain.DomainLength;
    id.Password = plain.Password;
    id.PasswordLength = plain.PasswordLength;
    id.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    return id;
}

inline SEC_WINNT_AUTH_IDENTITY_EXA extended_a() {
    SEC_WINNT_AUTH_IDENTITY_EXA id{};
    const SEC_WINNT_AUTH_IDENTITY_A plain = plain_a();
    id.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    id.Length = sizeof id;
    id.User = plain.User;
    id.UserLength = plain.UserLength;
    id.Domain = plain.Domain;
    id.DomainLength = plain.DomainLength;
    id.Password = plain.Password;
    id.PasswordLength = plain.PasswordLength;
    id.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    return id;
}

template <typename T>
void append(Buffer& out, const T* data, std::size_t size) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(data);
    out.insert(out.end(), bytes, bytes + size);
}

// SEC_WINNT_AUTH_PACKED_CREDENTIALS.
inline Buffer packed_credentials(std::u16string_view password,
                                 const GUID& type = SEC_WINNT_AUTH_DATA_TYPE_PASSWORD) {
    SEC_WINNT_AUTH_PACKED_CREDENTIALS header{};
    const std::size_t size = password.size() * sizeof(char16_t);
    header.cbHeaderLength = sizeof header;
    header.cbStructureLength = static_cast<unsigned short>(sizeof header + size);
    header.AuthData.CredType = type;
    header.AuthData.CredData.ByteArrayOffset = sizeof header;
    header.AuthData.CredData.ByteArrayLength = static_cast<unsigned short>(size);
    Buffer out;
    append(out, &header, sizeof header);
    append(out, password.data(), size);
    return out;
}

// SEC_WINNT_AUTH_IDENTITY_EX2, its header open to be spoilt.
struct Packed {
    SEC_WINNT_AUTH_IDENTITY_EX2 header{};
    Buffer data;

    Packed(std::u16string_view user, std::u16string_view domain, const Buffer& secret,
           std::u16string_view packages = {}) {
        std::memset(&header, 0, sizeof header);  // what lies between its members, too
        header.Version = SEC_WINNT_AUTH_IDENTITY_VERSION_2;
        header.cbHeaderLength = sizeof header;
        header.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
        place(header.UserOffset, header.UserLength, bytes_of(user));
        place(header.DomainOffset, header.DomainLength, bytes_of(domain));
        place(header.PackedCredentialsOffset, header.PackedCredentialsLength, secret);
        place(header.PackageListOffset, header.PackageListLength, bytes_of(packages));
        header.cbStructureLength = static_cast<ULONG>(sizeof header + data.size());
    }
    Buffer bytes() const {
        Buffer out;
        append(out, &header, sizeof header);
        out.insert(out.end(), data.begin(), data.end());
        return out;
    }

 private:
    void place(ULONG& offset, unsigned short& length, Bytes part) {
        if (part.empty()) return;
        offset = static_cast<ULONG>(sizeof header + data.size());
        length = static_cast<unsigned short>(part.size());
        data.insert(data.end(), part.begin(), part.end());
    }
};

inline Packed packed() { return {u"user", u"domain", packed_credentials(u"password")}; }

inline std::u16string utf16_in(Bytes bytes) {
    std::u16string text(bytes.size() / sizeof(char16_t), u'\0');
    if (!text.empty()) std::memcpy(text.data(), bytes.data(), text.size() * sizeof(char16_t));
    return text;
}

}  // namespace secur32::api::samples
