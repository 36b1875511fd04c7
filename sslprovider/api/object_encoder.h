// What encoding an object goes through: the DER so far, the caller's flags, the first thing that is
// wrong and where it is.  After that the rest is written all the same, and thrown away.
#pragma once

#include <wincrypt_parts.h>
#include <winerror.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "sslprovider/base/der_writer.h"
#include "sslprovider/base/secure_bytes.h"

namespace secur32::api {

class ObjectEncoder {
 public:
    explicit ObjectEncoder(DWORD flags) : flags_(flags) {}

    // Without secrets.  What holds one is put together by der_element, and given to answer().
    DerWriter out;
    void answer(SecureBytes secret) { secret_ = std::move(secret); }
    Bytes encoding() const { return secret_.empty() ? out.view() : secret_.bytes(); }

    bool has_flag(DWORD flag) const { return (flags_ & flag) != 0; }

    // where: of a CRYPT_E_INVALID_*_STRING, as *pcbEncoded tells it.
    void refuse(HRESULT code, std::string_view reason, DWORD where = 0) {
        if (code_ != 0) return;
        code_ = code;
        reason_ = reason;
        where_ = where;
    }
    HRESULT code() const { return code_; }
    std::string_view reason() const { return reason_; }
    DWORD where() const { return where_; }

    // ---- What callers' structures hold ----------------------------------------------------------

    template <typename T>
    std::span<const T> list(const T* first, DWORD count) {
        if (first != nullptr) return {first, count};
        if (count != 0) refuse(E_INVALIDARG, "cert: a list that is null is counted");
        return {};
    }
    Bytes octets(const CRYPT_DATA_BLOB& blob) {
        const auto all = list(blob.pbData, blob.cbData);
        return {all.data(), all.size()};
    }
    // Least significant octet first; there must be one.
    Buffer number(const CRYPT_DATA_BLOB& blob) {
        const Bytes all = octets(blob);
        if (all.empty()) refuse(E_INVALIDARG, "cert: a number has no octets");
        return {all.rbegin(), all.rend()};
    }

    // ---- Elements -------------------------------------------------------------------------------

    // One element that is encoded already.
    void element(const CRYPT_DATA_BLOB& blob) {
        const Bytes all = octets(blob);
        DerReader in(all);
        in.any();
        if (!in.done()) refuse(E_INVALIDARG, "cert: a blob is not one element in DER");
        out.raw(all);
    }
    void id(LPCSTR text, DerTag tag = DerTag::object_identifier) {
        const auto octets_of_id =
            text == nullptr ? Result<Buffer>(Status::bad_data) : object_identifier_of(text);
        if (!octets_of_id.ok())
            refuse(E_INVALIDARG, "cert: a text is no object identifier");
        else
            out.object_identifier({octets_of_id.value()}, tag);
    }
    void integer(const CRYPT_DATA_BLOB& blob) { out.integer(number(blob)); }
    void unsigned_integer(const CRYPT_DATA_BLOB& blob) { out.unsigned_integer(number(blob)); }
    // What is left of a bit string when its unused bits, which may be more than 7, are gone.
    DerBits used_bits(const CRYPT_BIT_BLOB& blob) {
        const Bytes all = octets({blob.cbData, blob.pbData});
        const std::size_t bytes = std::min<std::size_t>(blob.cUnusedBits / 8, all.size());
        const Bytes used = all.first(all.size() - bytes);
        return {used, used.empty() ? 0 : blob.cUnusedBits % 8};
    }
    void bits(const CRYPT_BIT_BLOB& blob, DerTag tag = DerTag::bit_string) {
        out.bit_string(used_bits(blob), tag);
    }
    // Without zeros at the end, as X.690 11.2.2 has it of a NamedBitList.
    void named_bits(const CRYPT_BIT_BLOB& blob, DerTag tag = DerTag::bit_string) {
        const DerBits used = used_bits(blob);
        Buffer masked(used.octets.begin(), used.octets.end());
        if (!masked.empty())
            masked.back() = static_cast<std::uint8_t>(masked.back() & (0xFF << used.unused_bits));
        out.named_bits(masked, tag);
    }
    // IMPLICIT: an element that is encoded already, under another tag.
    void retagged(DerTag tag, Bytes element) {
        DerReader in(element);
        out.put(tag, in.contents(DerTag(element.front())));
    }

 private:
    DWORD flags_;
    SecureBytes secret_;
    HRESULT code_ = 0;
    std::string_view reason_;
    DWORD where_ = 0;
};

}  // namespace secur32::api
