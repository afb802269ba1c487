#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/json/detail/members.hpp>
#include <cloud_governance/json/encode.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace cloud_governance::json::detail {

/// The path to a value, for messages: a list on the stack of the functions that write it.
struct encode_step {
    encode_step const* up;
    std::string_view name;
    std::size_t index; // used when the name's data is null
};

/// Bytes in the sequence of UTF-8 (RFC 3629 section 4) that starts at `at`; 0 when it is not one.
inline std::size_t utf8_sequence_size(char const* at, char const* end) noexcept
{
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(at[i]); };
    auto const left = static_cast<std::size_t>(end - at);
    auto const continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    unsigned const first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return left >= 2 && continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (left < 3 || !continues(1) || !continues(2))
            return 0;
        bool const overlong = first == 0xE0 && byte(1) < 0xA0;
        bool const surrogate = first == 0xED && byte(1) >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (left < 4 || !continues(1) || !continues(2) || !continues(3))
            return 0;
        bool const overlong = first == 0xF0 && byte(1) < 0x90;
        bool const too_large = first == 0xF4 && byte(1) >= 0x90;
        return overlong || too_large ? 0 : 4;
    }
    return 0;
}

/// Characters that cannot be copied as they are: to be escaped, or the start of a sequence to be checked.
inline constexpr std::array<bool, 256> encode_special_characters = [] {
    std::array<bool, 256> table{};
    for (unsigned c = 0; c < 256; ++c)
        table[c] = c < 0x20 || c == '"' || c == '\\' || c >= 0x80;
    return table;
}();

/// Appends JSON text to a string.
class encode_writer {
public:
    explicit encode_writer(wiped_string& out, bool masked = false) noexcept : out_(out), masked_(masked) {}

    /// The bare value at `value`.
    void write(type const& of, void const* value, encode_step const* at);

private:
    static constexpr char mask[] = "\"***\"";

    void write_model(type const& of, void const* value, encode_step const* at);
    void write_array(type const& of, void const* value, encode_step const* at);
    void write_map(type const& of, void const* value, encode_step const* at);
    void write_free(boost::json::value const& value, encode_step const* at);
    void write_text(std::string_view text, encode_step const* at);
    void write_double(double value, encode_step const* at);

    template <class Integer>
    void write_integer(Integer value)
    {
        char buffer[24];
        auto const end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
        out_.append(buffer, static_cast<std::size_t>(end - buffer));
    }

    /// Writes `"name":`, after a comma unless it is the first.
    void write_name(std::string_view name, bool& first, encode_step const* at)
    {
        if (!first)
            out_ += ',';
        first = false;
        write_text(name, at);
        out_ += ':';
    }

    [[noreturn]] static void refuse(encode_step const* at, char const* why);

    wiped_string& out_;
    bool masked_;
};

inline void encode_writer::write(type const& of, void const* value, encode_step const* at)
{
    switch (of.what) {
    case kind::string:
        return write_text(*static_cast<std::string const*>(value), at);
    case kind::boolean:
        out_ += *static_cast<bool const*>(value) ? "true" : "false";
        return;
    case kind::int32:
        return write_integer(*static_cast<std::int32_t const*>(value));
    case kind::int64:
        return write_integer(*static_cast<std::int64_t const*>(value));
    case kind::number:
        return write_double(*static_cast<double const*>(value), at);
    case kind::uuid: {
        char buffer[38];
        buffer[0] = buffer[37] = '"';
        cloud_governance::detail::write_uuid(*static_cast<cloud_governance::uuid const*>(value), buffer + 1);
        out_.append(buffer, sizeof(buffer));
        return;
    }
    case kind::date_time: {
        auto const moment = *static_cast<cloud_governance::date_time const*>(value);
        if (moment < unset_date_time || moment > last_date_time)
            refuse(at, "the date is outside the years 1 to 9999");
        char buffer[cloud_governance::detail::date_time_characters];
        out_ += '"';
        out_.append(buffer, cloud_governance::detail::write_date_time(moment, buffer));
        out_ += '"';
        return;
    }
    case kind::enumeration:
        return write_integer(number_of(value));
    case kind::model:
        return write_model(of, value, at);
    case kind::array:
        return write_array(of, value, at);
    case kind::map:
        return write_map(of, value, at);
    case kind::free_form:
        return write_free(*static_cast<boost::json::value const*>(value), at);
    }
}

inline void encode_writer::write_model(type const& of, void const* value, encode_step const* at)
{
    members const fields = of.fields();
    field const* const end = fields.fields + fields.size;
    bool first = true;
    bool holds_secret = false;
    out_ += '{';
    for (auto member = fields.fields; member != end; ++member) {
        void const* const here = present(*member->type, place_of(value, *member));
        if (here == nullptr)
            continue;
        encode_step const step{at, member->name, 0};
        write_name(member->name, first, &step);
        if (masked_ && member->shown == visibility::secret) {
            out_ += mask;
            holds_secret = true;
        }
        else
            write(*member->type, here, &step);
    }
    if (auto const& rest = rest_of(value, fields)) {
        for (auto const& entry : *rest) {
            std::string_view const name(entry.key().data(), entry.key().size());
            bool overridden = false;
            for (auto member = fields.fields; member != end && !overridden; ++member)
                overridden = cloud_governance::detail::equals_ignoring_case(member->name, name) &&
                             present(*member->type, place_of(value, *member)) != nullptr;
            if (overridden)
                continue;
            encode_step const step{at, name, 0};
            write_name(name, first, &step);
            if (holds_secret)
                out_ += mask;
            else
                write_free(entry.value(), &step);
        }
    }
    out_ += '}';
}

