#pragma once

// The filter language of the list operations; included by .ipp files only.

#include <cloud_governance/core/date_time.hpp>
#include <cloud_governance/testing/detail/text.hpp>

#include <boost/json.hpp>

#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::testing::detail {

/// One row of a list: what is shown, and the enumerators' names, which filters may use instead of the numbers.
class row {
public:
    row() = default;
    boost::json::object shown;
    std::map<std::string, std::string> enumerators;
    /// Place in order of creation, from 1.
    std::size_t position = 0;
};

/// A member whose name fits without regard to ASCII case, as the API's names do; null when the row lacks it.
inline boost::json::value const* find_member(boost::json::object const& object, std::string_view name)
{
    for (auto const& member : object)
        if (same_text(member.key(), name))
            return &member.value();
    return nullptr;
}

/// A scalar as the text that filters and orders compare.
inline std::string plain_text(boost::json::value const& value)
{
    return value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
}

/// Times as times, in whatever form they are written; everything else as text, letter case apart.
inline std::weak_ordering compare_plain(std::string_view shown, std::string_view wanted)
{
    date_time a, b;
    if (!cloud_governance::detail::read_date_time(shown, a) && !cloud_governance::detail::read_date_time(wanted, b))
        return a <=> b;
    return ascii_lower(shown) <=> ascii_lower(wanted);
}

/** A parsed filter: comparisons, joined by `and` (binding tighter) and `or`, with parentheses.

    A comparison of a field that a row does not have keeps the row.
*/
class row_filter {
public:
    row_filter() = default;

    /// Nothing, and `error` says why, when the text is not a filter. Beside `eq` and `ne`, `gt`, `ge`, `lt` and `le`
    /// are known where `ordered` is true.
    static std::optional<row_filter> parse(std::string_view text, std::string& error, bool ordered = false)
    {
        row_filter out;
        out.rest_ = text;
        out.operators_ = ordered ? 6 : 2;
        out.advance();
        bool const ok = out.parse_alternatives();
        if (!ok || out.token_ != token::end) {
            error = "filter: expected comparisons as field eq 'value', joined by and/or; cannot read it at \"" +
                    out.text_ + "\"";
            return std::nullopt;
        }
        return out;
    }

    bool matches(row const& one) const
    {
        std::vector<bool> stack;
        for (auto const& step : program_) {
            if (step.kind == operation::compare) {
                stack.push_back(matches(step, one));
                continue;
            }
            bool const right = stack.back();
            stack.pop_back();
            bool const left = stack.back();
            stack.back() = step.kind == operation::both ? left && right : left || right;
        }
        return stack.empty() || stack.back();
    }

private:
    enum class operation { compare, both, either };
    enum class token { word, quoted, open, close, end, malformed };

    static constexpr std::string_view operators[] = {"eq", "ne", "gt", "ge", "lt", "le"};

    class step {
    public:
        operation kind = operation::compare;
        std::string field;
        std::string value;
        /// Index into `operators`.
        std::size_t comparison = 0;
    };

    static bool matches(step const& wanted, row const& one)
    {
        auto const* const value = find_member(one.shown, wanted.field);
        if (!value)
            return true;
        auto const order = compare_plain(plain_text(*value), wanted.value);
        bool same = order == 0;
        for (auto const& [field, name] : one.enumerators)
            same = same || (same_text(field, wanted.field) && same_text(name, wanted.value));
        bool const kept[] = {same, !same, order > 0, order >= 0, order < 0, order <= 0};
        return kept[wanted.comparison];
    }

    void advance()
    {
        while (rest_.starts_with(' '))
            rest_.remove_prefix(1);
        text_.clear();
        if (rest_.empty()) {
            token_ = token::end;
            return;
        }
        if (rest_[0] == '(' || rest_[0] == ')') {
            token_ = rest_[0] == '(' ? token::open : token::close;
            text_ = rest_.substr(0, 1);
            rest_.remove_prefix(1);
            return;
        }
        if (rest_[0] == '\'') {
            token_ = token::quoted;
            for (std::size_t i = 1; i < rest_.size(); ++i) {
                if (rest_[i] != '\'') {
                    text_ += rest_[i];
                    continue;
                }
                if (i + 1 < rest_.size() && rest_[i + 1] == '\'') { // a doubled quote is one quote
                    text_ += rest_[++i];
                    continue;
                }
                rest_.remove_prefix(i + 1);
                return;
            }
            token_ = token::malformed;
            rest_ = {};
            return;
        }
        token_ = token::word;
        auto const end = (std::min)(rest_.find_first_of(" ()'"), rest_.size());
        text_ = rest_.substr(0, end);
        rest_.remove_prefix(end);
    }

    bool parse_alternatives()
    {
        if (!parse_conjunction())
            return false;
        while (token_ == token::word && same_text(text_, "or")) {
            advance();
            if (!parse_conjunction())
                return false;
            program_.emplace_back().kind = operation::either;
        }
        return true;
    }

    bool parse_conjunction()
    {
        if (!parse_comparison())
            return false;
        while (token_ == token::word && same_text(text_, "and")) {
            advance();
            if (!parse_comparison())
                return false;
            program_.emplace_back().kind = operation::both;
        }
        return true;
    }

    bool parse_comparison()
    {
        if (token_ == token::open) {
            if (++depth_ > 32)
                return false;
            advance();
            if (!parse_alternatives() || token_ != token::close)
                return false;
            --depth_;
            advance();
            return true;
        }
        step one;
        if (token_ != token::word)
            return false;
        one.field = text_;
        advance();
        while (one.comparison < operators_ && !same_text(text_, operators[one.comparison]))
            ++one.comparison;
        if (token_ != token::word || one.comparison == operators_)
            return false;
        advance();
        if (token_ != token::word && token_ != token::quoted)
            return false;
        one.value = text_;
        advance();
        program_.push_back(std::move(one));
        return true;
    }

    std::string_view rest_;
    std::string text_;
    token token_ = token::end;
    int depth_ = 0;
    std::size_t operators_ = 2;
    std::vector<step> program_; // postfix
};

} // namespace cloud_governance::testing::detail
