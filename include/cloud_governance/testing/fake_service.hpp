#pragma once

#include <cloud_governance/auth/environment.hpp>
#include <cloud_governance/core/uuid.hpp>
#include <cloud_governance/crypto/certificate.hpp>
#include <cloud_governance/http/tls_options.hpp>
#include <cloud_governance/testing/fake_service_settings.hpp>
#include <cloud_governance/testing/make_certificate.hpp>
#include <cloud_governance/testing/recorded_request.hpp>
#include <cloud_governance/testing/scripted_reply.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp> // for the waits of tests
#include <boost/json/value.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cloud_governance::testing {

/// The text in the browser after a user has signed in at `{API URL}/auth/token/user`.
class browser_sign_in {
public:
    browser_sign_in() = default;

    /// The whole text as JSON: access token, refresh token, user and duration (seconds).
    std::string json;
    /// Its `access_token`.
    std::string access_token;
    /// Its `refresh_token`.
    std::string refresh_token;
};

/** An identity service and a governance API in this process, to test programs against.

    Two HTTPS servers listen on two ports of 127.0.0.1, with certificates of an authority that is made at start and
    trusted through `tls()`. They run on the given executor, so `run()` of its context does not return before `stop()`
    (or this object's destructor) has been called.

    @code
    cg::testing::fake_service service(io);
    service.register_secret_client("app", "secret");
    service.add_pending_tasks(3);
    cg::auth::client_secret auth({.client_id = "app", .client_secret = "secret", .username = "someone@contoso.com"});
    cg::client governance(io, service.environment(), std::move(auth), {.tls = service.tls()});
    @endcode

    Identity service: discovery document, key set, and a token endpoint for the client credentials grant that checks
    secrets (in the form or by Basic) and client assertions (signature, `iss`, `sub`, `aud`, `exp`, `nbf`, `jti`) as the
    real one does, and gives the client no more detail than that: `{"error":"invalid_client"}` with status 400.
    `last_rejection()` has the reason.

    Governance API: credentials by the header fields of an API profile or by bearer token; `/auth/token/delegate` and
    `/auth/token/refresh`, which answer bad credentials by 200 with `isSuccess: false`; tasks (my list, by id, approve,
    reject, retry, skip, reassign), requests (my list, by id, cancel, submit of every kind), services (my list, id by
    name, by id), workspaces (mine, and the administrators' list). Errors come as the API's error body. All users see
    the same objects. Lists take `filter` (`eq`, `ne`, `and`, `or`, parentheses, and in the administrators' list
    `gt`, `ge`, `lt`, `le`; a comparison of a field that a row lacks keeps the row), `orderby`, `search`, `top` (at most
    200), `skip` and `nexttoken`, which is a cursor: rows that leave the list between two pages do not shift the others.

    Anything else is answered with 404. All functions are thread-safe; those that add or register may be called at any
    time. The object must not outlive the executor's context.
*/
class fake_service {
public:
    /// Starts both servers. Throws `boost::system::system_error` when a port is taken, `failure` when OpenSSL fails.
    CLOUD_GOVERNANCE_DECL explicit fake_service(boost::asio::any_io_executor executor);
    /// Starts both servers with settings. Throws as above.
    CLOUD_GOVERNANCE_DECL fake_service(boost::asio::any_io_executor executor, fake_service_settings const& settings);
    /// Starts both servers on an `io_context` or another execution context. Throws as above.
    template <class Context>
        requires requires(Context& context) { context.get_executor(); }
    explicit fake_service(Context& context) : fake_service(boost::asio::any_io_executor(context.get_executor()))
    {
    }
    /// Starts both servers on an execution context, with settings. Throws as above.
    template <class Context>
        requires requires(Context& context) { context.get_executor(); }
    fake_service(Context& context, fake_service_settings const& settings)
        : fake_service(boost::asio::any_io_executor(context.get_executor()), settings)
    {
    }

    fake_service(fake_service const&) = delete;
    fake_service& operator=(fake_service const&) = delete;
    /// Calls `stop`.
    CLOUD_GOVERNANCE_DECL ~fake_service();

    /** Ends both servers: no new connections, all open ones closed, waiting replies dropped.

        Connections are closed by handlers on the executor, so `run()` returns soon after. State and statistics stay
        readable. May be called more than once.
    */
    CLOUD_GOVERNANCE_DECL void stop() noexcept;

    /** Closes all open connections without a reply, as a load balancer does with idle ones.

        Handlers on the executor do it, soon after this returns. The services continue and accept new connections.
    */
    CLOUD_GOVERNANCE_DECL void close_connections();

