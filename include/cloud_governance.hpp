#pragma once

// The whole library but for testing/. For users only, never included by the library itself; including what a file needs
// compiles faster.
#include <cloud_governance/api.hpp>
#include <cloud_governance/auth/api_profile.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/auth/client_certificate.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/auth/delegated_token.hpp>
#include <cloud_governance/auth/strategy.hpp>
#include <cloud_governance/auth/user_token.hpp>
#include <cloud_governance/batch.hpp>
#include <cloud_governance/certificate.hpp>
#include <cloud_governance/client.hpp>
#include <cloud_governance/core/version.hpp>
#include <cloud_governance/environment.hpp>
#include <cloud_governance/error.hpp>
#include <cloud_governance/http/connection_pool.hpp>
#include <cloud_governance/identity/client_assertion.hpp>
#include <cloud_governance/identity/discovery.hpp>
#include <cloud_governance/identity/discovery_cache.hpp>
#include <cloud_governance/identity/token_cache.hpp>
#include <cloud_governance/identity/token_request.hpp>
#include <cloud_governance/model.hpp>
#include <cloud_governance/model/galleries.hpp>
#include <cloud_governance/secret_string.hpp>
