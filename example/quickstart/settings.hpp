#pragma once

#include <cloud_governance/certificate.hpp>
#include <cloud_governance/environment.hpp>
#include <cloud_governance/http/tls_options.hpp>
#include <cloud_governance/secret_string.hpp>

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace quickstart {

namespace cg = cloud_governance;

inline constexpr std::string_view usage = R"(Usage: quickstart [OPTION]…

Without options it runs against a service inside this program. With options it reads the first tasks and
requests of a real tenant; it changes nothing there.

  --environment NAME     commercial, us-government, insider-us-east or insider-north-europe
  --api-url URL          the API's URL, instead of an environment's
  --identity-url URL     the identity service's URL, instead of the environment's
  --strategy NAME        client-certificate, client-secret, api-profile, delegated-token, user-token or bearer
  --client-id ID         id of the app registration or of the API profile
  --user NAME            the user on whose behalf the calls are made, as someone@contoso.com
  --certificate FILE     the app registration's certificate with its key: PFX or PEM
  --key FILE             the key in PEM, when it is not in the certificate's file
  --password-env NAME    the environment variable with the password of certificate or key, if it has one
  --secret-file FILE     the secret: of the app registration or profile; a token; the JSON of a user's token
  --secret-env NAME      the environment variable with the secret, instead of a file
  --ca-file FILE         trust these certificates (PEM) as well
  --help

Each option can be given as an environment variable instead: CLOUD_GOVERNANCE_CLIENT_ID for --client-id, and so on.
Secrets are not taken from the command line, where every user of the machine can read them.
)";

/// The program's options.
class settings {
public:
    /// Reads options, then environment variables. Throws `std::runtime_error` with a message for the user.
    settings(int argc, char** argv)
    {
        for (int i = 1; i < argc; ++i) {
            std::string_view argument(argv[i]);
            if (argument == "--help" || argument == "-h") {
                help = true;
                return;
            }
            auto const equals = argument.find('=');
            std::string const name(argument.substr(0, equals));
            auto const known = values_.find(name);
            if (name == "--secret" || name == "--password")
                throw std::runtime_error("a secret is not taken from the command line: use " + name + "-env");
            if (known == values_.end())
                throw std::runtime_error("unknown option " + name + "; --help lists the options");
            if (equals != argument.npos)
                known->second = argument.substr(equals + 1);
            else if (++i < argc)
                known->second = argv[i];
            else
                throw std::runtime_error(name + " needs a value");
        }
        for (auto& [name, value] : values_) {
            std::string variable = "CLOUD_GOVERNANCE_";
            for (char const c : name.substr(2))
                variable += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
            if (char const* const given = std::getenv(variable.c_str()); given && value.empty())
                value = given;
            if (!value.empty())
                real_tenant = true;
        }
    }

    bool help = false;
    /// True if an option was given: the calls go to a real service.
    bool real_tenant = false;

    std::string const& strategy() const { return required("--strategy"); }
    std::string const& client_id() const { return required("--client-id"); }
    std::string const& user() const { return required("--user"); }

    cg::environment environment() const
    {
        std::string const& name = optional("--environment");
        std::string const& identity_url = optional("--identity-url");
        cg::environment named = cg::environment::commercial();
        if (name == "us-government")
            named = cg::environment::us_government();
        else if (name == "insider-us-east")
            named = cg::environment::insider_us_east(identity_url);
        else if (name == "insider-north-europe")
            named = cg::environment::insider_north_europe(identity_url);
        else if (!name.empty() && name != "commercial")
            throw std::runtime_error("unknown environment " + name + "; --help lists them");
        else if (name.empty())
            return cg::environment(required("--api-url"), identity_url);
        return cg::environment(
            optional("--api-url").empty() ? named.api_url() : optional("--api-url"),
            identity_url.empty() ? named.identity_url() : identity_url);
    }

    cg::secret_string secret() const
    {
        if (!optional("--secret-file").empty())
            return cg::secret_from_file(optional("--secret-file"));
        if (!optional("--secret-env").empty())
            return cg::secret_from_env(optional("--secret-env"));
        throw std::runtime_error("this strategy needs a secret: --secret-file or --secret-env");
    }

    cg::certificate certificate() const
    {
        std::string const& file = required("--certificate");
        cg::secret_string password;
        if (!optional("--password-env").empty())
            password = cg::secret_from_env(optional("--password-env"));
        if (!optional("--key").empty())
            return cg::certificate::from_pem_files(file, optional("--key"), password);
        if (file.ends_with(".pfx") || file.ends_with(".p12"))
            return cg::certificate::from_pfx_file(file, password);
        return cg::certificate::from_pem_file(file, password);
    }

    cg::http::tls_options tls() const
    {
        cg::http::tls_options tls;
        tls.trust_file = optional("--ca-file");
        return tls;
    }

private:
    std::string const& optional(std::string const& name) const { return values_.at(name); }

    std::string const& required(std::string const& name) const
    {
        if (values_.at(name).empty())
            throw std::runtime_error(name + " is missing; --help says what it is");
        return values_.at(name);
    }

    std::map<std::string, std::string> values_{{"--environment", {}}, {"--api-url", {}},    {"--identity-url", {}},
                                               {"--strategy", {}},    {"--client-id", {}},  {"--user", {}},
                                               {"--certificate", {}}, {"--key", {}},        {"--password-env", {}},
                                               {"--secret-file", {}}, {"--secret-env", {}}, {"--ca-file", {}}};
};

} // namespace quickstart
