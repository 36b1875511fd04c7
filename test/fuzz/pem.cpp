// PEM: blocks are views of the text, in its order; what a block holds is written and read again as
// the same.
#include "sslprovider/x509/pem.h"

#include "test/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace secur32;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::string_view rest = text;
    const char* last = text.data();
    while (const auto block = x509::next_pem_block(rest)) {
        fuzz::require(block->label.data() >= last && block->body.data() >= block->label.data());
        last = block->body.data() + block->body.size();
        fuzz::require(last <= text.data() + text.size());
        const Result<Buffer> content = x509::decode_base64(block->body);
        if (!content.ok()) continue;
        const std::string again = x509::write_pem("CERTIFICATE", content.value());
        const auto read = x509::read_pem(again, "CERTIFICATE");
        fuzz::require(read.ok() && read.value() == std::vector<Buffer>{content.value()});
    }
    return 0;
}
