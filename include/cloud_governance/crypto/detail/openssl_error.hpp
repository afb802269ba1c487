#pragma once

#include <openssl/err.h>

#include <string>

namespace cloud_governance::detail {

/// OpenSSL's reasons, oldest first, and the thread's error queue empty afterwards: left in it, they would be taken for
/// those of a later operation.
inline std::string drain_openssl_errors()
{
    std::string out;
    while (unsigned long const code = ERR_get_error()) {
        char text[256];
        ERR_error_string_n(code, text, sizeof text);
        if (!out.empty())
            out += ", ";
        out += text;
    }
    return out;
}

} // namespace cloud_governance::detail
