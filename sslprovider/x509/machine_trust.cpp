#include "sslprovider/x509/machine_trust.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <set>
#include <string_view>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/files.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/x509/pem.h"

namespace secur32::x509 {
namespace {

constexpr const char* kBundle = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char* kFolder = "/etc/ssl/certs";
constexpr std::size_t kLargestFile = 16 * 1024 * 1024, kLargestSum = 4 * kLargestFile;
constexpr std::size_t kMostFiles = 16 * 1024;
constexpr auto kBetweenLooks = std::chrono::seconds(2);

bool is_hash_name(std::string_view name) {
    constexpr std::size_t hash = 8;
    const auto all = [](std::string_view part, std::string_view of) {
        return !part.empty() && part.find_first_not_of(of) == std::string_view::npos;
    };
    return name.size() > hash && name[hash] == '.' &&
           all(name.substr(0, hash), "0123456789abcdefABCDEF") &&
           all(name.substr(hash + 1), "0123456789");
}

bool is_exhausted(int error) { return error == EMFILE || error == ENFILE || error == ENOMEM; }

// Sorted: a folder lists its files in any order.
std::vector<std::string> hashed_files(const std::string& folder, bool& interrupted) {
    std::vector<std::string> paths;
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(folder.c_str()), ::closedir);
    if (listing == nullptr) {
        interrupted = interrupted || is_exhausted(errno);
        static_cast<void>(trace::because(Status::not_found, "x509: no folder of roots", folder));
        return paths;
    }
    while (const dirent* const entry = ::readdir(listing.get()))
        if (is_hash_name(entry->d_name) && paths.size() < kMostFiles)
            paths.push_back(folder + '/' + entry->d_name);
    std::ranges::sort(paths);
    return paths;
}

// Collects certificates, each once.
class Collection {
 public:
    void add_file(const std::string& path) {
        const Result<Buffer> octets = read_file(path, std::min(kLargestFile, room_));
        if (octets.status() == Status::out_of_memory) interrupted_ = true;
        if (!octets.ok()) return passed_over(path);
        room_ -= octets.value().size();
        std::string_view text(reinterpret_cast<const char*>(octets.value().data()),
                              octets.value().size());
        while (const auto block = next_pem_block(text))
            if (block->label == kPemCertificate && !add(*block)) passed_over(path);
    }
    void add_folder(const std::string& folder) {
        for (const std::string& file : hashed_files(folder, interrupted_)) add_file(file);
    }
    std::vector<SharedCertificate> take() { return std::move(certificates_); }
    // No descriptor or no memory was left: nothing that says anything of the files.
    bool interrupted() const { return interrupted_; }

 private:
    static void passed_over(const std::string& path) {
        static_cast<void>(trace::because(Status::bad_data, "x509: a root is passed over", path));
    }
    bool add(const PemBlock& block) {
        const Result<Buffer> der = decode_base64(block.body);
        if (!der.ok()) return false;
        const Result<SharedCertificate> certificate = OwnedCertificate::parse(der.value());
        if (!certificate.ok()) return false;
        const Bytes kept = certificate.value()->der();
        if (seen_.emplace(reinterpret_cast<const char*>(kept.data()), kept.size()).second)
            certificates_.push_back(certificate.value());
        return true;
    }

    bool interrupted_ = false;
    std::size_t room_ = kLargestSum;
    std::vector<SharedCertificate> certificates_;
    std::set<std::string_view> seen_;  // views of what certificates_ holds
};

bool same(const std::vector<SharedCertificate>& a, const std::vector<SharedCertificate>& b) {
    return std::ranges::equal(a, b, [](const SharedCertificate& x, const SharedCertificate& y) {
        return std::ranges::equal(x->der(), y->der());
    });
}

std::uint64_t next_generation() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

}  // namespace

MachineTrust::Sources MachineTrust::sources() {
    const auto file = environment::text(environment::kCertFile);
    const auto folders = environment::text(environment::kCertDir);
    if (!file && !folders) return {{kBundle}, {kFolder}};
    Sources found;
    if (file) found.files.push_back(*file);
    std::string_view rest = folders ? std::string_view(*folders) : std::string_view();
    while (!rest.empty()) {
        const std::size_t end = rest.find(':');
        if (end != 0) found.folders.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return found;
}

// What changes with a file, and with a folder when its entries do.
std::vector<std::uint64_t> MachineTrust::marks_of(const Sources& sources) {
    std::vector<std::uint64_t> marks;
    for (const auto* const paths : {&sources.files, &sources.folders}) {
        for (const std::string& path : *paths) {
            struct stat state {};
            const bool there = ::stat(path.c_str(), &state) == 0;
            marks.insert(marks.end(), {there ? 1u : 0u, state.st_dev, state.st_ino,
                                       static_cast<std::uint64_t>(state.st_size),
                                       static_cast<std::uint64_t>(state.st_mtim.tv_sec),
                                       static_cast<std::uint64_t>(state.st_mtim.tv_nsec)});
        }
    }
    return marks;
}

std::shared_ptr<const TrustedCertificates> MachineTrust::read() {
    Sources now_sources = sources();
    const std::lock_guard lock(mutex_);
    const Clock::time_point now = Clock::now();
    const bool same_sources = read_ != nullptr && now_sources == sources_;
    if (same_sources && now - looked_ < between_looks_) return read_;
    looked_ = now;
    // Before the files: a change while they are read is seen by the next look.
    std::vector<std::uint64_t> marks = marks_of(now_sources);
    if (same_sources && marks == marks_) return read_;
    sources_ = std::move(now_sources);
    marks_ = std::move(marks);

    Collection collection;
    for (const std::string& file : sources_.files) collection.add_file(file);
    for (const std::string& folder : sources_.folders) collection.add_folder(folder);
    // The next look reads again; until then the roots are what they were.
    if (collection.interrupted()) marks_.clear();
    if (collection.interrupted() && same_sources) return read_;
    auto found = std::make_shared<TrustedCertificates>();
    found->certificates = collection.take();
    if (read_ != nullptr && same(read_->certificates, found->certificates)) return read_;
    found->generation = next_generation();
    return read_ = std::move(found);
}

std::shared_ptr<const TrustedCertificates> machine_roots() {
    static MachineTrust trust(kBetweenLooks);
    return trust.read();
}

}  // namespace secur32::x509
