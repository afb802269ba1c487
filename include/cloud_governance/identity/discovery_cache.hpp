#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/identity/discovery_document.hpp>
#include <cloud_governance/observe/observer.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>

namespace cloud_governance::identity {

/// Settings of a `discovery_cache`.
class discovery_cache_options {
public:
    discovery_cache_options() = default;

    /// How long a document is used before it is fetched again. Default 24 h; zero fetches it each time.
    std::chrono::milliseconds max_age = std::chrono::hours(24);
    /// How long after `max_age` a document is still used while fetching fails. Default 7 days; zero: not at all.
    std::chrono::milliseconds max_stale = std::chrono::hours(24 * 7);
    /// How long after a failed fetch the old document is used without another fetch. Default 5 min.
    std::chrono::milliseconds retry_interval = std::chrono::minutes(5);
    /// The time; empty means `steady_clock::now`. Called under the cache's lock, from any thread.
    std::function<std::chrono::steady_clock::time_point()> now;
    /// Receives an event for each fetch; null: no events.
    std::shared_ptr<cloud_governance::observer> observer;
};

/** One identity service's discovery document: fetched once, shared, kept while the service is down.

    A handle: copies share the document. All members may be called from several threads at once. There is one fetch at
    a time, on the cache's executor; all who wait get its document or its error. When a fetch fails and there is an old
    document, that one is used. The fetch keeps the shared state and thereby the fetch function alive, also
    when every handle is gone, so the function must own or outlive what it uses.
*/
class discovery_cache {
public:
    /// Fetches a document, or throws `failure`; usually calls `fetch_discovery_document`.
    using fetch_function = std::function<boost::asio::awaitable<discovery_document>()>;
    /// Times are those of the steady clock.
    using time_point = std::chrono::steady_clock::time_point;

    /// An empty cache, which calls `fetch` on `executor` whenever it needs to.
    CLOUD_GOVERNANCE_DECL discovery_cache(
        boost::asio::any_io_executor executor, fetch_function fetch,
        discovery_cache_options options = discovery_cache_options());

    /** The document; waits for it until `deadline` when it has to be fetched.

        Throws `failure`: the fetch's error, `errc::timed_out` or `errc::cancelled`; the last two leave the fetch
        running.
    */
    CLOUD_GOVERNANCE_DECL boost::asio::awaitable<std::shared_ptr<discovery_document const>>
    get(time_point deadline = (time_point::max)());

    /// The next `get` fetches the document again; while that fails, the present one is used.
    CLOUD_GOVERNANCE_DECL void expire();

private:
    class state;

    static boost::asio::awaitable<std::shared_ptr<discovery_document const>>
    get_from(std::shared_ptr<state> owner, time_point deadline);

    std::shared_ptr<state> state_;
};

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/discovery_cache.ipp>
#endif
