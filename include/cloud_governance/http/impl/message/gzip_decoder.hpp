#pragma once

#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/impl/message/crc32.hpp>
#include <cloud_governance/http/message.hpp>

#include <boost/beast/zlib/error.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace cloud_governance::http::detail {

/** Decodes a gzip body (RFC 1952; one or several members) piece by piece into a text.

    Checks all that the format allows to check: magic, method, reserved flags, the header's and the data's CRC, the
    size. Stops as soon as a limit is passed: `response_limits::body_bytes` counts decoded bytes, and from 1 MiB on
    `response_limits::expansion` bounds their number by that of the encoded ones, so that a small reply cannot cost
    the time and memory of a large one.
*/
class gzip_decoder {
public:
    gzip_decoder(std::string& out, response_limits const& limits)
        : out_(out), most_(limits.body_bytes), expansion_((std::max)(limits.expansion, std::uint32_t(1)))
    {
    }

    /// Decodes a piece of any length. An error ends the body.
    result<void> take(std::string_view piece)
    {
        taken_ += piece.size();
        while (!piece.empty()) {
            if (phase_ == phase::data) {
                if (auto decoded = inflate(piece); !decoded)
                    return decoded;
                continue;
            }
            auto const byte = static_cast<unsigned char>(piece.front());
            piece.remove_prefix(1);
            if (char const* const why = take_byte(byte))
                return error(errc::invalid_http_response, why);
        }
        return {};
    }

    /// True when every member that began has ended, or none began.
    bool complete() const { return phase_ == phase::head && at_ == 0; }

private:
    enum class phase { head, extra_size, extra, name, comment, head_crc, data, trailer };

    static constexpr unsigned has_head_crc = 2, has_extra = 4, has_name = 8, has_comment = 16, reserved = 0xE0;

    /// Reads a byte of a header or trailer. Returns the reason when it is wrong.
    char const* take_byte(unsigned char byte)
    {
        if (phase_ != phase::head_crc && phase_ != phase::trailer) {
            char const c = static_cast<char>(byte);
            head_crc_.update(&c, 1);
        }
        switch (phase_) {
        case phase::head:
            return take_head(byte);
        case phase::extra_size:
            value_ |= std::uint64_t(byte) << 8 * at_;
            if (++at_ == 2)
                enter(value_ == 0 ? phase_after(phase::extra) : phase::extra, value_);
            return nullptr;
        case phase::extra:
            if (--left_ == 0)
                enter(phase_after(phase::extra));
            return nullptr;
        case phase::name:
        case phase::comment:
            if (byte == 0)
                enter(phase_after(phase_));
            else if (++at_ > 64 * 1024)
                return "gzip: a name or comment without end";
            return nullptr;
        case phase::head_crc:
            value_ |= std::uint64_t(byte) << 8 * at_;
            if (++at_ < 2)
                return nullptr;
            if (value_ != (head_crc_.value() & 0xFFFF))
                return "gzip: the header's checksum is wrong";
            enter(phase::data);
            return nullptr;
        case phase::data:
            break;
        case phase::trailer:
            value_ |= std::uint64_t(byte) << 8 * at_;
            if (++at_ < 8)
                return nullptr;
            if ((value_ & 0xFFFFFFFF) != data_crc_.value())
                return "gzip: the data's checksum is wrong";
            if (value_ >> 32 != (size_ & 0xFFFFFFFF))
                return "gzip: the data's size is wrong";
            head_crc_ = crc32();
            enter(phase::head);
            return nullptr;
        }
        return "gzip: broken";
    }

    char const* take_head(unsigned char byte)
    {
        constexpr unsigned char magic[] = {0x1F, 0x8B, 8};
        if (at_ < 3 && byte != magic[at_])
            return at_ < 2 ? "gzip: the body is not gzip" : "gzip: unknown compression method";
        if (at_ == 3) {
            flags_ = byte;
            if ((flags_ & reserved) != 0)
                return "gzip: reserved flags are set";
        }
        if (++at_ == 10)
            enter(phase_after(phase::head));
        return nullptr;
    }

    /// The next phase, by the flags of the header.
    phase phase_after(phase which) const
    {
        if (which < phase::extra_size && (flags_ & has_extra) != 0)
            return phase::extra_size;
        if (which < phase::name && (flags_ & has_name) != 0)
            return phase::name;
        if (which < phase::comment && (flags_ & has_comment) != 0)
            return phase::comment;
        return (flags_ & has_head_crc) != 0 ? phase::head_crc : phase::data;
    }

    void enter(phase next, std::uint64_t left = 0)
    {
        phase_ = next;
        at_ = 0;
        value_ = 0;
        left_ = left;
        if (next == phase::data) {
            data_crc_ = crc32();
            size_ = 0;
            inflater_.reset();
        }
    }

    /// Decodes the front of `piece` and removes it.
    result<void> inflate(std::string_view& piece)
    {
        constexpr std::uint64_t step = 64 * 1024;
        boost::beast::zlib::z_params io;
        io.next_in = piece.data();
        io.avail_in = piece.size();
        boost::system::error_code ec;
        do {
            auto const before = out_.size();
            auto const room = static_cast<std::size_t>((std::min)(step, most_ - before) + 1);
            out_.resize(before + room);
            io.next_out = out_.data() + before;
            io.avail_out = room;
            inflater_.write(io, boost::beast::zlib::Flush::sync, ec);
            auto const made = room - io.avail_out;
            out_.resize(before + made);
            data_crc_.update(out_.data() + before, made);
            size_ += made;
            if (out_.size() > most_)
                return error(
                    errc::response_too_large, "body over " + std::to_string(most_) + " bytes after decoding (gzip)");
            if (out_.size() > 1024 * 1024 && out_.size() / expansion_ >= taken_ - io.avail_in)
                return error(
                    errc::response_too_large,
                    "the gzip body grows more than " + std::to_string(expansion_) + "-fold when it is decoded");
        } while (!ec && io.avail_out == 0);
        piece.remove_prefix(piece.size() - io.avail_in);
        if (ec == boost::beast::zlib::error::end_of_stream)
            enter(phase::trailer);
        else if (ec && ec != boost::beast::zlib::error::need_buffers)
            return error(errc::invalid_http_response, "gzip: " + ec.message());
        return {};
    }

    std::string& out_;
    std::uint64_t const most_;
    std::uint64_t const expansion_;
    std::uint64_t taken_ = 0;
    phase phase_ = phase::head;
    unsigned flags_ = 0;
    unsigned at_ = 0; // bytes of the present phase
    std::uint64_t left_ = 0;
    std::uint64_t value_ = 0;
    std::uint64_t size_ = 0;
    crc32 head_crc_;
    crc32 data_crc_;
    boost::beast::zlib::inflate_stream inflater_;
};

} // namespace cloud_governance::http::detail
