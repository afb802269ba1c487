#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/json/detail/make_type.hpp>
#include <cloud_governance/json/encode.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace cloud_governance::json {

namespace detail {

class decoder_core;

struct delete_decoder_core {
    CLOUD_GOVERNANCE_DECL void operator()(decoder_core* core) const noexcept;
};

/// A decoder that writes to `target`, which must be a new value of the type described by `of` and stay where it is.
CLOUD_GOVERNANCE_DECL std::unique_ptr<decoder_core, delete_decoder_core> make_decoder(type const& of, void* target);

/// Returns false when the text so far is not valid.
CLOUD_GOVERNANCE_DECL bool write_decoder(decoder_core& core, std::string_view piece);

/// Returns false when the text is not valid or not complete; `reason` then says why.
CLOUD_GOVERNANCE_DECL bool finish_decoder(decoder_core& core, error& reason);

/// Decodes a whole text without heap memory of its own.
CLOUD_GOVERNANCE_DECL bool decode(std::string_view bytes, type const& of, void* target, error& reason);

} // namespace detail

/** Reads a JSON text (RFC 8259) into a `T`: a model, an array or map, a scalar or free-form JSON.

    Members are found by their exact name, else by the name in another ASCII letter case. A missing member and `null`
    read as absent; of a repeated member the last counts; members that the model does not know go to its
    `additional_properties`. As the vendor's own client does, numbers and booleans are also accepted as strings that
    hold one (`"5"`, `"True"`), integers also with a zero fraction (`5.0`), enumerations as number, name in any letter
    case or number in a string, and an empty string reads as absent for every optional member but strings and
    enumerations. An enumeration's unknown number is kept as it is; its unknown name reads as absent and is kept in the
    `additional_properties`. In arrays `null` reads as an empty string or an empty model and is refused for other types.

    Fails with `errc::invalid_response`; `diagnostics::detail` starts with the place as JSON pointer (RFC 6901) and
    says what was expected and found, for example `/value/3/id: expected a UUID string, found a number`; the text itself
   is not quoted. Refused are: a value of another type, a number or date out of range, invalid UTF-8, more than 64
   levels, anything after the value, an incomplete text. `diagnostics::cause` is Boost.JSON's error where there is one.
    Stateless and thread-safe.
*/
template <codable T>
result<T> decode(std::string_view bytes)
{
    T value{};
    error reason;
    if (!detail::decode(bytes, type_of<T>(), &value, reason))
        return reason;
    return value;
}

/** Reads a JSON text that arrives in pieces, as `decode` does. It keeps at most the text of one member.

    Not thread-safe. Neither copyable nor movable: the value is built in place.
*/
template <codable T>
class decoder {
public:
    /// A decoder that waits for the first piece.
    decoder() : core_(detail::make_decoder(type_of<T>(), &value_)) {}
    decoder(decoder const&) = delete;
    decoder& operator=(decoder const&) = delete;

    /// Reads the next piece, of any size. Returns false when the text so far is not valid; `finish` then says why.
    bool write(std::string_view piece) { return detail::write_decoder(*core_, piece); }

    /// The value, after the last piece. Call it once.
    result<T> finish()
    {
        error reason;
        if (!detail::finish_decoder(*core_, reason))
            return reason;
        return std::move(value_);
    }

private:
    T value_{};
    std::unique_ptr<detail::decoder_core, detail::delete_decoder_core> core_;
};

/** Reads a model again as another type: what `from` would send, decoded as a `T`.

    For the service's untyped unions, such as the galleries of a dynamic request: the list holds the base type with the
    rest in `additional_properties`; this gives the typed view and, in the other direction, the base type. Nothing is
    lost either way. Fails as `decode` does, and with `errc::invalid_argument` for what `encode` refuses.
*/
template <codable T, codable From>
result<T> decode_as(From const& from)
{
    wiped_string text;
    try {
        encode(text, from);
    }
    catch (failure const& refused) {
        return refused.error();
    }
    return decode<T>(std::string_view(text.data(), text.size()));
}

} // namespace cloud_governance::json

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/json/impl/decode.ipp>
#endif
