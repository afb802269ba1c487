#include "client_fixture.hpp"
#include "crypto/certificate_material.hpp"
#include "freed_memory.hpp"

#include <cloud_governance/api/tasks.hpp>
#include <cloud_governance/auth/api_profile.hpp>
#include <cloud_governance/auth/bearer.hpp>
#include <cloud_governance/auth/client_certificate.hpp>
#include <cloud_governance/auth/client_secret.hpp>
#include <cloud_governance/auth/delegated_token.hpp>
#include <cloud_governance/auth/user_token.hpp>
#include <cloud_governance/model/api_credential.hpp>
#include <cloud_governance/observe/line_observer.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstring>
#include <sstream>
#include <thread>

BOOST_AUTO_TEST_SUITE(client_canary)

using namespace client_test;
using namespace std::chrono_literals;
using cg::errc;
using cg::testing::script_target;

namespace {

// What must be found nowhere. The tokens are the service's own; the service is told to hand them out.
constexpr char client_secret[] = "canary.Cl1entSecret/~+w0h1tz";
constexpr char access_token[] = "canary.AccessT0ken-8f2kq0";
constexpr char refresh_token[] = "canary.RefreshT0ken-x91mv";
constexpr char rotated_token[] = "canary.R0tatedT0ken-77ahq";
constexpr char pfx_password[] = "canary.PfxPassw0rd-pl3n4";
constexpr char bearer_token[] = "canary.Bear3rToken-zz81o";

/// Room for the canary that is known only when the test runs: a part of the private key's text.
class key_part {
public:
    char text[41] = "";
};
key_part private_key;

class finds {
public:
    std::size_t secrets = 0;
    std::size_t assertions = 0;
};

// this thread's alone: the service, on its own thread, may do with its secrets as it likes
thread_local finds freed;
thread_local char const* last_found = "";

bool contains(void const* data, std::size_t size, char const* canary)
{
    auto const length = std::strlen(canary);
    return length > 0 && ::memmem(data, size, canary, length) != nullptr;
}

/// As they are, and as a form encodes them.
char const* find_secret(void const* data, std::size_t size)
{
    for (char const* canary :
         {client_secret, "canary.Cl1entSecret%2F~%2Bw0h1tz", access_token, refresh_token, rotated_token, pfx_password,
          bearer_token, static_cast<char const*>(private_key.text)})
        if (contains(data, size, canary))
            return canary;
    return nullptr;
}

/// A whole assertion: three parts of base64url, the first of which begins as each header of a JWT does.
bool has_assertion(char const* data, std::size_t size)
{
    constexpr char head[] = "eyJhbGciOi";
    char const* const begin = static_cast<char const*>(::memmem(data, size, head, sizeof head - 1));
    if (begin == nullptr)
        return false;
    int dots = 0;
    for (char const* at = begin; at < data + size; ++at) {
        if (*at == '.' && ++dots == 2)
            return at + 20 < data + size && at[1] > ' ' && at[19] > ' '; // with a signature
        bool const letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
        if (!letter && *at != '-' && *at != '_' && *at != '.')
            return false;
    }
    return false;
}

void look_at(char const* memory, std::size_t size)
{
    if (char const* const found = find_secret(memory, size)) {
        ++freed.secrets;
        last_found = found;
    }
    if (has_assertion(memory, size))
        ++freed.assertions;
}

/// The service on a thread of its own.
class service_thread {
public:
    service_thread() : work_(io_.get_executor()), service(io_), thread_([this] { io_.run(); }) {}
    ~service_thread()
    {
        service.stop();
        work_.reset();
        thread_.join();
    }

private:
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;

public:
    cg::testing::fake_service service;

private:
    std::thread thread_;
};

/// All that a program could have shown of its calls.
class output {
public:
    void add(std::string_view text)
    {
        text_.append(text);
        text_ += '\n';
    }
    std::string const& text() const { return text_; }

private:
    std::string text_;
};

cg::testing::scripted_reply token_reply(std::string body, script_target target = script_target::token)
{
    cg::testing::scripted_reply out;
    out.status = 200;
    out.body = std::move(body);
    out.target = target;
    return out;
}

std::string granted(std::string const& token)
{
    return R"({"access_token":")" + token + R"(","token_type":"Bearer","expires_in":3600})";
}

/// A call and what its outcome looks like, in each of the ways to look at it.
template <class Client>
void call(asio::io_context& io, Client const& client, output& shown)
{
    auto const operation = cg::api::tasks::get_my_tasks(cg::model::task_approval_status::pending_confirm).top(2);
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            auto const ended = co_await client.try_send(operation);
            std::ostringstream text;
            if (ended)
                text << *ended;
            else
                text << cg::to_string(ended.error());
            shown.add(text.str());
            co_await client.send(operation);
        },
        [&](std::exception_ptr thrown) {
            try {
                if (thrown)
                    std::rethrow_exception(thrown);
            }
            catch (std::exception const& failed) {
                shown.add(failed.what());
            }
        });
    io.restart();
    io.run();
}

