// An HTTP server for what revocation is asked of: it answers each path with octets that a test
// chose, or misbehaves.  Sockets and threads alone, so that nothing is between a test and what it
// sends.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sslprovider/base/bytes.h"

namespace secur32::test {

class RevocationServer {
 public:
    // What a connection does after the request was read; false from alive() ends it.
    struct Exchange {
        int socket = -1;
        std::string head;  // request line and header fields
        std::string body;
        const RevocationServer* server = nullptr;

        void send(const std::string& text) const;
        bool alive() const;
        void sleep(std::chrono::milliseconds time) const;
        std::string method() const { return head.substr(0, head.find(' ')); }
    };
    using Answer = std::function<void(const Exchange&)>;

    // Listens on a port of 127.0.0.1 that the system chooses.
    RevocationServer();
    RevocationServer(const RevocationServer&) = delete;
    RevocationServer& operator=(const RevocationServer&) = delete;
    ~RevocationServer();

    std::string url(const std::string& path) const;
    // 200 with Content-Length.
    void serve(const std::string& path, const Buffer& octets);
    void serve(const std::string& path, Answer answer);
    unsigned requests(const std::string& path) const;

 private:
    void accept_loop();
    void handle(int socket);

    unsigned port_ = 0;  // set with listener_
    int listener_ = -1;
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::map<std::string, Answer> answers_;
    std::map<std::string, unsigned> requests_;
    std::vector<std::thread> connections_;
    std::thread acceptor_;
};

// "HTTP/1.0 200 OK" with a Content-Length, and the octets.
std::string http_ok(const Buffer& octets);

// The ways in which a server can fail a client: each never gives an answer.
struct Misbehaviour {
    const char* name;
    RevocationServer::Answer answer;
};
// url: of the path itself, to redirect to.
std::vector<Misbehaviour> misbehaviours(const std::string& url);

// An http:// address of 127.0.0.1 where nobody listens.
std::string dead_url();

}  // namespace secur32::test
