#pragma once

#include <cloud_governance/http/impl/message/gzip_decoder.hpp>
#include <cloud_governance/http/message.hpp>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace cloud_governance::http::detail {

/** Beast's response parser with the reply kept in one header block and one body.

    Beast's own containers allocate for every header field, which cost more than parsing (11 allocations a call,
   measured).
*/
class response_parser final : public boost::beast::http::basic_parser<false> {
public:
    response_parser(response& reply, response_limits const& limits, bool head_request, bool accept_gzip)
        : reply_(&reply), limits_(limits), head_request_(head_request), accept_gzip_(accept_gzip)
    {
        header_limit(limits.header_bytes);
        body_limit(limits.body_bytes);
        eager(true);
        skip(head_request);
    }

    /// Why this library stopped the parser; null when the parser stopped itself.
    error const* refusal() const { return refusal_.get(); }

private:
    using text = boost::beast::string_view;
    using code = boost::beast::error_code;

    static std::string_view view(text value) { return std::string_view(value.data(), value.size()); }

    void on_request_impl(boost::beast::http::verb, text, text, int, code&) override {}

    void on_response_impl(int status, text, int, code& ec) override
    {
        reply_->status = static_cast<unsigned>(status);
        if (status < 100 || status > 599)
            ec = boost::beast::http::error::bad_status;
    }

    void on_field_impl(boost::beast::http::field, text name, text value, code& ec) override
    {
        if (in_trailer_)
            return; // a field that comes after the body must not pass for one before it (RFC 9110 section 6.5.1)
        if (reply_->fields.size() == limits_.header_fields) {
            ec = boost::beast::http::error::header_limit;
            return;
        }
        reply_->fields.add_received(view(name), view(value));
    }

    // Newer releases of Beast give the fields after a chunked body to this function, which older ones do not have; so
    // it cannot say `override`. Such a field must not pass for one before the body (RFC 9110 section 6.5.1).
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Winconsistent-missing-override"
#pragma clang diagnostic ignored "-Wsuggest-override"
#endif
    void on_trailer_field_impl(boost::beast::http::field, text, text, code&) {}
#ifdef __clang__
#pragma clang diagnostic pop
#endif

    void on_header_impl(code& ec) override
    {
        in_trailer_ = true;
        if (head_request_ || reply_->status < 200)
            return;
        for (std::size_t i = 0; i < reply_->fields.size(); ++i) {
            auto const field = reply_->fields[i];
            if (!equals_ignoring_case(field.name, "Content-Encoding") || field.value.empty() ||
                equals_ignoring_case(field.value, "identity"))
                continue;
            bool const gzip = equals_ignoring_case(field.value, "gzip") || equals_ignoring_case(field.value, "x-gzip");
            if (!gzip || !accept_gzip_ || decoder_)
                return refuse(
                    error(
                        errc::invalid_http_response,
                        "Content-Encoding: " + printable(field.value, 40) +
                            (gzip && !decoder_ ? " was not asked for" : " is not supported")),
                    ec);
            decoder_ = std::make_unique<gzip_decoder>(reply_->body, limits_);
        }
    }

    void on_body_init_impl(boost::optional<std::uint64_t> const& length, code&) override
    {
        // the server states the length: beyond this, memory is reserved only as bytes arrive
        constexpr std::uint64_t believed = 1024 * 1024;
        if (!length || decoder_)
            return;
        announced_ = static_cast<std::size_t>((std::min)(*length, limits_.body_bytes));
        reply_->body.reserve((std::min)(announced_, static_cast<std::size_t>(believed)));
    }

    std::size_t on_body_impl(text piece, code& ec) override
    {
        append(piece, ec);
        return piece.size();
    }

    void on_chunk_header_impl(std::uint64_t, text, code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, text piece, code& ec) override
    {
        append(piece, ec);
        return piece.size();
    }

    void on_finish_impl(code& ec) override
    {
        if (decoder_ && !decoder_->complete())
            refuse(error(errc::invalid_http_response, "gzip: the body ends too early"), ec);
    }

    void refuse(error reason, code& ec)
    {
        refusal_ = std::make_unique<error const>(std::move(reason));
        ec = boost::beast::http::error::bad_value;
    }

    void append(text piece, code& ec)
    {
        if (decoder_) {
            if (auto decoded = decoder_->take(view(piece)); !decoded)
                refuse(std::move(decoded).error(), ec);
            return;
        }
        auto& body = reply_->body;
        if (body.capacity() - body.size() < piece.size())
            grow(piece.size());
        body.append(piece.data(), piece.size());
    }

    /// Makes room for `more` bytes: twice as much as there is, or for the announced rest, up to eight times as much as
    /// has come, because memory that is new costs more than what is copied into it.
    void grow(std::size_t more)
    {
        auto& body = reply_->body;
        std::size_t size = (std::max)(2 * body.capacity(), body.size() + more);
        if (announced_ >= body.size() + more)
            size = (std::min)(announced_, (std::max)(size, 8 * body.size()));
        std::string grown;
        grown.reserve(size);
        grown.append(body);
        if (reply_->sensitive)
            wipe(body.data(), body.size()); // the block would be freed as it is
        body.swap(grown);
    }

    response* reply_;
    response_limits limits_;
    bool head_request_;
    bool accept_gzip_;
    bool in_trailer_ = false;
    std::size_t announced_ = 0; // bytes of the body, if its length came before it
    std::unique_ptr<gzip_decoder> decoder_;
    std::unique_ptr<error const> refusal_;
};

} // namespace cloud_governance::http::detail
