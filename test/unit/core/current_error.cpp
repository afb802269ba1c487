#include <boost/test/unit_test.hpp>

#include <cloud_governance/core/detail/current_error.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_SUITE(core_current_error)

namespace cg = cloud_governance;

namespace {

template <class Exception>
cg::error error_of(Exception const& thrown)
{
    try {
        throw thrown;
    }
    catch (...) {
        return cg::detail::current_error(cg::errc::token_request_failed, "fetching failed");
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(a_failure_keeps_its_error)
{
    auto const reason = error_of(cg::failure(cg::error(cg::errc::timed_out, "a deadline")));
    BOOST_TEST((reason.code == cg::errc::timed_out));
    BOOST_TEST(reason.diagnostics.detail == "a deadline");
}

BOOST_AUTO_TEST_CASE(a_system_error_becomes_the_cause)
{
    auto const code = make_error_code(boost::system::errc::permission_denied);
    auto const reason = error_of(boost::system::system_error(code));
    BOOST_TEST((reason.code == cg::errc::token_request_failed));
    BOOST_TEST((reason.diagnostics.cause == code));
    BOOST_TEST(reason.diagnostics.detail == "fetching failed");
}

BOOST_AUTO_TEST_CASE(an_aborted_operation_was_cancelled)
{
    boost::system::error_code const aborted = boost::asio::error::operation_aborted;
    auto const reason = error_of(boost::system::system_error(aborted));
    BOOST_TEST((reason.code == cg::errc::cancelled));
    BOOST_TEST((reason.diagnostics.cause == aborted));
}

BOOST_AUTO_TEST_CASE(the_text_of_other_exceptions_is_made_printable)
{
    auto const reason = error_of(std::runtime_error("bad\nluck"));
    BOOST_TEST((reason.code == cg::errc::token_request_failed));
    BOOST_TEST(reason.diagnostics.detail == "fetching failed: bad\\x0aluck");
}

BOOST_AUTO_TEST_CASE(an_exception_without_text_is_reported_as_such)
{
    auto const reason = error_of(42);
    BOOST_TEST((reason.code == cg::errc::token_request_failed));
    BOOST_TEST(reason.diagnostics.detail == "fetching failed with an exception of unknown type");
}

BOOST_AUTO_TEST_SUITE_END()
