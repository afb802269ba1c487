// cpprestsdk's http_client. It has no limit for connections: it opens one for each call in flight.

#include "../common/measurement.hpp"
#include "../common/options.hpp"

#include <cpprest/http_client.h>
#include <pplx/threadpool.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <future>
#include <mutex>
#include <sstream>

namespace {

using namespace concurrency_benchmark;
namespace rest = web::http;

rest::client::http_client make_client(options const& wanted)
{
    rest::client::http_client_config config;
    config.set_timeout(std::chrono::seconds(30));
    auto const url =
        std::string(wanted.tls() ? "https://" : "http://") + wanted.host + ":" + std::to_string(wanted.port);
    if (wanted.tls()) {
        std::ostringstream pem;
        pem << std::ifstream(wanted.trust).rdbuf();
        config.set_ssl_context_callback([text = pem.str()](boost::asio::ssl::context& context) {
            context.add_certificate_authority(boost::asio::buffer(text));
        });
    }
    return rest::client::http_client(url, config);
}

class load {
public:
    load(rest::client::http_client& client, options const& wanted, std::size_t calls, measurement& into)
        : client_(client), wanted_(wanted), left_(calls), into_(into)
    {
    }

    void run()
    {
        callers_ = wanted_.in_flight;
        for (std::size_t at = 0; at < wanted_.in_flight; ++at)
            call();
        done_.get_future().wait();
    }

private:
    void call()
    {
        {
            std::lock_guard const lock(mutex_);
            if (left_ == 0) {
                if (--callers_ == 0)
                    done_.set_value();
                return;
            }
            --left_;
        }
        rest::http_request request(rest::methods::GET);
        request.set_request_uri(wanted_.base + wanted_.target);
        request.headers().add("Authorization", "Bearer " + wanted_.token);
        request.headers().add("Accept", "application/json");
        auto const wanted_at = concurrency_benchmark::clock::now();
        client_.request(request)
            .then([](rest::http_response reply) {
                auto const status = reply.status_code();
                return reply.extract_vector().then([status](std::vector<unsigned char> const&) { return status; });
            })
            .then([this, wanted_at](pplx::task<rest::status_code> ended) {
                auto const now = concurrency_benchmark::clock::now();
                std::string failed;
                try {
                    auto const status = ended.get();
                    if (status != 200)
                        failed = "status " + std::to_string(status);
                }
                catch (std::exception const& error) {
                    failed = error.what();
                }
                {
                    std::lock_guard const lock(mutex_);
                    if (failed.empty())
                        into_.add(now - wanted_at);
                    else
                        into_.fail(failed);
                }
                call();
            });
    }

    rest::client::http_client& client_;
    options const& wanted_;
    std::mutex mutex_;
    std::size_t left_;
    std::size_t callers_ = 0;
    std::promise<void> done_;
    measurement& into_;
};

} // namespace

int main(int argc, char** argv)
{
    try {
        auto const wanted = read_options(argc, argv);
        crossplat::threadpool::initialize_with_threads(2); // all threads are pinned to one core
        auto client = make_client(wanted);
        measurement warm_up(wanted.warm_up);
        load(client, wanted, wanted.warm_up, warm_up).run();
        measurement measured(wanted.calls);
        load(client, wanted, wanted.calls, measured).run();
        measured.print("cpprest");
        std::fflush(stdout);
        std::_Exit(0); // its threads do not always end
    }
    catch (std::exception const& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