inline void encode_writer::write_array(type const& of, void const* value, encode_step const* at)
{
    elements const items = of.view(value);
    auto item = static_cast<char const*>(items.first);
    out_ += '[';
    for (std::size_t i = 0; i < items.size; ++i, item += of.element->stride) {
        if (i != 0)
            out_ += ',';
        encode_step const step{at, {}, i};
        write(*of.element, item, &step);
    }
    out_ += ']';
}

inline void encode_writer::write_map(type const& of, void const* value, encode_step const* at)
{
    struct walk {
        encode_writer& writer;
        type const& element;
        encode_step const* at;
        bool first;
    } state{*this, *of.element, at, true};
    out_ += '{';
    of.map->for_each(value, &state, [](void* context, std::string const& name, void const* entry) {
        auto& to = *static_cast<walk*>(context);
        encode_step const step{to.at, name, 0};
        to.writer.write_name(name, to.first, &step);
        to.writer.write(to.element, entry, &step);
    });
    out_ += '}';
}

inline void encode_writer::write_free(boost::json::value const& value, encode_step const* at)
{
    switch (value.kind()) {
    case boost::json::kind::null:
        out_ += "null";
        return;
    case boost::json::kind::bool_:
        out_ += value.get_bool() ? "true" : "false";
        return;
    case boost::json::kind::int64:
        return write_integer(value.get_int64());
    case boost::json::kind::uint64:
        return write_integer(value.get_uint64());
    case boost::json::kind::double_:
        return write_double(value.get_double(), at);
    case boost::json::kind::string:
        return write_text(std::string_view(value.get_string().data(), value.get_string().size()), at);
    case boost::json::kind::array: {
        std::size_t index = 0;
        out_ += '[';
        for (auto const& item : value.get_array()) {
            if (index != 0)
                out_ += ',';
            encode_step const step{at, {}, index++};
            write_free(item, &step);
        }
        out_ += ']';
        return;
    }
    case boost::json::kind::object: {
        bool first = true;
        out_ += '{';
        for (auto const& entry : value.get_object()) {
            std::string_view const name(entry.key().data(), entry.key().size());
            encode_step const step{at, name, 0};
            write_name(name, first, &step);
            write_free(entry.value(), &step);
        }
        out_ += '}';
        return;
    }
    }
}

inline void encode_writer::write_text(std::string_view text, encode_step const* at)
{
    constexpr char digits[] = "0123456789abcdef";
    out_ += '"';
    char const* const end = text.data() + text.size();
    char const* plain = text.data(); // start of the text that has not been copied yet
    for (char const* c = plain; c != end;) {
        auto const byte = static_cast<unsigned char>(*c);
        if (!encode_special_characters[byte]) {
            ++c;
            continue;
        }
        if (byte >= 0x80) {
            std::size_t const size = utf8_sequence_size(c, end);
            if (size == 0)
                refuse(at, "the text is not UTF-8");
            c += size;
            continue;
        }
        out_.append(plain, static_cast<std::size_t>(c - plain));
        switch (byte) {
        case '"':
            out_ += "\\\"";
            break;
        case '\\':
            out_ += "\\\\";
            break;
        case '\n':
            out_ += "\\n";
            break;
        case '\r':
            out_ += "\\r";
            break;
        case '\t':
            out_ += "\\t";
            break;
        default:
            out_ += "\\u00";
            out_ += digits[byte >> 4];
            out_ += digits[byte & 15];
        }
        plain = ++c;
    }
    out_.append(plain, static_cast<std::size_t>(end - plain));
    out_ += '"';
}

inline void encode_writer::write_double(double value, encode_step const* at)
{
    if (!std::isfinite(value))
        refuse(at, "the number is not finite");
    char buffer[32];
    auto const end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
    std::string_view const text(buffer, static_cast<std::size_t>(end - buffer));
    out_.append(text.data(), text.size());
    // so that a reader without a schema sees a floating-point number again
    if (text.find_first_of(".e") == std::string_view::npos)
        out_ += ".0";
}

inline void encode_writer::refuse(encode_step const* at, char const* why)
{
    std::string pointer;
    for (; at != nullptr; at = at->up) {
        std::string part = at->name.data() == nullptr ? std::to_string(at->index) : printable(at->name, 100);
        for (std::size_t i = 0; (i = part.find_first_of("~/", i)) != std::string::npos; i += 2)
            part.replace(i, 1, part[i] == '~' ? "~0" : "~1");
        pointer.insert(0, "/" + part);
    }
    cloud_governance::detail::refuse(pointer.empty() ? "root" : pointer, why);
}

CLOUD_GOVERNANCE_DECL void encode(wiped_string& out, type const& of, void const* value)
{
    std::size_t const before = out.size();
    try {
        encode_writer(out).write(of, value, nullptr);
    }
    catch (...) {
        out.resize(before);
        throw;
    }
}

CLOUD_GOVERNANCE_DECL std::string to_log_text(type const& of, void const* value)
{
    wiped_string out;
    try {
        encode_writer(out, true).write(of, value, nullptr);
    }
    catch (failure const& refused) {
        return "(not shown: " + refused.error().diagnostics.detail + ")";
    }
    return std::string(out.data(), out.size());
}

} // namespace cloud_governance::json::detail
