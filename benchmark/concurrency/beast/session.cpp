#include "session.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/version.hpp>

#include <optional>
#include <type_traits>

namespace concurrency_benchmark {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using plain_stream = beast::tcp_stream;
using tls_stream = beast::ssl_stream<beast::tcp_stream>;

template <class Stream>
class session final : public beast_session {
public:
    session(asio::any_io_executor executor, asio::ssl::context& context, options const& wanted)
        : executor_(std::move(executor)), context_(context), wanted_(wanted)
    {
    }

    asio::awaitable<void> call_all(callers& queue, measurement& into) override
    {
        if (!stream_)
            co_await connect();
        for (clock::time_point wanted_at; queue.take(wanted_at);) {
            http::request<http::empty_body> request{http::verb::get, wanted_.base + wanted_.target, 11};
            request.set(http::field::host, wanted_.host + ":" + std::to_string(wanted_.port));
            request.set(http::field::user_agent, BOOST_BEAST_VERSION_STRING);
            request.set(http::field::accept, "application/json");
            request.set(http::field::authorization, "Bearer " + wanted_.token);

            beast::get_lowest_layer(*stream_).expires_after(std::chrono::seconds(30));
            co_await http::async_write(*stream_, request, asio::use_awaitable);

            http::response<http::string_body> response;
            beast::get_lowest_layer(*stream_).expires_after(std::chrono::seconds(30));
            co_await http::async_read(*stream_, buffer_, response, asio::use_awaitable);

            auto const now = clock::now();
            if (response.result() == http::status::ok)
                into.add(now - wanted_at);
            else
                into.fail("status " + std::to_string(response.result_int()));
            queue.end(now);
        }
        beast::get_lowest_layer(*stream_).expires_never();
    }

private:
    asio::awaitable<void> connect()
    {
        asio::ip::tcp::resolver resolver(executor_);
        auto const found =
            co_await resolver.async_resolve(wanted_.host, std::to_string(wanted_.port), asio::use_awaitable);
        if constexpr (std::is_same_v<Stream, tls_stream>)
            stream_.emplace(executor_, context_);
        else
            stream_.emplace(executor_);
        auto& lowest = beast::get_lowest_layer(*stream_);
        lowest.expires_after(std::chrono::seconds(30));
        co_await lowest.async_connect(found, asio::use_awaitable);
        lowest.socket().set_option(asio::ip::tcp::no_delay(true));
        if constexpr (std::is_same_v<Stream, tls_stream>) {
            stream_->set_verify_callback(asio::ssl::host_name_verification(wanted_.host));
            co_await stream_->async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
        }
    }

    asio::any_io_executor executor_;
    asio::ssl::context& context_;
    options const& wanted_;
    std::optional<Stream> stream_;
    beast::flat_buffer buffer_;
};

} // namespace

std::unique_ptr<beast_session>
make_beast_session(asio::any_io_executor executor, asio::ssl::context& context, options const& wanted)
{
    if (wanted.tls())
        return std::make_unique<session<tls_stream>>(std::move(executor), context, wanted);
    return std::make_unique<session<plain_stream>>(std::move(executor), context, wanted);
}

} // namespace concurrency_benchmark
