#define BOOST_TEST_MODULE client_raw_reply
#include <boost/test/unit_test.hpp>

#include <cloud_governance/api/raw.hpp>
#include <cloud_governance/detail/send.hpp>

namespace cg = cloud_governance;

namespace {

auto decoded(std::string body)
{
    cg::detail::prepared_call call;
    call.operation = "POST /tasks/1/approve";
    cg::http::response reply;
    reply.status = 200;
    reply.body = std::move(body);
    return cg::detail::decode_reply<cg::api::raw::response_type>(call, reply);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_reply_without_content_is_null)
{
    auto const value = decoded("");
    BOOST_TEST_REQUIRE(value.has_value());
    BOOST_TEST(value->is_null());
}

BOOST_AUTO_TEST_CASE(content_is_decoded)
{
    auto const value = decoded(R"({"a": [1]})");
    BOOST_TEST_REQUIRE(value.has_value());
    BOOST_TEST(value->at("a").as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_not_json_is_a_failure_that_names_the_operation)
{
    auto const value = decoded("<html>");
    BOOST_TEST_REQUIRE(value.has_error());
    BOOST_TEST((value.error().code == cg::errc::invalid_response));
    BOOST_TEST(value.error().diagnostics.operation == "POST /tasks/1/approve");
    BOOST_TEST(value.error().diagnostics.http_status == 200u);
}
