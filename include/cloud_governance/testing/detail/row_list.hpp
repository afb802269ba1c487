#pragma once

// Lists of the fake service and their pages; included by .ipp files only.

#include <cloud_governance/testing/detail/row_filter.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::testing::detail {

/// The parameters of a list operation.
class page_query {
public:
    page_query() = default;

    static constexpr std::size_t largest_page = 200;

    row_filter filter;
    std::string order_by;
    bool descending = false;
    std::string search;
    std::size_t top = largest_page;
    std::size_t skip = 0;
    /// After the row with this place in creation order, and with this sort key where the list is ordered.
    std::optional<std::size_t> after;
    std::string after_key;

    /// Reads the query; nothing, and `error` names the parameter, when one cannot be used. `ordered`: see `row_filter`.
    static std::optional<page_query> parse(parameters const& query, std::string& error, bool ordered = false)
    {
        page_query out;
        if (auto const text = find_parameter(query, "filter"); text && !text->empty()) {
            auto filter = row_filter::parse(*text, error, ordered);
            if (!filter)
                return std::nullopt;
            out.filter = std::move(*filter);
        }
        if (auto text = find_parameter(query, "orderby"); text && !text->empty()) {
            auto const blank = (std::min)(text->find(' '), text->size());
            auto const direction = std::string_view(*text).substr((std::min)(blank + 1, text->size()));
            if (!direction.empty() && !same_text(direction, "asc") && !same_text(direction, "desc")) {
                error = "orderby: expected one field, with or without \" desc\"";
                return std::nullopt;
            }
            out.order_by = text->substr(0, blank);
            out.descending = same_text(direction, "desc");
        }
        out.search = find_parameter(query, "search").value_or("");
        if (auto const text = find_parameter(query, "top")) {
            auto const value = parse_number<std::size_t>(*text);
            if (!value || *value < 1 || *value > largest_page) {
                error = "top: expected a number from 1 to 200";
                return std::nullopt;
            }
            out.top = *value;
        }
        if (auto const text = find_parameter(query, "skip"); text && !text->empty()) {
            auto const value = parse_number<std::size_t>(*text);
            if (!value) {
                error = "skip: expected a number";
                return std::nullopt;
            }
            out.skip = *value;
        }
        if (auto const text = find_parameter(query, "nexttoken"); text && !text->empty()) {
            auto const decoded = base64url_decode(*text).value_or("");
            auto const colon = decoded.find(':');
            if (colon != std::string::npos)
                out.after = parse_number<std::size_t>(std::string_view(decoded).substr(0, colon));
            if (!out.after) {
                error = "nexttoken: not a token of this service";
                return std::nullopt;
            }
            out.after_key = decoded.substr(colon + 1);
        }
        return out;
    }

    std::string token_after(row const& last) const
    {
        return base64url(std::to_string(last.position) + ':' + sort_key(last));
    }

    /// Fixed width for numbers, so that texts order as they do.
    std::string sort_key(row const& one) const
    {
        auto const* const value = order_by.empty() ? nullptr : find_member(one.shown, order_by);
        if (!value)
            return {};
        auto text = plain_text(*value);
        if (value->is_number() && text.size() < 20 && !text.starts_with('-'))
            text.insert(0, 20 - text.size(), '0');
        return ascii_lower(text);
    }

    bool before(std::string const& key_a, std::size_t a, std::string const& key_b, std::size_t b) const
    {
        if (key_a != key_b)
            return descending ? key_a > key_b : key_a < key_b;
        return a < b;
    }
};

/// A page: rows and the token of the next one, empty at the end.
class page_of_rows {
public:
    page_of_rows() = default;
    std::vector<row const*> value;
    std::string next_token;
};

/** The page of `rows` (in order of creation) that a query asks for.

    The token is a cursor: it names the last row that was given, so that rows which leave the list afterwards shift
    nothing. `search_field` is the member that `search` looks into; `listed` says which rows belong to the list at all.
*/
template <class Rows, class Row, class Listed>
page_of_rows
select_page(Rows const& rows, Row row_of, page_query const& query, std::string_view search_field, Listed listed)
{
    class candidate {
    public:
        row const* one;
        std::string key;
    };
    bool const ordered = !query.order_by.empty();
    std::vector<candidate> found;
    std::size_t skip = query.after ? 0 : query.skip;
    for (auto const& entry : rows) {
        row const& one = row_of(entry);
        if (!ordered && query.after && one.position <= *query.after)
            continue;
        if (!listed(entry) || !query.filter.matches(one))
            continue;
        if (!query.search.empty()) {
            auto const* const value = find_member(one.shown, search_field);
            if (!value || !contains_text(plain_text(*value), query.search))
                continue;
        }
        auto key = query.sort_key(one);
        if (ordered && query.after && !query.before(query.after_key, *query.after, key, one.position))
            continue;
        found.push_back({&one, std::move(key)});
        if (!ordered && found.size() > query.top + skip)
            break; // one more than the page shows that there is another
    }
    if (ordered)
        std::sort(found.begin(), found.end(), [&](candidate const& a, candidate const& b) {
            return query.before(a.key, a.one->position, b.key, b.one->position);
        });
    page_of_rows page;
    auto const first = (std::min)(skip, found.size());
    auto const last = (std::min)(first + query.top, found.size());
    for (auto i = first; i < last; ++i)
        page.value.push_back(found[i].one);
    if (last < found.size() && last > first)
        page.next_token = query.token_after(*found[last - 1].one);
    return page;
}

} // namespace cloud_governance::testing::detail
