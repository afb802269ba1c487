#include <cloud_governance/api/admin/metadata/get_all_metadata.hpp>
#include <cloud_governance/api/admin/requests/get_all_requests.hpp>
#include <cloud_governance/api/admin/workspaces/get_workspace_filters.hpp>
#include <cloud_governance/api/admin/workspaces/get_workspaces.hpp>
#include <cloud_governance/api/tasks/get_my_tasks.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <list>
#include <string>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(api_filter)

namespace cg = cloud_governance;
namespace api = cloud_governance::api;
namespace fields = cloud_governance::api::fields;
using api::filter_for;
using api::admin::workspaces::get_workspaces;
using api::tasks::get_my_tasks;
using cg::model::task_result;

namespace {

auto const id = cg::uuid_from_string("6AB493D7-B588-4338-A233-9290000000CE");

template <class Operation = get_my_tasks, class Expression>
std::string text(Expression const& expression)
{
    return filter_for<Operation>(expression).text();
}

/// The reason why an expression, or making it, is refused; empty when it is not.
template <class Operation = get_my_tasks, class Expression>
std::string refusal(Expression const& expression)
{
    try {
        if constexpr (api::filter_expression<Expression>)
            text<Operation>(expression);
        else
            text<Operation>(expression());
        return {};
    }
    catch (cg::failure const& reason) {
        BOOST_TEST((reason.code() == cg::errc::invalid_argument));
        return reason.diagnostics().detail;
    }
}

std::string target(auto const& operation)
{
    cg::http::request request;
    operation.encode(request);
    return request.target;
}

auto const a = fields::title == "a";
auto const b = fields::title == "b";
auto const c = fields::title == "c";
auto const d = fields::title == "d";

} // namespace

BOOST_AUTO_TEST_CASE(values_of_each_type)
{
    BOOST_TEST(text(fields::status == task_result::running) == "status eq 'Running'");
    BOOST_TEST(text(fields::status != task_result::submitted) == "status ne 'Submited'"); // the wire's spelling
    BOOST_TEST(text(fields::title == "x") == "title eq 'x'");
    BOOST_TEST(text(fields::title == std::string("x")) == "title eq 'x'");
    BOOST_TEST(text(fields::title == std::string_view("x")) == "title eq 'x'");
    BOOST_TEST(text(fields::title == "") == "title eq ''");
    BOOST_TEST(text(fields::id == id) == "id eq '6ab493d7-b588-4338-a233-9290000000ce'");
    BOOST_TEST(text(fields::id == "6AB493D7") == "id eq '6AB493D7'"); // as given
    BOOST_TEST(text(fields::title == id) == "title eq '6ab493d7-b588-4338-a233-9290000000ce'");
    BOOST_TEST(text(fields::allow_edit == true) == "allowEdit eq 'true'");
    BOOST_TEST(text(fields::allow_edit != false) == "allowEdit ne 'false'");
    BOOST_TEST(text(fields::request_ticket_number == 1001) == "requestTicketNumber eq '1001'");
    BOOST_TEST(text(fields::request_ticket_number == 7U) == "requestTicketNumber eq '7'");
    BOOST_TEST(
        text(fields::request_ticket_number == std::numeric_limits<std::int64_t>::min()) ==
        "requestTicketNumber eq '-9223372036854775808'");
    BOOST_TEST(text<get_workspaces>(fields::storage_used == 0.5) == "storageUsed eq '0.5'");
    BOOST_TEST(text<get_workspaces>(fields::storage_used == 2) == "storageUsed eq '2'");
    BOOST_TEST(text<get_workspaces>(fields::storage_used == 1e300) == "storageUsed eq '1e+300'");
    // an enumeration without published names is compared by the name that the user knows
    BOOST_TEST(text<get_workspaces>(fields::locked_by == "Policy") == "lockedBy eq 'Policy'");
}

