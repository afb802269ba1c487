// libcurl's multi interface.

#include "transfers.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv)
{
    using namespace concurrency_benchmark;
    try {
        auto const wanted = read_options(argc, argv);
        curl_global_init(CURL_GLOBAL_DEFAULT);
        curl_transfers transfers(wanted);
        measurement warm_up(wanted.warm_up);
        transfers.run(wanted.warm_up, warm_up);
        measurement measured(wanted.calls);
        transfers.run(wanted.calls, measured);
        measured.print("curl");
    }
    catch (std::exception const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