/// `told` is the secret that the service was told, and repeats. The failures that a service can answer a call with, one
/// after the other, and a success.
template <class Make>
void run_strategy(char const* name, char const* told, Make const& make)
{
    BOOST_TEST_CONTEXT(name)
    {
        service_thread at;
        auto& service = at.service;
        service.register_secret_client("app", client_secret);
        service.register_certificate_client("app", cg::testing::make_certificate("CN=canary"));
        service.register_profile("app", client_secret, "someone@contoso.com");
        service.add_pending_tasks(3);
        auto const environment = service.environment();
        cg::client_options options;
        options.tls = service.tls();
        options.retry.base_delay = 0ms;
        options.retry.max_attempts = 2;
        output shown;
        options.observer = std::make_shared<cg::line_observer>([&](std::string_view line) { shown.add(line); });
        std::size_t const failures = 8;
        freed = finds();
        last_found = "";
        for (std::size_t failure = 0; failure <= failures; ++failure) {
            service.clear_scripts();
            cg::testing::scripted_reply script;
            script.count = 4;
            switch (failure) {
            case 0:
                break; // as it is
            case 1:
            case 2:
            case 3:
            case 4:
                script.status = std::array<unsigned, 4>{401, 403, 429, 503}[failure - 1];
                script.retry_after = 0s;
                break;
            case 5:
                script.close_after_request = true;
                break;
            case 6:
                script.status = 200;
                script.body = "[not json";
                break;
            case 7:
                script.status = 302;
                script.header_fields = {{"Location", std::string("https://evil.example/") + access_token}};
                break;
            case 8: // the identity service refuses, and repeats what it was told
                script.status = 400;
                script.target = script_target::token;
                script.body = R"({"error":"invalid_client","error_description":"you sent )" + std::string(told) + "\"}";
                break;
            }
            service.next_replies(script);
            if (failure > 0 && failure < 8) // a token that the API then does not know
                service.next_replies(token_reply(granted(failure % 2 == 0 ? access_token : rotated_token)));
            freed_memory::watch = look_at;
            {
                asio::io_context io;
                auto const client = make(io, environment, options);
                call(io, client, shown);
            }
            freed_memory::watch = nullptr;
        }
        freed_memory::watch = nullptr;
        BOOST_TEST(freed.secrets == 0U, last_found);
        BOOST_TEST(freed.assertions == 0U);
        auto const* const found = find_secret(shown.text().data(), shown.text().size());
        BOOST_TEST(found == nullptr, (found == nullptr ? "" : found));
        BOOST_TEST(!has_assertion(shown.text().data(), shown.text().size()));
        BOOST_TEST(shown.text().find("request_finished") != std::string::npos);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(the_test_detects_secrets_in_freed_memory)
{
    freed_memory::watch = look_at;
    {
        std::string const forgotten = std::string(100, 'x') + client_secret;
        std::string const assertion = "client_assertion=eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJlc2lnbmF0dXJl";
    }
    freed_memory::watch = nullptr;
    BOOST_TEST(freed.secrets > 0U);
    BOOST_TEST(freed.assertions > 0U);
    freed = finds();
}

BOOST_AUTO_TEST_CASE(client_secret_in_the_form_and_by_basic)
{
    for (auto const method : {cg::identity::secret_method::post, cg::identity::secret_method::basic})
        run_strategy(
            "client_secret", client_secret, [method](asio::io_context& io, auto const& where, auto const& options) {
                cg::auth::client_secret_settings settings;
                settings.client_id = "app";
                settings.client_secret = cg::secret_string(client_secret);
                settings.username = "someone@contoso.com";
                settings.method = method;
                return cg::client(io, where, cg::auth::client_secret(std::move(settings)), options);
            });
}

BOOST_AUTO_TEST_CASE(client_certificate_by_pem_and_pfx)
{
    auto const pair = cg::testing::make_certificate_pem("CN=canary");
    // behind the public modulus, which the certificate shows as well
    std::size_t line = 0;
    for (int i = 0; i < 14; ++i)
        line = pair.private_key.find('\n', line) + 1;
    std::memcpy(private_key.text, pair.private_key.data() + line, sizeof private_key.text - 1);
    BOOST_TEST_REQUIRE(std::string(private_key.text).find('\n') == std::string::npos);
    std::unique_ptr<BIO, int (*)(BIO*)> const key_text(
        BIO_new_mem_buf(pair.private_key.data(), static_cast<int>(pair.private_key.size())), BIO_free);
    std::unique_ptr<BIO, int (*)(BIO*)> const certificate_text(
        BIO_new_mem_buf(pair.certificate.data(), static_cast<int>(pair.certificate.size())), BIO_free);
    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> const key(
        PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    std::unique_ptr<X509, void (*)(X509*)> const certificate(
        PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr), X509_free);
    auto const bytes = material::pfx(key.get(), certificate.get(), pfx_password);
    for (bool pfx : {false, true})
        run_strategy("client_certificate", "", [&](asio::io_context& io, auto const& where, auto const& options) {
            cg::auth::client_certificate_settings settings;
            settings.client_id = "app";
            settings.username = "someone@contoso.com";
            settings.certificate = pfx ? cg::certificate::from_pfx(bytes, cg::secret_string(pfx_password))
                                       : cg::certificate::from_pem_and_key(pair.certificate, pair.private_key);
            return cg::client(io, where, cg::auth::client_certificate(std::move(settings)), options);
        });

    // what cannot be loaded
    freed = finds();
    output shown;
    freed_memory::watch = look_at;
    for (int kind = 0; kind < 2; ++kind)
        try {
            if (kind == 0)
                cg::certificate::from_pfx(bytes, cg::secret_string(client_secret));
            else
                cg::certificate::from_pem_and_key(pair.certificate, std::string_view(pair.private_key).substr(0, 400));
        }
        catch (cg::failure const& refused) {
            shown.add(refused.what());
        }
    freed_memory::watch = nullptr;
    BOOST_TEST(freed.secrets == 0U, last_found);
    BOOST_TEST(find_secret(shown.text().data(), shown.text().size()) == nullptr);
    BOOST_TEST(!shown.text().empty());
}

BOOST_AUTO_TEST_CASE(api_profile)
{
    run_strategy("api_profile", client_secret, [](asio::io_context& io, auto const& where, auto const& options) {
        cg::auth::api_profile_settings settings;
        settings.client_id = "app";
        settings.client_secret = cg::secret_string(client_secret);
        settings.user_principal_name = "someone@contoso.com";
        return cg::client(io, where, cg::auth::api_profile(std::move(settings)), options);
    });
}

BOOST_AUTO_TEST_CASE(delegated_token)
{
    run_strategy("delegated_token", client_secret, [](asio::io_context& io, auto const& where, auto const& options) {
        cg::auth::delegated_token_settings settings;
        settings.client_secret = cg::secret_string(client_secret);
        settings.user_principal_name = "someone@contoso.com";
        return cg::client(io, where, cg::auth::delegated_token(std::move(settings)), options);
    });
}

BOOST_AUTO_TEST_CASE(user_token_and_its_rotation)
{
    std::string const signed_in = std::string(R"({"access_token":")") + access_token + R"(","refresh_token":")" +
                                  refresh_token + R"(","duration":3600,"user":{"userPrincipalName":"u@contoso.com"}})";
    std::string const rotated = std::string(R"({"isSuccess":true,"value":{"access_token":")") + rotated_token +
                                R"(","refresh_token":")" + rotated_token + R"(","duration":3600}})";
    std::string const refused = std::string(R"({"isSuccess":false,"errorMsg":"no such token )") + refresh_token + "\"}";
    run_strategy("user_token", refresh_token, [&](asio::io_context& io, auto const& where, auto const& options) {
        return cg::client(io, where, cg::auth::user_token::from_json(signed_in), options);
    });
    // a refresh that succeeds and one that is refused, which repeats the token
    for (auto const& reply : {rotated, refused}) {
        service_thread at;
        auto script = token_reply(reply, script_target::api);
        script.path_prefix = "/auth/token/refresh";
        script.count = 4;
        at.service.next_replies(script);
        cg::client_options options;
        options.tls = at.service.tls();
        output shown;
        options.observer = std::make_shared<cg::line_observer>([&](std::string_view line) { shown.add(line); });
        auto const environment = at.service.environment();
        freed = finds();
        freed_memory::watch = look_at;
        {
            asio::io_context io;
            cg::client const client(io, environment, cg::auth::user_token::from_json(signed_in), options);
            call(io, client, shown); // the service does not know the token: 401, then the refresh
        }
        freed_memory::watch = nullptr;
        BOOST_TEST(freed.secrets == 0U, last_found);
        BOOST_TEST(find_secret(shown.text().data(), shown.text().size()) == nullptr);
        BOOST_TEST(at.service.statistics().refresh_requests > 0U);
    }
}

BOOST_AUTO_TEST_CASE(bearer)
{
    run_strategy("bearer", "", [](asio::io_context& io, auto const& where, auto const& options) {
        return cg::client(io, where, cg::auth::bearer(cg::secret_string(bearer_token)), options);
    });
}

BOOST_AUTO_TEST_CASE(a_model_with_credentials_is_printed_without_them)
{
    cg::model::api_credential model;
    model.client_secret = client_secret;
    std::ostringstream text;
    text << model;
    BOOST_TEST(find_secret(text.str().data(), text.str().size()) == nullptr);
    BOOST_TEST(text.str().find("clientSecret") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
