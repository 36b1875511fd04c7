// Folders of certificate stores for the length of a scope, which SECUR32_CERT_FOLDER and
// SECUR32_MACHINE_CERT_FOLDER name, a machine's trust of a test's own, and stores that close
// themselves.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <wincrypt_parts.h>
#include <winerror.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "test/support/environment.h"
#include "test/support/test_authority.h"

namespace secur32::test {

class StoreFolders {
 public:
    ~StoreFolders() {
        std::error_code ignored;
        std::filesystem::remove_all(base_, ignored);
    }
    const std::filesystem::path& base() const { return base_; }
    std::filesystem::path user(const std::string& store) const { return base_ / "user" / store; }
    std::filesystem::path machine(const std::string& store) const {
        return base_ / "machine" / store;
    }
    std::string file(const std::string& name) const { return base_ / name; }
    std::u16string wide(const std::string& name) const {
        const std::string path = file(name);
        return {path.begin(), path.end()};
    }
    std::string write(const std::string& name, const std::string& octets) const {
        std::ofstream(base_ / name, std::ios::binary) << octets;
        return file(name);
    }
    std::string write(const std::string& name, const Buffer& octets) const {
        return write(name, std::string(octets.begin(), octets.end()));
    }
    Buffer read(const std::filesystem::path& path) const {
        std::ifstream in(path, std::ios::binary);
        if (!in) throw std::runtime_error("no file " + path.string());
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static std::vector<std::string> files(const std::filesystem::path& folder) {
        std::vector<std::string> names;
        if (!std::filesystem::exists(folder)) return names;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }
    static mode_t mode_of(const std::filesystem::path& path) {
        struct stat state {};
        if (::lstat(path.c_str(), &state) != 0) throw std::runtime_error("no " + path.string());
        return state.st_mode & 07777;
    }
    // The machine's trust: nothing before the first.
    void trust(const std::vector<Buffer>& certificates) const {
        std::string text;
        for (const Buffer& der : certificates) text += pem_of("CERTIFICATE", der);
        // Another file each time: what has another name is another set at once.
        ::setenv("SSL_CERT_FILE", write("trust" + std::to_string(++trusted_), text).c_str(), 1);
    }

 private:
    static std::filesystem::path make() {
        std::string name = (std::filesystem::temp_directory_path() / "storesXXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        return name;
    }
    const std::filesystem::path base_ = make();
    const ScopedEnvironment user_{"SECUR32_CERT_FOLDER", (base_ / "user").string()};
    const ScopedEnvironment machine_{"SECUR32_MACHINE_CERT_FOLDER", (base_ / "machine").string()};
    const ScopedEnvironment trust_file_{"SSL_CERT_FILE", (base_ / "none").string()};
    const ScopedEnvironment trust_folder_{"SSL_CERT_DIR", ""};
    mutable int trusted_ = 0;
};

class OpenStore {
 public:
    explicit OpenStore(HCERTSTORE store) : store_(store) {}
    // Of the user.
    explicit OpenStore(const char16_t* name, DWORD flags = CERT_SYSTEM_STORE_CURRENT_USER)
        : OpenStore(CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, flags, name)) {}
    OpenStore(LPCSTR provider, DWORD flags, const void* parameter)
        : OpenStore(CertOpenStore(provider, 0, 0, flags, parameter)) {}
    OpenStore() : OpenStore(CERT_STORE_PROV_MEMORY, 0, nullptr) {}
    ~OpenStore() { close(); }
    OpenStore(const OpenStore&) = delete;
    OpenStore& operator=(const OpenStore&) = delete;

    BOOL close() { return store_ == nullptr || CertCloseStore(std::exchange(store_, nullptr), 0); }
    HCERTSTORE get() const { return store_; }
    explicit operator bool() const { return store_ != nullptr; }
    BOOL add(const Buffer& der, DWORD disposition = CERT_STORE_ADD_REPLACE_EXISTING) const {
        return CertAddEncodedCertificateToStore(store_, X509_ASN_ENCODING, der.data(),
                                                static_cast<DWORD>(der.size()), disposition,
                                                nullptr);
    }
    std::vector<Buffer> certificates() const {
        std::vector<Buffer> all;
        for (PCCERT_CONTEXT at = nullptr;
             (at = CertEnumCertificatesInStore(store_, at)) != nullptr;)
            all.emplace_back(at->pbCertEncoded, at->pbCertEncoded + at->cbCertEncoded);
        return all;
    }

 private:
    HCERTSTORE store_;
};

}  // namespace secur32::test
