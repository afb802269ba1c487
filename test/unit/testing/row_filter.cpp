#include <cloud_governance/testing/detail/row_list.hpp>

#include <boost/test/unit_test.hpp>

#include <iostream>

BOOST_AUTO_TEST_SUITE(testing_row_filter)

namespace detail = cloud_governance::testing::detail;

namespace {

detail::row task()
{
    detail::row out;
    out.shown = {{"title", "It's one"}, {"status", 0}, {"allowEdit", false}, {"batchId", nullptr}};
    out.enumerators = {{"status", "Running"}};
    return out;
}

bool matches(std::string_view text)
{
    std::string error;
    auto const filter = detail::row_filter::parse(text, error);
    BOOST_REQUIRE_MESSAGE(filter, text);
    return filter->matches(task());
}

bool malformed(std::string_view text)
{
    std::string error;
    return !detail::row_filter::parse(text, error) && error.starts_with("filter");
}

detail::parameters query(std::initializer_list<std::pair<char const*, char const*>> list)
{
    return {list.begin(), list.end()};
}

/// Rows a3, b2, c1, d0 with a number and its text.
std::vector<detail::row> rows()
{
    std::vector<detail::row> out(4);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].position = i + 1;
        out[i].shown = {{"name", std::string(1, static_cast<char>('a' + i))}, {"size", 3 - static_cast<int>(i)}};
    }
    return out;
}

class walked {
public:
    std::string names;
    std::size_t pages = 0;
};

/// Walks all pages; `between` may take rows away while it does.
template <class Between>
walked walk(std::vector<detail::row> all, detail::parameters parameters, Between between)
{
    walked out;
    for (;;) {
        std::string error;
        auto const asked = detail::page_query::parse(parameters, error);
        BOOST_REQUIRE_MESSAGE(asked, error);
        auto const page = detail::select_page(
            all, [](detail::row const& one) -> detail::row const& { return one; }, *asked, "name",
            [](detail::row const&) { return true; });
        ++out.pages;
        for (auto const* one : page.value)
            out.names += one->shown.at("name").as_string();
        if (page.next_token.empty())
            return out;
        std::erase_if(parameters, [](auto const& parameter) { return parameter.first == "nexttoken"; });
        parameters.emplace_back("nexttoken", page.next_token);
        between(all);
    }
}

std::string names(detail::parameters parameters)
{
    return walk(rows(), std::move(parameters), [](auto&) {}).names;
}

} // namespace

BOOST_AUTO_TEST_CASE(comparisons_and_their_junctions)
{
    BOOST_TEST(matches("status eq 'Running'"));
    BOOST_TEST(matches("STATUS EQ 'running'"));
    BOOST_TEST(matches("status eq 0"));
    BOOST_TEST(!matches("status ne 'Running'"));
    BOOST_TEST(!matches("status eq 'Approved'"));
    BOOST_TEST(matches("title eq 'it''s ONE'"));
    BOOST_TEST(matches("allowEdit eq false"));
    BOOST_TEST(matches("batchId eq null"));
    BOOST_TEST(!matches("status eq 0 and allowEdit eq true"));
    BOOST_TEST(matches("status eq 0 or allowEdit eq true"));
    BOOST_TEST(matches("status eq 0 or status eq 1 and status eq 2")); // `and` binds tighter
    BOOST_TEST(!matches("(status eq 0 or status eq 1) and status eq 2"));
}

BOOST_AUTO_TEST_CASE(comparisons_by_order)
{
    auto const matches = [](std::string_view text) {
        std::string error;
        auto row = task();
        row.shown["createdTime"] = "2025-08-25T09:30:00.250Z";
        auto const filter = detail::row_filter::parse(text, error, true);
        return filter && filter->matches(row);
    };
    BOOST_TEST(matches("createdTime eq '2025-08-25T09:30:00.25Z'")); // the same time in another form
    BOOST_TEST(matches("createdTime eq '2025-08-25 11:30:00.25+02:00'"));
    BOOST_TEST(!matches("createdTime ne '2025-08-25T09:30:00.25Z'"));
    BOOST_TEST(matches("createdTime gt '2025-08-25T09:30:00Z'"));
    BOOST_TEST(!matches("createdTime gt '2025-08-25T09:30:00.25Z'"));
    BOOST_TEST(matches("createdTime ge '2025-08-25T09:30:00.25Z'"));
    BOOST_TEST(matches("createdTime lt '2025-08-25T09:30:01Z' and createdTime le '2025-08-25T09:30:00.25Z'"));
    BOOST_TEST(!matches("createdTime lt '2025-08-25T09:30:00.25Z'"));
    BOOST_TEST(!matches("createdTime le '2025-08-25T09:30:00Z'"));
    BOOST_TEST(matches("createdTime gt '2025-08-25 09:30:00' and status eq 'Running'"));
}

