#pragma once

#include "server.hpp"

#include <cloud_governance/api/tasks/approve_task.hpp>
#include <cloud_governance/api/tasks/get_task_by_id.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <string>

namespace client_benchmark {

using cloud_governance::api::tasks::approve_task;
using cloud_governance::api::tasks::get_task_by_id;
using bearer_client = cloud_governance::client<cloud_governance::auth::bearer>;

/// Requests a task and does not decode the body: the cost of transport and client without the codec.
class undecoded_task : public get_task_by_id {
public:
    using response_type = void;
    using get_task_by_id::get_task_by_id;
};

/// The kind of call.
enum class work { send, exchange, approve };
/// Parses `send`, `exchange` or `approve`; throws `std::invalid_argument` for any other name.
work work_of(std::string const& name);

/// The identifier in the path of every call.
cloud_governance::uuid task_id();

/// A token of the usual length, 1,000 characters.
cloud_governance::secret_string token();

/// A client with a fixed token.
bearer_client
make_client(boost::asio::io_context& io, server& from, listener api, cloud_governance::client_options options);

/// Makes one call after the other until `left` is zero.
boost::asio::awaitable<void> call_in_turn(bearer_client client, work what, std::atomic<std::int64_t>& left);

/// Makes `count` calls with the given number in flight and of threads, and returns when they have ended. A failed call
/// ends the program.
void run_calls(
    boost::asio::io_context& io, bearer_client const& client, work what, std::size_t count, std::size_t in_flight = 1,
    std::size_t threads = 1);

/// For `co_spawn`: ends the program with the reason if a call fails, because later figures would be meaningless.
void end_on_failure(std::exception_ptr error);

} // namespace client_benchmark
