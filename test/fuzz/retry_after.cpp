// `Retry-After` and the decision to try again: no delay is negative, beyond its limit or beyond the time that is left.

#include "fuzz.hpp"

#include <cloud_governance/http/http_date.hpp>
#include <cloud_governance/http/retry_policy.hpp>

#include <array>
#include <string>

namespace {

namespace cg = cloud_governance;
namespace http = cg::http;
using fuzz::require;
using namespace std::chrono;

/// As RFC 9110 section 5.6.7 wants it to be written.
std::string written(sys_seconds moment)
{
    constexpr std::array<char const*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<char const*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = floor<std::chrono::days>(moment);
    year_month_day const date(day);
    hh_mm_ss const time(moment - day);
    char out[40];
    std::snprintf(
        out, sizeof(out), "%s, %02u %s %04d %02d:%02d:%02d GMT", days[weekday(day).c_encoding()],
        static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
        static_cast<int>(date.year()), static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()));
    return out;
}

void check_decision(fuzz::input input, std::optional<seconds> retry_after)
{
    constexpr std::array<unsigned, 8> statuses = {0, 200, 408, 429, 500, 502, 503, 504};
    constexpr std::array<cg::errc, 4> codes = {
        cg::errc::resolve_failed, cg::errc::connection_closed, cg::errc::timed_out, cg::errc::peer_not_trusted};
    http::retry_policy policy;
    policy.max_attempts = static_cast<unsigned>(input.choose(8));
    policy.base_delay = milliseconds(input.choose(256) * 100);
    policy.max_delay = milliseconds(input.choose(256) * 1000);
    policy.max_retry_after = seconds(input.choose(256) * 400);
    http::attempt_outcome outcome;
    outcome.status = statuses[input.choose(statuses.size())];
    outcome.code = codes[input.choose(codes.size())];
    auto const choices = input.choose(4);
    outcome.may_have_been_sent = (choices & 1) != 0;
    outcome.repeatable = (choices & 2) != 0;
    if (retry_after)
        outcome.retry_after = *retry_after;
    auto const attempts = static_cast<unsigned>(input.choose(10));
    milliseconds const remaining(input.choose(256) * 1000);
    double const random = static_cast<double>(input.choose(256)) / 256;

    auto const delay = http::decide_retry(policy, outcome, attempts, remaining, random);
    if (!delay)
        return;
    require(attempts < policy.max_attempts, "attempts are limited");
    require(delay->count() >= 0 && *delay < remaining, "the delay fits into the time that is left");
    if (retry_after)
        require(*delay >= *retry_after && *retry_after <= policy.max_retry_after, "the server's wish is respected");
    else
        require(*delay <= policy.max_delay, "the delay is limited");
    require(outcome.status != 200, "an answer is not asked for again");
    require(outcome.status != 0 || outcome.code != cg::errc::peer_not_trusted, "who is not trusted is not asked again");
    require(
        outcome.repeatable || outcome.status == 429 || (outcome.status == 0 && !outcome.may_have_been_sent) ||
            outcome.code == cg::errc::resolve_failed,
        "what must not be repeated is not repeated");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    fuzz::input input(data, size); // the field's value in one line, then what the decision depends on
    auto const value = input.take_until('\n');
    auto const after = http::parse_retry_after(value, sys_seconds(seconds(784'111'777)));
    if (after)
        require(*after >= seconds(0) && *after <= hours(24), "a wait is between nothing and a day");
    if (auto const moment = http::parse_http_date(value)) {
        require(after.has_value(), "a date is a wait");
        auto const again = http::parse_http_date(written(*moment));
        require(again && *again == *moment, "what was written is read as the same moment");
    }
    check_decision(input, after);
    return 0;
}
