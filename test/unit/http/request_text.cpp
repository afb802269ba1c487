#include <cloud_governance/http/impl/message/request_text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(http_request_text)

namespace http = cloud_governance::http;

namespace {

std::string text_of(http::request const& request)
{
    cloud_governance::wiped_string out("left over from the last request");
    http::detail::write_request_text(out, request, "api.example", "agent/1");
    return std::string(std::string_view(out));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_request_without_a_body_has_no_content_length)
{
    http::request request;
    request.target = "/requests/my?$top=5";
    request.fields.add("Accept", "application/json");
    BOOST_TEST(
        text_of(request) == "GET /requests/my?$top=5 HTTP/1.1\r\nHost: api.example\r\nUser-Agent: agent/1\r\n"
                            "Accept: application/json\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(methods_that_carry_a_body_state_its_length_also_when_it_is_empty)
{
    http::request request;
    for (auto const method : {http::verb::post, http::verb::put, http::verb::patch}) {
        request.method = method;
        BOOST_TEST(text_of(request).find("\r\nContent-Length: 0\r\n\r\n") != std::string::npos);
    }
    request.method = http::verb::delete_;
    BOOST_TEST(text_of(request).find("Content-Length") == std::string::npos);
    request.body = "{}";
    BOOST_TEST(text_of(request).ends_with("\r\nContent-Length: 2\r\n\r\n{}"));
}

BOOST_AUTO_TEST_CASE(fields_of_the_request_replace_those_of_the_transport)
{
    http::request request;
    request.accept_gzip = true;
    request.fields.add("host", "other.example");
    request.fields.add("USER-AGENT", "own/2");
    request.fields.add("accept-encoding", "identity");
    BOOST_TEST(
        text_of(request) == "GET / HTTP/1.1\r\nhost: other.example\r\nUSER-AGENT: own/2\r\n"
                            "accept-encoding: identity\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(compression_is_offered_unless_the_reply_holds_a_secret)
{
    http::request request;
    BOOST_TEST(text_of(request).find("Accept-Encoding") == std::string::npos);
    request.accept_gzip = true;
    BOOST_TEST(text_of(request).find("\r\nAccept-Encoding: gzip\r\n") != std::string::npos);
    request.sensitive = true;
    BOOST_TEST(text_of(request).find("Accept-Encoding") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_empty_user_agent_is_not_sent)
{
    cloud_governance::wiped_string out;
    http::detail::write_request_text(out, http::request(), "api.example", "");
    BOOST_TEST(std::string_view(out) == "GET / HTTP/1.1\r\nHost: api.example\r\n\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
