#include "client_fixture.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(client_errors)

using namespace client_test;
using cg::errc;

namespace {

cg::error failure_of(
    unsigned status, std::string body, std::string content_type = "application/json",
    std::pair<char const*, char const*> field = {"X", "y"})
{
    client_fixture at;
    at.transport->answer(status, std::move(body), std::move(content_type)).with(field.first, field.second);
    return at.failure_of(read_thing("1"), cg::call_options().max_attempts(1).request_id("mine"));
}

} // namespace

BOOST_AUTO_TEST_CASE(statuses)
{
    std::pair<unsigned, errc> const table[] = {
        {400, errc::bad_request},      {401, errc::unauthorized},      {403, errc::forbidden},
        {404, errc::not_found},        {409, errc::conflict},          {429, errc::rate_limited},
        {500, errc::server_error},     {501, errc::server_error},      {503, errc::server_error},
        {599, errc::server_error},     {301, errc::redirect_refused},  {308, errc::redirect_refused},
        {304, errc::redirect_refused}, {405, errc::unexpected_status}, {418, errc::unexpected_status}};
    for (auto const& [status, code] : table) {
        auto const reason = failure_of(status, "");
        BOOST_TEST((reason.code == code), status);
        BOOST_TEST(reason.diagnostics.http_status == status);
        BOOST_TEST(reason.diagnostics.operation == "GET /things/{id}");
        BOOST_TEST(reason.diagnostics.client_request_id == "mine");
        BOOST_TEST(reason.diagnostics.attempts == 1U);
        BOOST_TEST(reason.diagnostics.request_may_have_been_sent);
    }
}

BOOST_AUTO_TEST_CASE(the_services_error_body)
{
    auto const reason = failure_of(
        400, R"({"code":"InvalidId","message":["First","Second"],"requestId":"7f","date":"2026-01-01"})",
        "text/plain; charset=utf-8", {"x-request-id", "header"});
    BOOST_TEST(reason.diagnostics.server_code == "InvalidId");
    BOOST_TEST((reason.diagnostics.server_messages == std::vector<std::string>{"First", "Second"}));
    BOOST_TEST(reason.diagnostics.server_request_id == "7f");
    BOOST_TEST(reason.diagnostics.hints.empty());

    auto const single = failure_of(404, R"( {"Code":40401,"Message":"Gone","RequestId":"7f"})");
    BOOST_TEST(single.diagnostics.server_code == "40401");
    BOOST_TEST((single.diagnostics.server_messages == std::vector<std::string>{"Gone"}));
    BOOST_TEST(single.diagnostics.server_request_id == "7f");

    auto const problem = failure_of(
        400, R"({"type":"t","title":"One error","status":400,"traceId":"00-1"})", "application/problem+json");
    BOOST_TEST((problem.diagnostics.server_messages == std::vector<std::string>{"One error"}));
    BOOST_TEST(problem.diagnostics.server_request_id == "00-1");
}

BOOST_AUTO_TEST_CASE(other_bodies_are_not_read_as_errors)
{
    auto const page = failure_of(502, "<html><body>Bad gateway canary</body></html>", "text/html");
    BOOST_TEST((page.code == errc::server_error));
    BOOST_TEST(page.diagnostics.hints.size() == 1U);
    BOOST_TEST(page.diagnostics.hints[0].find("text/html") != std::string::npos);
    BOOST_TEST(cg::to_string(page).find("canary") == std::string::npos); // no body in messages

    for (char const* body :
         {"", "null", "[]", "[1,2]", "\"text\"", "{", "{\"message\"", "{\"message\":{\"a\":1}}",
          "{\"message\":null,\"code\":null}", "{\"message\":[[[]]]}", "{\"message\":\"\xFF\xFE\"}", "{} trailing"}) {
        auto const reason = failure_of(400, body);
        BOOST_TEST((reason.code == errc::bad_request), body);
        BOOST_TEST(reason.diagnostics.server_messages.empty(), body);
    }
    auto const deep = failure_of(400, "{\"message\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}");
    BOOST_TEST((deep.code == errc::bad_request));
    BOOST_TEST((failure_of(400, "{\"a\":\"" + std::string(2'000'000, 'x') + "\"}").code == errc::bad_request));
}

