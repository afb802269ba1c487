// The server of the concurrency benchmark: `server CERTIFICATE KEY [DELAY_MS]`. Prints one line of JSON with ports,
// URLs, token and body sizes, runs until SIGTERM, and then prints one line with its counts.

#include "loop.hpp"

#include "../common/measurement.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

int main(int argc, char** argv)
{
    using namespace concurrency_benchmark;
    if (argc < 3) {
        std::fputs("usage: server CERTIFICATE KEY [DELAY_MS]\n", stderr);
        return 2;
    }
    try {
        server_loop loop(
            std::chrono::milliseconds(argc > 3 ? std::atoi(argv[3]) : 20), make_server_context(argv[1], argv[2]));
        auto const plain_port = loop.listen(false);
        auto const tls_port = loop.listen(true);
        replies const plain("http://127.0.0.1:" + std::to_string(plain_port));
        replies const tls("https://127.0.0.1:" + std::to_string(tls_port));
        loop.serve(false, plain);
        loop.serve(true, tls);
        std::printf(
            "{\"plain\": %u, \"tls\": %u, \"token\": \"%s\", \"bodies\": %s}\n", plain_port, tls_port,
            benchmark_token().c_str(), plain.sizes().c_str());
        std::fflush(stdout);
        loop.run();
        std::printf(
            "{\"requests\": %zu, \"connections\": %zu, \"handshakes\": %zu, \"cpu_seconds\": %.6f}\n",
            loop.counts().requests, loop.counts().connections, loop.counts().handshakes, cpu_seconds());
    }
    catch (std::exception const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
