// Running many cells: the certificates for all of them, and several at a time, since most of the
// time goes into starting programs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "test/interop/tls/cells.h"

namespace interop::tls {

// A folder with certificates (make_pki.sh), gone in the end.
class Pki {
 public:
    Pki();
    Pki(const Pki&) = delete;
    Pki& operator=(const Pki&) = delete;
    ~Pki();
    bool good() const { return good_; }
    const std::string& path() const { return path_; }

 private:
    std::string path_;
    bool good_ = false;
};

struct Failure {
    const Cell* cell;
    std::string why;
};

using RunCell = std::function<std::string(const Cell& cell, const std::string& pki)>;
std::vector<Failure> run_all(const std::vector<Cell>& cells, const std::string& pki,
                             const RunCell& run);

}  // namespace interop::tls
