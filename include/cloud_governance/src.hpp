#pragma once

// Include this in exactly one file of a program that defines CLOUD_GOVERNANCE_SEPARATE_COMPILATION everywhere, and
// likewise api/src.hpp and model/src.hpp, or their parts one by one. The CMake target cloud_governance::compiled does.
#ifndef CLOUD_GOVERNANCE_SEPARATE_COMPILATION
#error "cloud_governance/src.hpp needs CLOUD_GOVERNANCE_SEPARATE_COMPILATION to be defined for the whole program"
#endif

#include <cloud_governance/api/impl/filter_writer.ipp>
#include <cloud_governance/api/impl/raw.ipp>
#include <cloud_governance/api/impl/raw_reply.ipp>
#include <cloud_governance/api/impl/request_writer.ipp>
#include <cloud_governance/api/impl/selection.ipp>
#include <cloud_governance/auth/impl/api_profile.ipp>
#include <cloud_governance/auth/impl/bearer.ipp>
#include <cloud_governance/auth/impl/client_certificate.ipp>
#include <cloud_governance/auth/impl/client_secret.ipp>
#include <cloud_governance/auth/impl/delegated_token.ipp>
#include <cloud_governance/auth/impl/environment.ipp>
#include <cloud_governance/auth/impl/registered_app.ipp>
#include <cloud_governance/auth/impl/token_strategy.ipp>
#include <cloud_governance/auth/impl/user_token.ipp>
#include <cloud_governance/client/impl/batch_core.ipp>
#include <cloud_governance/client/impl/call.ipp>
#include <cloud_governance/client/impl/call_events.ipp>
#include <cloud_governance/client/impl/call_steps.ipp>
#include <cloud_governance/client/impl/client_core.ipp>
#include <cloud_governance/client/impl/client_options.ipp>
#include <cloud_governance/core/impl/base64.ipp>
#include <cloud_governance/core/impl/date_time.ipp>
#include <cloud_governance/core/impl/error.ipp>
#include <cloud_governance/core/impl/refuse.ipp>
#include <cloud_governance/core/impl/secret_string.ipp>
#include <cloud_governance/core/impl/uuid.ipp>
#include <cloud_governance/crypto/impl/certificate.ipp>
#include <cloud_governance/http/impl/connection_pool.ipp>
#include <cloud_governance/http/impl/header_fields.ipp>
#include <cloud_governance/http/impl/http_date.ipp>
#include <cloud_governance/http/impl/origin.ipp>
#include <cloud_governance/http/impl/origin_pauses.ipp>
#include <cloud_governance/http/impl/percent_encoding.ipp>
#include <cloud_governance/http/impl/proxy_options.ipp>
#include <cloud_governance/http/impl/retry_policy.ipp>
#include <cloud_governance/http/impl/transport.ipp>
#include <cloud_governance/identity/impl/audience_profile.ipp>
#include <cloud_governance/identity/impl/client_assertion.ipp>
#include <cloud_governance/identity/impl/client_credentials_request.ipp>
#include <cloud_governance/identity/impl/client_diagnosis.ipp>
#include <cloud_governance/identity/impl/discovery.ipp>
#include <cloud_governance/identity/impl/discovery_cache.ipp>
#include <cloud_governance/identity/impl/discovery_document.ipp>
#include <cloud_governance/identity/impl/token_cache.ipp>
#include <cloud_governance/identity/impl/token_life.ipp>
#include <cloud_governance/identity/impl/token_request.ipp>
#include <cloud_governance/identity/impl/token_response.ipp>
#include <cloud_governance/identity/impl/user_token_request.ipp>
#include <cloud_governance/identity/impl/user_tokens.ipp>
#include <cloud_governance/json/impl/decode.ipp>
#include <cloud_governance/json/impl/encode.ipp>
#include <cloud_governance/json/impl/enumeration.ipp>
#include <cloud_governance/json/impl/equal.ipp>
#include <cloud_governance/json/impl/strict_document.ipp>
#include <cloud_governance/observe/impl/line_observer.ipp>
#include <cloud_governance/observe/impl/traceparent.ipp>
