#include <cloud_governance/http/impl/tls/tls_context.hpp>
#include <cloud_governance/testing/certificate_authority.hpp>
#include <cloud_governance/testing/make_certificate.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <functional>

BOOST_AUTO_TEST_SUITE(http_tls_options)

namespace http = cloud_governance::http;
namespace testing = cloud_governance::testing;
using cloud_governance::errc;

namespace {

testing::certificate_authority const& authority()
{
    static testing::certificate_authority const made;
    return made;
}

/// How many certificates the options trust.
int trusted(http::tls_options const& options)
{
    auto const context = http::detail::make_tls_context(options);
    auto* const all = X509_STORE_get1_all_certs(SSL_CTX_get_cert_store(context.get()));
    int const count = sk_X509_num(all);
    sk_X509_pop_free(all, X509_free);
    return count;
}

std::string refusal(std::function<void(http::tls_options&)> const& change)
{
    http::tls_options options;
    options.use_system_trust = false;
    change(options);
    std::string detail;
    try {
        http::detail::make_tls_context(options);
    }
    catch (cloud_governance::failure const& thrown) {
        BOOST_TEST((thrown.code() == errc::invalid_certificate));
        detail = thrown.diagnostics().detail;
    }
    BOOST_TEST(ERR_peek_error() == 0UL); // nothing is left for another operation
    return detail;
}

} // namespace

BOOST_AUTO_TEST_CASE(sources_of_trust)
{
    http::tls_options options;
    options.use_system_trust = false;
    BOOST_TEST(trusted(options) == 0);
    options.trust_pem = authority().pem();
    BOOST_TEST(trusted(options) == 1);
    testing::certificate_authority const second("CN=second");
    options.trust_pem += "\nComments between are allowed.\n" + second.pem() + "\n\n";
    BOOST_TEST(trusted(options) == 2);
    options.trust_pem += second.pem(); // the same again
    BOOST_TEST(trusted(options) == 2);

    auto const file = std::filesystem::temp_directory_path() / "cloud_governance_tls_options.pem";
    std::ofstream(file) << authority().pem();
    http::tls_options from_file;
    from_file.use_system_trust = false;
    from_file.trust_file = file.string();
    BOOST_TEST(trusted(from_file) == 1);
    std::filesystem::remove(file);
}

BOOST_AUTO_TEST_CASE(unusable_settings_are_named)
{
    using options = http::tls_options;
    BOOST_TEST(refusal([](options&) {}) == "");
    BOOST_TEST(refusal([](options& o) { o.trust_pem = "no certificate"; }).starts_with("tls.trust_pem: "));
    BOOST_TEST(refusal([](options& o) {
                   o.trust_pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
               }).starts_with("tls.trust_pem: "));
    BOOST_TEST(refusal([](options& o) { o.trust_file = "/nonexistent/file.pem"; }).starts_with("tls.trust_file: "));
    BOOST_TEST(refusal([](options& o) { o.trust_file = "/dev/null"; }).starts_with("tls.trust_file: "));
    BOOST_TEST(refusal([](options& o) { o.trust_directory = "/nonexistent"; }).starts_with("tls.trust_directory: "));
    BOOST_TEST(refusal([](options& o) { o.trust_directory = "/dev/null"; }).starts_with("tls.trust_directory: "));
    BOOST_TEST(refusal([](options& o) { o.trust_directory = std::filesystem::temp_directory_path().string(); }) == "");
}

BOOST_AUTO_TEST_CASE(one_damaged_certificate_among_good_ones_is_refused)
{
    auto damaged = authority().pem();
    damaged[damaged.size() / 2] = '!';
    testing::certificate_authority const second("CN=second");
    for (auto const& pem :
         {damaged + second.pem(), second.pem() + damaged, second.pem() + damaged.substr(0, damaged.size() - 30)})
        BOOST_TEST(refusal([&](http::tls_options& o) { o.trust_pem = pem; }).starts_with("tls.trust_pem: "));
}

BOOST_AUTO_TEST_CASE(the_client_certificate_needs_its_key)
{
    http::tls_options options;
    options.use_system_trust = false;
    options.client_certificate = testing::make_certificate("CN=client", {.key = testing::certificate_key::ec_p256});
    auto const context = http::detail::make_tls_context(options);
    BOOST_TEST((SSL_CTX_get0_certificate(context.get()) != nullptr));
    BOOST_TEST(SSL_CTX_check_private_key(context.get()) == 1);
    options.client_certificate = cloud_governance::certificate();
    BOOST_TEST((SSL_CTX_get0_certificate(http::detail::make_tls_context(options).get()) == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
