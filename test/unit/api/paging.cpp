#include <boost/test/unit_test.hpp>

#include <cloud_governance/api/admin/report.hpp>
#include <cloud_governance/api/requests/get_my_requests.hpp>
#include <cloud_governance/api/services/get_my_services.hpp>
#include <cloud_governance/api/tasks/approve_task.hpp>
#include <cloud_governance/client/operation.hpp>

#include <optional>
#include <string>

BOOST_AUTO_TEST_SUITE(api_paging)

namespace cg = cloud_governance;
namespace api = cloud_governance::api;

namespace {

static_assert(cg::paged_operation<api::requests::get_my_requests>);
static_assert(cg::paged_operation<api::admin::report::get_task_report>);
static_assert(!cg::paged_operation<api::tasks::approve_task>);
static_assert(!cg::paged_operation<api::services::get_my_services>); // answers a page, but takes no token

std::optional<std::string> next(std::optional<std::string> token, std::optional<std::string> page_link)
{
    cg::model::request_list_page_result page;
    page.next_token = std::move(token);
    page.next_link = std::move(page_link);
    return api::requests::get_my_requests::next_page_token(page);
}

constexpr char const* page_link = "https://contoso.example/requests/my?top=10&nextToken=a%2Bb%3D%3D&x=1#f";

} // namespace

BOOST_AUTO_TEST_CASE(token_of_the_reply)
{
    BOOST_TEST((next("abc", std::nullopt) == "abc"));
    BOOST_TEST((next("abc", page_link) == "abc"));
}

BOOST_AUTO_TEST_CASE(the_end)
{
    BOOST_TEST(!next(std::nullopt, std::nullopt));
    BOOST_TEST(!next("", std::nullopt));
    BOOST_TEST(!next("", ""));
    BOOST_TEST(!next(std::nullopt, "https://contoso.example/requests/my"));
    BOOST_TEST(!next(std::nullopt, "https://contoso.example/requests/my?nexttoken="));
    BOOST_TEST(!next(std::nullopt, "https://contoso.example/requests/my?nexttoken"));
    BOOST_TEST(!next(std::nullopt, "https://contoso.example/requests/my?top=1#nexttoken=5"));
}

BOOST_AUTO_TEST_CASE(token_in_the_link)
{
    BOOST_TEST((next(std::nullopt, page_link) == "a+b=="));
    BOOST_TEST((next("", page_link) == "a+b=="));
    BOOST_TEST((next(std::nullopt, "/requests/my?nexttoken=a+b%zz%4") == "a b%zz%4"));
}

BOOST_AUTO_TEST_CASE(token_goes_out_under_the_services_name)
{
    cg::http::request request;
    api::requests::get_my_requests().top(2).page_token("a+b==").encode(request);
    BOOST_TEST(request.target == "/requests/my?top=2&nexttoken=a%2Bb%3D%3D");
}

BOOST_AUTO_TEST_SUITE_END()
