#include <cloud_governance/certificate.hpp>

#include "certificate_material.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>

BOOST_AUTO_TEST_SUITE(crypto_certificate)

namespace cg = cloud_governance;
using material::contains;
using material::refusal;

static_assert(!std::is_aggregate_v<cg::certificate>);
static_assert(std::is_copy_constructible_v<cg::certificate>);

BOOST_AUTO_TEST_CASE(an_empty_one_has_no_properties)
{
    cg::certificate const none;
    BOOST_TEST(none.empty());
    BOOST_TEST(none.subject() == "");
    BOOST_TEST(none.thumbprint_sha1() == "");
    BOOST_TEST(none.x5c().empty());
    BOOST_TEST(none.to_pem() == "");
    BOOST_TEST(none.key_bits() == 0u);
    BOOST_TEST(bool(none.key_kind() == cg::key_kind::none));
    BOOST_TEST(!none.has_local_key());
    BOOST_TEST(none.warnings().empty());
    BOOST_TEST(!none.supports(cg::signature_algorithm::rs256));
    BOOST_TEST(cg::detail::certificate_access::leaf(none) == nullptr);
    refusal([&] { none.sign(cg::signature_algorithm::rs256, "text"); });
}

BOOST_AUTO_TEST_CASE(pem_in_any_order_and_any_form_of_key)
{
    auto* const key = material::shared_rsa();
    auto const leaf = material::self_signed(key);
    std::string const certificate = material::pem(leaf.get());
    auto const curve_key = material::ec("P-256");
    auto const curve = material::self_signed(curve_key.get());
    for (auto const& text :
         {certificate + material::pem(key), material::pem(key) + certificate,
          material::traditional_pem(key) + certificate, "Bag Attributes\n  a: b\n" + certificate + material::pem(key),
          material::pem(curve.get()) + material::traditional_pem(curve_key.get()),
          material::pem(curve_key.get()) + material::pem(curve.get())}) {
        auto const loaded = cg::certificate::from_pem(text);
        BOOST_TEST(loaded.subject() == "CN=acceptance");
        BOOST_TEST(loaded.has_local_key());
        BOOST_TEST(loaded.sign(loaded.default_algorithm(), "text").size() == (loaded.key_bits() == 256 ? 64u : 256u));
    }
    // as editors on Windows write it
    std::string crlf = "\xEF\xBB\xBF";
    for (char const c : certificate + material::pem(key))
        crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    BOOST_TEST(!cg::certificate::from_pem(crlf).empty());
}

BOOST_AUTO_TEST_CASE(an_encrypted_key_needs_its_password_and_never_a_terminal)
{
    auto* const key = material::shared_rsa();
    std::string const certificate = material::pem(material::self_signed(key).get());
    for (auto const& encrypted : {material::pem(key, "CANARY-1"), material::traditional_pem(key, "CANARY-1")}) {
        BOOST_TEST(!cg::certificate::from_pem(certificate + encrypted, "CANARY-1").empty());
        auto const missing = refusal([&] { cg::certificate::from_pem(certificate + encrypted); });
        BOOST_TEST(contains(missing, "give its password"));
        auto const wrong = refusal([&] { cg::certificate::from_pem(certificate + encrypted, "CANARY-2"); });
        BOOST_TEST(contains(wrong, "password is wrong"));
        BOOST_TEST(contains(wrong, "OpenSSL: "));
        BOOST_TEST(!contains(wrong, "CANARY"));
    }
    BOOST_TEST(!cg::certificate::from_pem(certificate + material::pem(key), "not needed").empty());
    BOOST_TEST(
        contains(refusal([&] { cg::certificate::from_pem(certificate, std::string_view("a\0b", 3)); }), "password"));
}