BOOST_AUTO_TEST_CASE(times_are_written_in_utc_down_to_100_ns)
{
    using namespace std::chrono;
    auto const day = sys_days(year(2025) / 8 / 25);
    BOOST_TEST(text(fields::created_time == day) == "createdTime eq '2025-08-25T00:00:00Z'");
    BOOST_TEST(text(fields::created_time == day + 90s) == "createdTime eq '2025-08-25T00:01:30Z'");
    BOOST_TEST(
        text(fields::created_time == cg::date_time(day) + milliseconds(250)) ==
        "createdTime eq '2025-08-25T00:00:00.25Z'");
    BOOST_TEST(
        text(fields::created_time == day + nanoseconds(1'999)) == "createdTime eq '2025-08-25T00:00:00.0000019Z'");
    BOOST_TEST(
        text(fields::created_time == sys_days(year(1969) / 12 / 31) + nanoseconds(50)) ==
        "createdTime eq '1969-12-31T00:00:00Z'");
    BOOST_TEST(text(fields::created_time == cg::unset_date_time) == "createdTime eq '0001-01-01T00:00:00Z'");
    BOOST_TEST(text(fields::created_time == cg::last_date_time) == "createdTime eq '9999-12-31T23:59:59.9999999Z'");
    // what does not fit the ticks is refused before it is converted
    std::string const reason = "filter: createdTime: the time lies outside the years 1 to 9999";
    BOOST_TEST(
        refusal([] { return fields::created_time == sys_days(days(std::numeric_limits<int>::max())); }) == reason);
    BOOST_TEST(refusal([] { return fields::created_time == sys_seconds(seconds::min()); }) == reason);
    BOOST_TEST(
        refusal([] { return fields::created_time == cg::last_date_time + cg::date_time::duration(1); }) == reason);
}

BOOST_AUTO_TEST_CASE(text_is_quoted)
{
    BOOST_TEST(text(fields::requester == "O'Brien") == "requester eq 'O''Brien'");
    BOOST_TEST(text(fields::requester == "'") == "requester eq ''''");
    BOOST_TEST(text(fields::requester == "x' or status ne 'Running") == "requester eq 'x'' or status ne ''Running'");
    BOOST_TEST(text(fields::requester == "gr\xc3\xbcn & more") == "requester eq 'gr\xc3\xbcn & more'");
    for (char const* bad : {"a\nb", "\t", "\x7f", "a\x01"})
        BOOST_TEST(refusal(fields::requester == bad) == "filter: requester: the value holds a control character");
    BOOST_TEST(
        refusal(fields::requester == std::string(1, '\0')) == "filter: requester: the value holds a control character");
}

BOOST_AUTO_TEST_CASE(values_that_cannot_be_written_name_their_field)
{
    BOOST_TEST(
        refusal(fields::status == static_cast<task_result>(777)) ==
        "filter: status: no name is known for the enumerator with number 777; filters take names");
    BOOST_TEST(
        refusal<get_workspaces>(fields::storage_used == std::numeric_limits<double>::infinity()) ==
        "filter: storageUsed: the number is not finite");
    BOOST_TEST(refusal<get_workspaces>(fields::storage_used == std::numeric_limits<double>::quiet_NaN()) != "");
    BOOST_TEST(refusal([] {
                   return fields::request_ticket_number == std::numeric_limits<std::uint64_t>::max();
               }) == "filter: requestTicketNumber: the number is larger than 2^63 - 1");
}

BOOST_AUTO_TEST_CASE(comparisons)
{
    auto const t = cg::unset_date_time;
    BOOST_TEST(text<get_workspaces>(fields::created_time > t) == "createdTime gt '0001-01-01T00:00:00Z'");
    BOOST_TEST(text<get_workspaces>(fields::created_time >= t) == "createdTime ge '0001-01-01T00:00:00Z'");
    BOOST_TEST(text<get_workspaces>(fields::created_time < t) == "createdTime lt '0001-01-01T00:00:00Z'");
    BOOST_TEST(text<get_workspaces>(fields::created_time <= t) == "createdTime le '0001-01-01T00:00:00Z'");
    // the value in front
    BOOST_TEST(text<get_workspaces>(t < fields::created_time) == "createdTime gt '0001-01-01T00:00:00Z'");
    BOOST_TEST(text<get_workspaces>(t <= fields::created_time) == "createdTime ge '0001-01-01T00:00:00Z'");
    BOOST_TEST(text<get_workspaces>(t > fields::created_time) == "createdTime lt '0001-01-01T00:00:00Z'");
    BOOST_TEST(text<get_workspaces>(t >= fields::created_time) == "createdTime le '0001-01-01T00:00:00Z'");
    BOOST_TEST(text("a" == fields::title) == "title eq 'a'");
    BOOST_TEST(text(task_result::running != fields::status) == "status ne 'Running'");
}

BOOST_AUTO_TEST_CASE(parentheses_separate_and_from_or)
{
    BOOST_TEST(text(a && b) == "title eq 'a' and title eq 'b'");
    BOOST_TEST(text(a || b) == "title eq 'a' or title eq 'b'");
    BOOST_TEST(text(a && b && c && d) == "title eq 'a' and title eq 'b' and title eq 'c' and title eq 'd'");
    BOOST_TEST(text(a && (b && (c && d))) == text(a && b && c && d));
    BOOST_TEST(text(a || (b || c)) == text(a || b || c));
    BOOST_TEST(text((a && b) || c) == "(title eq 'a' and title eq 'b') or title eq 'c'");
    BOOST_TEST(text(a || (b && c)) == "title eq 'a' or (title eq 'b' and title eq 'c')");
    BOOST_TEST(text((a || b) && c) == "(title eq 'a' or title eq 'b') and title eq 'c'");
    BOOST_TEST(text(a && (b || c)) == "title eq 'a' and (title eq 'b' or title eq 'c')");
    BOOST_TEST(text((a || b) && (c || d)) == "(title eq 'a' or title eq 'b') and (title eq 'c' or title eq 'd')");
    BOOST_TEST(text(((a && b) || c) && d) == "((title eq 'a' and title eq 'b') or title eq 'c') and title eq 'd'");
}

BOOST_AUTO_TEST_CASE(one_of_several_values)
{
    std::vector<std::string> const names{"a", "O'Brien"};
    auto const several = is_any_of(fields::title, names);
    BOOST_TEST(text(several) == "title eq 'a' or title eq 'O''Brien'");
    BOOST_TEST(text(several || b) == "title eq 'a' or title eq 'O''Brien' or title eq 'b'");
    BOOST_TEST(text(several && b) == "(title eq 'a' or title eq 'O''Brien') and title eq 'b'");
    BOOST_TEST(text(b && is_any_of(fields::title, std::vector{"a"})) == "title eq 'b' and title eq 'a'");
    BOOST_TEST(
        text(is_any_of(fields::status, std::array{task_result::running, task_result::approved})) ==
        "status eq 'Running' or status eq 'Approved'");
    std::list<int> const numbers{1, 2, 3};
    BOOST_TEST(
        text(is_any_of(fields::request_ticket_number, numbers)) ==
        "requestTicketNumber eq '1' or requestTicketNumber eq '2' or requestTicketNumber eq '3'");
    BOOST_TEST(
        text(is_any_of(fields::id, std::vector<cg::uuid>{id})) == "id eq '6ab493d7-b588-4338-a233-9290000000ce'");
    BOOST_TEST(
        refusal(is_any_of(fields::title, std::vector<std::string>())) ==
        "filter: title: there is no value to compare with");
    BOOST_TEST(refusal(a || is_any_of(fields::title, std::vector<std::string>())) != "");
    static_assert(!std::is_aggregate_v<std::remove_const_t<decltype(several)>>);
}

BOOST_AUTO_TEST_CASE(text_is_sent_as_it_is)
{
    BOOST_TEST(filter_for<get_my_tasks>("a eq 1").text() == "a eq 1");
    BOOST_TEST(filter_for<get_my_tasks>(std::string("a eq 1")).text() == "a eq 1");
    BOOST_TEST(filter_for<get_my_tasks>(std::string_view("a eq 1")).text() == "a eq 1");
    BOOST_TEST(
        target(get_my_tasks(cg::model::task_approval_status(1)).filter("x")) ==
        "/tasks/my/v2?taskApprovalStatus=1&filter=x");
}

BOOST_AUTO_TEST_CASE(a_filter_grows_step_by_step)
{
    filter_for<get_my_tasks> wanted = a;
    wanted = wanted && b;
    wanted = std::move(wanted) && c;
    BOOST_TEST(wanted.text() == "title eq 'a' and title eq 'b' and title eq 'c'");
    wanted = wanted || d;
    BOOST_TEST(wanted.text() == "(title eq 'a' and title eq 'b' and title eq 'c') or title eq 'd'");
    // what is inside a text is not known
    BOOST_TEST(text(filter_for<get_my_tasks>("x") && a) == "(x) and title eq 'a'");
    BOOST_TEST(text(a || filter_for<get_my_tasks>("x")) == "title eq 'a' or (x)");
    filter_for<get_my_tasks> many = fields::request_ticket_number == 0;
    for (int i = 1; i < 200; ++i)
        many = std::move(many) || fields::request_ticket_number == i;
    BOOST_TEST(many.text().ends_with(" or requestTicketNumber eq '199'"));
    BOOST_TEST(many.text().find('(') == std::string::npos);
    for (char const* empty : {"", "  "})
        BOOST_TEST(refusal(filter_for<get_my_tasks>(empty) && a) == "filter: a part of the expression is empty");
}

BOOST_AUTO_TEST_CASE(each_operation_has_its_own_names_and_types)
{
    using api::admin::requests::get_all_requests;
    BOOST_TEST(text<get_all_requests>(fields::object_id == "x") == "objectID eq 'x'");
    BOOST_TEST(text(fields::object_id == "x") == "objectId eq 'x'");
    BOOST_TEST(text<get_workspaces>(fields::status == cg::model::workspace_status::active) == "status eq 'Active'");
    BOOST_TEST(text<api::admin::metadata::get_all_metadata>(fields::created_source == 3) == "createdSource eq '3'");
    BOOST_TEST(text<get_workspaces>(fields::created_source == "Import") == "createdSource eq 'Import'");
}

BOOST_AUTO_TEST_CASE(orders)
{
    get_workspaces operation;
    auto const sent = [&] { return target(operation).substr(std::string("/admin/directory/workspace?").size()); };
    operation.order_by(fields::created_time);
    BOOST_TEST(sent() == "orderby=createdTime");
    operation.order_by(fields::created_time, fields::descending);
    BOOST_TEST(sent() == "orderby=createdTime%20desc");
    operation.order_by(fields::created_time, api::ascending);
    BOOST_TEST(sent() == "orderby=createdTime%20asc");
    operation.order_by("name desc");
    BOOST_TEST(sent() == "orderby=name%20desc");
    operation.order_by(std::string("name"), api::direction::descending);
    BOOST_TEST(sent() == "orderby=name%20desc");
    BOOST_TEST(
        target(get_workspaces().order_by(fields::name).skip(20)) == "/admin/directory/workspace?orderby=name&skip=20");
}

BOOST_AUTO_TEST_CASE(a_field_may_be_requested_for_its_values)
{
    using api::admin::workspaces::get_workspace_filters;
    BOOST_TEST(
        target(get_workspace_filters().distinct(fields::policy_id)) ==
        "/admin/directory/workspace/filters?distinct=PolicyId");
    BOOST_TEST(
        target(get_workspace_filters().distinct("policyid")) == "/admin/directory/workspace/filters?distinct=policyid");
}

BOOST_AUTO_TEST_CASE(no_part_is_an_aggregate_or_empty)
{
    // GCC 12 destroys aggregates twice in a co_await expression
    static_assert(!std::is_aggregate_v<std::remove_const_t<decltype(fields::title)>>);
    static_assert(!std::is_aggregate_v<std::remove_const_t<decltype(a)>>);
    static_assert(!std::is_aggregate_v<decltype(a && b)>);
    static_assert(!std::is_aggregate_v<filter_for<get_my_tasks>>);
    static_assert(!std::is_aggregate_v<api::field_for<get_my_tasks>>);
    static_assert(!std::is_default_constructible_v<std::remove_const_t<decltype(a)>>);
    static_assert(!std::is_default_constructible_v<decltype(a && b)>);
    static_assert(!std::is_default_constructible_v<filter_for<get_my_tasks>>);
    static_assert(!std::is_constructible_v<filter_for<get_my_tasks>, std::nullptr_t>);
    // what no field can be compared with
    static_assert(!api::filter_value<std::nullptr_t> && !api::filter_value<char> && !api::filter_value<void*>);
    static_assert(!api::filter_value<decltype((fields::title))> && !api::filter_value<std::optional<bool>>);
}

BOOST_AUTO_TEST_CASE(an_expression_is_written_into_memory_reserved_once)
{
    auto const expression = (fields::requester == "O'Brien" || fields::id == id) &&
                            fields::created_time == cg::last_date_time && fields::status != task_result::running &&
                            fields::allow_edit == false && fields::request_ticket_number == -2'000'000'000;
    std::string const written = text(expression);
    BOOST_TEST(expression.room<get_my_tasks>() >= written.size());
    BOOST_TEST(expression.room<get_my_tasks>() <= written.size() + 64);
}

BOOST_AUTO_TEST_SUITE_END()
