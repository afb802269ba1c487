#pragma once

#include <cloud_governance/client/batch_progress.hpp>
#include <cloud_governance/core/detail/config.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace cloud_governance::detail {

class waiter;

/** Carries out a number of operations, a bounded number at once.

    The derived class has the operations. The workers and the caller share ownership, so a cancelled caller leaves no
    dangling reference.
*/
class batch_core {
public:
    CLOUD_GOVERNANCE_DECL batch_core(
        boost::asio::any_io_executor executor, std::size_t total, std::size_t concurrency,
        std::function<void(batch_progress const&)> on_progress);
    batch_core(batch_core const&) = delete;
    batch_core& operator=(batch_core const&) = delete;
    CLOUD_GOVERNANCE_DECL virtual ~batch_core();

    /// Ends when all operations have; throws `failure` with `errc::cancelled`, and what `send` threw.
    CLOUD_GOVERNANCE_DECL static boost::asio::awaitable<void> run(std::shared_ptr<batch_core> self);

private:
    class worker;
    class canceller;

    /// Carries out one operation and keeps its outcome; true when it succeeded. Called once for each index.
    virtual boost::asio::awaitable<bool> send(std::size_t index) = 0;

    CLOUD_GOVERNANCE_DECL static boost::asio::awaitable<void> work(std::shared_ptr<batch_core> self);
    CLOUD_GOVERNANCE_DECL std::optional<std::size_t> take();
    CLOUD_GOVERNANCE_DECL void report(bool succeeded);
    CLOUD_GOVERNANCE_DECL void ended(std::exception_ptr thrown);

    boost::asio::any_io_executor executor_;
    std::size_t const total_;
    std::function<void(batch_progress const&)> on_progress_;
    std::mutex mutex_;
    std::mutex report_mutex_; // held while the user's function runs, so that its calls do not overlap
    std::vector<std::unique_ptr<worker>> workers_;
    std::size_t running_ = 0;
    std::size_t next_ = 0;
    std::size_t done_ = 0;
    std::size_t failed_ = 0;
    bool stopped_ = false;
    waiter* all_done_ = nullptr;
    std::exception_ptr broken_;
};

} // namespace cloud_governance::detail

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/client/impl/batch_core.ipp>
#endif
