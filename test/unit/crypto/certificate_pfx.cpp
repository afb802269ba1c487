#include <cloud_governance/certificate.hpp>

#include "certificate_material.hpp"

#include <openssl/objects.h>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <random>

BOOST_AUTO_TEST_SUITE(crypto_certificate_pfx)

namespace cg = cloud_governance;
using material::contains;
using material::refusal;

BOOST_AUTO_TEST_CASE(with_a_password_an_empty_one_and_none)
{
    auto* const key = material::shared_rsa();
    auto const leaf = material::self_signed(key);
    for (char const* password : {"p\xc3\xa4ss", "", static_cast<char const*>(nullptr)}) {
        auto const bytes = material::pfx(key, leaf.get(), password);
        auto const loaded = cg::certificate::from_pfx(bytes, password == nullptr ? "" : password);
        BOOST_TEST(loaded.subject() == "CN=acceptance");
        BOOST_TEST(loaded.sign(cg::signature_algorithm::rs256, "text").size() == 256u);
    }
    // what Windows writes by default: 3DES and a SHA-1 MAC
    auto const triple_des = material::pfx(key, leaf.get(), "password", {}, NID_pbe_WithSHA1And3_Key_TripleDES_CBC);
    BOOST_TEST(!cg::certificate::from_pfx(triple_des, "password").empty());
    auto const without_mac = material::pfx(key, leaf.get(), "password", {}, 0, -1);
    BOOST_TEST(!cg::certificate::from_pfx(without_mac, "password").empty());
    auto const in_the_clear = material::pfx(key, leaf.get(), nullptr, {}, -1, -1);
    BOOST_TEST(!cg::certificate::from_pfx(in_the_clear).empty());
}

BOOST_AUTO_TEST_CASE(the_chain_is_kept_in_order)
{
    auto const root_key = material::ec("P-256");
    auto const middle_key = material::ec("P-256");
    auto const root = material::self_signed(root_key.get(), "root");
    auto const middle = material::issue(middle_key.get(), "middle", root_key.get(), root.get());
    auto* const key = material::shared_rsa();
    auto const leaf = material::issue(key, "leaf", middle_key.get(), middle.get());
    auto const loaded =
        cg::certificate::from_pfx(material::pfx(key, leaf.get(), "password", {root.get(), middle.get()}), "password");
    BOOST_TEST(loaded.subject() == "CN=leaf");
    auto const chain = cg::detail::certificate_access::chain(loaded);
    BOOST_TEST_REQUIRE(chain.size() == 2u);
    BOOST_TEST(X509_cmp(chain[0], middle.get()) == 0);
    BOOST_TEST(X509_cmp(chain[1], root.get()) == 0);
}

BOOST_AUTO_TEST_CASE(refusals_say_what_to_do)
{
    auto* const key = material::shared_rsa();
    auto const leaf = material::self_signed(key);
    auto const bytes = material::pfx(key, leaf.get(), "CANARY-1");
    auto const wrong = refusal([&] { cg::certificate::from_pfx(bytes, "CANARY-2"); });
    BOOST_TEST(contains(wrong, "the password is wrong"));
    BOOST_TEST(!contains(wrong, "CANARY"));
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_pfx(bytes); }), "it needs a password"));
    auto const cut = std::span(bytes).first(bytes.size() / 2);
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_pfx(cut); }), "cut off"));
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_pfx({}); }), "it is empty"));
    auto const text = material::pem(leaf.get());
    std::vector<unsigned char> const pem(text.begin(), text.end());
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_pfx(pem); }), "from_pem_file"));
    auto const no_key = material::pfx(nullptr, nullptr, "password", {leaf.get()});
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_pfx(no_key, "password"); }), "no private key"));
    auto const no_certificate = material::pfx(key, nullptr, "password");
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_pfx(no_certificate, "password"); }), "no certificate"));
}

