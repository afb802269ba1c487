#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/crypto/certificate.hpp>
#include <cloud_governance/identity/assertion_options.hpp>
#include <cloud_governance/identity/audience_profile.hpp>
#include <cloud_governance/identity/request_limits.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cloud_governance::identity {

namespace detail {
class remembered_profiles;
class token_exchange;
} // namespace detail

/// How a client secret is sent (RFC 6749 section 2.3.1).
enum class secret_method {
    /// As the form fields `client_id` and `client_secret`: every server version reads every secret. The default.
    post,
    /// In the `Authorization` field, HTTP Basic; id and secret are form-encoded first, which some servers do not undo.
    basic,
};

/// How a client authenticates; the names are those of discovery documents.
enum class client_authentication { none, client_secret_post, client_secret_basic, private_key_jwt };

/// The registered name: `client_secret_post`; `none` for none.
CLOUD_GOVERNANCE_DECL std::string_view to_string(client_authentication value) noexcept;

/** A token request of the grant `client_credentials` (RFC 6749 section 4.4), with its credentials.

    It can be sent any number of times, also from several threads at once, as long as it is not changed meanwhile. It
    holds secrets, so it can be moved, but it is copied only by `clone`.
*/
class client_credentials_request {
public:
    /// Names and values of a form, not encoded, in the order in which they are sent.
    using parameters = std::vector<std::pair<std::string, std::string>>;

    /// A request of the registered app `client_id`. Throws `failure` with `errc::invalid_argument` when it is empty or
    /// has a control character.
    CLOUD_GOVERNANCE_DECL explicit client_credentials_request(std::string client_id);

    /// A copy. It shares what `audience_profile::automatic` has learned.
    CLOUD_GOVERNANCE_DECL client_credentials_request clone() const;

    /** Authenticates by an assertion that this certificate's key signs (RFC 7523 section 2.2), new for every attempt.

        Replaces a secret. Throws `failure` with `errc::invalid_certificate` for an empty one.
    */
    CLOUD_GOVERNANCE_DECL client_credentials_request& authenticate_with(cloud_governance::certificate certificate);

    /** Authenticates by the client's secret.

        Replaces a certificate. Throws `failure` with `errc::invalid_argument` when it is empty,
        has a control character, or a blank at an end.
    */
    CLOUD_GOVERNANCE_DECL client_credentials_request&
    authenticate_with_secret(secret_string secret, secret_method method = secret_method::post);

    /// The client's id: `client_id`, or issuer and subject of the assertion.
    std::string const& client_id() const noexcept { return client_id_; }
    /// How the client authenticates.
    client_authentication authentication() const noexcept { return authentication_; }
    /// The certificate; empty when there is none.
    cloud_governance::certificate const& certificate() const noexcept { return certificate_; }
    /// The secret; empty when there is none.
    secret_string const& secret() const noexcept { return secret_; }

    /// The form field `scope`: permissions separated by blanks. Empty: not sent, and the server gives its default.
    std::string scope;
    /// The user to act for, by user principal name: the vendor's field and claim `username`. Empty: not sent.
    std::string username;
    /// Send `username` in the form, as the vendor's PowerShell sample does. Default true.
    bool username_in_form = true;
    /// Send `username` as a claim of the assertion, as the vendor's C# sample does. Default true.
    bool username_in_assertion = true;
    /// Send `client_id` in the form also when there is an assertion, which names the client itself. Default false.
    bool client_id_in_form = false;
    /// Further form fields. Refused: the ones that this class has members for, and those of other grants.
    parameters extra_parameters;

    /// Audience and type of the assertion; only values of a validated discovery document (or a fixed one) are used.
    /// `automatic` without a known issuer is `compatible`.
    audience_profile audience = audience_profile::compatible;
    /// Audience and type that replace those of `audience`.
    std::optional<assertion_form> custom_form;
    /// Algorithm, key id, lifetime and further claims of the assertion.
    assertion_options assertion;

    /// Send the request to the document's `mtls_token_endpoint` (RFC 8705 section 5). Default false.
    bool use_mutual_tls_endpoint = false;
    /// The lifetime of a token whose reply does not state a usable one. Default 300 s.
    std::chrono::seconds fallback_lifetime = std::chrono::seconds(300);
    /// Attempts and deadline.
    request_limits limits;

private:
    friend class detail::token_exchange;

    std::string client_id_;
    client_authentication authentication_ = client_authentication::none;
    cloud_governance::certificate certificate_;
    secret_string secret_;
    std::shared_ptr<detail::remembered_profiles> remembered_;
};

} // namespace cloud_governance::identity

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/identity/impl/client_credentials_request.ipp>
#endif
