// The bytes of an HTTP reply: read the same in whatever pieces they arrive, within the limits, and with an error that
// can be shown.

#include "fuzz.hpp"

#include <cloud_governance/client/detail/reply_error.hpp>
#include <cloud_governance/http/impl/message/reply_reader.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace {

namespace cg = cloud_governance;
namespace http = cg::http;
using fuzz::require;

class outcome {
public:
    bool done = false;
    bool reusable = false;
    cg::error_code code;
    http::response reply;
};

outcome read(std::string_view text, std::size_t piece, http::request const& request)
{
    http::response reply;
    http::detail::reply_reader reader(request, nullptr, reply);
    outcome out;
    while (!text.empty() && !reader.done()) {
        // a copy, so that a sanitizer sees what is kept of a piece after it is gone
        std::string const bytes(text.substr(0, piece));
        text.remove_prefix(bytes.size());
        if (auto const taken = reader.take(bytes.data(), bytes.size()); !taken) {
            out.code = taken.error().code;
            fuzz::require_message(taken.error());
            break;
        }
    }
    if (!out.code)
        reader.take_end();
    out.done = reader.done();
    // whether bytes follow the reply, which ends the connection, is known only where they came with it
    out.reusable = reader.reusable() && text.empty();
    out.reply = reply;
    return out;
}

void require_same(outcome const& a, outcome const& b)
{
    require(a.done == b.done && a.reusable == b.reusable, "pieces are read as the whole is");
    if (!a.done) // whether a head that stops in the middle is wrong already, Beast sees in some pieces and not in
                 // others
        return;
    require(a.reply.status == b.reply.status && a.reply.body == b.reply.body, "the reply is that of the whole");
    require(a.reply.fields.size() == b.reply.fields.size(), "the fields are those of the whole");
    for (std::size_t i = 0; i < a.reply.fields.size(); ++i)
        require(
            a.reply.fields[i].name == b.reply.fields[i].name && a.reply.fields[i].value == b.reply.fields[i].value,
            "the fields are those of the whole");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    constexpr std::array<std::size_t, 8> pieces = {1, 2, 3, 5, 7, 16, 64, 777};
    fuzz::input input(data, size);
    auto const choices = input.choose(4);
    auto const piece = pieces[input.choose(pieces.size())];
    http::request request;
    request.accept_gzip = true;
    request.method = (choices & 1) != 0 ? http::verb::head : http::verb::get;
    request.sensitive = (choices & 2) != 0;
    request.limits.header_bytes = 4096;
    request.limits.header_fields = 20;
    request.limits.body_bytes = 4096;

    auto const whole = read(input.rest(), size + 1, request);
    require_same(whole, read(input.rest(), piece, request));
    if (!whole.done)
        return 0;
    auto const& reply = whole.reply;
    require(reply.status >= 200 && reply.status <= 599, "a reply has a final status");
    require(reply.body.size() <= request.limits.body_bytes, "the body's limit holds");
    require(reply.fields.size() <= request.limits.header_fields, "the fields' limit holds");
    require(request.method != http::verb::head || reply.body.empty(), "the reply to HEAD has no body");

    if (auto const reported = cg::detail::reported_failure(reply))
        fuzz::require_message(*reported);
    if (reply.status >= 300)
        fuzz::require_message(cg::detail::error_of_reply(reply, std::chrono::system_clock::time_point()));
    return 0;
}