    /// The URLs of both services.
    CLOUD_GOVERNANCE_DECL cloud_governance::environment environment() const;
    /// Trusts this service's authority and nothing else.
    CLOUD_GOVERNANCE_DECL http::tls_options tls() const;
    /// The discovery document, for example to change a member and send it by `next_replies`.
    CLOUD_GOVERNANCE_DECL boost::json::value discovery_document() const;

    /// Lets a client authenticate by assertions signed with this certificate; again adds a second certificate.
    CLOUD_GOVERNANCE_DECL void register_certificate_client(std::string_view client_id, certificate const& certificate);
    /// Lets a client authenticate by assertions signed with this certificate, given as PEM.
    CLOUD_GOVERNANCE_DECL void
    register_certificate_client(std::string_view client_id, std::string_view certificate_pem);
    /// Lets a client authenticate by this secret; again adds a second secret.
    CLOUD_GOVERNANCE_DECL void register_secret_client(std::string_view client_id, std::string_view secret);
    /// Removes a client of the identity service; false when there was none. Its tokens stay valid.
    CLOUD_GOVERNANCE_DECL bool forget_client(std::string_view client_id);
    /// Adds an API profile: its user authenticates by header fields and by `/auth/token/delegate`.
    CLOUD_GOVERNANCE_DECL void
    register_profile(std::string_view client_id, std::string_view secret, std::string_view user_principal_name);
    /// Lets a user call the operations under `/admin`, which are refused with 403 to all others.
    CLOUD_GOVERNANCE_DECL void register_administrator(std::string_view user_principal_name);

    /// Signs a user in, as the browser does.
    CLOUD_GOVERNANCE_DECL browser_sign_in sign_in(std::string_view user_principal_name);
    /// A new access token of a user.
    CLOUD_GOVERNANCE_DECL std::string issue_token(std::string_view user_principal_name);
    /// Refuses all access tokens issued so far with 401 from now on; refresh tokens stay valid.
    CLOUD_GOVERNANCE_DECL void expire_access_tokens();

    /// Adds tasks that wait for approval (status `Running`), at the end of the list.
    CLOUD_GOVERNANCE_DECL void add_pending_tasks(std::size_t count);
    /// The number of tasks that wait for approval.
    CLOUD_GOVERNANCE_DECL std::size_t pending_tasks() const;
    /// A task as `GET /tasks/{id}` shows it; null when there is none.
    CLOUD_GOVERNANCE_DECL boost::json::value task(uuid const& id) const;
    /// Adds a request without a body.
    CLOUD_GOVERNANCE_DECL uuid add_request();
    /// The body with which a request was submitted; null when there is no such request.
    CLOUD_GOVERNANCE_DECL boost::json::value request_body(uuid const& id) const;
    /// Adds a service that creates site collections. `request_template` is an object.
    CLOUD_GOVERNANCE_DECL uuid
    add_create_site_service(std::string_view name, boost::json::value const& request_template);
    /// Adds a service of any kind: `kind` is its segment of the path `/services/{kind}/{id}`, for example
    /// `creategroup`.
    CLOUD_GOVERNANCE_DECL uuid
    add_service(std::string_view kind, std::string_view name, boost::json::value const& request_template);
    /// Adds workspaces (site collections).
    CLOUD_GOVERNANCE_DECL void add_workspaces(std::size_t count);

    /// Scripts the replies to the next matching requests; see `scripted_reply`.
    CLOUD_GOVERNANCE_DECL void next_replies(scripted_reply const& script);
    /// Drops all scripts that have not been used up.
    CLOUD_GOVERNANCE_DECL void clear_scripts();
    /// Moves the services' clock, which `Date`, the checks of assertions and the expiry of tokens use. Calls add up.
    CLOUD_GOVERNANCE_DECL void shift_clock(std::chrono::seconds by);

    /// Counts since the start.
    CLOUD_GOVERNANCE_DECL service_statistics statistics() const;
    /// The requests that were received, oldest first, by both services.
    CLOUD_GOVERNANCE_DECL std::vector<recorded_request> requests() const;
    /// Clears the recorded requests.
    CLOUD_GOVERNANCE_DECL void clear_requests();
    /// The user of the last request to the API whose credentials were accepted; empty when its token has no user.
    CLOUD_GOVERNANCE_DECL std::string last_user() const;
    /// Why the identity service last refused a token request; empty when it has not.
    CLOUD_GOVERNANCE_DECL std::string last_rejection() const;

private:
    class state;
    std::shared_ptr<state> state_;
};

} // namespace cloud_governance::testing

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/testing/impl/fake_service.ipp>
#endif
