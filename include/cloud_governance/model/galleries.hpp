#pragma once

#include <type_traits>

namespace cloud_governance {

namespace detail {

/// The member that holds a request's galleries: under the name that the service wrote, or none yet.
template <class Request>
auto& gallery_list(Request& request) noexcept
{
    if constexpr (requires { request.galleries; }) {
        if (!request.activity_galleries && request.galleries)
            return request.galleries;
    }
    return request.activity_galleries;
}

} // namespace detail

/** The galleries (activities) of a dynamic request or of its template, to be read and changed.

    The service writes the list of a template under one of two names, `activityGalleries` or `galleries`; this finds it
    under either, and it is sent back under the name that it came with. A request without a list gets an empty one, as
    `activity_galleries`. Each element is a `model::gallery_base` that keeps the fields of its own kind;
    `json::decode_as` gives its typed view, such as `model::create_team_gallery`, and makes the element of a changed
    view. `request` must outlive the reference.
*/
template <class Request>
    requires requires(Request& request) { request.activity_galleries; }
auto& galleries(Request& request)
{
    auto& list = detail::gallery_list(request);
    if (!list)
        list.emplace();
    return *list;
}

/// The same of what is not to be changed; an empty list when there is none.
template <class Request>
    requires requires(Request& request) { request.activity_galleries; }
auto const& galleries(Request const& request)
{
    static std::remove_cvref_t<decltype(*request.activity_galleries)> const none;
    auto const& list = detail::gallery_list(request);
    return list ? *list : none;
}

} // namespace cloud_governance
