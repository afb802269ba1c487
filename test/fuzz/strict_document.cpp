// The strict parser of documents on which security depends: what it accepts, every parser reads the same way.

#include "fuzz.hpp"

#include <cloud_governance/json/strict_document.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cmath>

namespace {

namespace cg = cloud_governance;
using fuzz::require;

std::size_t depth_of(boost::json::value const& value)
{
    std::size_t deepest = 0;
    if (auto const* const array = value.if_array()) {
        for (auto const& each : *array)
            deepest = (std::max)(deepest, depth_of(each));
        return deepest + 1;
    }
    if (auto const* const object = value.if_object()) {
        for (auto const& each : *object)
            deepest = (std::max)(deepest, depth_of(each.value()));
        return deepest + 1;
    }
    return 0;
}

/// Equal, but for the last digits of fractions, which Boost.JSON does not always read back as they were.
bool alike(boost::json::value const& a, boost::json::value const& b)
{
    if (a.is_double() && b.is_double())
        return std::abs(a.get_double() - b.get_double()) <= 1e-14 * std::abs(a.get_double());
    if (auto const *const left = a.if_array(), *const right = b.if_array(); left && right)
        return std::equal(left->begin(), left->end(), right->begin(), right->end(), alike);
    if (auto const *const left = a.if_object(), *const right = b.if_object(); left && right)
        return std::equal(
            left->begin(), left->end(), right->begin(), right->end(), [](auto const& one, auto const& other) {
                return one.key() == other.key() && alike(one.value(), other.value());
            });
    return a == b;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    cg::json::document_limits const limits(16 * 1024, 8);
    auto const parsed = cg::json::parse_strict_document(text, limits);
    auto const wiped = cg::json::parse_strict_document(text, limits, cg::json::wiping_storage());
    require(parsed.has_value() == wiped.has_value(), "the storage makes no difference");
    if (!parsed) {
        fuzz::require_message(parsed.error());
        return 0;
    }
    require(*parsed == *wiped, "the storage makes no difference");
    require(text.size() <= limits.bytes && depth_of(*parsed) <= limits.depth, "the limits hold");

    boost::system::error_code ec;
    boost::json::parse_options options;
    options.max_depth = limits.depth;
    auto const lenient =
        boost::json::parse(boost::json::string_view(text.data(), text.size()), ec, boost::json::storage_ptr(), options);
    require(!ec && lenient == *parsed, "another parser reads the same");
    auto const again = cg::json::parse_strict_document(boost::json::serialize(*parsed), {64 * 1024, limits.depth});
    require(again && alike(*again, *parsed), "written and read, it is the same");
    return 0;
}
