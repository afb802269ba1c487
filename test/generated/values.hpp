#pragma once

#include <cloud_governance/api/path_text.hpp>
#include <cloud_governance/json/detail/members.hpp>
#include <cloud_governance/model/operators.hpp>
#include <cloud_governance/secret_string.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace generated {

namespace cg = cloud_governance;

/// What a source of values fills.
enum class filling {
    fixed,      ///< the same value for each kind; models and arrays stay empty
    least,      ///< models and arrays stay empty
    everything, ///< every member of every model; arrays and maps have an element at least
    some,       ///< members by chance; arrays, maps and text may be empty
};

/** Values of any type that the codec knows, from a seed: the same seed gives the same values.

    Walks the codec's own tables, so that a further model costs the compiler nothing. Text has escapes, control
    characters and all lengths of UTF-8; numbers and times reach their limits; enumerations with known names have a
    known number. A model that holds itself does so twice at most.
*/
class values {
public:
    explicit values(std::uint64_t seed, filling what = filling::everything) : state_(seed), what_(what) {}

    /// A seed for each name.
    static std::uint64_t seed_of(std::string_view name) noexcept;

    /// Fills a bare, optional or boxed value that is as its constructor left it.
    void fill(cg::json::detail::type const& of, void* place);

    /// A value of a type that the codec knows, or of a parameter.
    template <class T>
    T value()
    {
        if constexpr (std::is_same_v<T, cg::api::path_text>)
            return path_segment();
        else {
            T out{};
            fill(cg::json::type_of<T>(), &out);
            return out;
        }
    }

    /// Text for a path parameter: not empty, no dot segment.
    std::string path_segment();

    /// A header field's value that stands for a token.
    std::string token() { return what_ == filling::fixed ? "token" : "token-" + std::to_string(below(1000000)); }

    /// Any text.
    std::string text();

    /// An equally distributed number.
    std::uint64_t next() noexcept;
    /// One below `limit`, which is not 0.
    std::uint64_t below(std::uint64_t limit) noexcept { return next() % limit; }

private:
    template <class T>
    void put(cg::json::detail::type const& of, void* place, T value);

    bool chance() noexcept { return what_ == filling::everything || (next() & 1) != 0; }
    std::size_t count();
    std::int64_t integer(std::int64_t least, std::int64_t most);
    double number();
    cg::date_time moment();
    boost::json::value free_form(unsigned depth);
    void fill_model(cg::json::detail::type const& of, void* model);

    std::uint64_t state_;
    filling what_;
    std::vector<void const*> path_; // the tables of the models that are being filled
};

/// Whether a model in the value, at any level, holds a member that its type does not describe.
bool has_unknown_members(cg::json::detail::type const& of, void const* value);

/// Where two JSON values differ, and how; the order of members, and how numbers and times are written, do not count.
std::string
first_difference(boost::json::value const& a, boost::json::value const& b, std::string const& where = std::string());

} // namespace generated
