#include <cloud_governance/core/date_time.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <utility>

BOOST_AUTO_TEST_SUITE(core_date_time)

namespace cg = cloud_governance;

namespace {

std::string read_and_write(std::string_view text)
{
    auto const value = cg::parse_date_time(text);
    return value ? cg::to_string(*value) : "refused";
}

} // namespace

BOOST_AUTO_TEST_CASE(every_form_that_servers_and_clients_write_is_read)
{
    std::pair<char const*, char const*> const cases[] = {
        {"2025-08-25", "2025-08-25T00:00:00Z"},
        {"2025-08-25T09:30", "2025-08-25T09:30:00Z"},
        {"2025-08-25T09:30:15", "2025-08-25T09:30:15Z"},
        {"2025-08-25t09:30:15z", "2025-08-25T09:30:15Z"},
        {"2025-08-25 09:30:15", "2025-08-25T09:30:15Z"},
        {"2025-08-25T09:30:15.2500000Z", "2025-08-25T09:30:15.25Z"},
        {"2025-08-25T09:30:15.1234567", "2025-08-25T09:30:15.1234567Z"},
        {"2025-08-25T09:30:15.123456789Z", "2025-08-25T09:30:15.1234567Z"},
        {"2025-08-25T09:30:15.0000001Z", "2025-08-25T09:30:15.0000001Z"},
        {"2025-08-25T09:30:15+02:00", "2025-08-25T07:30:15Z"},
        {"2025-08-25T23:30:15-0130", "2025-08-26T01:00:15Z"},
        {"2025-01-01T00:00:00.5+05", "2024-12-31T19:00:00.5Z"},
        {"2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"},
        {"2000-02-29T12:00:00Z", "2000-02-29T12:00:00Z"},
        {"1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.9999999Z"},
        {"0001-01-01T00:00:00", "0001-01-01T00:00:00Z"},
        {"0001-01-01T00:00:00+08:00", "0001-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"},
        {"9999-12-31T23:59:59.9999999-08:00", "9999-12-31T23:59:59.9999999Z"},
    };
    for (auto const& [text, expected] : cases)
        BOOST_TEST(read_and_write(text) == expected, text << " was read as " << read_and_write(text));
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused)
{
    for (char const* text :
         {"",
          "2025",
          "2025-8-25",
          "25-08-2025",
          "2025-08-25T",
          "2025-08-25T09",
          "2025-08-25T9:30",
          "2025-08-25T09:30:",
          "2025-08-25T09:30:15.",
          "2025-08-25T09:30:15.Z",
          "2025-08-25T09:30:15ZZ",
          "2025-08-25T09:30:15Z ",
          " 2025-08-25",
          "2025-08-25Z",
          "2025-08-25T09:30:15+2",
          "2025-08-25T09:30:15+02:",
          "2025-08-25T09:30:15+02:0",
          "2025-08-25T09:30:15+24:00",
          "2025-08-25T09:30:15+00:60",
          "2025-02-29",
          "1900-02-29",
          "2025-04-31",
          "2025-13-01",
          "2025-00-01",
          "2025-01-00",
          "0000-01-01",
          "2025-08-25T24:00:00",
          "2025-08-25T09:60:00",
          "2025-08-25T23:59:60Z",
          "2025-08-25T-1:00:00",
          "+2025-08-25",
          "/Date(1756114215000)/",
          "12025-01-01"}) {
        auto const parsed = cg::parse_date_time(text);
        BOOST_TEST(!parsed, text);
        BOOST_TEST(bool(parsed.error().code == cg::errc::invalid_argument));
    }
    BOOST_CHECK_EXCEPTION(cg::date_time_from_string("2025-02-29"), cg::failure, [](cg::failure const& e) {
        return e.code() == cg::errc::invalid_argument &&
               e.diagnostics().detail.find("no such day") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(unix_seconds_and_constants)
{
    BOOST_TEST(cg::to_string(cg::date_time_from_unix(1'700'000'000)) == "2023-11-14T22:13:20Z");
    BOOST_TEST(cg::to_string(cg::date_time_from_unix(-1)) == "1969-12-31T23:59:59Z");
    BOOST_TEST(cg::to_string(cg::unset_date_time) == "0001-01-01T00:00:00Z");
    BOOST_TEST(cg::to_string(cg::last_date_time) == "9999-12-31T23:59:59.9999999Z");
    BOOST_TEST(bool(cg::date_time_from_string("0001-01-01T00:00:00") == cg::unset_date_time));
    BOOST_CHECK_THROW(cg::date_time_from_unix(253'402'300'800), cg::failure);
    BOOST_CHECK_THROW(cg::date_time_from_unix(1'700'000'000'000), cg::failure);
    BOOST_CHECK_THROW(cg::date_time_from_unix(std::numeric_limits<std::int64_t>::min()), cg::failure);
}

BOOST_AUTO_TEST_CASE(writing_never_fails)
{
    BOOST_TEST(cg::to_string(cg::date_time::max()).substr(0, 6) == "+31197");
    BOOST_TEST(cg::to_string(cg::date_time::min()).substr(0, 6) == "-27258");
}

BOOST_AUTO_TEST_SUITE_END()
