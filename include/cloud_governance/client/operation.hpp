#pragma once

#include <cloud_governance/http/message.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace cloud_governance {

/** One call of the API as a value: what `client::send` takes.

    - `response_type`: what the reply is decoded to. A type that `json::decode` reads; or a class that reads the reply
      itself by `static result<response_type> from_reply(http::response const&)`, or by `(http::response&&)`, which may
      take the body, as `api::raw_reply` does; or `void` for no value.
    - `name()`: method and path template for diagnostics, without values: `GET /requests/{id}`. A static function that
      returns a `std::string_view` is not copied for each call: it must refer to text that stays, such as a literal.
    - `encode(request)`: sets the method, appends path and query to `target` (which holds the API's base path), adds
      header fields and body, and sets `repeatable` and `sensitive`. Throws `failure` with `errc::invalid_argument`,
      naming the parameter, for a value that cannot be sent.

    The classes in api/ and `api::raw` are operations; users can write their own.
*/
template <class T>
concept operation = std::copy_constructible<T> && requires(T const& value, http::request& request) {
    typename T::response_type;
    {
        value.name()
    } -> std::convertible_to<std::string_view>;
    {
        value.encode(request)
    } -> std::same_as<void>;
};

/// An operation whose reply is one page of a list: `client::pages` walks it.
template <class T>
concept paged_operation = operation<T> && requires(T& value, typename T::response_type const& page, std::string token) {
    {
        value.page_token(std::move(token))
    };
    {
        T::next_page_token(page)
    } -> std::convertible_to<std::optional<std::string>>;
};

} // namespace cloud_governance
