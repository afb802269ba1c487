#pragma once

#include <cloud_governance/api/raw.hpp>
#include <cloud_governance/api/raw_reply.hpp>
#include <cloud_governance/model/task_list_page_result.hpp>

#include <string>
#include <utility>

namespace concurrency_benchmark {

/// A user-defined operation: a GET whose reply `Reply` reads itself with `from_reply`.
template <class Reply>
class uninterpreted : public cloud_governance::api::raw {
public:
    using response_type = Reply;

    explicit uninterpreted(std::string path) : raw(cloud_governance::http::verb::get, std::move(path)) {}
};

/// A page of tasks that simdjson reads on demand, with the code of the codec benchmark.
class simdjson_page {
public:
    cloud_governance::model::task_list_page_result page;

    static cloud_governance::result<simdjson_page> from_reply(cloud_governance::http::response const& reply);
};

} // namespace concurrency_benchmark
