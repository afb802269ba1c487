#include <cloud_governance/certificate.hpp>

#include "certificate_material.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(crypto_certificate_folder)

namespace cg = cloud_governance;
using material::contains;
using material::refusal;

namespace {

/// A key with its certificate and that one's thumbprints.
struct identity {
    material::key key = material::ec("P-256");
    material::x509 leaf;
    std::string sha1;
    std::string sha256;

    explicit identity(std::string const& name) : leaf(material::self_signed(key.get(), name))
    {
        auto const loaded = cg::certificate::from_pem(material::pem(leaf.get()) + material::pem(key.get()));
        sha1 = loaded.thumbprint_sha1();
        sha256 = loaded.thumbprint_sha256();
    }
    std::string both(std::string const& password = {}) const
    {
        return material::pem(key.get(), password) + material::pem(leaf.get());
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(each_kind_of_file_is_found_by_either_thumbprint)
{
    material::folder const folder;
    identity const a("a"), b("b"), c("c"), d("d"), e("e");
    folder.write("a.pem", a.both());
    folder.write("b.crt", material::pem(b.leaf.get()));
    folder.write("b.key", material::pem(b.key.get()));
    folder.write("c.PFX", material::pfx(c.key.get(), c.leaf.get(), "password"));
    folder.write("d.cer", material::der(d.leaf.get()));
    folder.write("another-name.key", material::pem(d.key.get(), "password"));
    folder.write("fullchain.pem", material::pem(e.leaf.get()));
    folder.write("privkey.pem", material::pem(e.key.get()));
    folder.write("notes.txt", std::string("not a certificate"));
    for (auto const* each : {&a, &b, &c, &d, &e})
        for (auto const& thumbprint : {each->sha1, each->sha256}) {
            auto const found = cg::certificate::from_folder(folder.path(), thumbprint, "password");
            BOOST_TEST(found.thumbprint_sha1() == each->sha1);
            BOOST_TEST(found.has_local_key());
        }
}

BOOST_AUTO_TEST_CASE(a_thumbprint_may_have_the_form_of_windows_or_openssl)
{
    material::folder const folder;
    identity const a("a");
    folder.write("a.pem", a.both());
    std::string blanks, colons, lower;
    for (std::size_t i = 0; i < a.sha1.size(); i += 2) {
        blanks += a.sha1.substr(i, 2) + " ";
        colons += (i == 0 ? "" : ":") + a.sha1.substr(i, 2);
    }
    for (char const upper : a.sha1)
        lower += static_cast<char>(upper >= 'A' ? upper - 'A' + 'a' : upper);
    for (auto const& text :
         {blanks, colons, lower, "\xE2\x80\x8E" + lower, lower + "\xE2\x80\x8F", "\xEF\xBB\xBF" + lower})
        BOOST_TEST(!cg::certificate::from_folder(folder.path(), text).empty());
    for (std::string const& text : {std::string("xyz"), a.sha1.substr(1), a.sha1 + "0", std::string()})
        BOOST_TEST(contains(refusal([&] { cg::certificate::from_folder(folder.path(), text); }), "thumbprint"));
}

BOOST_AUTO_TEST_CASE(a_failed_search_says_how_many_files_and_which_could_not_be_read)
{
    material::folder const folder;
    identity const a("a"), b("b"), absent("absent");
    folder.write("a.pem", a.both());
    folder.write("locked.pfx", material::pfx(b.key.get(), b.leaf.get(), "CANARY"));
    folder.write("damaged.crt", std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
    auto const detail = refusal([&] { cg::certificate::from_folder(folder.path(), absent.sha1, "CANARY-2"); });
    BOOST_TEST(contains(detail, folder.path()));
    BOOST_TEST(contains(detail, absent.sha1));
    BOOST_TEST(contains(detail, "among 3 certificate files"));
    BOOST_TEST(contains(detail, "locked.pfx (file: the password is wrong"));
    BOOST_TEST(contains(detail, "damaged.crt"));
    BOOST_TEST(!contains(detail, "a.pem"));
    BOOST_TEST(!contains(detail, "CANARY"));
    // files that cannot be read do not keep a good one from being found
    BOOST_TEST(!cg::certificate::from_folder(folder.path(), a.sha1).empty());

    folder.write("absent.cer", material::pem(absent.leaf.get()));
    auto const keyless = refusal([&] { cg::certificate::from_folder(folder.path(), absent.sha1); });
    BOOST_TEST(contains(keyless, "the certificate is in absent.cer, but its private key is nowhere"));
    auto const no_folder = refusal([&] { cg::certificate::from_folder(folder.path("none"), a.sha1); });
    BOOST_TEST(contains(no_folder, "cannot be read"));
}

BOOST_AUTO_TEST_CASE(keys_of_other_certificates_are_not_taken_and_may_have_other_passwords)
{
    material::folder const folder;
    identity const a("a"), b("b");
    folder.write("1.pem", b.both("other password"));
    folder.write("2.pem", material::pem(b.leaf.get()) + material::pem(a.leaf.get()) + material::pem(a.key.get()));
    auto const found = cg::certificate::from_folder(folder.path(), a.sha1);
    BOOST_TEST(found.subject() == "CN=a");
    // wrong password for the file that has it
    auto const detail = refusal([&] { cg::certificate::from_folder(folder.path(), b.sha1); });
    BOOST_TEST(contains(detail, "1.pem"));
    BOOST_TEST(contains(detail, "give its password"));
}

BOOST_AUTO_TEST_CASE(the_mode_of_the_key_file_is_checked)
{
    material::folder const folder;
    identity const a("a");
    folder.write("a.crt", material::pem(a.leaf.get()));
    auto const key = folder.write("a.key", material::pem(a.key.get()));
    BOOST_TEST(cg::certificate::from_folder(folder.path(), a.sha1).warnings().empty());
    std::filesystem::permissions(key, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
    auto const warnings = cg::certificate::from_folder(folder.path(), a.sha1).warnings();
    BOOST_TEST_REQUIRE(warnings.size() == 1u);
    BOOST_TEST(contains(warnings[0], "a.key"));
}

BOOST_AUTO_TEST_CASE(a_store_uri)
{
    material::folder const folder;
    identity const a("a");
    auto const both = folder.write("both.pem", a.both());
    auto const pfx = folder.write("a.p12", material::pfx(a.key.get(), a.leaf.get(), "password"));
    auto const locked = folder.write("locked.pem", a.both("CANARY"));
    auto const key = folder.write("a.key", material::pem(a.key.get()));
    BOOST_TEST(cg::certificate::from_store("file:" + both).thumbprint_sha1() == a.sha1);
    BOOST_TEST(cg::certificate::from_store(both).has_local_key());
    BOOST_TEST(cg::certificate::from_store("file:" + pfx, "password").thumbprint_sha1() == a.sha1);
    BOOST_TEST(cg::certificate::from_store("file:" + locked, "CANARY").thumbprint_sha1() == a.sha1);
    BOOST_TEST(cg::certificate::from_store("file:" + key, {}, material::pem(a.leaf.get())).thumbprint_sha1() == a.sha1);

    BOOST_TEST(contains(refusal([&] { cg::certificate::from_store("file:" + key); }), "no certificate"));
    auto const missing = refusal([&] { cg::certificate::from_store("file:" + folder.path("absent.pem")); });
    BOOST_TEST(contains(missing, "cannot be opened"));
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_store("file:" + folder.path()); }), "list of objects"));
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_store("file:" + pfx); }), "password or PIN"));
    BOOST_TEST(contains(refusal([&] { cg::certificate::from_store("file:" + pfx, "x"); }), "wrong"));
    auto const pin = refusal([] { cg::certificate::from_store("pkcs11:object=key?pin-value=CANARY"); });
    BOOST_TEST(contains(pin, "pkcs11:object=key…"));
    BOOST_TEST(!contains(pin, "CANARY"));
    auto const wrong = refusal([&] { cg::certificate::from_store("file:" + locked, "CANARY-2"); });
    BOOST_TEST(!contains(wrong, "CANARY"));
}

BOOST_AUTO_TEST_SUITE_END()
