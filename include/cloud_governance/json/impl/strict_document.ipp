#pragma once

#include <cloud_governance/core/detail/mask.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/json/strict_document.hpp>

#include <boost/container/pmr/memory_resource.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <cmath>
#include <cstdint>
#include <functional>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cloud_governance::json {
namespace detail {

class wiping_resource final : public boost::container::pmr::memory_resource {
private:
    // plain new serves every alignment that JSON values ask for; Boost.JSON 1.81 gives memory back with another
    // alignment than it asked for
    void* do_allocate(std::size_t bytes, std::size_t) override { return ::operator new(bytes); }

    void do_deallocate(void* data, std::size_t bytes, std::size_t) override
    {
        wipe(data, bytes);
        ::operator delete(data);
    }

    bool do_is_equal(boost::container::pmr::memory_resource const& other) const noexcept override
    {
        return this == &other;
    }
};

/// Receives the parser's events: builds the value and keeps the path to it.
class strict_handler {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using code = boost::system::error_code;
    using text = boost::json::string_view;

    explicit strict_handler(boost::json::storage_ptr storage) : values_(storage) { values_.reset(std::move(storage)); }

    boost::json::value release() { return values_.release(); }
    char const* objection() const { return objection_; }

    /// The JSON pointer of the current value, for messages: the texts in `masked` are replaced.
    std::string pointer(std::span<std::string_view const> masked) const
    {
        std::string out;
        for (auto const& level : levels_) {
            out += '/';
            if (level.is_object) {
                for (char c : cloud_governance::detail::mask(level.name, masked))
                    out += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
            }
            else {
                out += std::to_string(level.index);
            }
        }
        return printable(out, 200);
    }

    bool on_document_begin(code&) { return true; }
    bool on_document_end(code&) { return true; }

    bool on_object_begin(code&)
    {
        levels_.emplace_back(true);
        return true;
    }

    bool on_object_end(std::size_t count, code&)
    {
        levels_.pop_back();
        values_.push_object(count);
        return ended();
    }

    bool on_array_begin(code&)
    {
        levels_.emplace_back(false);
        return true;
    }

    bool on_array_end(std::size_t count, code&)
    {
        levels_.pop_back();
        values_.push_array(count);
        return ended();
    }

    bool on_key_part(text part, std::size_t, code&)
    {
        key_.append(part.data(), part.size());
        return true;
    }

    bool on_key(text part, std::size_t, code& ec)
    {
        key_.append(part.data(), part.size());
        auto& level = levels_.back();
        level.name.swap(key_);
        key_.clear();
        if (!level.names.insert(level.name).second)
            return object("the object has this name twice", ec);
        values_.push_key(level.name);
        return true;
    }

    bool on_string_part(text part, std::size_t, code&)
    {
        values_.push_chars(part);
        return true;
    }

    bool on_string(text part, std::size_t, code&)
    {
        values_.push_string(part);
        return ended();
    }

    bool on_number_part(text, code&) { return true; }

    bool on_int64(std::int64_t value, text, code&)
    {
        values_.push_int64(value);
        return ended();
    }

    bool on_uint64(std::uint64_t value, text, code&)
    {
        values_.push_uint64(value);
        return ended();
    }

    bool on_double(double value, text, code& ec)
    {
        if (!std::isfinite(value))
            return object("the number is out of range", ec);
        values_.push_double(value);
        return ended();
    }

    bool on_bool(bool value, code&)
    {
        values_.push_bool(value);
        return ended();
    }

    bool on_null(code&)
    {
        values_.push_null();
        return ended();
    }

    bool on_comment_part(text, code&) { return true; }
    bool on_comment(text, code&) { return true; }

private:
    class level {
    public:
        explicit level(bool is_object) : is_object(is_object) {}
        bool is_object;
        std::size_t index = 0;
        wiped_string name;
        std::set<wiped_string, std::less<>, wiping_allocator<wiped_string>> names;
    };

    /// A value is complete: the next one of the same array is the next element.
    bool ended()
    {
        if (!levels_.empty() && !levels_.back().is_object)
            ++levels_.back().index;
        return true;
    }

    bool object(char const* why, code& ec)
    {
        objection_ = why;
        ec = make_error_code(errc::invalid_response);
        return false;
    }

    boost::json::value_stack values_;
    std::vector<level, wiping_allocator<level>> levels_; // short names lie in it
    wiped_string key_;
    char const* objection_ = nullptr;
};

inline error strict_refusal(std::string pointer, std::string const& why, boost::system::error_code cause = {})
{
    error out(errc::invalid_response, (pointer.empty() ? std::string("(top level)") : std::move(pointer)) + ": " + why);
    out.diagnostics.cause = cause;
    return out;
}

} // namespace detail

CLOUD_GOVERNANCE_DECL result<boost::json::value> parse_strict_document(
    std::string_view text, document_limits const& limits, boost::json::storage_ptr storage,
    std::span<std::string_view const> masked)
{
    if (text.size() > limits.bytes)
        return error(
            errc::response_too_large,
            "(top level): the JSON document is larger than its limit of " + std::to_string(limits.bytes) + " bytes");

    boost::json::parse_options options;
    options.max_depth = limits.depth;
    boost::json::basic_parser<detail::strict_handler> parser(options, std::move(storage));
    boost::system::error_code ec;
    std::size_t const consumed = parser.write_some(false, text.data(), text.size(), ec);
    auto& handler = parser.handler();
    if (handler.objection() != nullptr)
        return detail::strict_refusal(handler.pointer(masked), handler.objection());
    if (ec == boost::json::error::too_deep)
        return detail::strict_refusal(
            handler.pointer(masked),
            "the JSON document is nested more than " + std::to_string(limits.depth) + " levels deep", ec);
    if (ec)
        return detail::strict_refusal(
            handler.pointer(masked), "not valid JSON at byte " + std::to_string(consumed) + ": " + ec.message(), ec);
    if (text.substr(consumed).find_first_not_of(" \t\r\n") != std::string_view::npos)
        return detail::strict_refusal(
            {}, "more text follows the JSON document at byte " + std::to_string(consumed),
            boost::json::make_error_code(boost::json::error::extra_data));
    return handler.release();
}

CLOUD_GOVERNANCE_DECL boost::json::storage_ptr wiping_storage()
{
    return boost::json::make_shared_resource<detail::wiping_resource>();
}

} // namespace cloud_governance::json
