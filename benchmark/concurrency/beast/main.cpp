// Beast used by hand, as in the coroutine examples of its documentation: tcp_stream with the general executor, a
// request built for each call, expires_after before each operation, string_body, one coroutine per connection.
// Connections are kept.

#include "session.hpp"

#include "../common/measurement.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <exception>
#include <memory>
#include <vector>

namespace {

using namespace concurrency_benchmark;

void run(
    boost::asio::io_context& io, std::vector<std::unique_ptr<beast_session>>& sessions, std::size_t calls,
    std::size_t in_flight, measurement& into)
{
    callers queue(calls, in_flight);
    for (auto& session : sessions)
        boost::asio::co_spawn(io, session->call_all(queue, into), [](std::exception_ptr error) {
            if (error)
                std::rethrow_exception(error);
        });
    io.run();
    io.restart();
}

} // namespace

int main(int argc, char** argv)
{
    try {
        auto const wanted = read_options(argc, argv);
        boost::asio::io_context io;
        boost::asio::ssl::context context(boost::asio::ssl::context::tlsv13_client);
        if (wanted.tls()) {
            context.load_verify_file(wanted.trust);
            context.set_verify_mode(boost::asio::ssl::verify_peer);
        }
        std::vector<std::unique_ptr<beast_session>> sessions;
        for (std::size_t at = 0; at < std::min(wanted.connections, wanted.in_flight); ++at)
            sessions.push_back(make_beast_session(io.get_executor(), context, wanted));
        measurement warm_up(wanted.warm_up);
        run(io, sessions, wanted.warm_up, wanted.in_flight, warm_up);
        measurement measured(wanted.calls);
        run(io, sessions, wanted.calls, wanted.in_flight, measured);
        measured.print("beast");
    }
    catch (std::exception const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
