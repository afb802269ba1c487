#pragma once

#include <cloud_governance/testing/detail/https_connection.hpp>
#include <cloud_governance/testing/detail/https_server.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>

namespace cloud_governance::testing::detail {

class tls_server final : public https_server, public std::enable_shared_from_this<tls_server> {
public:
    tls_server(boost::asio::any_io_executor const& executor, https_server_settings const& settings, handler handler)
        : executor_(executor), acceptor_(executor), pause_(executor),
          context_(std::make_shared<server_context>(settings)),
          state_(std::make_shared<connection_state>(std::move(handler)))
    {
        using boost::asio::ip::tcp;
        tcp::endpoint const endpoint(boost::asio::ip::address_v4::loopback(), settings.port);
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address(true));
        acceptor_.bind(endpoint);
        acceptor_.listen();
        port_ = acceptor_.local_endpoint().port();
    }

    std::uint16_t port() const noexcept override { return port_; }

    https_server_counts counts() const override
    {
        https_server_counts counts;
        counts.accepted = accepted_;
        counts.failed_handshakes = state_->failed_handshakes;
        counts.open = state_->open;
        return counts;
    }

    void close_connections() override
    {
        std::unique_lock lock(mutex_);
        auto const connections = connections_; // the handlers may run before post returns
        lock.unlock();
        for (auto const& weak : connections)
            if (auto const connection = weak.lock())
                connection->stop();
    }

    // NOLINTNEXTLINE(bugprone-exception-escape): cancelling a timer and locking fail only when they are misused
    void stop() noexcept override
    {
        state_->stopped = true;
        std::vector<std::weak_ptr<https_connection>> connections;
        {
            std::lock_guard const lock(mutex_);
            boost::system::error_code ignored;
            acceptor_.close(ignored);
            pause_.cancel();
            connections.swap(connections_);
        }
        for (auto const& weak : connections)
            if (auto const connection = weak.lock())
                connection->stop();
    }

    void start() override
    {
        std::lock_guard const lock(mutex_);
        accept();
    }

private:
    /// With the mutex held.
    void accept()
    {
        boost::asio::any_io_executor const strand = boost::asio::make_strand(executor_);
        acceptor_.async_accept(
            strand, [self = shared_from_this()](boost::system::error_code error, boost::asio::ip::tcp::socket socket) {
                self->accepted(error, std::move(socket));
            });
    }

    void accepted(boost::system::error_code error, boost::asio::ip::tcp::socket socket)
    {
        std::lock_guard const lock(mutex_);
        if (state_->stopped || !acceptor_.is_open())
            return;
        if (error) // there may be no file descriptors left: trying again at once would spin
            return pause();
        try {
            // removes closed connections from the list, without checking all of them each time
            if (connections_.size() >= forget_at_) {
                std::erase_if(connections_, [](auto const& weak) { return weak.expired(); });
                forget_at_ = 2 * connections_.size() + 64;
            }
            auto const number = ++accepted_;
            auto const connection = std::make_shared<https_connection>(std::move(socket), context_, state_, number);
            connections_.push_back(connection);
            connection->start();
        }
        catch (std::exception const&) {
            // this connection cannot be served: it is closed, and the next one is accepted
        }
        accept();
    }

    void pause()
    {
        pause_.expires_after(std::chrono::milliseconds(10));
        pause_.async_wait([self = shared_from_this()](boost::system::error_code) {
            std::lock_guard const lock(self->mutex_);
            if (!self->state_->stopped)
                self->accept();
        });
    }

    boost::asio::any_io_executor executor_;
    std::mutex mutable mutex_; // guards acceptor, timer and list
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    std::shared_ptr<server_context> context_;
    std::shared_ptr<connection_state> state_;
    std::vector<std::weak_ptr<https_connection>> connections_;
    std::size_t forget_at_ = 64;
    std::atomic<std::size_t> accepted_ = 0;
    std::uint16_t port_ = 0;
};

CLOUD_GOVERNANCE_DECL std::shared_ptr<https_server> make_https_server(
    boost::asio::any_io_executor const& executor, https_server_settings const& settings, https_server::handler handler)
{
    return std::make_shared<tls_server>(executor, settings, std::move(handler));
}

} // namespace cloud_governance::testing::detail
