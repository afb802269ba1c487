#pragma once

#include <cloud_governance/core/error.hpp>

#include <openssl/err.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cloud_governance::detail {

/// Calls one of OpenSSL's functions that free an object.
template <auto Free>
struct openssl_deleter {
    template <class T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};

/// Owns an object of OpenSSL that `Free` frees: `unique_handle<BIO, BIO_free>`.
template <class T, auto Free>
using unique_handle = std::unique_ptr<T, openssl_deleter<Free>>;

/** The reasons in the thread's OpenSSL error queue, in OpenSSL's words, separated by semicolons.

    The earliest, the root cause, is first; each is given once, three at most. `with_data` adds the data that OpenSSL
    attached to a reason; leave it out where that may quote a secret. Empties the queue: an error that stays in it would
    be taken for one of the next operation.
*/
inline std::string drain_errors(bool with_data = true)
{
    std::vector<std::string> reasons;
    char const* data = nullptr;
    int flags = 0;
    while (unsigned long const code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags)) {
        char const* const text = ERR_reason_error_string(code);
        std::string reason = text != nullptr ? text : "error " + std::to_string(ERR_GET_REASON(code));
        if (with_data && (flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != '\0')
            reason.append(" (").append(printable(data, 120)).append(")");
        if (reasons.size() < 3 && std::find(reasons.begin(), reasons.end(), reason) == reasons.end())
            reasons.push_back(std::move(reason));
    }
    std::string out;
    for (auto const& reason : reasons)
        out += (out.empty() ? "" : "; ") + reason;
    return out;
}

} // namespace cloud_governance::detail
