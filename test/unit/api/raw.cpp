#include <boost/test/unit_test.hpp>

#include <cloud_governance/api/raw.hpp>
#include <cloud_governance/client/operation.hpp>
#include <cloud_governance/error.hpp>

#include <boost/json/parse.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

BOOST_AUTO_TEST_SUITE(api_raw)

namespace cg = cloud_governance;
using cg::api::raw;
using cg::http::verb;

namespace {

enum class colour : std::int32_t { red = 3 };

cg::http::request encoded(raw const& operation, std::string base = "/")
{
    cg::http::request request;
    request.target = std::move(base);
    operation.encode(request);
    return request;
}

/// The reason why encoding is refused; empty when it is not.
std::string refusal(raw const& operation)
{
    try {
        encoded(operation);
        return {};
    }
    catch (cg::failure const& reason) {
        BOOST_TEST((reason.code() == cg::errc::invalid_argument));
        return reason.diagnostics().detail;
    }
}

} // namespace

static_assert(cg::operation<raw>);
static_assert(!std::is_aggregate_v<raw>);
static_assert(std::is_same_v<raw::response_type, boost::json::value>);

BOOST_AUTO_TEST_CASE(query_values)
{
    std::string const text = "x";
    auto const request = encoded(raw(verb::get, "/requests/my")
                                     .query("top", 10)
                                     .query("big", std::numeric_limits<std::uint64_t>::max())
                                     .query("negative", std::int64_t(-1))
                                     .query("yes", true)
                                     .query("kind", colour::red)
                                     .query("id", cg::uuid_from_string("6AB493D7-b588-4338-a233-9290000000ce"))
                                     .query("filter", "summary eq 'a b&c'")
                                     .query("k", text)
                                     .query("k", std::string_view("y"))
                                     .query("a b", ""));
    BOOST_TEST(
        request.target ==
        "/requests/my?top=10&big=18446744073709551615&negative=-1&yes=true&kind=3"
        "&id=6ab493d7-b588-4338-a233-9290000000ce&filter=summary%20eq%20%27a%20b%26c%27&k=x&k=y&a%20b=");
    BOOST_TEST((request.method == verb::get));
    BOOST_TEST(request.body.empty());
    BOOST_TEST(!request.sensitive);
}

BOOST_AUTO_TEST_CASE(path_may_have_a_query)
{
    BOOST_TEST(encoded(raw(verb::get, "/a?b=c").query("d", 1), "/base").target == "/base/a?b=c&d=1");
    BOOST_TEST(encoded(raw(verb::get, "/a%20b/...//c")).target == "/a%20b/...//c");
    BOOST_TEST(raw(verb::delete_, "/a?secret=1").name() == "DELETE /a");
}

BOOST_AUTO_TEST_CASE(paths_that_leave_the_api_are_refused)
{
    for (char const* path :
         {"", "requests", "//evil.example/x", "https://evil.example/", "/../x", "/a/..", "/a/../b", "/a/.", "/./a",
          "/%2e%2E/a", "/a/.%2e?x", "/a/%2E", "/a#b", "/a b", "/a\tb", "/a\nb", "/a\\..\\b", "/requests/{id}",
          "/\xc3\xa4"})
        BOOST_TEST(refusal(raw(verb::get, path)).starts_with("path: "), path);
    BOOST_TEST(refusal(raw(verb::get, std::string("/a\0b", 4))).starts_with("path: "));
    BOOST_TEST(refusal(raw(verb::get, "/a?x=../..")).empty());
    BOOST_TEST(refusal(raw(verb::connect, "/a")).starts_with("method: "));
}

BOOST_AUTO_TEST_CASE(repeatable_by_default_only_for_reading)
{
    BOOST_TEST(encoded(raw(verb::get, "/a")).repeatable);
    BOOST_TEST(encoded(raw(verb::head, "/a")).repeatable);
    BOOST_TEST(!encoded(raw(verb::post, "/a")).repeatable);
    BOOST_TEST(!encoded(raw(verb::put, "/a")).repeatable);
    BOOST_TEST(!encoded(raw(verb::delete_, "/a")).repeatable);
    BOOST_TEST(!encoded(raw(verb::get, "/a").repeatable(false)).repeatable);
    BOOST_TEST(encoded(raw(verb::put, "/a").repeatable(true)).repeatable);
}

BOOST_AUTO_TEST_CASE(body_and_header_fields)
{
    auto const request = encoded(raw(verb::post, "/a")
                                     .body(boost::json::parse(R"({"b": [1, null, "\u00e9"]})"))
                                     .header("X-Trace", "1")
                                     .header("X-Trace", "2")
                                     .secret(true));
    BOOST_TEST(std::string_view(request.body) == "{\"b\":[1,null,\"\xc3\xa9\"]}");
    BOOST_TEST(request.fields.find("content-type").value_or("") == "application/json");
    BOOST_TEST(request.fields.size() == 3u);
    BOOST_TEST(request.sensitive);
}

BOOST_AUTO_TEST_CASE(fields_that_frame_or_redirect_are_refused)
{
    for (char const* field : {"Host", "content-length", "Transfer-Encoding", "Connection", "TE", "Upgrade", "Expect"})
        BOOST_TEST(refusal(raw(verb::get, "/a").header(field, "x")).starts_with("header: "), field);
    BOOST_TEST(!refusal(raw(verb::get, "/a").header("X", "CANARY\r\nHost: evil")).empty());
    BOOST_TEST(refusal(raw(verb::get, "/a").header("X", "CANARY\n")).find("CANARY") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
