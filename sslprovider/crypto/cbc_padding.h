// What CBC's decryption leaves (RFC 5246 6.2.3.2): content | MAC | padding | padding_length, judged
// in a time that depends on the length of the whole alone (RFC 5246: "implementations MUST ensure
// that record processing time is essentially the same whether or not the padding is correct").
// Nothing here branches on an octet of the text; what comes out is still secret, until the caller
// has looked at `good`.
#pragma once

#include "sslprovider/crypto/constant_time.h"
#include "sslprovider/crypto/record_cipher.h"
#include "sslprovider/crypto/record_mac.h"

namespace secur32::crypto {

struct UnpaddedText {
    constant_time::Word good;    // a mask
    constant_time::Word length;  // of the content; of no meaning unless good
};

// Takes off the padding and a trailing MAC of so many octets.  text.size() > mac_length.
UnpaddedText remove_padding(Bytes text, std::size_t mac_length);

// out = text[at .. at + out.size()), lowest <= at <= lowest + 255; out holds at most kMaxRecordMac.
void copy_from_secret_place(Bytes text, std::size_t lowest, constant_time::Word at,
                            MutableBytes out);

// The padding, then the MAC, which is computed whatever the padding was.  The prefix's length is
// filled in here.  text.size() > mac.length().
UnpaddedText open_padded_text(RecordMac& mac, RecordPrefix prefix, Bytes text);

}  // namespace secur32::crypto
