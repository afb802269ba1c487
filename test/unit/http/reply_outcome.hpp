#pragma once

// A reply's text fed to the reader in pieces.

#include <cloud_governance/http/impl/message/reply_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace reply_test {

namespace http = cloud_governance::http;
using http::detail::reply_reader;

/// What a text was read as: fed in pieces of `piece` bytes, then the end of the connection.
class outcome {
public:
    bool done = false;
    bool done_before_end = false;
    bool reusable = false;
    bool began = false;
    cloud_governance::error_code code;
    cloud_governance::diagnostics diagnostics;
    http::response reply;
};

inline outcome read(std::string_view text, std::size_t piece, http::request const& request)
{
    http::response reply;
    reply_reader reader(request, nullptr, reply);
    outcome out;
    while (!text.empty() && !reader.done()) {
        // a copy of exactly this size, so that a sanitizer sees what is read beyond it or kept
        std::vector<char> const bytes(text.begin(), text.begin() + std::min(piece, text.size()));
        text.remove_prefix(bytes.size());
        auto const taken = reader.take(bytes.data(), bytes.size());
        if (!taken) {
            out.code = taken.error().code;
            out.diagnostics = taken.error().diagnostics;
            break;
        }
    }
    out.done_before_end = reader.done();
    if (!out.code)
        reader.take_end();
    out.done = reader.done() && !out.code;
    out.reusable = reader.reusable();
    out.began = reader.began();
    out.reply = reply;
    return out;
}

inline http::request request_of(http::verb method)
{
    http::request out;
    out.method = method;
    return out;
}

/// Calls `check` with the outcome for pieces of every size.
template <class Check>
void for_every_piece(std::string_view text, http::request const& request, Check check)
{
    for (std::size_t piece = 1; piece <= text.size(); ++piece)
        BOOST_TEST_CONTEXT("pieces of " << piece << " bytes of " << text) { check(read(text, piece, request)); }
}

template <class Check>
void for_every_piece(std::string_view text, Check check)
{
    for_every_piece(text, request_of(http::verb::get), check);
}

} // namespace reply_test