BOOST_AUTO_TEST_CASE(properties_are_those_that_openssl_computes)
{
    auto* const key = material::shared_rsa();
    auto const leaf = material::self_signed(key, "app \xc3\xa9");
    auto const loaded = cg::certificate::from_pem(material::pem(leaf.get()) + material::pem(key));
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509_digest(leaf.get(), EVP_sha1(), digest, &size);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        char two[3];
        std::snprintf(two, sizeof two, "%02X", digest[i]);
        hex += two;
    }
    BOOST_TEST(loaded.thumbprint_sha1() == hex);
    BOOST_TEST(loaded.thumbprint_sha1_base64url().size() == 27u);
    BOOST_TEST(loaded.thumbprint_sha256().size() == 64u);
    BOOST_TEST(loaded.thumbprint_sha256_base64url().size() == 43u);
    BOOST_TEST(loaded.subject() == "CN=app \xc3\xa9");
    BOOST_TEST(bool(loaded.key_kind() == cg::key_kind::rsa));
    BOOST_TEST(loaded.key_bits() == 2048u);
    BOOST_TEST(loaded.to_pem() == material::pem(leaf.get()));
    auto const now = std::chrono::system_clock::now();
    BOOST_TEST(bool(loaded.not_before() < now && loaded.not_before() > now - std::chrono::minutes(2)));
    BOOST_TEST(bool(loaded.not_after() - loaded.not_before() == std::chrono::seconds(3660)));
    BOOST_TEST(X509_cmp(cg::detail::certificate_access::leaf(loaded), leaf.get()) == 0);
    BOOST_TEST(EVP_PKEY_eq(cg::detail::certificate_access::private_key(loaded), key) == 1);
    cg::certificate const copy = loaded;
    BOOST_TEST(cg::detail::certificate_access::leaf(copy) == cg::detail::certificate_access::leaf(loaded));
}

BOOST_AUTO_TEST_CASE(the_chain_is_ordered_and_unrelated_certificates_are_left_out)
{
    auto const root_key = material::ec("P-256");
    auto const middle_key = material::ec("P-256");
    auto const root = material::self_signed(root_key.get(), "root");
    auto const middle = material::issue(middle_key.get(), "middle", root_key.get(), root.get());
    auto* const key = material::shared_rsa();
    auto const leaf = material::issue(key, "leaf", middle_key.get(), middle.get());
    auto const stranger = material::self_signed(middle_key.get(), "stranger");
    auto const loaded = cg::certificate::from_pem(
        material::pem(root.get()) + material::pem(stranger.get()) + material::pem(middle.get()) + material::pem(key) +
        material::pem(leaf.get()));
    BOOST_TEST(loaded.subject() == "CN=leaf");
    BOOST_TEST(loaded.x5c().size() == 3u);
    auto const chain = cg::detail::certificate_access::chain(loaded);
    BOOST_TEST_REQUIRE(chain.size() == 2u);
    BOOST_TEST(X509_cmp(chain[0], middle.get()) == 0);
    BOOST_TEST(X509_cmp(chain[1], root.get()) == 0);
}

BOOST_AUTO_TEST_CASE(mismatched_input_is_refused_and_named)
{
    auto* const key = material::shared_rsa();
    auto const leaf = material::self_signed(key);
    std::string const certificate = material::pem(leaf.get());
    auto const of = [](std::string const& text) { return refusal([&] { cg::certificate::from_pem(text); }); };
    BOOST_TEST(contains(of(""), "it is empty"));
    BOOST_TEST(contains(of("client.pem"), "neither PEM"));
    BOOST_TEST(contains(of("client.pem"), "use the function for files"));
    BOOST_TEST(contains(of(certificate), "no private key"));
    BOOST_TEST(contains(of(material::pem(key)), "no certificate"));
    BOOST_TEST(contains(of(material::pem(material::ec("P-256").get()) + certificate), "does not belong"));
    BOOST_TEST(contains(of(certificate.substr(0, certificate.size() / 2)), "certificate PEM text: "));
    BOOST_TEST(contains(of(certificate + material::pem(key).substr(0, 900)), "damaged"));
    BOOST_TEST(contains(of("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "damaged"));
    BOOST_TEST(contains(of("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), "it holds: PUBLIC KEY"));
    BOOST_TEST(contains(of(material::der(leaf.get())), "no private key"));
    auto const pfx = material::pfx(key, leaf.get(), "");
    BOOST_TEST(contains(of(std::string(pfx.begin(), pfx.end())), "from_pfx"));
    BOOST_TEST(contains(of(std::string(2 << 20, 'x')), "larger than 1 MiB"));
}

BOOST_AUTO_TEST_CASE(weak_and_unusable_keys_are_refused)
{
    auto const of = [](material::key const& key) {
        auto const leaf = material::self_signed(key.get());
        return refusal([&] { cg::certificate::from_pem(material::pem(leaf.get()) + material::pem(key.get())); });
    };
    BOOST_TEST(contains(of(material::rsa(1024)), "1024 bits, at least 2048"));
    BOOST_TEST(contains(of(material::ec("secp256k1")), "secp256k1"));
    BOOST_TEST(contains(of(material::ec("secp224r1")), "use P-256"));
    BOOST_TEST(contains(
        of(material::key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))), "ED25519: use RSA (rsaEncryption) or EC"));
    for (char const* curve : {"P-256", "P-384", "P-521"}) {
        auto const key = material::ec(curve);
        auto const leaf = material::self_signed(key.get());
        BOOST_TEST(bool(
            cg::certificate::from_pem(material::pem(leaf.get()) + material::pem(key.get())).key_kind() ==
            cg::key_kind::ec));
    }
}

BOOST_AUTO_TEST_CASE(certificate_and_key_apart_as_pem_or_der)
{
    auto* const key = material::shared_rsa();
    auto const leaf = material::self_signed(key);
    for (auto const& certificate : {material::pem(leaf.get()), material::der(leaf.get())})
        for (auto const& key_text : {material::pem(key), material::der(key), material::pem(key, "password")})
            BOOST_TEST(cg::certificate::from_pem_and_key(certificate, key_text, "password").has_local_key());
    auto const swapped =
        refusal([&] { cg::certificate::from_pem_and_key(material::pem(key), material::pem(leaf.get())); });
    BOOST_TEST(contains(swapped, "certificate_pem: no certificate"));
    auto const twice =
        refusal([&] { cg::certificate::from_pem_and_key(material::pem(leaf.get()), material::pem(leaf.get())); });
    BOOST_TEST(contains(twice, "key_pem: no private key"));
}

BOOST_AUTO_TEST_CASE(files_are_named_in_refusals)
{
    material::folder const folder;
    auto* const key = material::shared_rsa();
    auto const leaf = material::self_signed(key);
    auto const both = folder.write("both.pem", material::pem(key) + material::pem(leaf.get()));
    BOOST_TEST(!cg::certificate::from_pem_file(both).empty());
    auto const certificate_file = folder.write("certificate.cer", material::der(leaf.get()));
    auto const key_file = folder.write("private.key", material::pem(key));
    BOOST_TEST(!cg::certificate::from_pem_files(certificate_file, key_file).empty());

    auto const missing = refusal([&] { cg::certificate::from_pem_file(folder.path("absent.pem")); });
    BOOST_TEST(contains(missing, "absent.pem: there is no such file"));
    BOOST_TEST(contains(refusal([] { cg::certificate::from_pem_file(""); }), "no such file"));
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_pem_file(folder.path()); }), "it is a directory"));
    auto const empty = folder.write("empty.pem", std::string());
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_pem_file(empty); }), "empty.pem: it is empty"));
    auto const no_key = refusal([&] { cg::certificate::from_pem_files(certificate_file, folder.path("x.key")); });
    BOOST_TEST(contains(no_key, "private key file"));
}

