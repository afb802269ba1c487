#pragma once

// How the testing certificates are made; included by .ipp files only.

#include <cloud_governance/testing/certificate_settings.hpp>
#include <cloud_governance/testing/detail/openssl.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace cloud_governance::testing::detail {

inline key_handle make_key(certificate_key kind)
{
    EVP_PKEY* key = nullptr;
    switch (kind) {
    case certificate_key::rsa_1024:
        key = EVP_RSA_gen(1024);
        break;
    case certificate_key::rsa_2048:
        key = EVP_RSA_gen(2048);
        break;
    case certificate_key::rsa_3072:
        key = EVP_RSA_gen(3072);
        break;
    case certificate_key::ec_p256:
        key = EVP_EC_gen("P-256");
        break;
    case certificate_key::ec_p384:
        key = EVP_EC_gen("P-384");
        break;
    case certificate_key::ec_p521:
        key = EVP_EC_gen("P-521");
        break;
    }
    require_openssl(key != nullptr, "making a key");
    return key_handle(key);
}

/// A name of `CN=a, O=b`.
inline x509_name_handle parse_distinguished_name(std::string_view text)
{
    x509_name_handle name(X509_NAME_new());
    auto const invalid = [&] {
        take_openssl_errors();
        throw_failure(
            errc::invalid_argument,
            "subject: expected attributes such as \"CN=name, O=organisation\", got \"" + printable(text) + "\"");
    };
    auto const trimmed = [](std::string_view part) {
        auto const first = part.find_first_not_of(' ');
        if (first == std::string_view::npos)
            return std::string_view();
        return part.substr(first, part.find_last_not_of(' ') - first + 1);
    };
    for (std::size_t at = 0; at <= text.size();) {
        auto const end = (std::min)(text.find(',', at), text.size());
        auto const part = text.substr(at, end - at);
        auto const equals = part.find('=');
        if (equals == std::string_view::npos)
            invalid();
        std::string const attribute(trimmed(part.substr(0, equals)));
        auto const value = trimmed(part.substr(equals + 1));
        if (X509_NAME_add_entry_by_txt(
                name.get(), attribute.c_str(), MBSTRING_UTF8, reinterpret_cast<unsigned char const*>(value.data()),
                static_cast<int>(value.size()), -1, 0) != 1)
            invalid();
        at = end + 1;
    }
    return name;
}

inline void add_extension(X509* certificate, X509* issuer, int kind, std::string const& value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    x509_extension_handle const extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    require_openssl(extension != nullptr, "making an extension (a name or address)", errc::invalid_argument);
    require_openssl(X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

inline std::string subject_alternative_name(certificate_settings const& settings)
{
    std::string text;
    for (auto const& name : settings.dns_names)
        text.append(text.empty() ? "" : ",").append("DNS:" + name);
    for (auto const& address : settings.ip_addresses)
        text.append(text.empty() ? "" : ",").append("IP:" + address);
    return text;
}

enum class certificate_role { self_signed, authority, issued };

/// Makes key and certificate; signed by `issuer` and its key where the role is `issued`, else by itself.
inline certificate_pem build_certificate(
    std::string_view subject, certificate_settings const& settings, certificate_role role,
    certificate_pem const* issuer = nullptr)
{
    auto const name = parse_distinguished_name(subject);
    auto const key = make_key(settings.key);
    x509_handle const certificate(X509_new());
    x509_handle issuer_certificate;
    key_handle issuer_key;
    if (role == certificate_role::issued) {
        issuer_certificate.reset(PEM_read_bio_X509(bio_of(issuer->certificate).get(), nullptr, nullptr, nullptr));
        issuer_key.reset(PEM_read_bio_PrivateKey(bio_of(issuer->private_key).get(), nullptr, nullptr, nullptr));
        require_openssl(issuer_certificate && issuer_key, "reading the authority");
    }
    X509* const signer = issuer_certificate ? issuer_certificate.get() : certificate.get();

    unsigned char serial[16];
    require_openssl(RAND_bytes(serial, sizeof serial) == 1, "RAND_bytes");
    serial[0] = static_cast<unsigned char>((serial[0] & 0x7F) | 0x40); // positive, and of constant length
    bignum_handle const number(BN_bin2bn(serial, sizeof serial, nullptr));
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get()));

    X509_set_version(certificate.get(), X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), static_cast<long>(settings.valid_from.count()));
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), static_cast<long>(settings.valid_until.count()));
    X509_set_subject_name(certificate.get(), name.get());
    X509_set_issuer_name(certificate.get(), issuer_certificate ? X509_get_subject_name(signer) : name.get());
    require_openssl(X509_set_pubkey(certificate.get(), key.get()) == 1, "X509_set_pubkey");

    bool const authority = role == certificate_role::authority;
    add_extension(
        certificate.get(), signer, NID_basic_constraints, authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    add_extension(
        certificate.get(), signer, NID_key_usage,
        authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
    if (!authority)
        add_extension(certificate.get(), signer, NID_ext_key_usage, "serverAuth,clientAuth");
    add_extension(certificate.get(), signer, NID_subject_key_identifier, "hash");
    if (role != certificate_role::self_signed)
        add_extension(certificate.get(), signer, NID_authority_key_identifier, "keyid:always");
    if (auto const names = subject_alternative_name(settings); !names.empty())
        add_extension(certificate.get(), signer, NID_subject_alt_name, names);
    require_openssl(
        X509_sign(certificate.get(), issuer_key ? issuer_key.get() : key.get(), EVP_sha256()) > 0, "X509_sign");

    certificate_pem out;
    bio_handle const certificate_bio(BIO_new(BIO_s_mem()));
    bio_handle const key_bio(BIO_new(BIO_s_mem()));
    require_openssl(
        PEM_write_bio_X509(certificate_bio.get(), certificate.get()) == 1 &&
            PEM_write_bio_PKCS8PrivateKey(key_bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "writing PEM");
    out.certificate = bio_text(certificate_bio.get());
    out.private_key = bio_text(key_bio.get());
    return out;
}

} // namespace cloud_governance::testing::detail
