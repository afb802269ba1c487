#include "values.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>

namespace generated {

using cg::json::detail::kind;
using cg::json::detail::storage;
using cg::json::detail::type;

namespace {

using namespace std::string_view_literals;

// what a codec, a URL or a validator might stumble over
constexpr std::string_view odd_texts[] = {
    "plain"sv,
    "a b/c?d#e%f&g=h+i"sv,
    "quote \" backslash \\ slash /"sv,
    "\b\f\n\r\t"sv,
    "\x01\x1f\x7f"sv,
    "O'Brien; DROP"sv,
    "\xc3\xa9\xc3\x9f\xc2\x80"sv,             // two bytes
    "\xe2\x82\xac\xe2\x80\xa8\xef\xbf\xbd"sv, // three, with U+2028
    "\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf"sv,     // four: surrogate pairs in JSON
    "{\"json\":[1,null]}"sv,
    "0001-01-01T00:00:00"sv,
    "%2e%2e"sv,
    "\xef\xbb\xbf byte order mark"sv,
};

} // namespace

std::uint64_t values::seed_of(std::string_view name) noexcept
{
    std::uint64_t out = 14695981039346656037u; // FNV-1a
    for (char const c : name)
        out = (out ^ static_cast<unsigned char>(c)) * 1099511628211u;
    return out;
}

std::uint64_t values::next() noexcept
{
    // splitmix64: the same everywhere, which the standard's distributions are not
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t out = state_;
    out = (out ^ (out >> 30)) * 0xBF58476D1CE4E5B9u;
    out = (out ^ (out >> 27)) * 0x94D049BB133111EBu;
    return out ^ (out >> 31);
}

std::string values::text()
{
    if (what_ == filling::fixed)
        return "a b/c?d#e%f&g=h+\xc3\xa9";
    std::uint64_t const choice = below(32);
    if (choice == 0 && what_ == filling::some)
        return std::string();
    if (choice == 1)
        return std::string(200 + below(5000), 'x') + "\xc3\xa9";
    std::string out(odd_texts[below(std::size(odd_texts))]);
    while (below(3) == 0)
        out += odd_texts[below(std::size(odd_texts))];
    return out;
}

std::string values::path_segment()
{
    std::string out = text();
    // a server's limit of a request line is soon reached
    if (out.size() > 300)
        out.resize(150);
    return out.empty() ? "segment" : out;
}

std::int64_t values::integer(std::int64_t least, std::int64_t most)
{
    switch (below(6)) {
    case 0:
        return least;
    case 1:
        return most;
    case 2:
        return 0;
    case 3:
        return static_cast<std::int64_t>(below(2001)) - 1000;
    default: {
        auto const any = static_cast<std::int64_t>(next());
        return any < least || any > most ? any % (most / 2) : any;
    }
    }
}

double values::number()
{
    constexpr double odd[] = {0.0,  0.5, -1.0 / 3, 1e21,    123456789012345680.0,  5e-324, 2.2250738585072014e-308,
                              1e-7, 0.1, -2.5,     1.5e300, 1.7976931348623157e308};
    std::uint64_t const choice = below(2 * std::size(odd));
    return choice < std::size(odd) ? odd[choice] : static_cast<double>(static_cast<std::int64_t>(next())) / 1024;
}

cg::date_time values::moment()
{
    switch (below(8)) {
    case 0:
        return cg::unset_date_time;
    case 1:
        return cg::last_date_time;
    case 2:
        return cg::date_time_from_unix(0);
    default: {
        // whole seconds, milliseconds and ticks
        std::int64_t const ticks[] = {10'000'000, 10'000, 1};
        std::int64_t const unit = ticks[below(3)];
        auto const any = static_cast<std::int64_t>(below(4'000'000'000u)) * 10'000'000 + 1'234'567;
        return cg::date_time(cg::date_time::duration(any / unit * unit));
    }
    }
}

boost::json::value values::free_form(unsigned depth)
{
    switch (below(depth < 3 ? 9 : 7)) {
    case 0:
        // a member that is null reads as absent
        if (depth != 0)
            return nullptr;
        [[fallthrough]];
    case 1:
        return (next() & 1) != 0;
    case 2:
        return integer((std::numeric_limits<std::int64_t>::min)(), (std::numeric_limits<std::int64_t>::max)());
    case 3:
        return (std::numeric_limits<std::uint64_t>::max)();
    case 4:
        return number();
    case 5:
    case 6:
        return boost::json::value(text());
    case 7: {
        boost::json::array out;
        for (auto left = below(4); left != 0; --left)
            out.push_back(free_form(depth + 1));
        return out;
    }
    default: {
        boost::json::object out;
        for (auto left = below(4); left != 0; --left)
            out[text()] = free_form(depth + 1);
        return out;
    }
    }
}

/// Elements of an array or map.
std::size_t values::count()
{
    if (what_ == filling::some)
        return below(4);
    // arrays in arrays' elements would multiply
    return path_.size() < 3 ? 1 + below(2) : 1;
}

template <class T>
void values::put(type const& of, void* place, T value)
{
    if (of.how == storage::optional)
        static_cast<std::optional<T>*>(place)->emplace(std::move(value));
    else
        *static_cast<T*>(of.how == storage::boxed ? cg::json::detail::emplace_in_box(of, place) : place) =
            std::move(value);
}

void values::fill_model(type const& of, void* model)
{
    auto const fields = of.fields();
    if (what_ == filling::fixed || what_ == filling::least ||
        std::count(path_.begin(), path_.end(), fields.fields) >= 2)
        return;
    path_.push_back(fields.fields);
    for (auto member = fields.fields; member != fields.fields + fields.size; ++member)
        if (chance())
            fill(*member->type, static_cast<char*>(model) + member->offset);
    path_.pop_back();
}

void values::fill(type const& of, void* place)
{
    bool const fixed = what_ == filling::fixed;
    bool const empty = fixed || what_ == filling::least;
    switch (of.what) {
    case kind::string:
        return put<std::string>(of, place, text());
    case kind::boolean:
        return put<bool>(of, place, fixed || (next() & 1) != 0);
    case kind::int32: {
        using limits = std::numeric_limits<std::int32_t>;
        auto const any = fixed ? -7 : integer((limits::min)(), (limits::max)());
        return put<std::int32_t>(of, place, static_cast<std::int32_t>(any));
    }
    case kind::int64: {
        using limits = std::numeric_limits<std::int64_t>;
        return put<std::int64_t>(of, place, fixed ? -7 : integer((limits::min)(), (limits::max)()));
    }
    case kind::number:
        return put<double>(of, place, fixed ? 0.5 : number());
    case kind::uuid: {
        auto id = cg::uuid_from_string("6ab493d7-b588-4338-a233-9290000000ce");
        if (!fixed)
            for (auto& byte : id)
                byte = static_cast<std::uint8_t>(next());
        return put<cg::uuid>(of, place, id);
    }
    case kind::date_time:
        return put<cg::date_time>(of, place, fixed ? cg::date_time_from_unix(0) : moment());
    case kind::enumeration: {
        std::int32_t number = fixed ? 12345 : static_cast<std::int32_t>(below(20));
        if (of.names_size != 0)
            number = of.names[fixed ? of.names_size - 1 : below(of.names_size)].value;
        if (of.how == storage::optional)
            *static_cast<cg::json::detail::enumerator_storage*>(place) = {number, true};
        else
            std::memcpy(place, &number, sizeof(number));
        return;
    }
    case kind::model:
        return fill_model(of, of.how == storage::boxed ? cg::json::detail::emplace_in_box(of, place) : place);
    case kind::array: {
        void* const array = of.how == storage::boxed ? cg::json::detail::emplace_in_box(of, place) : place;
        if (!empty)
            for (auto left = count(); left != 0; --left)
                fill(*of.element, of.append(array));
        return;
    }
    case kind::map: {
        void* const map = of.how == storage::boxed ? cg::json::detail::emplace_in_box(of, place) : place;
        if (!empty)
            for (auto left = count(); left != 0; --left)
                fill(*of.element, of.map->insert(map, text()));
        return;
    }
    case kind::free_form:
        return put<boost::json::value>(of, place, fixed ? boost::json::value() : free_form(0));
    }
}

bool has_unknown_members(type const& of, void const* place)
{
    void const* const value = cg::json::detail::present(of, place);
    if (value == nullptr)
        return false;
    switch (of.what) {
    case kind::model: {
        auto const fields = of.fields();
        if (cg::json::detail::rest_of(value, fields))
            return true;
        for (auto member = fields.fields; member != fields.fields + fields.size; ++member)
            if (has_unknown_members(*member->type, cg::json::detail::place_of(value, *member)))
                return true;
        return false;
    }
    case kind::array: {
        auto const all = of.view(value);
        for (std::size_t i = 0; i < all.size; ++i)
            if (has_unknown_members(*of.element, static_cast<char const*>(all.first) + i * of.element->stride))
                return true;
        return false;
    }
    case kind::map: {
        struct search {
            type const& element;
            bool found;
        } state{*of.element, false};
        of.map->for_each(value, &state, [](void* context, std::string const&, void const* entry) {
            auto& looking = *static_cast<search*>(context);
            looking.found = looking.found || has_unknown_members(looking.element, entry);
        });
        return state.found;
    }
    default:
        return false;
    }
}

std::string first_difference(boost::json::value const& a, boost::json::value const& b, std::string const& where)
{
    auto const both = [&] { return where + " " + boost::json::serialize(a) + " and " + boost::json::serialize(b); };
    if (a == b || (a.is_number() && b.is_number() && a.to_number<double>() == b.to_number<double>()))
        return {};
    if (a.kind() != b.kind())
        return both();
    if (auto const* const list = a.if_array()) {
        auto const& other = b.get_array();
        if (list->size() != other.size())
            return both();
        for (std::size_t i = 0; i < list->size(); ++i)
            if (auto found = first_difference((*list)[i], other[i], where + "/" + std::to_string(i)); !found.empty())
                return found;
        return {};
    }
    if (auto const* const object = a.if_object()) {
        auto const& other = b.get_object();
        for (auto const& member : other)
            if (!object->contains(member.key()))
                return both();
        for (auto const& member : *object) {
            auto const* const match = other.if_contains(member.key());
            if (match == nullptr)
                return both();
            auto found = first_difference(member.value(), *match, where + "/" + std::string(member.key()));
            if (!found.empty())
                return found;
        }
        return {};
    }
    // 2024-01-01T00:00:00.0Z is written without the fraction
    if (!a.is_string())
        return both();
    auto const moment = cg::parse_date_time(std::string_view(a.get_string().data(), a.get_string().size()));
    auto const other = cg::parse_date_time(std::string_view(b.get_string().data(), b.get_string().size()));
    return moment && other && *moment == *other ? std::string() : both();
}

} // namespace generated
