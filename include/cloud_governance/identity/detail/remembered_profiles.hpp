#pragma once

#include <cloud_governance/identity/audience_profile.hpp>

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace cloud_governance::identity::detail {

/// Which audience profile each issuer has accepted, for `audience_profile::automatic`. Thread-safe.
class remembered_profiles {
public:
    std::optional<audience_profile> find(std::string const& issuer) const
    {
        std::lock_guard const lock(mutex_);
        auto const at = profiles_.find(issuer);
        return at == profiles_.end() ? std::nullopt : std::optional(at->second);
    }

    void remember(std::string const& issuer, audience_profile profile)
    {
        std::lock_guard const lock(mutex_);
        profiles_[issuer] = profile;
    }

    void forget(std::string const& issuer)
    {
        std::lock_guard const lock(mutex_);
        profiles_.erase(issuer);
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, audience_profile> profiles_;
};

} // namespace cloud_governance::identity::detail
