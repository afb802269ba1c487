#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/json/detail/make_type.hpp>
#include <cloud_governance/json/detail/members.hpp>
#include <cloud_governance/json/detail/same_text.hpp>

#include <boost/json/string_view.hpp>

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace cloud_governance::json::detail {

/// Maximum nesting of a JSON text. Bounds the work and the stack that a hostile text can cause.
inline constexpr std::size_t decode_depth = 64;

/** Stores the values of a JSON text in the object that a `type` describes: keeps the path to the current value, and
    converts the value to the type of its slot.

    `slot_` is where the next value is stored. Its parent sets it for members of objects; for elements of arrays it is
    set when the value arrives. A slot without a type is a member that the model does not know.
*/
class decode_target {
public:
    using text_type = boost::json::string_view;
    using code_type = boost::system::error_code;

    // cppcheck-suppress uninitMemberVar ; frames_ is filled as it is entered: zeroing it would cost each decode
    decode_target(type const& of, void* target) : slot_type_(&of), slot_(target) {}

    /// Why the value was refused; empty when the parser refused the text.
    std::string const& reason() const noexcept { return reason_; }

    /// The JSON pointer of the current value (RFC 6901); `root` for the text as a whole.
    std::string pointer() const;

protected:
    struct frame {
        type const* of;
        void* value;
        field const* fields;
        std::size_t size;       // of fields; 0 when it is not a model
        std::size_t additional; // offset
        std::size_t next;       // model: the field that is expected next; array or map: entries so far
        std::size_t current;    // model: the field being read; size when unknown, size + 1 before the first
    };

    /// Index of the field called `name`, size when there is none.
    static std::size_t find(frame const& in, std::string_view name) noexcept
    {
        for (std::size_t i = in.next; i < in.size; ++i)
            if (same_text(in.fields[i].name, name))
                return i;
        for (std::size_t i = 0; i < in.next; ++i)
            if (same_text(in.fields[i].name, name))
                return i;
        for (std::size_t i = 0; i < in.size; ++i)
            if (cloud_governance::detail::equals_ignoring_case(in.fields[i].name, name))
                return i;
        return in.size;
    }

    /// The next value is that of the model's field with this index.
    void take_field(frame& model, std::size_t index) noexcept
    {
        auto const& member = model.fields[index];
        model.current = index;
        model.next = index + 1;
        slot_type_ = member.type;
        slot_ = static_cast<char*>(model.value) + member.offset;
    }

    /// Name or index of the value that is being read in the frame of this level; nullopt before the first.
    std::optional<std::string> name_in(std::size_t level) const;

    /// Appends an element when the next value is one of an array; any other slot is set already.
    void find_slot()
    {
        if (depth_ == 0)
            return;
        auto& parent = frames_[depth_ - 1];
        if (parent.of->what != kind::array)
            return;
        slot_type_ = parent.of->element;
        slot_ = parent.of->append(parent.value);
        ++parent.next;
    }

    /// True when the value becomes a `boost::json::value`.
    bool is_free_form() const noexcept { return slot_type_ == nullptr || slot_type_->what == kind::free_form; }

    bool takes_integers() const noexcept
    {
        return slot_type_->what == kind::int32 || slot_type_->what == kind::int64 ||
               slot_type_->what == kind::enumeration;
    }

    /// Enters the model, map or array in the slot.
    void enter()
    {
        auto& inner = frames_[depth_++];
        inner.of = slot_type_;
        inner.value = slot_type_->how == storage::boxed ? emplace_in_box(*slot_type_, slot_) : slot_;
        inner.next = 0;
        inner.size = 0;
        if (slot_type_->what == kind::model) {
            auto const fields = slot_type_->fields();
            inner.fields = fields.fields;
            inner.size = fields.size;
            inner.additional = fields.additional;
            inner.current = fields.size + 1;
        }
    }

    /// The `T` in the slot; constructs it where the slot is optional or boxed.
    template <class T>
    T& emplace()
    {
        if (slot_type_->how == storage::optional)
            return static_cast<std::optional<T>*>(slot_)->emplace();
        if (slot_type_->how == storage::boxed)
            return *static_cast<T*>(emplace_in_box(*slot_type_, slot_));
        return *static_cast<T*>(slot_);
    }

    /// The string that the first part of a text is written to.
    std::string& emplace_string() { return emplace<std::string>(); }

    bool store_string(std::string_view value)
    {
        if (slot_type_->how == storage::optional)
            static_cast<std::optional<std::string>*>(slot_)->emplace(value); // one step where `store` takes two
        else
            emplace<std::string>().assign(value);
        return true;
    }

    template <class T>
    bool store(T const& value)
    {
        emplace<T>() = value;
        return true;
    }

    void store_absent()
    {
        if (slot_type_->how == storage::boxed) {
            if (void* const old = std::exchange(static_cast<box_storage*>(slot_)->held, nullptr))
                slot_type_->destroy(old);
            return;
        }
        switch (slot_type_->what) {
        case kind::enumeration:
            static_cast<enumerator_storage*>(slot_)->present = false;
            return drop_unknown_name();
        case kind::string:
            return static_cast<std::optional<std::string>*>(slot_)->reset();
        case kind::boolean:
            return static_cast<std::optional<bool>*>(slot_)->reset();
        case kind::int32:
            return static_cast<std::optional<std::int32_t>*>(slot_)->reset();
        case kind::int64:
            return static_cast<std::optional<std::int64_t>*>(slot_)->reset();
        case kind::number:
            return static_cast<std::optional<double>*>(slot_)->reset();
        case kind::uuid:
            return static_cast<std::optional<cloud_governance::uuid>*>(slot_)->reset();
        case kind::date_time:
            return static_cast<std::optional<cloud_governance::date_time>*>(slot_)->reset();
        default:
            return;
        }
    }

    /// Stores a free-form value, or a member that the model does not know.
    bool store_value(boost::json::value&& value)
    {
        if (slot_type_ != nullptr)
            emplace<boost::json::value>() = std::move(value);
        else
            keep_unknown(key_, std::move(value));
        return true;
    }

    static additional_properties& unknown_members_of(frame const& model) noexcept
    {
        return *reinterpret_cast<additional_properties*>(static_cast<char*>(model.value) + model.additional);
    }

    void keep_unknown(std::string_view name, boost::json::value&& value)
    {
        auto& rest = unknown_members_of(frames_[depth_ - 1]);
        if (!rest)
            rest.emplace();
        rest->insert_or_assign(text_type(name.data(), name.size()), std::move(value));
    }

    /// Drops the unknown name that an earlier value of a repeated member left: the last value counts.
    void drop_unknown_name()
    {
        if (slot_type_->how != storage::optional || depth_ == 0)
            return;
        auto const& parent = frames_[depth_ - 1];
        if (auto& rest = unknown_members_of(parent)) {
            auto const name = parent.fields[parent.current].name;
            rest->erase(text_type(name.data(), name.size()));
            if (rest->empty())
                rest.reset();
        }
    }

    bool store_enumerator(std::int32_t number)
    {
        if (slot_type_->how == storage::optional)
            *static_cast<enumerator_storage*>(slot_) = {number, true};
        else
            std::memcpy(slot_, &number, sizeof(number));
        drop_unknown_name();
        return true;
    }

    /// Stores a string in a slot that is not one, where the service's own clients convert it.
    bool convert_text(std::string_view value, code_type& code);
    bool store_enumerator_name(std::string_view value, code_type& code);

    bool store_integer(std::int64_t value, char const* found, code_type& code)
    {
        auto const what = slot_type_->what;
        if (what == kind::int64)
            return store(value);
        if (what == kind::number)
            return store(static_cast<double>(value));
        if (what != kind::int32 && what != kind::enumeration)
            return mismatch(found, code);
        if (value < (std::numeric_limits<std::int32_t>::min)() || value > (std::numeric_limits<std::int32_t>::max)())
            return mismatch("a number out of its range", code);
        if (what == kind::int32)
            return store(static_cast<std::int32_t>(value));
        return store_enumerator(static_cast<std::int32_t>(value));
    }

    bool store_number(double value, char const* found, code_type& code)
    {
        if (slot_type_->what == kind::number)
            return store(value);
        if (!takes_integers())
            return mismatch(found, code);
        constexpr double exact = 9'007'199'254'740'992.0; // from here on a double no longer holds every integer
        if (std::abs(value) > exact)
            return mismatch("a number out of its range", code);
        if (value != std::trunc(value))
            return mismatch("a number with a fraction", code);
        return store_integer(static_cast<std::int64_t>(value), found, code);
    }

    bool mismatch(char const* found, code_type& code);

    bool refuse(std::string reason, code_type& code)
    {
        reason_ = std::move(reason);
        code = errc::invalid_response;
        return false;
    }

    type const* slot_type_;
    void* slot_;
    std::size_t depth_ = 0;
    std::string key_; // of an unknown member or a map's entry
    std::string reason_;
    frame frames_[decode_depth]; // the first depth_ are in use
};

inline bool decode_target::convert_text(std::string_view value, code_type& code)
{
    if (is_free_form())
        return store_value(boost::json::value(text_type(value.data(), value.size())));
    // as the vendor's own client (Json.NET) reads nullable types
    if (value.empty() && slot_type_->how == storage::optional && slot_type_->what != kind::enumeration) {
        store_absent();
        return true;
    }
    char const* const end = value.data() + value.size();
    switch (slot_type_->what) {
    case kind::uuid: {
        cloud_governance::uuid id{};
        return cloud_governance::detail::read_uuid(value, id) ? store(id) : mismatch("another string", code);
    }
    case kind::date_time: {
        cloud_governance::date_time moment;
        auto const wrong = cloud_governance::detail::read_date_time(value, moment);
        if (wrong != nullptr)
            return refuse(std::string("expected an ISO 8601 date and time: ") + wrong, code);
        return store(moment);
    }
    case kind::boolean:
        if (cloud_governance::detail::equals_ignoring_case(value, "true") ||
            cloud_governance::detail::equals_ignoring_case(value, "false"))
            return store(value.size() == 4);
        return mismatch("a string", code);
    case kind::int32:
    case kind::int64: {
        std::int64_t number = 0;
        auto const read = std::from_chars(value.data(), end, number);
        if (read.ec == std::errc::result_out_of_range)
            return mismatch("a number out of its range", code);
        return read.ec == std::errc() && read.ptr == end ? store_integer(number, "a string", code)
                                                         : mismatch("a string", code);
    }
    case kind::number: {
        double number = 0;
        auto const read = std::from_chars(value.data(), end, number);
        bool const usable = read.ec == std::errc() && read.ptr == end && std::isfinite(number);
        return usable ? store(number) : mismatch("a string", code);
    }
    case kind::enumeration:
        return store_enumerator_name(value, code);
    default:
        return mismatch("a string", code);
    }
}

inline bool decode_target::store_enumerator_name(std::string_view value, code_type& code)
{
    std::int32_t number = 0;
    if (read_enumerator(slot_type_->names, slot_type_->names_size, value, number))
        return store_enumerator(number);
    if (slot_type_->how != storage::optional || depth_ == 0)
        return mismatch("an unknown name", code);
    store_absent();
    auto const& parent = frames_[depth_ - 1];
    keep_unknown(parent.fields[parent.current].name, boost::json::value(text_type(value.data(), value.size())));
    return true;
}

inline bool decode_target::mismatch(char const* found, code_type& code)
{
    static constexpr char const* expected[] = {
        "a string",
        "a boolean",
        "a 32-bit integer",
        "a 64-bit integer",
        "a number",
        "a UUID string",
        "an ISO 8601 date and time",
        "an enumerator's number or name",
        "an object",
        "an array",
        "an object",
        "a value",
    };
    return refuse(
        std::string("expected ") + expected[static_cast<std::size_t>(slot_type_->what)] + ", found " + found, code);
}

/// Appends one reference token to a JSON pointer (RFC 6901 section 3).
inline void append_reference_token(std::string& pointer, std::string_view name)
{
    pointer += '/';
    for (char c : printable(name, 100)) {
        if (c == '~' || c == '/')
            pointer.append(c == '~' ? "~0" : "~1");
        else
            pointer += c;
    }
}

/// The name of a map's entry, found by the address of its value; empty when no entry has it.
inline std::string name_of_entry(type const& map_type, void const* map, void const* entry)
{
    struct search {
        void const* wanted;
        std::string found;
    } state{entry, {}};
    map_type.map->for_each(map, &state, [](void* context, std::string const& name, void const* value) {
        auto& searched = *static_cast<search*>(context);
        if (value == searched.wanted)
            searched.found = name;
    });
    return std::move(state.found);
}

inline std::optional<std::string> decode_target::name_in(std::size_t level) const
{
    auto const& at = frames_[level];
    switch (at.of->what) {
    case kind::array:
        return at.next != 0 ? std::optional(std::to_string(at.next - 1)) : std::nullopt;
    case kind::map:
        // the name is not kept while a value with levels of its own is read, but the value's address is
        if (level + 1 != depth_)
            return name_of_entry(*at.of, at.value, frames_[level + 1].value);
        return at.next != 0 ? std::optional(key_) : std::nullopt;
    default:
        if (at.current < at.size)
            return std::string(at.fields[at.current].name);
        return at.current == at.size ? std::optional(key_) : std::nullopt;
    }
}

inline std::string decode_target::pointer() const
{
    std::string out;
    for (std::size_t level = 0; level < depth_; ++level)
        if (auto const name = name_in(level))
            append_reference_token(out, *name);
    return out.empty() ? "root" : out;
}

} // namespace cloud_governance::json::detail
