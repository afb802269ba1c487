#define BOOST_TEST_MODULE generated_operations
#include <boost/test/unit_test.hpp>

#include "catalogue.hpp"

using namespace generated;

// every operation with everything set sends what the description says; what is expected was worked out by
// codegen/write_tests.py
BOOST_AUTO_TEST_CASE(all_parameters_set)
{
    BOOST_TEST_REQUIRE(!all_operations().empty());
    for (auto const* expected : all_operations()) {
        values from(0, filling::fixed);
        auto const operation = expected->make(from, true);
        cg::http::request request;
        request.target = "/base";
        operation.encode(request);
        BOOST_TEST_CONTEXT(expected->id)
        {
            auto const verb = boost::beast::http::to_string(request.method);
            BOOST_TEST(operation.name() == expected->name);
            BOOST_TEST(
                std::string_view(verb.data(), verb.size()) == expected->name.substr(0, expected->name.find(' ')));
            BOOST_TEST(request.target == expected->target);
            BOOST_TEST(std::string_view(request.body) == expected->body);
            BOOST_TEST(request.fields.contains("Content-Type") == !expected->body.empty());
            BOOST_TEST(request.repeatable == expected->repeatable);
            BOOST_TEST(request.sensitive == expected->sensitive);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_set_is_not_sent)
{
    for (auto const* expected : all_operations()) {
        values from(0, filling::fixed);
        auto const least = expected->make(from, false);
        cg::http::request request;
        request.target = "/base";
        least.encode(request);
        BOOST_TEST_CONTEXT(expected->id)
        {
            // the same path, and of the query and the body a part
            auto const path = expected->target.substr(0, expected->target.find('?'));
            BOOST_TEST(request.target.substr(0, request.target.find('?')) == path);
            BOOST_TEST(request.target.size() <= expected->target.size());
            BOOST_TEST((request.body.empty() || std::string_view(request.body) == expected->body));
        }
    }
}
