// PFX files made and read by openssl(1), which the tests install: what ours must agree with.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "sslprovider/x509/pfx_encryption.h"
#include "test/support/key_folder.h"
#include "test/support/test_authority.h"

namespace secur32::test {

// A leaf of a root's CA, and what a PFX file holds of them.
struct PfxChain {
    Issued root = make_root("PFX root");
    Issued ca = make_intermediate("PFX CA", root);
    Issued leaf = make_leaf("pfx.example", ca, plan_of("RSA-2048"));
    Issued ec_leaf = make_leaf("ec.pfx.example", ca, plan_of("P-256"));

    static IssuePlan plan_of(const std::string& key) {
        IssuePlan plan;
        plan.key = key;
        return plan;
    }
};
inline const PfxChain& pfx_chain() {
    static const PfxChain chain;
    return chain;
}

class OpensslPfx {
 public:
    OpensslPfx() {
        std::string name = (std::filesystem::temp_directory_path() / "pfxXXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        folder_ = name;
    }
    ~OpensslPfx() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    OpensslPfx(const OpensslPfx&) = delete;
    OpensslPfx& operator=(const OpensslPfx&) = delete;

    // openssl pkcs12 -export: the leaf, its key and the chain above it.
    Buffer make(const std::string& arguments, const std::string& password = "secret",
                const Issued& leaf = pfx_chain().leaf) const {
        write_key("key.pem", leaf);
        write_certificates("leaf.pem", {&leaf});
        write_certificates("chain.pem", {&pfx_chain().ca, &pfx_chain().root});
        need("openssl pkcs12 -export -inkey " + path("key.pem") + " -in " + path("leaf.pem") +
             " -certfile " + path("chain.pem") + " -name 'The leaf' -passout 'pass:" + password +
             "' -out " + path("made.pfx") + " " + arguments);
        std::ifstream in(path("made.pfx"), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    // openssl pkcs12 -in: what it prints, or throws.
    std::string read(const Buffer& file, const std::string& password,
                     const std::string& arguments = "-nodes") const {
        std::ofstream(path("given.pfx"), std::ios::binary)
            .write(reinterpret_cast<const char*>(file.data()),
                   static_cast<std::streamsize>(file.size()));
        return need("openssl pkcs12 -in " + path("given.pfx") + " -passin 'pass:" + password +
                    "' " + arguments);
    }

 private:
    std::string path(const std::string& file) const { return (folder_ / file).string(); }
    static std::string need(const std::string& command) {
        Ran ran = run(command);
        if (ran.status != 0) throw std::runtime_error(command + ": " + ran.output);
        return std::move(ran.output);
    }
    // In PEM.
    void write_key(const std::string& file, const Issued& issued) const;
    void write_certificates(const std::string& file, const std::vector<const Issued*>& all) const;

    std::filesystem::path folder_;
};

// Of ASCII.
inline x509::PfxPassword pfx_password_of(std::string_view text) {
    Buffer wide;
    for (const char c : text) {
        wide.push_back(0);
        wide.push_back(static_cast<std::uint8_t>(c));
    }
    wide.insert(wide.end(), {0, 0});
    return {SecureBytes(Bytes(wide)), SecureBytes(bytes_of(text))};
}

}  // namespace secur32::test
