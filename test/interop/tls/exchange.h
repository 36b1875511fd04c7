// What a cell's connection carries, the same with every peer: some records in each direction, then
// an orderly end from both sides.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "test/interop/process.h"
#include "test/interop/tls/our_end.h"

namespace interop::tls {

using Arguments = std::vector<std::string>;

// A foreign program with its output and its complaints in one; gone at the end of the scope.
class Program : public Process {
 public:
    explicit Program(const Arguments& arguments);
    ~Program() { stop(); }
};

// How a foreign program is started, and what it must have said when the cell is done.
struct Peer {
    std::function<Arguments(int port)> command;
    Arguments expected;   // in its output
    bool echoes = false;  // a server that sends back what it gets, rather than its input
    // Its log of messages, in which one must stand so often; none: there is no such log.
    std::function<std::string(int port)> messages;
    std::string message = "ClientHello";  // twice: there was a HelloRetryRequest
    std::size_t times = 2;
    // Something that the program is to do between two exchanges of data; none: there is one.
    std::function<bool(Program& program)> between;
};

// All of a file; empty when there is none.
std::string contents_of(const std::string& path);

// Digits, which none of the programs takes for a command; usually longer than a record.
std::string digits(unsigned seed, std::size_t length = 20000);

// The foreign program is the client: it sends its input, and prints what it gets.
std::string run_with_client(const Cell& cell, const std::string& pki, const Peer& peer);
std::string run_with_server(const Cell& cell, const std::string& pki, const Peer& peer);

// Empty, or what is missing in the output of a program, with the end of that.
std::string missing_in(const std::string& output, const Arguments& expected);
std::string with_end_of(const std::string& output, const std::string& what);

}  // namespace interop::tls
