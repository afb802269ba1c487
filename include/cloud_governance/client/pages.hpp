#pragma once

#include <cloud_governance/client/detail/client_core.hpp>
#include <cloud_governance/client/detail/send.hpp>
#include <cloud_governance/client/operation.hpp>
#include <cloud_governance/client/response.hpp>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace cloud_governance {

/** Walks the pages of an operation: each `next` is one call, and the service's page token leads to the following one.

    Made by `client::pages`. One coroutine at a time may use it; it keeps the client's state alive.
*/
template <paged_operation Operation>
class page_walk {
public:
    /// One page's decoded body.
    using page_type = typename Operation::response_type;

    /// For `client::pages`.
    page_walk(std::shared_ptr<detail::client_core> core, Operation first, call_options options)
        : core_(std::move(core)), operation_(std::move(first)), options_(std::move(options))
    {
    }

    /** The next page with its head; nothing after the last one.

        Throws `failure` as `client::send`. The position does not change then: calling `next` again asks for the same
        page again. A service that gives the same token twice is reported as `errc::invalid_response`, not followed.
    */
    boost::asio::awaitable<std::optional<response<page_type>>> next()
    {
        if (ended_)
            co_return std::nullopt;
        auto page = co_await detail::exchange<page_type>(core_, core_->prepare(operation_, options_));
        auto token = Operation::next_page_token(page.value);
        if (token && token_ && *token == *token_) {
            error repeated(errc::invalid_response, "the page token did not change: the service repeats a page");
            repeated.diagnostics.operation = operation_.name();
            repeated.diagnostics.http_status = page.status;
            repeated.diagnostics.server_request_id = page.server_request_id;
            repeated.diagnostics.client_request_id = page.client_request_id;
            repeated.diagnostics.attempts = page.attempts;
            repeated.diagnostics.request_may_have_been_sent = true;
            throw failure(std::move(repeated));
        }
        ended_ = !token;
        if (token) {
            operation_.page_token(*token);
            token_ = std::move(*token);
        }
        co_return page;
    }

    /// The token that leads to the next page: absent before the first and after the last. It can be stored, and a later
    /// walk started from it with the operation's `page_token`.
    std::optional<std::string> const& token() const noexcept { return ended_ ? none_ : token_; }

private:
    std::shared_ptr<detail::client_core> core_;
    Operation operation_;
    call_options options_;
    std::optional<std::string> token_;
    static inline std::optional<std::string> const none_;
    bool ended_ = false;
};

/** The rows of a page, or of a list member; an empty list when the service sent none.

    Takes a page, its `response`, or the list member itself, and does not change it. The result refers to `page`, which
    must outlive it: a temporary does not compile.
*/
template <class Page>
auto const& items(Page const& page)
{
    if constexpr (requires { *page.value; }) {
        return items(page.value);
    }
    else {
        static std::remove_cvref_t<decltype(*page)> const none;
        return page ? *page : none;
    }
}

template <class Page>
void items(Page const&&) = delete;

} // namespace cloud_governance