BOOST_AUTO_TEST_CASE(a_file)
{
    material::folder const folder;
    auto* const key = material::shared_rsa();
    auto const leaf = material::self_signed(key);
    auto const open = folder.write("open.pfx", material::pfx(key, leaf.get(), ""));
    auto const locked = folder.write("locked.p12", material::pfx(key, leaf.get(), "password"));
    BOOST_TEST(cg::certificate::from_pfx_file(open).warnings().empty());
    using std::filesystem::perms;
    std::filesystem::permissions(open, perms::others_read, std::filesystem::perm_options::add);
    std::filesystem::permissions(locked, perms::others_read, std::filesystem::perm_options::add);
    BOOST_TEST(cg::certificate::from_pfx_file(open).warnings().size() == 1u);
    BOOST_TEST(cg::certificate::from_pfx_file(locked, "password").warnings().empty());
    auto const missing = refusal([&] { cg::certificate::from_pfx_file(folder.path("absent.pfx")); });
    BOOST_TEST(contains(missing, "PFX file " + folder.path("absent.pfx") + ": there is no such file"));
}

BOOST_AUTO_TEST_CASE(old_encryption_needs_the_legacy_provider)
{
    auto const old_file = [](X509* leaf, char const* password) {
        std::vector<unsigned char> bytes;
        OSSL_LIB_CTX* const library = OSSL_LIB_CTX_new();
        OSSL_PROVIDER* const legacy = OSSL_PROVIDER_load(library, "legacy");
        OSSL_PROVIDER* const standard = OSSL_PROVIDER_load(library, "default");
        if (legacy != nullptr && standard != nullptr)
            bytes =
                material::pfx(material::shared_rsa(), leaf, password, {}, NID_pbe_WithSHA1And40BitRC2_CBC, 0, library);
        OSSL_PROVIDER_unload(legacy);
        OSSL_PROVIDER_unload(standard);
        OSSL_LIB_CTX_free(library);
        ERR_clear_error();
        return bytes;
    };
    auto const leaf = material::self_signed(material::shared_rsa());
    auto const bytes = old_file(leaf.get(), "password");
    if (bytes.empty()) {
        BOOST_TEST_MESSAGE("OpenSSL's legacy provider is not installed: nothing to test");
        return;
    }
    auto const loaded = cg::certificate::from_pfx(bytes, "password");
    BOOST_TEST(loaded.subject() == "CN=acceptance");
    // the key has left the private library context, which is gone
    BOOST_TEST(loaded.sign(cg::signature_algorithm::ps256, "text").size() == 256u);
    BOOST_TEST(!cg::certificate::from_pfx(old_file(leaf.get(), nullptr)).empty());
    BOOST_TEST(!cg::certificate::from_pfx(old_file(leaf.get(), "")).empty());
    BOOST_TEST(OSSL_PROVIDER_available(nullptr, "legacy") == 0);
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_pfx(bytes, "other"); }), "the password is wrong"));

    ::setenv("OPENSSL_MODULES", "/nonexistent", 1);
    auto const explained = refusal([&] { cg::certificate::from_pfx(bytes, "password"); });
    ::unsetenv("OPENSSL_MODULES");
    BOOST_TEST(contains(explained, "legacy provider, which is not installed"));
    BOOST_TEST(contains(explained, "openssl pkcs12 -legacy"));
}

BOOST_AUTO_TEST_CASE(damaged_bytes_are_refused)
{
    auto const key = material::ec("P-256");
    auto const leaf = material::self_signed(key.get());
    auto const pfx = material::pfx(key.get(), leaf.get(), "password", {}, -1, -1);
    auto const text = material::pem(key.get()) + material::pem(leaf.get());
    std::vector<unsigned char> const pem(text.begin(), text.end());
    std::minstd_rand random(1);
    auto const survive = [](auto load) {
        try {
            load();
        }
        catch (cg::failure const& e) {
            BOOST_TEST(bool(e.code() == cg::errc::invalid_certificate));
            BOOST_TEST(ERR_peek_error() == 0u);
        }
    };
    for (int round = 0; round < 200; ++round)
        for (auto bytes : {pfx, pem}) {
            if (round % 3 == 0)
                bytes.resize(random() % bytes.size());
            for (int flips = round % 3; flips > 0; --flips)
                bytes[random() % bytes.size()] = static_cast<unsigned char>(random());
            std::string_view const view(reinterpret_cast<char const*>(bytes.data()), bytes.size());
            survive([&] { cg::certificate::from_pfx(bytes, "password"); });
            survive([&] { cg::certificate::from_pem(view, "password"); });
        }
}

BOOST_AUTO_TEST_SUITE_END()
