#pragma once

#include <cloud_governance/core/secret_string.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cloud_governance::http {

/** A proxy's password: a `secret_string` that all copies of the options share.

    Made of a `secret_string` or of text, which is copied. Cannot be printed. Thread-safe to read.
*/
class proxy_password {
public:
    /// No password.
    proxy_password() = default;

    /// Takes over a `secret_string`, or copies text.
    template <
        class Secret, std::enable_if_t<
                          std::is_constructible_v<secret_string, Secret&&> &&
                              !std::is_same_v<std::remove_cv_t<std::remove_reference_t<Secret>>, proxy_password>,
                          int> = 0>
    proxy_password(Secret&& value)
        : value_(std::make_shared<secret_string const>(secret_string(std::forward<Secret>(value))))
    {
    }

    /// The text; empty for none. Valid while a copy of this object exists.
    std::string_view expose() const noexcept { return value_ ? value_->expose() : std::string_view(); }

    /// True when there is no password.
    bool empty() const noexcept { return expose().empty(); }

private:
    std::shared_ptr<secret_string const> value_;
};

/// Printing a password does not compile.
template <class Stream>
Stream& operator<<(Stream&, proxy_password const&) = delete;

/** An HTTP proxy between this machine and the services.

    https goes through it by a tunnel (CONNECT, RFC 9110 section 9.3.6): the proxy learns host name and port, and TLS
    is spoken with the service itself, whose certificate is verified as without a proxy. Plain http, which is allowed to
    this machine only, never goes through a proxy. Nothing is taken from the environment unless `from_environment` is
    called.

    A `connection_pool` and a `client` check this when they are made and throw `failure` with `errc::invalid_argument`
    and the field's name.
*/
struct proxy_options {
    /// `http://host[:port]`, or `host:port`; the port is 80 when there is none. Without user information. Empty: no
    /// proxy. A proxy that is itself reached over TLS (`https://`) or by SOCKS is refused.
    std::string url = {};
    /// For Basic authentication (RFC 7617), sent to the proxy only: UTF-8, without control characters and colon. Empty
    /// with an empty password: no credentials are sent.
    std::string username = {};
    /// For Basic authentication, sent to the proxy only: without control characters.
    proxy_password password = {};
    /** Hosts that are reached without the proxy, separated by commas or blanks.

        - `example.com`, `.example.com` or `*.example.com`: that host and everything under it
        - `10.1.2.3`, `::1`, `10.0.0.0/8`, `fd00::/8`: an address or a network. They are compared with hosts that are
          written as an address; names are not looked up for this.
        - any of these with a port behind it, `example.com:8443`, `[::1]:443`: on that port only
        - `*`: all hosts

        Letter case and a dot at the end do not matter. A host of this machine (`localhost`, 127.0.0.0/8, ::1) is
        reached through the proxy unless it is named here; `from_environment` names all three.
    */
    std::string no_proxy = {};

    /** The proxy that environment variables name.

        The proxy is the first that is set and not empty of `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY` and
        `http_proxy`; `HTTP_PROXY` is not read, because a CGI program's clients can set it (httpoxy,
        CVE-2016-5385). User name and password in the URL are percent-decoded. The exceptions are `no_proxy`, else
        `NO_PROXY`, and this machine besides; entries of it that this library cannot read are ignored, because the
        variable is shared with other programs.

        Throws `failure` with `errc::invalid_argument`, naming the variable and never its value. Do not call it while
        another thread changes the environment.
    */
    CLOUD_GOVERNANCE_DECL static proxy_options from_environment();
};

} // namespace cloud_governance::http

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/http/impl/proxy_options.ipp>
#endif
