#pragma once

// Keys, certificates and the files that hold them, made by OpenSSL when a test runs.

#include <cloud_governance/error.hpp>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace material {

struct release {
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(X509* p) const { X509_free(p); }
    void operator()(BIO* p) const { BIO_free(p); }
    void operator()(PKCS12* p) const { PKCS12_free(p); }
};
template <class T>
using owner = std::unique_ptr<T, release>;
using key = owner<EVP_PKEY>;
using x509 = owner<X509>;

inline key rsa(unsigned bits = 2048) { return key(EVP_RSA_gen(bits)); }
inline key ec(char const* curve) { return key(EVP_EC_gen(curve)); }

/// A key that the tests of one program share: making one takes long.
inline EVP_PKEY* shared_rsa()
{
    static key const one = rsa();
    return one.get();
}

/// A certificate of `subject_key` signed by `issuer_key`; times in seconds from now.
inline x509 issue(
    EVP_PKEY* subject_key, std::string const& name, EVP_PKEY* issuer_key, X509* issuer = nullptr, long from = -60,
    long to = 3600)
{
    static long serial = 1;
    x509 out(X509_new());
    X509_set_version(out.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(out.get()), serial++);
    X509_gmtime_adj(X509_getm_notBefore(out.get()), from);
    X509_gmtime_adj(X509_getm_notAfter(out.get()), to);
    auto* const subject = X509_get_subject_name(out.get());
    X509_NAME_add_entry_by_txt(
        subject, "CN", MBSTRING_UTF8, reinterpret_cast<unsigned char const*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(out.get(), issuer != nullptr ? X509_get_subject_name(issuer) : subject);
    X509_set_pubkey(out.get(), subject_key);
    bool const ed25519 = EVP_PKEY_is_a(issuer_key, "ED25519") == 1;
    BOOST_REQUIRE(X509_sign(out.get(), issuer_key, ed25519 ? nullptr : EVP_sha256()) > 0);
    return out;
}
inline x509 self_signed(EVP_PKEY* own, std::string const& name = "acceptance") { return issue(own, name, own); }

inline std::string text_of(BIO* bio)
{
    char* data = nullptr;
    long const size = BIO_get_mem_data(bio, &data);
    return std::string(data, static_cast<std::size_t>(size));
}

template <class Write>
std::string written(Write write)
{
    owner<BIO> const bio(BIO_new(BIO_s_mem()));
    BOOST_REQUIRE(write(bio.get()) == 1);
    return text_of(bio.get());
}

inline std::string pem(X509* value)
{
    return written([&](BIO* bio) { return PEM_write_bio_X509(bio, value); });
}
inline std::string der(X509* value)
{
    return written([&](BIO* bio) { return i2d_X509_bio(bio, value); });
}
/// PKCS#8, encrypted when there is a password.
inline std::string pem(EVP_PKEY* value, std::string const& password = {})
{
    return written([&](BIO* bio) {
        return PEM_write_bio_PKCS8PrivateKey(
            bio, value, password.empty() ? nullptr : EVP_aes_256_cbc(), password.data(),
            static_cast<int>(password.size()), nullptr, nullptr);
    });
}
/// `RSA PRIVATE KEY` or `EC PRIVATE KEY`, encrypted when there is a password.
inline std::string traditional_pem(EVP_PKEY* value, std::string const& password = {})
{
    return written([&](BIO* bio) {
        return PEM_write_bio_PrivateKey_traditional(
            bio, value, password.empty() ? nullptr : EVP_aes_128_cbc(),
            reinterpret_cast<unsigned char const*>(password.data()), static_cast<int>(password.size()), nullptr,
            nullptr);
    });
}
inline std::string der(EVP_PKEY* value)
{
    return written(
        [&](BIO* bio) { return i2d_PKCS8PrivateKey_bio(bio, value, nullptr, nullptr, 0, nullptr, nullptr); });
}

/// A PFX; `password` may be null. Algorithms 0: OpenSSL's defaults. `mac_iterations` -1: without MAC.
inline std::vector<unsigned char>
pfx(EVP_PKEY* own, X509* leaf, char const* password, std::vector<X509*> const& chain = {}, int algorithm = 0,
    int mac_iterations = 0, OSSL_LIB_CTX* library = nullptr)
{
    STACK_OF(X509)* others = sk_X509_new_null();
    for (auto* each : chain)
        sk_X509_push(others, each);
    owner<PKCS12> const made(PKCS12_create_ex(
        password, "name", own, leaf, others, algorithm, algorithm, 0, mac_iterations, 0, library, nullptr));
    sk_X509_free(others);
    BOOST_REQUIRE(made);
    auto const text = written([&](BIO* bio) { return i2d_PKCS12_bio(bio, made.get()); });
    return std::vector<unsigned char>(text.begin(), text.end());
}

/// A folder of its own that is removed at the end.
class folder {
public:
    folder()
    {
        static int number = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("cloud_governance_certificate_" + std::to_string(::getpid()) + "_" + std::to_string(number++));
        std::filesystem::create_directory(path_);
    }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    ~folder() { std::filesystem::remove_all(path_); }

    std::string path() const { return path_.string(); }
    std::string path(std::string const& name) const { return (path_ / name).string(); }

    /// Writes a file that only its owner can read, and gives its path.
    template <class Bytes>
    std::string write(std::string const& name, Bytes const& data) const
    {
        std::string const file = path(name);
        std::ofstream(file, std::ios::binary)
            .write(reinterpret_cast<char const*>(data.data()), static_cast<std::streamsize>(data.size()));
        using std::filesystem::perms;
        std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
        return file;
    }

private:
    std::filesystem::path path_;
};

/// The detail of the failure that `action` throws, which must have this code.
template <class Action>
std::string refusal(Action action, cloud_governance::errc code = cloud_governance::errc::invalid_certificate)
{
    try {
        action();
    }
    catch (cloud_governance::failure const& e) {
        BOOST_TEST(bool(e.code() == code), e.what());
        BOOST_TEST(ERR_peek_error() == 0u, "OpenSSL's error queue is not empty");
        return e.diagnostics().detail;
    }
    BOOST_ERROR("nothing was thrown");
    return {};
}

inline bool contains(std::string const& text, std::string const& part)
{
    bool const found = text.find(part) != std::string::npos;
    if (!found)
        BOOST_TEST_MESSAGE("not found: \"" << part << "\" in \"" << text << "\"");
    return found;
}

} // namespace material
