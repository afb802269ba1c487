#pragma once

#include <cloud_governance/core/uuid.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace cloud_governance::api {

/** The text of a path parameter: an address, a login name, or an id that the service documents as text.

    Converts implicitly from text and from a uuid, so that an id that was received can be passed on. Sent
    percent-encoded; an operation refuses one that is empty, `.` or `..` when it is sent (`errc::invalid_argument`).
*/
class path_text {
public:
    path_text() = default;
    /// Takes the text as it is, not encoded.
    path_text(std::string text) : text_(std::move(text)) {}
    path_text(std::string_view text) : text_(text) {}
    path_text(char const* text) : text_(text) {}
    /// The uuid in lower case, as the service writes it.
    path_text(uuid const& id) : text_(cloud_governance::to_string(id)) {}

    /// The text as given, not encoded.
    std::string const& text() const noexcept { return text_; }

    bool operator==(path_text const&) const = default;

private:
    std::string text_;
};

} // namespace cloud_governance::api
