#pragma once

// The properties of a certificate; loading and signing are in the parts included below.

#include <cloud_governance/crypto/impl/certificate_folder.hpp>
#include <cloud_governance/crypto/impl/certificate_pem.hpp>
#include <cloud_governance/crypto/impl/certificate_pfx.hpp>
#include <cloud_governance/crypto/impl/certificate_sign.hpp>
#include <cloud_governance/crypto/impl/certificate_store.hpp>
#include <cloud_governance/crypto/impl/make_certificate_state.hpp>

namespace cloud_governance {
namespace detail::certificates {

/// The state of a certificate; for an empty one a state without values.
inline certificate_state const& state_or_none(std::shared_ptr<certificate_state const> const& state) noexcept
{
    static certificate_state const none;
    return state ? *state : none;
}

inline std::string day_of(std::chrono::sys_seconds time)
{
    auto const date = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time));
    auto const two = [](unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
           two(static_cast<unsigned>(date.day()));
}

} // namespace detail::certificates

CLOUD_GOVERNANCE_DECL std::string const& certificate::subject() const noexcept
{
    return detail::certificates::state_or_none(state_).subject;
}

CLOUD_GOVERNANCE_DECL std::string const& certificate::thumbprint_sha1() const noexcept
{
    return detail::certificates::state_or_none(state_).thumbprint_sha1;
}

CLOUD_GOVERNANCE_DECL std::string const& certificate::thumbprint_sha256() const noexcept
{
    return detail::certificates::state_or_none(state_).thumbprint_sha256;
}

CLOUD_GOVERNANCE_DECL std::string const& certificate::thumbprint_sha1_base64url() const noexcept
{
    return detail::certificates::state_or_none(state_).thumbprint_sha1_base64url;
}

CLOUD_GOVERNANCE_DECL std::string const& certificate::thumbprint_sha256_base64url() const noexcept
{
    return detail::certificates::state_or_none(state_).thumbprint_sha256_base64url;
}

CLOUD_GOVERNANCE_DECL std::vector<std::string> const& certificate::x5c() const noexcept
{
    return detail::certificates::state_or_none(state_).x5c;
}

CLOUD_GOVERNANCE_DECL std::string certificate::to_pem() const
{
    if (!state_)
        return {};
    std::string_view base64 = state_->x5c.front();
    std::string out = "-----BEGIN CERTIFICATE-----\n";
    for (; !base64.empty(); base64.remove_prefix(std::min<std::size_t>(64, base64.size())))
        out.append(base64.substr(0, 64)).append("\n");
    return out + "-----END CERTIFICATE-----\n";
}

CLOUD_GOVERNANCE_DECL std::chrono::sys_seconds certificate::not_before() const noexcept
{
    return detail::certificates::state_or_none(state_).not_before;
}

CLOUD_GOVERNANCE_DECL std::chrono::sys_seconds certificate::not_after() const noexcept
{
    return detail::certificates::state_or_none(state_).not_after;
}

CLOUD_GOVERNANCE_DECL cloud_governance::key_kind certificate::key_kind() const noexcept
{
    return detail::certificates::state_or_none(state_).kind;
}

CLOUD_GOVERNANCE_DECL unsigned certificate::key_bits() const noexcept
{
    return detail::certificates::state_or_none(state_).bits;
}

CLOUD_GOVERNANCE_DECL bool certificate::has_local_key() const noexcept { return state_ && state_->key; }

CLOUD_GOVERNANCE_DECL std::vector<std::string> certificate::warnings(std::chrono::system_clock::time_point now) const
{
    using namespace detail::certificates;
    if (!state_)
        return {};
    auto out = state_->warnings;
    if (now < state_->not_before)
        out.push_back(
            "certificate " + printable(state_->subject) + " is not valid before " + day_of(state_->not_before) +
            ": check the clock, or use another certificate");
    if (now > state_->not_after)
        out.push_back(
            "certificate " + printable(state_->subject) + " expired on " + day_of(state_->not_after) +
            ": make a new one and register it");
    return out;
}

namespace detail {

CLOUD_GOVERNANCE_DECL x509_st* certificate_access::leaf(certificate const& value) noexcept
{
    return value.state_ ? value.state_->chain.front().get() : nullptr;
}

CLOUD_GOVERNANCE_DECL evp_pkey_st* certificate_access::private_key(certificate const& value) noexcept
{
    return value.state_ ? value.state_->key.get() : nullptr;
}

CLOUD_GOVERNANCE_DECL std::vector<x509_st*> certificate_access::chain(certificate const& value)
{
    std::vector<x509_st*> out;
    if (value.state_)
        for (std::size_t i = 1; i < value.state_->chain.size(); ++i)
            out.push_back(value.state_->chain[i].get());
    return out;
}

} // namespace detail
} // namespace cloud_governance