BOOST_AUTO_TEST_CASE(a_key_that_others_can_read_gives_a_warning)
{
    using std::filesystem::perms;
    material::folder const folder;
    auto* const key = material::shared_rsa();
    auto const leaf = material::self_signed(key);
    auto const plain = folder.write("plain.pem", material::pem(key) + material::pem(leaf.get()));
    auto const encrypted = folder.write("encrypted.pem", material::pem(key, "password") + material::pem(leaf.get()));
    BOOST_TEST(cg::certificate::from_pem_file(plain).warnings().empty());
    for (auto const mode : {perms::group_read, perms::others_read, perms::group_write, perms::others_write}) {
        for (auto const& file : {plain, encrypted})
            std::filesystem::permissions(file, perms::owner_read | perms::owner_write | mode);
        auto const warnings = cg::certificate::from_pem_file(plain).warnings();
        BOOST_TEST_REQUIRE(warnings.size() == 1u);
        BOOST_TEST(contains(warnings[0], "plain.pem"));
        BOOST_TEST(contains(warnings[0], "chmod 600"));
        BOOST_TEST(cg::certificate::from_pem_file(encrypted, "password").warnings().empty());
        auto const own = folder.write("certificate.pem", material::pem(leaf.get()));
        BOOST_TEST(cg::certificate::from_pem_files(own, plain).warnings().size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(certificates_outside_their_validity_give_a_warning)
{
    auto* const key = material::shared_rsa();
    auto const leaf = material::issue(key, "dated", key, nullptr, -100, 100);
    auto const loaded = cg::certificate::from_pem(material::pem(leaf.get()) + material::pem(key));
    BOOST_TEST(loaded.warnings().empty());
    auto const early = loaded.warnings(loaded.not_before() - std::chrono::seconds(1));
    BOOST_TEST_REQUIRE(early.size() == 1u);
    BOOST_TEST(contains(early[0], "CN=dated is not valid before 20"));
    auto const late = loaded.warnings(loaded.not_after() + std::chrono::seconds(1));
    BOOST_TEST_REQUIRE(late.size() == 1u);
    BOOST_TEST(contains(late[0], "expired on 20"));
}

BOOST_AUTO_TEST_SUITE_END()
