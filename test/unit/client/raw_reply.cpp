#include <boost/test/unit_test.hpp>

#include <cloud_governance/api/admin/office365/get_tenant_id_by_url.hpp>
#include <cloud_governance/api/admin/office365/get_tenant_ids.hpp>
#include <cloud_governance/api/raw.hpp>
#include <cloud_governance/client/detail/send.hpp>

#include <type_traits>

BOOST_AUTO_TEST_SUITE(client_raw_reply)

namespace cg = cloud_governance;

namespace {

template <class T = cg::api::raw::response_type>
auto decoded(std::string body, std::string_view content_type = {})
{
    cg::detail::call call;
    call.fixed_name = "POST /tasks/1/approve";
    call.exchange.reply.status = 200;
    call.exchange.reply.body = std::move(body);
    if (!content_type.empty())
        call.exchange.reply.fields.add("Content-Type", content_type);
    return cg::detail::take_value<T>(call);
}

using cg::api::raw_reply;
namespace office365 = cg::api::admin::office365;

/// Reads a reply itself, and only one.
class picky_reply {
public:
    picky_reply() = default;
    static cg::result<picky_reply> from_reply(cg::http::response const& reply)
    {
        if (reply.body != "good")
            return cg::error(cg::errc::invalid_response, "not good");
        return picky_reply();
    }
};

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

BOOST_AUTO_TEST_CASE(a_reply_that_is_not_json_is_an_error_that_names_the_operation)
{
    auto const value = decoded("<html>");
    BOOST_TEST_REQUIRE(value.has_error());
    BOOST_TEST((value.error().code == cg::errc::invalid_response));
    BOOST_TEST(value.error().diagnostics.operation == "POST /tasks/1/approve");
    BOOST_TEST(value.error().diagnostics.http_status == 200u);
}

// operations whose reply is not documented keep what came, whatever it is
BOOST_AUTO_TEST_CASE(an_undocumented_reply_is_kept_as_received)
{
    static_assert(std::is_same_v<office365::get_tenant_ids::response_type, raw_reply>);
    static_assert(std::is_same_v<office365::get_tenant_id_by_url::response_type, raw_reply>);

    auto const text = decoded<raw_reply>("contoso.onmicrosoft.com", "text/plain; charset=utf-8");
    BOOST_TEST_REQUIRE(text.has_value());
    BOOST_TEST(text->text == "contoso.onmicrosoft.com");
    BOOST_TEST(text->content_type == "text/plain; charset=utf-8");
    BOOST_TEST((text->json().error().code == cg::errc::invalid_response));

    // the service labels JSON as text too
    auto const json = decoded<raw_reply>(R"(["6ab493d7-b588-4338-a233-9290000000ce"])", "text/plain");
    BOOST_TEST_REQUIRE(json.has_value());
    BOOST_TEST(json->text == R"(["6ab493d7-b588-4338-a233-9290000000ce"])");
    BOOST_TEST(json->json()->as_array().size() == 1u);
    auto const ids = json->as<std::vector<cg::uuid>>();
    BOOST_TEST_REQUIRE(ids.has_value());
    BOOST_TEST(cg::to_string(ids->at(0)) == "6ab493d7-b588-4338-a233-9290000000ce");

    auto const nothing = decoded<raw_reply>("");
    BOOST_TEST_REQUIRE(nothing.has_value());
    BOOST_TEST(nothing->text.empty());
    BOOST_TEST(nothing->content_type.empty());
    BOOST_TEST(nothing->json()->is_null());
}

BOOST_AUTO_TEST_CASE(a_failure_that_the_service_reports_is_not_taken_for_a_reply)
{
    auto const refused = decoded<raw_reply>(R"({"isSuccess": false, "errorMsg": "no"})");
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == cg::errc::operation_failed));
}

BOOST_AUTO_TEST_CASE(a_type_that_reads_the_reply_itself_may_refuse_it)
{
    BOOST_TEST(decoded<picky_reply>("good").has_value());
    auto const refused = decoded<picky_reply>("bad");
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == cg::errc::invalid_response));
    BOOST_TEST(refused.error().diagnostics.operation == "POST /tasks/1/approve");
}

BOOST_AUTO_TEST_SUITE_END()