BOOST_AUTO_TEST_CASE(a_servers_text_is_bounded_and_has_no_control_characters)
{
    std::string messages = "{\"message\":[";
    for (int i = 0; i < 100; ++i)
        messages += (i == 0 ? "\"" : ",\"") + std::string(2000, 'm') + "\"";
    auto const many = failure_of(400, messages + "]}");
    BOOST_TEST(many.diagnostics.server_messages.size() == 20U);
    for (auto const& message : many.diagnostics.server_messages)
        BOOST_TEST(message.size() <= 510U);
    auto const odd = failure_of(400, R"({"message":"a\r\nb[2J","code":"c\n","requestId":"d\n"})");
    auto const text = cg::to_string(odd);
    for (char c : text)
        BOOST_TEST(static_cast<unsigned char>(c) >= 0x20U);
}

BOOST_AUTO_TEST_CASE(request_ids_of_header_fields)
{
    for (char const* name : {"x-request-id", "Request-Id", "X-MS-Request-Id", "x-correlation-id"})
        BOOST_TEST(failure_of(404, "", "text/plain", {name, "r1"}).diagnostics.server_request_id == "r1");
}

BOOST_AUTO_TEST_CASE(a_redirect_error_names_the_host_and_not_the_path)
{
    auto const away = failure_of(302, "", "text/html", {"Location", "https://login.example:8443/p?token=canary"});
    BOOST_TEST(away.diagnostics.detail == "to host login.example:8443");
    BOOST_TEST(cg::to_string(away).find("canary") == std::string::npos);
    for (char const* location : {"/relative?canary", "https://user:canary@host/", "canary", ""})
        BOOST_TEST(
            cg::to_string(failure_of(302, "", "text/html", {"Location", location})).find("canary") ==
            std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_successful_status_with_a_reported_failure_is_an_error)
{
    auto const reason = failure_of(200, R"({"isSuccess":false,"errorMsg":"No such profile","value":null})");
    BOOST_TEST((reason.code == errc::operation_failed));
    BOOST_TEST(reason.diagnostics.http_status == 200U);
    BOOST_TEST((reason.diagnostics.server_messages == std::vector<std::string>{"No such profile"}));
    BOOST_TEST(reason.diagnostics.operation == "GET /things/{id}");
    BOOST_TEST(reason.diagnostics.request_may_have_been_sent);
    BOOST_TEST((failure_of(200, R"({"IsSuccess":false})").code == errc::operation_failed));

    client_fixture at; // also where no body is expected
    at.transport->answer(200, R"({"isSuccess":false,"errorMsg":"Not now"})");
    BOOST_TEST((at.failure_of(change_thing()).code == errc::operation_failed));
    for (char const* fine :
         {R"({"isSuccess":true})", R"({"isSuccess":"false"})", R"({"isSuccess":null})", "", "no JSON with isSuccess"}) {
        at.transport->answer(200, fine);
        BOOST_TEST(at.call(change_thing()).has_value(), fine);
    }
}

BOOST_AUTO_TEST_CASE(a_reply_that_cannot_be_decoded)
{
    for (char const* body : {"", "7", "{}", "\"open", "<html>", "[\"a\"]"}) {
        auto const reason = failure_of(200, body, "application/json", {"x-request-id", "r1"});
        BOOST_TEST((reason.code == errc::invalid_response), body);
        BOOST_TEST(reason.diagnostics.http_status == 200U);
        BOOST_TEST(reason.diagnostics.server_request_id == "r1");
        BOOST_TEST(reason.diagnostics.operation == "GET /things/{id}");
        BOOST_TEST(reason.diagnostics.attempts == 1U);
        BOOST_TEST(reason.diagnostics.request_may_have_been_sent);
    }
}

BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_encoded_is_not_sent)
{
    client_fixture at;
    auto const reason = at.failure_of(read_thing(""));
    BOOST_TEST((reason.code == errc::invalid_argument));
    BOOST_TEST(reason.diagnostics.detail == "id: must not be empty");
    BOOST_TEST(reason.diagnostics.operation == "GET /things/{id}");
    BOOST_TEST(reason.diagnostics.attempts == 0U);
    BOOST_TEST(!reason.diagnostics.request_may_have_been_sent);
    BOOST_TEST(at.transport->requests().empty());
}

BOOST_AUTO_TEST_SUITE_END()
