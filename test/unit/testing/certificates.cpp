#include <cloud_governance/testing/certificate_authority.hpp>
#include <cloud_governance/testing/make_certificate.hpp>

#include <boost/test/unit_test.hpp>

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

BOOST_AUTO_TEST_SUITE(testing_certificates)

namespace cg = cloud_governance;
using namespace std::chrono_literals;
using cg::testing::certificate_key;

namespace {

using x509 = std::unique_ptr<X509, decltype(&X509_free)>;

x509 read(std::string const& pem)
{
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
    return x509(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
}

/// Checks a chain of leaf and authority as a client does.
bool verifies(X509* leaf, X509* authority)
{
    std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> const store(X509_STORE_new(), &X509_STORE_free);
    X509_STORE_add_cert(store.get(), authority);
    std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> const context(
        X509_STORE_CTX_new(), &X509_STORE_CTX_free);
    X509_STORE_CTX_init(context.get(), store.get(), leaf, nullptr);
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
    return X509_verify_cert(context.get()) == 1;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_certificate_can_sign_and_is_made_once_for_each_subject)
{
    auto const one = cg::testing::make_certificate("CN=one, O=Contoso");
    BOOST_TEST(one.key_bits() == 2048u);
    BOOST_TEST(one.has_local_key());
    BOOST_TEST(one.subject().find("one") != std::string::npos);
    BOOST_TEST(!one.sign(one.default_algorithm(), "text").empty());
    BOOST_TEST(one.warnings().empty());
    BOOST_TEST(cg::testing::make_certificate("CN=one, O=Contoso").thumbprint_sha256() == one.thumbprint_sha256());
    BOOST_TEST(cg::testing::make_certificate("CN=two").thumbprint_sha256() != one.thumbprint_sha256());
}

BOOST_AUTO_TEST_CASE(keys_and_validity_follow_the_settings)
{
    for (auto const& [kind, bits] :
         {std::pair(certificate_key::ec_p256, 256u), std::pair(certificate_key::ec_p384, 384u),
          std::pair(certificate_key::ec_p521, 521u), std::pair(certificate_key::rsa_3072, 3072u)})
        BOOST_TEST(cg::testing::make_certificate("CN=any", {.key = kind}).key_bits() == bits);
    auto const expired = cg::testing::make_certificate(
        "CN=expired", {.key = certificate_key::ec_p256, .valid_from = -48h, .valid_until = -24h});
    BOOST_TEST(!expired.warnings().empty());
    BOOST_TEST(bool(expired.not_after() < std::chrono::system_clock::now()));
}

BOOST_AUTO_TEST_CASE(invalid_settings_are_refused_with_a_text)
{
    cg::testing::certificate_settings const weak{.key = certificate_key::rsa_1024};
    BOOST_TEST(cg::testing::make_certificate_pem("CN=weak", weak).private_key.find("PRIVATE KEY") != std::string::npos);
    BOOST_CHECK_EXCEPTION(cg::testing::make_certificate("CN=weak", weak), cg::failure, [](cg::failure const& failure) {
        return failure.code() == cg::errc::invalid_certificate;
    });
}

BOOST_AUTO_TEST_CASE(a_bad_subject_or_address_is_named)
{
    for (char const* subject : {"", "name", "CN=a,,O=b", "NoSuchAttribute=a"})
        BOOST_CHECK_EXCEPTION(
            cg::testing::make_certificate(subject, {.key = certificate_key::ec_p256}), cg::failure,
            [](cg::failure const& failure) {
                return failure.code() == cg::errc::invalid_argument &&
                       failure.diagnostics().detail.starts_with("subject");
            });
    cg::testing::certificate_authority const authority;
    BOOST_CHECK_EXCEPTION(
        authority.issue("CN=a", {.key = certificate_key::ec_p256, .ip_addresses = {"not an address"}}), cg::failure,
        [](cg::failure const& failure) { return failure.code() == cg::errc::invalid_argument; });
}

BOOST_AUTO_TEST_CASE(an_authority_issues_for_names_and_addresses)
{
    cg::testing::certificate_authority const authority("CN=ours");
    cg::testing::certificate_authority const other("CN=ours");
    auto const root = read(authority.pem());
    auto const leaf = read(authority
                               .issue(
                                   "CN=server", {.key = certificate_key::ec_p256,
                                                 .dns_names = {"a.example", "*.b.example"},
                                                 .ip_addresses = {"192.0.2.1", "::1"}})
                               .certificate);
    BOOST_TEST(verifies(leaf.get(), root.get()));
    BOOST_TEST(!verifies(leaf.get(), read(other.pem()).get()));
    BOOST_TEST(X509_check_host(leaf.get(), "a.example", 0, 0, nullptr) == 1);
    BOOST_TEST(X509_check_host(leaf.get(), "c.b.example", 0, 0, nullptr) == 1);
    BOOST_TEST(X509_check_host(leaf.get(), "b.example", 0, 0, nullptr) == 0);
    BOOST_TEST(X509_check_ip_asc(leaf.get(), "192.0.2.1", 0) == 1);
    BOOST_TEST(X509_check_ip_asc(leaf.get(), "::1", 0) == 1);
    BOOST_TEST(X509_check_ip_asc(leaf.get(), "192.0.2.2", 0) == 0);
    auto const loopback = read(authority.issue_for_loopback().certificate);
    BOOST_TEST(X509_check_host(loopback.get(), "localhost", 0, 0, nullptr) == 1);
    BOOST_TEST(X509_check_ip_asc(loopback.get(), "127.0.0.1", 0) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
