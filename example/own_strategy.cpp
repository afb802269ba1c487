// Authentication strategies of your own: any class that sets the credentials of a request.
#include "run.hpp"

#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <string>

namespace asio = boost::asio;
namespace cg = cloud_governance;
using cg::model::task_approval_status;
using token_function = std::function<std::string()>;

/// Sets credentials that need no waiting, such as a token that another program keeps up to date in a file.
class current_token {
public:
    explicit current_token(token_function source) : source_(std::move(source)) {}

    void authorize(cg::auth::request_context& request) { request.set_header("Authorization", "Bearer " + source_()); }

private:
    token_function source_;
};
static_assert(cg::auth_strategy<current_token>);

/// Waits for its credentials: `authorize` is a coroutine. Called again after a 401, because `rejected` returns true.
class awaited_token {
public:
    explicit awaited_token(token_function source) : source_(std::move(source)) {}

    asio::awaitable<void> authorize(cg::auth::request_context& request)
    {
        asio::steady_timer other_service(co_await asio::this_coro::executor, std::chrono::milliseconds(10));
        co_await other_service.async_wait(asio::use_awaitable);
        request.set_header("Authorization", "Bearer " + source_());
    }

    bool rejected(cg::auth::request_context const&) { return true; }

private:
    token_function source_;
};
static_assert(cg::auth_strategy<awaited_token>);

template <cg::auth_strategy Auth>
asio::awaitable<void> count_tasks(asio::io_context& io, cg::testing::fake_service& service, Auth auth)
{
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});
    auto const page = co_await governance.send(cg::api::tasks::get_my_tasks(task_approval_status::pending_confirm));
    std::cout << cg::items(page.value).size() << " tasks wait for " << service.last_user() << '\n';
}

asio::awaitable<void> own_strategy(asio::io_context& io)
{
    cg::testing::fake_service service(io);
    service.add_pending_tasks(2);
    auto const source = [&service] { return service.issue_token("someone@contoso.com"); };
    co_await count_tasks(io, service, current_token(source));
    co_await count_tasks(io, service, awaited_token(source));
    service.stop();
}

int main()
{
    asio::io_context io;
    return run(io, own_strategy(io));
}
