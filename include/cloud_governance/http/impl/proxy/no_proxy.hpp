#pragma once

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/http/header_fields.hpp>
#include <cloud_governance/http/origin.hpp>

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::http::detail {

/// An address in the form that both families share: IPv4 as `::ffff:a.b.c.d`. nullopt for a name.
inline std::optional<std::array<unsigned char, 16>> address_bytes(std::string_view text)
{
    boost::system::error_code ec;
    auto const address = boost::asio::ip::make_address(std::string(text), ec);
    if (ec)
        return std::nullopt;
    if (address.is_v6())
        return address.to_v6().to_bytes();
    return boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped, address.to_v4()).to_bytes();
}

/// A number in decimal digits alone, up to `most`.
inline std::optional<unsigned> parse_small_number(std::string_view text, unsigned most)
{
    unsigned value = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || ec != std::errc() || end != text.data() + text.size() || value > most)
        return std::nullopt;
    return value;
}

/// One entry of `proxy_options::no_proxy`.
class no_proxy_rule {
public:
    /// Returns nullopt for text that is not a host, an address, a network or `*`.
    static std::optional<no_proxy_rule> parse(std::string_view entry)
    {
        no_proxy_rule out;
        if (out.parse_network(entry) || (out.take_port(entry) && (out.parse_network(entry) || out.parse_name(entry))))
            return out;
        return std::nullopt;
    }

    bool matches(http::origin const& origin) const
    {
        if (port_ != 0 && port_ != origin.port)
            return false;
        auto const address = address_bytes(origin.host);
        if (is_network_)
            return address && begins_alike(*address);
        if (name_.empty())
            return true;
        if (address)
            return false;
        std::string_view const host = origin.host;
        return host == name_ ||
               (host.size() > name_.size() && host.ends_with(name_) && host[host.size() - name_.size() - 1] == '.');
    }

private:
    /// `address` or `address/bits`, without a port.
    bool parse_network(std::string_view text)
    {
        auto const slash = text.find('/');
        auto const address = address_bytes(text.substr(0, slash));
        if (!address)
            return false;
        unsigned const length = text.find(':') == std::string_view::npos ? 32 : 128;
        auto const bits = slash == std::string_view::npos ? length : parse_small_number(text.substr(slash + 1), length);
        if (!bits)
            return false;
        is_network_ = true;
        bits_ = *bits + 128 - length;
        bytes_ = *address;
        return true;
    }

    /// Removes `:port` from the end, then the brackets of an IPv6 address. Returns false when either is wrong.
    bool take_port(std::string_view& text)
    {
        auto const colon = text.rfind(':');
        bool const in_brackets = !text.empty() && text.front() == '[';
        if (colon != std::string_view::npos && !(in_brackets && text.back() == ']')) {
            auto const number = parse_small_number(text.substr(colon + 1), 65535);
            if (!number || *number == 0)
                return false;
            port_ = static_cast<std::uint16_t>(*number);
            text = text.substr(0, colon);
        }
        if (!in_brackets)
            return true;
        if (text.size() < 2 || text.back() != ']')
            return false;
        text = text.substr(1, text.size() - 2);
        return text.find(':') != std::string_view::npos;
    }

    bool parse_name(std::string_view text)
    {
        if (text == "*")
            return true; // the empty name
        if (text.starts_with("*."))
            text.remove_prefix(1);
        if (text.starts_with('.'))
            text.remove_prefix(1);
        if (text.ends_with('.'))
            text.remove_suffix(1);
        if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos)
            return false;
        for (char const letter : text) {
            char const c = cloud_governance::detail::ascii_lower(letter);
            bool const plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
            if (!plain)
                return false;
            name_ += c;
        }
        return true;
    }

    bool begins_alike(std::array<unsigned char, 16> const& address) const
    {
        unsigned const whole = bits_ / 8;
        if (!std::equal(bytes_.begin(), bytes_.begin() + whole, address.begin()))
            return false;
        unsigned const rest = bits_ % 8;
        return rest == 0 || (bytes_[whole] >> (8 - rest)) == (address[whole] >> (8 - rest));
    }

    std::string name_; // empty without a network: every host
    bool is_network_ = false;
    unsigned bits_ = 0;
    std::array<unsigned char, 16> bytes_ = {};
    std::uint16_t port_ = 0; // 0: any
};

/// Calls `each` for every entry of a list with commas or blanks between its entries.
template <class Each>
void for_each_entry(std::string_view list, Each each)
{
    while (!list.empty()) {
        auto const end = (std::min)(list.find_first_of(", \t"), list.size());
        if (end != 0)
            each(list.substr(0, end));
        list.remove_prefix((std::min)(end + 1, list.size()));
    }
}

/// Parses a list of rules. The error for an entry that is not a rule names `field`.
inline result<std::vector<no_proxy_rule>> parse_no_proxy(std::string_view list, std::string_view field)
{
    std::vector<no_proxy_rule> out;
    std::optional<error> refused;
    for_each_entry(list, [&](std::string_view entry) {
        auto rule = no_proxy_rule::parse(entry);
        if (rule)
            out.push_back(std::move(*rule));
        else if (!refused)
            refused = cloud_governance::detail::refusal(
                field, "'" + printable(entry, 80) + "' is not a host, an address, a network or *");
    });
    if (refused)
        return *std::move(refused);
    return out;
}

} // namespace cloud_governance::http::detail
