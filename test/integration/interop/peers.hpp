#pragma once

#include <cloud_governance/certificate.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace interop {

namespace cg = cloud_governance;

inline std::string environment_variable(char const* name)
{
    char const* const value = std::getenv(name);
    if (!value)
        throw std::runtime_error(
            std::string(name) + " is not set: run this program by test/integration/interop/run.sh");
    return value;
}

/// What run.sh started.
inline boost::json::value const& peers()
{
    static boost::json::value const value = boost::json::parse(environment_variable("CLOUD_GOVERNANCE_INTEROP_PEERS"));
    return value;
}

/// A text of the peers' description by JSON pointer: `/issuer/main`.
inline std::string peer(std::string_view pointer)
{
    return std::string(std::string_view(peers().at_pointer(pointer).as_string()));
}

/// A file that make_certificates.sh made.
inline std::string file(std::string_view name) { return peer("/folder") + "/" + std::string(name); }

/// A client's certificate with its key: `rsa`, `p256`, `p384`, `p521`, `unknown`.
inline cg::certificate client_certificate(std::string const& name)
{
    return cg::certificate::from_pem_files(file("client_" + name + ".pem"), file("client_" + name + ".key"));
}

} // namespace interop
