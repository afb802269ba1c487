#pragma once

#include <cloud_governance/api/detail/filter_writer.hpp>
#include <cloud_governance/core/error.hpp>

#include <charconv>
#include <cmath>
#include <utility>

namespace cloud_governance::api::detail {

[[noreturn]] inline void refuse_filter_value(std::string_view field, std::string_view reason)
{
    std::string text("filter: ");
    text += field;
    text += ": ";
    text += reason;
    throw_failure(errc::invalid_argument, std::move(text));
}

inline void filter_writer::open_comparison(std::string_view field, comparison_operator comparison)
{
    static constexpr std::string_view words[] = {" eq '", " ne '", " gt '", " ge '", " lt '", " le '"};
    out_ += field;
    out_ += words[static_cast<std::size_t>(comparison)];
}

inline void
filter_writer::number(std::string_view field, comparison_operator comparison, char const* first, char const* last)
{
    open_comparison(field, comparison);
    out_.append(first, last);
    out_ += '\'';
}

CLOUD_GOVERNANCE_DECL void
filter_writer::compare(std::string_view field, comparison_operator comparison, std::string_view value)
{
    open_comparison(field, comparison);
    for (char const c : value) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            refuse_filter_value(field, "the value holds a control character");
        if (c == '\'') // OData 4.01 ABNF, string: a quote is written twice
            out_ += '\'';
        out_ += c;
    }
    out_ += '\'';
}

CLOUD_GOVERNANCE_DECL void
filter_writer::compare(std::string_view field, comparison_operator comparison, uuid const& value)
{
    char text[36];
    cloud_governance::detail::write_uuid(value, text);
    number(field, comparison, text, text + sizeof text);
}

CLOUD_GOVERNANCE_DECL void
filter_writer::compare(std::string_view field, comparison_operator comparison, date_time value)
{
    if (value < unset_date_time || value > last_date_time)
        refuse_filter_value(field, "the time lies outside the years 1 to 9999");
    char text[cloud_governance::detail::date_time_characters];
    number(field, comparison, text, text + cloud_governance::detail::write_date_time(value, text));
}

CLOUD_GOVERNANCE_DECL void filter_writer::compare(std::string_view field, comparison_operator comparison, bool value)
{
    open_comparison(field, comparison);
    out_ += value ? "true'" : "false'";
}

CLOUD_GOVERNANCE_DECL void
filter_writer::compare(std::string_view field, comparison_operator comparison, std::int64_t value)
{
    char text[24];
    number(field, comparison, text, std::to_chars(text, text + sizeof text, value).ptr);
}

CLOUD_GOVERNANCE_DECL void filter_writer::compare(std::string_view field, comparison_operator comparison, double value)
{
    if (!std::isfinite(value))
        refuse_filter_value(field, "the number is not finite");
    char text[32];
    number(field, comparison, text, std::to_chars(text, text + sizeof text, value).ptr);
}

CLOUD_GOVERNANCE_DECL void filter_writer::compare_name(
    std::string_view field, comparison_operator comparison, std::string_view name, std::int32_t number)
{
    if (name.empty())
        throw_failure(
            errc::invalid_argument, "filter: " + std::string(field) +
                                        ": no name is known for the enumerator with number " + std::to_string(number) +
                                        "; filters take names");
    open_comparison(field, comparison);
    out_ += name;
    out_ += '\'';
}

CLOUD_GOVERNANCE_DECL void filter_writer::join(junction kind) { out_ += kind == junction::both ? " and " : " or "; }

CLOUD_GOVERNANCE_DECL void filter_writer::refuse_no_values(std::string_view field)
{
    refuse_filter_value(field, "there is no value to compare with");
}

CLOUD_GOVERNANCE_DECL void filter_writer::text(std::string_view part)
{
    if (part.find_first_not_of(' ') == std::string_view::npos)
        throw_failure(errc::invalid_argument, "filter: a part of the expression is empty");
    out_ += part;
}

CLOUD_GOVERNANCE_DECL void check_filter_time(std::string_view field, double seconds_since_1970)
{
    // the years 1 to 9999
    if (!(seconds_since_1970 >= -62'135'596'800.0 && seconds_since_1970 < 253'402'300'800.0))
        refuse_filter_value(field, "the time lies outside the years 1 to 9999");
}

CLOUD_GOVERNANCE_DECL void refuse_filter_number(std::string_view field)
{
    refuse_filter_value(field, "the number is larger than 2^63 - 1");
}

} // namespace cloud_governance::api::detail
