#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace concurrency_benchmark {

/// What every client is told, in the same words: `--port 8080 --calls 1000 …`.
class options {
public:
    options() = default;

    std::string mode; // for programs that know more than one way
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string trust;          // a PEM file: TLS, and this certificate is verified; empty: plain
    std::string base;           // the API's base path, in front of the target
    std::string target;         // path and query
    std::string token;          // the bearer token
    std::string body = "small"; // what the target answers, for clients that decode it: small, medium, large
    std::size_t calls = 1000;
    std::size_t warm_up = 100;   // calls before those that are measured
    std::size_t in_flight = 1;   // callers, each with one call at a time
    std::size_t connections = 1; // at most so many

    bool tls() const { return !trust.empty(); }
};

/// Reads the command line; says on stderr what is wrong with it, and ends the program.
options read_options(int argc, char** argv);

} // namespace concurrency_benchmark