BOOST_AUTO_TEST_CASE(a_field_that_a_row_lacks_keeps_the_row)
{
    BOOST_TEST(matches("summary eq 'a b&c'"));
    BOOST_TEST(matches("summary ne 'a b&c'"));
    BOOST_TEST(!matches("summary eq 'a' and status eq 1"));
}

BOOST_AUTO_TEST_CASE(malformed_filters_are_refused)
{
    for (auto const* text :
         {"status", "status eq", "status gt 1", "eq 'x'", "status eq 'open", "status eq 1 and",
          "status eq 1 status eq 2", "(status eq 1", "status eq 1)", "'status' eq 1", "and"})
        BOOST_TEST(malformed(text), text);
    std::string const deep(1000, '(');
    BOOST_TEST(malformed(deep));
}

BOOST_AUTO_TEST_CASE(pages_follow_order_search_and_skip)
{
    BOOST_TEST(names({}) == "abcd");
    BOOST_TEST(names(query({{"top", "1"}})) == "abcd");
    BOOST_TEST(names(query({{"top", "3"}, {"skip", "1"}})) == "bcd");
    BOOST_TEST(names(query({{"skip", "9"}})) == "");
    BOOST_TEST(names(query({{"top", "2"}, {"orderby", "size"}})) == "dcba");
    BOOST_TEST(names(query({{"top", "1"}, {"orderby", "size desc"}})) == "abcd");
    BOOST_TEST(names(query({{"top", "1"}, {"orderby", "name desc"}, {"skip", "1"}})) == "cba");
    BOOST_TEST(names(query({{"top", "2"}, {"orderby", "absent"}})) == "abcd");
    BOOST_TEST(names(query({{"search", "C"}})) == "c");
    BOOST_TEST(names(query({{"filter", "size ne 2"}, {"top", "2"}})) == "acd");
    auto const four = walk(rows(), query({{"top", "2"}}), [](auto&) {});
    BOOST_TEST(four.pages == 2u); // no empty page at the end
}

BOOST_AUTO_TEST_CASE(rows_removed_during_paging_do_not_shift_the_pages)
{
    auto const leave = [](auto& all) { all.erase(all.begin(), all.begin() + (all.size() > 2 ? 2 : 0)); };
    BOOST_TEST(walk(rows(), query({{"top", "2"}}), leave).names == "abcd");
    BOOST_TEST(walk(rows(), query({{"top", "2"}, {"orderby", "name"}}), leave).names == "abcd");
    auto const from_the_end =
        walk(rows(), query({{"top", "2"}, {"orderby", "size"}}), [](auto& all) { all.resize(2); });
    BOOST_TEST(from_the_end.names == "dcba");
}

BOOST_AUTO_TEST_CASE(bad_parameters_are_named)
{
    for (auto const& [name, value] :
         {std::pair("top", "0"), std::pair("top", "201"), std::pair("top", "x"), std::pair("top", "-1"),
          std::pair("skip", "x"), std::pair("orderby", "name up"), std::pair("nexttoken", "?"),
          std::pair("nexttoken", "eHh4"), std::pair("filter", "x")}) {
        std::string error;
        BOOST_TEST(!detail::page_query::parse(query({{name, value}}), error), name << '=' << value);
        BOOST_TEST(error.starts_with(name));
    }
    std::string error;
    BOOST_TEST(detail::page_query::parse(query({{"TOP", "200"}}), error)->top == 200u);
}

BOOST_AUTO_TEST_SUITE_END()
