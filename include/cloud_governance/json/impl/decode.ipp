#pragma once

#include <cloud_governance/json/decode.hpp>

#include <cloud_governance/json/impl/decode_handler.hpp>

#include <boost/json/basic_parser_impl.hpp>

namespace cloud_governance::json::detail {

/// The parser, and whether the text so far is valid.
class decoder_core {
public:
    decoder_core(type const& of, void* target) : parser_(options(), of, target) {}

    /// Parses the next piece, or the last one.
    bool write(std::string_view piece, bool more)
    {
        if (failed_)
            return false;
        boost::system::error_code code;
        std::size_t const used = parser_.write_some(more, piece.data(), piece.size(), code);
        if (!code && used < piece.size())
            code = boost::json::make_error_code(boost::json::error::extra_data);
        if (!code) {
            position_ += used;
            return true;
        }
        failed_ = true;
        code_ = code;
        position_ += used;
        not_utf8_ = used < piece.size() && static_cast<unsigned char>(piece[used]) >= 0x80;
        return false;
    }

    error reason() const
    {
        auto const& handler = parser_.handler();
        error out(errc::invalid_response, handler.pointer() + ": ");
        auto& detail = out.diagnostics.detail;
        if (!handler.reason().empty()) {
            detail += handler.reason();
            return out;
        }
        out.diagnostics.cause = code_;
        if (code_ == boost::json::error::incomplete)
            detail += position_ == 0 ? "the text is empty" : "the text ends early";
        else if (code_ == boost::json::error::extra_data)
            detail += "something follows the value";
        else if (code_ == boost::json::error::too_deep)
            detail += "nested deeper than " + std::to_string(decode_depth) + " levels";
        else
            detail += not_utf8_ ? "not valid UTF-8" : "not valid JSON: " + code_.message();
        detail += ", at byte " + std::to_string(position_);
        return out;
    }

private:
    static boost::json::parse_options options() noexcept
    {
        boost::json::parse_options out;
        out.max_depth = decode_depth;
        return out;
    }

    boost::json::basic_parser<decode_handler> parser_;
    boost::system::error_code code_;
    std::size_t position_ = 0;
    bool failed_ = false;
    bool not_utf8_ = false;
};

CLOUD_GOVERNANCE_DECL void delete_decoder_core::operator()(decoder_core* core) const noexcept { delete core; }

CLOUD_GOVERNANCE_DECL std::unique_ptr<decoder_core, delete_decoder_core> make_decoder(type const& of, void* target)
{
    return std::unique_ptr<decoder_core, delete_decoder_core>(new decoder_core(of, target));
}

CLOUD_GOVERNANCE_DECL bool write_decoder(decoder_core& core, std::string_view piece) { return core.write(piece, true); }

CLOUD_GOVERNANCE_DECL bool finish_decoder(decoder_core& core, error& reason)
{
    if (core.write({}, false))
        return true;
    reason = core.reason();
    return false;
}

CLOUD_GOVERNANCE_DECL bool decode(std::string_view bytes, type const& of, void* target, error& reason)
{
    decoder_core core(of, target);
    if (core.write(bytes, false))
        return true;
    reason = core.reason();
    return false;
}

} // namespace cloud_governance::json::detail
