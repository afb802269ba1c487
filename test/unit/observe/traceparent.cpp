#include <cloud_governance/observe/traceparent.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(observe_traceparent)

namespace {

std::string const good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

} // namespace

BOOST_AUTO_TEST_CASE(the_examples_of_the_recommendation_are_valid)
{
    BOOST_TEST(cloud_governance::is_valid_traceparent(good));
    BOOST_TEST(cloud_governance::is_valid_traceparent("00-00000000000000000000000000000001-0000000000000001-00"));
}

BOOST_AUTO_TEST_CASE(every_other_character_at_every_place_is_refused)
{
    for (std::size_t at = 0; at < good.size(); ++at)
        for (int c = 0; c < 256; ++c) {
            auto text = good;
            text[at] = static_cast<char>(c);
            bool const digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            bool const free = at > 2 && good[at] != '-';
            BOOST_TEST(cloud_governance::is_valid_traceparent(text) == (free ? digit : text == good), text);
        }
}

BOOST_AUTO_TEST_CASE(ids_of_zeros_and_other_lengths_are_refused)
{
    for (std::string const& text :
         {std::string(), good.substr(1), good + "-", good + "0",
          std::string("00-00000000000000000000000000000000-b7ad6b7169203331-01"),
          std::string("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"),
          std::string("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
          std::string("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")})
        BOOST_TEST(!cloud_governance::is_valid_traceparent(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
