#pragma once

#include <cloud_governance/core/date_time.hpp>
#include <cloud_governance/core/uuid.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cloud_governance::api {

/** How a filter compares a field with a value; the enumerators are called as on the wire.

    The operations' descriptions list `eq` and `ne`; see an operation's `filter` for those that it has.
*/
enum class comparison_operator {
    /// Equal.
    eq,
    /// Not equal.
    ne,
    /// Greater than.
    gt,
    /// Greater than or equal.
    ge,
    /// Less than.
    lt,
    /// Less than or equal.
    le
};

namespace detail {

/// What joins the outermost parts of an expression.
enum class junction : unsigned char {
    /// One comparison, or an expression in parentheses.
    none,
    both,
    either,
    /// Text that was not read: it is put into parentheses where it is joined to something.
    unknown
};

/** Appends the parts of a filter to a text.

    Throws `failure` with `errc::invalid_argument`, naming the field, for a value that cannot be written.
*/
class filter_writer {
public:
    /// `out` outlives the writer.
    explicit filter_writer(std::string& out) noexcept : out_(out) {}

    /// `field eq 'value'`; quotes in the text are doubled, control characters refused.
    CLOUD_GOVERNANCE_DECL void compare(std::string_view field, comparison_operator comparison, std::string_view value);
    CLOUD_GOVERNANCE_DECL void compare(std::string_view field, comparison_operator comparison, uuid const& value);
    CLOUD_GOVERNANCE_DECL void compare(std::string_view field, comparison_operator comparison, date_time value);
    CLOUD_GOVERNANCE_DECL void compare(std::string_view field, comparison_operator comparison, bool value);
    CLOUD_GOVERNANCE_DECL void compare(std::string_view field, comparison_operator comparison, std::int64_t value);
    CLOUD_GOVERNANCE_DECL void compare(std::string_view field, comparison_operator comparison, double value);
    /// An enumerator by its name on the wire; an empty name is refused with the number.
    CLOUD_GOVERNANCE_DECL void
    compare_name(std::string_view field, comparison_operator comparison, std::string_view name, std::int32_t number);

    /// ` and ` or ` or `.
    CLOUD_GOVERNANCE_DECL void join(junction kind);
    void open() { out_ += '('; }
    void close() { out_ += ')'; }
    /// Refuses a choice among no values.
    [[noreturn]] CLOUD_GOVERNANCE_DECL void refuse_no_values(std::string_view field);
    /// A part that is a text already; an empty one is refused.
    CLOUD_GOVERNANCE_DECL void text(std::string_view part);

private:
    std::string& out_;

    void open_comparison(std::string_view field, comparison_operator comparison);
    void number(std::string_view field, comparison_operator comparison, char const* first, char const* last);
};

/// Room for a comparison beside field and value: operator, blanks and quotes.
inline constexpr std::size_t comparison_room = 6;

/// Refuses a time of another resolution that lies outside the years 1 to 9999, as `filter_writer` does.
CLOUD_GOVERNANCE_DECL void check_filter_time(std::string_view field, double seconds_since_1970);

/// Refuses an unsigned number that the wire's integers cannot hold.
[[noreturn]] CLOUD_GOVERNANCE_DECL void refuse_filter_number(std::string_view field);

} // namespace detail
} // namespace cloud_governance::api

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/api/impl/filter_writer.ipp>
#endif
