#pragma once

// The client, and what every call of it needs: options, environment, errors, pages.
#include <cloud_governance/auth/environment.hpp>
#include <cloud_governance/client/call_options.hpp>
#include <cloud_governance/client/client.hpp>
#include <cloud_governance/client/client_options.hpp>
#include <cloud_governance/client/operation.hpp>
#include <cloud_governance/client/pages.hpp>
#include <cloud_governance/client/response.hpp>
#include <cloud_governance/core/error.hpp>
