#pragma once

#include <cloud_governance/core/detail/refuse.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/crypto/detail/openssl.hpp>
#include <cloud_governance/http/impl/tls/ocsp_stapling.hpp>
#include <cloud_governance/http/impl/tls/session_cache.hpp>
#include <cloud_governance/http/tls_options.hpp>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace cloud_governance::http::detail {

using cloud_governance::detail::unique_handle;
using tls_context = unique_handle<SSL_CTX, SSL_CTX_free>;

/// Refuses an option of `tls_options`, with OpenSSL's reasons.
[[noreturn]] inline void refuse_tls_option(char const* field, std::string const& why)
{
    std::string const reasons = cloud_governance::detail::drain_errors();
    cloud_governance::detail::refuse(
        std::string("tls.") + field, why + (reasons.empty() ? "" : ": ") + reasons, errc::invalid_certificate);
}

/// Makes the context trust every certificate of `pem`.
inline void trust_pem(SSL_CTX* context, std::string const& pem)
{
    unique_handle<BIO, BIO_free> const bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    std::size_t count = 0;
    while (true) {
        unique_handle<X509, X509_free> const certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
        if (!certificate)
            break;
        if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get()) != 1)
            refuse_tls_option("trust_pem", "a certificate was refused");
        ++count;
    }
    if (count == 0)
        refuse_tls_option("trust_pem", "it holds no certificate in PEM");
    // the end of the text is reported as an error, too
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
        refuse_tls_option("trust_pem", "certificate " + std::to_string(count + 1) + " is damaged");
    ERR_clear_error();
}

/** Makes OpenSSL read the extensions of every trusted certificate now and not in the first handshakes.

    OpenSSL reads them once for each certificate, under a lock, and uses the result without one. Its atomics make that
    correct, but ThreadSanitizer does not see them in a library that was built without it, and reports a data race.
*/
inline void read_trusted_extensions(SSL_CTX* context)
{
    STACK_OF(X509_OBJECT)* const trusted = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context));
    for (int i = 0; i < sk_X509_OBJECT_num(trusted); ++i)
        if (X509* const certificate = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(trusted, i)))
            X509_check_purpose(certificate, -1, 0);
}

/// The context that all connections of one pool share; throws `failure` naming the option that cannot be used.
inline tls_context make_tls_context(tls_options const& options)
{
    ERR_clear_error();
    tls_context context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        refuse_tls_option("minimum_version", "OpenSSL has no TLS client");
    bool const newest_only = options.minimum_version == tls_version::tls_1_3;
    SSL_CTX_set_min_proto_version(context.get(), newest_only ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_get_security_level(context.get()) < 2)
        SSL_CTX_set_security_level(context.get(), 2); // no RSA below 2048 bits, no SHA-1 signatures
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    keep_sessions(context.get());
    ask_for_stapled_response(context.get());
    unsigned char const protocols[] = "\x08http/1.1";
    SSL_CTX_set_alpn_protos(context.get(), protocols, sizeof protocols - 1);

    if (options.use_system_trust && SSL_CTX_set_default_verify_paths(context.get()) != 1)
        refuse_tls_option("use_system_trust", "the system's trusted certificates cannot be loaded");
    if (!options.trust_file.empty() && SSL_CTX_load_verify_file(context.get(), options.trust_file.c_str()) != 1)
        refuse_tls_option("trust_file", "no trusted certificate in " + printable(options.trust_file));
    std::error_code ignored; // OpenSSL looks for the directory only when it verifies a peer
    if (!options.trust_directory.empty() &&
        (!std::filesystem::is_directory(options.trust_directory, ignored) ||
         SSL_CTX_load_verify_dir(context.get(), options.trust_directory.c_str()) != 1))
        refuse_tls_option("trust_directory", "it cannot be used: " + printable(options.trust_directory));
    if (!options.trust_pem.empty())
        trust_pem(context.get(), options.trust_pem);
    read_trusted_extensions(context.get());

    if (options.client_certificate && !options.client_certificate->empty()) {
        certificate const& own = *options.client_certificate;
        if (!own.has_local_key())
            refuse_tls_option("client_certificate", "its private key is held elsewhere; TLS needs it in this process");
        using access = cloud_governance::detail::certificate_access;
        if (SSL_CTX_use_certificate(context.get(), access::leaf(own)) != 1 ||
            SSL_CTX_use_PrivateKey(context.get(), access::private_key(own)) != 1)
            refuse_tls_option("client_certificate", "OpenSSL refuses it");
        for (X509* issuer : access::chain(own))
            if (SSL_CTX_add1_chain_cert(context.get(), issuer) != 1)
                refuse_tls_option("client_certificate", "OpenSSL refuses its chain");
    }
    ERR_clear_error();
    return context;
}

} // namespace cloud_governance::http::detail
