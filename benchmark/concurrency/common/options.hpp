#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace concurrency_benchmark {

/// The options, which are the same for every client: `--port 8080 --calls 1000 …`.
class options {
public:
    options() = default;

    std::string mode; // for programs with more than one mode
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string trust;          // PEM file with the certificate to verify TLS with; empty for plain HTTP
    std::string base;           // base path of the API, which precedes the target
    std::string target;         // path and query
    std::string token;          // the bearer token
    std::string body = "small"; // size of the target's reply, for clients that decode it: small, medium, large
    std::size_t calls = 1000;
    std::size_t warm_up = 100;   // calls before the measured ones
    std::size_t in_flight = 1;   // number of callers, each with one call at a time
    std::size_t connections = 1; // maximum number of connections

    bool tls() const { return !trust.empty(); }
};

/// Reads the command line. Reports an error on stderr and ends the program.
options read_options(int argc, char** argv);

} // namespace concurrency_benchmark
