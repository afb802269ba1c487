#include <cloud_governance/certificate.hpp>

#include "certificate_material.hpp"
#include "signature_check.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <stdexcept>
#include <thread>

BOOST_AUTO_TEST_SUITE(crypto_certificate_sign)

namespace cg = cloud_governance;
using cg::signature_algorithm;
using material::contains;
using material::refusal;

namespace {

constexpr signature_algorithm all[] = {
    signature_algorithm::rs256, signature_algorithm::rs384, signature_algorithm::rs512,
    signature_algorithm::ps256, signature_algorithm::ps384, signature_algorithm::ps512,
    signature_algorithm::es256, signature_algorithm::es384, signature_algorithm::es512};

cg::certificate load(EVP_PKEY* key)
{
    return cg::certificate::from_pem(material::pem(material::self_signed(key).get()) + material::pem(key));
}

/// A DER ECDSA signature, as key vaults and modules give it.
std::vector<unsigned char> der_signature(EVP_PKEY* key, EVP_MD const* digest, std::string_view input)
{
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, digest, nullptr, key);
    std::vector<unsigned char> out(256);
    std::size_t size = out.size();
    EVP_DigestSign(context, out.data(), &size, reinterpret_cast<unsigned char const*>(input.data()), input.size());
    EVP_MD_CTX_free(context);
    out.resize(size);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(names_read_back)
{
    for (auto const algorithm : all)
        BOOST_TEST(bool(cg::signature_algorithm_from_string(cg::to_string(algorithm)) == algorithm));
    for (char const* name : {"", "none", "HS256", "rs256", "RS1", "EdDSA"})
        BOOST_TEST(!cg::signature_algorithm_from_string(name));
}

BOOST_AUTO_TEST_CASE(every_algorithm_of_every_key_verifies_and_no_other_is_accepted)
{
    auto const p256 = material::ec("P-256");
    auto const p384 = material::ec("P-384");
    auto const p521 = material::ec("P-521");
    struct row {
        EVP_PKEY* key;
        std::string_view fits;
        signature_algorithm preferred;
    };
    for (auto const& [key, fits, preferred] :
         {row{material::shared_rsa(), "RS256 RS384 RS512 PS256 PS384 PS512", signature_algorithm::rs256},
          row{p256.get(), "ES256", signature_algorithm::es256}, row{p384.get(), "ES384", signature_algorithm::es384},
          row{p521.get(), "ES512", signature_algorithm::es512}}) {
        auto const loaded = load(key);
        BOOST_TEST(bool(loaded.default_algorithm() == preferred));
        for (auto const algorithm : all) {
            auto const name = cg::to_string(algorithm);
            bool const expected = fits.find(name) != std::string_view::npos;
            BOOST_TEST(loaded.supports(algorithm) == expected, name);
            if (!expected) {
                auto const detail = refusal([&] { loaded.sign(algorithm, "text"); }, cg::errc::invalid_argument);
                BOOST_TEST(contains(detail, std::string(name)));
                continue;
            }
            // often enough to meet an r or s with leading zero bytes
            for (int round = 0; round < (fits.starts_with("ES") ? 300 : 2); ++round) {
                std::string const input = "header.payload" + std::to_string(round);
                auto const signature = loaded.sign(algorithm, input);
                BOOST_TEST_REQUIRE(signature_is_good(key, name, input, signature), name);
                BOOST_TEST_REQUIRE(!signature_is_good(key, name, input + "x", signature), name);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_signer_gets_the_input_and_its_signature_is_used)
{
    auto* const key = material::shared_rsa();
    auto const local = load(key);
    auto const leaf = material::self_signed(key);
    int calls = 0;
    auto const remote = cg::certificate::with_signer(
        material::pem(leaf.get()), [&](signature_algorithm algorithm, std::string_view input) {
            ++calls;
            BOOST_TEST(input == "header.payload");
            return local.sign(algorithm, input);
        });
    BOOST_TEST(!remote.has_local_key());
    BOOST_TEST(cg::detail::certificate_access::private_key(remote) == nullptr);
    BOOST_TEST(remote.key_bits() == 2048u);
    BOOST_TEST(bool(
        remote.sign(signature_algorithm::rs256, "header.payload") ==
        local.sign(signature_algorithm::rs256, "header.payload")));
    remote.sign(signature_algorithm::ps384, "header.payload");
    BOOST_TEST(calls == 2);
    refusal([&] { remote.sign(signature_algorithm::es256, "header.payload"); }, cg::errc::invalid_argument);
    BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(a_signer_of_ecdsa_may_return_raw_or_der)
{
    auto const key = material::ec("P-521");
    auto const local = load(key.get());
    std::string const certificate = material::pem(material::self_signed(key.get()).get());
    auto const raw =
        cg::certificate::with_signer(certificate, [&](signature_algorithm algorithm, std::string_view input) {
            return local.sign(algorithm, input);
        });
    auto const der = cg::certificate::with_signer(certificate, [&](signature_algorithm, std::string_view input) {
        return der_signature(key.get(), EVP_sha512(), input);
    });
    for (auto const* remote : {&raw, &der}) {
        auto const signature = remote->sign(signature_algorithm::es512, "text");
        BOOST_TEST(signature.size() == 132u);
        BOOST_TEST(signature_is_good(key.get(), "ES512", "text", signature));
    }
}

BOOST_AUTO_TEST_CASE(a_signer_that_fails_or_uses_another_key_is_detected)
{
    auto const key = material::ec("P-256");
    auto const other = load(material::ec("P-256").get());
    std::string const certificate = material::pem(material::self_signed(key.get()).get());
    auto const sign_with = [&](cg::certificate_signer signer) {
        auto const remote = cg::certificate::with_signer(certificate, std::move(signer));
        return refusal([&] { remote.sign(signature_algorithm::es256, "text"); }, cg::errc::signing_failed);
    };
    BOOST_TEST(contains(
        sign_with([&](signature_algorithm algorithm, std::string_view input) { return other.sign(algorithm, input); }),
        "does not verify with the certificate CN=acceptance"));
    BOOST_TEST(contains(
        sign_with([](signature_algorithm, std::string_view) { return std::vector<unsigned char>(); }), "0 bytes"));
    BOOST_TEST(contains(
        sign_with([](signature_algorithm, std::string_view) { return std::vector<unsigned char>(64); }), "64 bytes"));
    BOOST_TEST(contains(
        sign_with([](signature_algorithm, std::string_view) -> std::vector<unsigned char> {
            throw std::runtime_error("vault is sealed");
        }),
        "vault is sealed"));
    BOOST_TEST(contains(refusal([&] { cg::certificate::with_signer(certificate, nullptr); }), "signer"));
    auto const unused = [](signature_algorithm, std::string_view) { return std::vector<unsigned char>(); };
    BOOST_TEST(
        contains(refusal([&] { cg::certificate::with_signer(material::pem(key.get()), unused); }), "no certificate"));
}

BOOST_AUTO_TEST_CASE(signatures_are_independent)
{
    auto* const key = material::shared_rsa();
    auto const loaded = load(key);
    // in turns: each algorithm keeps a context of its own
    for (std::string_view const text : {"first", "", "third and longer"})
        for (auto const algorithm :
             {signature_algorithm::rs256, signature_algorithm::ps256, signature_algorithm::ps512})
            BOOST_TEST(signature_is_good(key, std::string(to_string(algorithm)), text, loaded.sign(algorithm, text)));
}

BOOST_AUTO_TEST_CASE(one_certificate_signs_on_several_threads)
{
    auto* const key = material::shared_rsa();
    auto const loaded = load(key);
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&good, key, copy = loaded] {
            for (int round = 0; round < 20; ++round)
                good += signature_is_good(key, "PS256", "text", copy.sign(signature_algorithm::ps256, "text"));
        });
    for (auto& each : threads)
        each.join();
    BOOST_TEST(good == 80);
}

BOOST_AUTO_TEST_SUITE_END()
