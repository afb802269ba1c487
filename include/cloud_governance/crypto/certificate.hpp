#pragma once

#include <cloud_governance/core/detail/chrono.hpp>
#include <cloud_governance/core/detail/config.hpp>
#include <cloud_governance/core/error.hpp>
#include <cloud_governance/core/secret_string.hpp>
#include <cloud_governance/crypto/signature_algorithm.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct x509_st;     // OpenSSL's X509
struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace cloud_governance {

namespace detail {
struct certificate_state;
class certificate_access;
} // namespace detail

/// The kinds of keys that can sign: RSA of 2048 bits and more; EC on P-256, P-384 or P-521. `none`: no certificate.
enum class key_kind { none, rsa, ec };

/** Signs with a key that is outside this process: in a key vault, a hardware module or an agent.

    Gets the algorithm and the bytes to sign (hash them yourself) and returns the signature. For ES256, ES384 and ES512
    either the raw r || s of RFC 7518 section 3.4 or the DER structure that most modules give is accepted. It is called
    on the thread that makes the assertion, possibly on several threads at once, and should not block for long. Every
    signature is verified with the certificate before it is used; an exception becomes `errc::signing_failed`.
*/
using certificate_signer =
    std::function<std::vector<unsigned char>(signature_algorithm, std::string_view signing_input)>;

/** A certificate with its private key, or with a signer for a key held elsewhere.

    It signs client assertions (RFC 7523) and identifies this side on mutual TLS. A cheap handle: copies share one
    immutable state, so it can be copied and used from several threads at once. A default-constructed one is empty.

    All functions that load throw `failure` with `errc::invalid_certificate`; `diagnostics::detail` names the file or
    field, the reason (with OpenSSL's) and what to do. They are synchronous: load before the event loop runs. None ever
    asks on the terminal for a password; an encrypted key without a password is an error. Checked on loading: the key
    belongs to the certificate, RSA has at least 2048 bits, EC lies on P-256, P-384 or P-521. Certificates besides the
    key's own are kept, ordered, as its chain. Validity dates are not enforced (identity servers do not either): see
    `warnings`. Files and texts may have at most 1 MiB.

    A private key that others can read, unencrypted, is accepted with a warning: containers mount keys that way.
*/
class certificate {
public:
    /// Empty: no certificate, no key.
    certificate() = default;

    /** Certificate(s) and private key in one PEM file, in any order.

        The key may be PKCS#8 (`PRIVATE KEY`, `ENCRYPTED PRIVATE KEY`) or traditional (`RSA PRIVATE KEY`,
        `EC PRIVATE KEY`, encrypted or not). `password` is used when the key is encrypted and ignored otherwise.
    */
    CLOUD_GOVERNANCE_DECL static certificate from_pem_file(std::string const& path, secret_string const& password = {});

    /// As `from_pem_file` with certificate(s) and private key in two files; each may also be DER (`.cer`).
    CLOUD_GOVERNANCE_DECL static certificate from_pem_files(
        std::string const& certificate_path, std::string const& key_path, secret_string const& password = {});

    /// As `from_pem_file`, with the text in memory. The caller wipes its own copy.
    CLOUD_GOVERNANCE_DECL static certificate from_pem(std::string_view pem, secret_string const& password = {});

    /// As `from_pem_files`, with both in memory (PEM or DER). The caller wipes its own copy.
    CLOUD_GOVERNANCE_DECL static certificate
    from_pem_and_key(std::string_view certificate_pem, std::string_view key_pem, secret_string const& password = {});

    /** A PFX (PKCS#12, RFC 7292) file: `.pfx`, `.p12`.

        An empty `password` means the empty password or no password; both are tried. Files encrypted with
        RC2 (older Windows and OpenSSL) are read through OpenSSL's legacy provider when it is installed, without
        enabling it for the rest of the process; otherwise the error says how to convert the file.
    */
    CLOUD_GOVERNANCE_DECL static certificate from_pfx_file(std::string const& path, secret_string const& password = {});

    /// As `from_pfx_file`, with the bytes in memory.
    CLOUD_GOVERNANCE_DECL static certificate
    from_pfx(std::span<unsigned char const> bytes, secret_string const& password = {});

    /** The certificate with this thumbprint among the files of a folder (its subfolders are not searched).

        Looks at `*.pem`, `*.crt`, `*.cer`, `*.pfx` and `*.p12`; the private key of a certificate is taken from the
        same file, else from the file of the same name with the extension `.key`, else from any other `*.key` or `*.pem`
        there. `thumbprint` is the SHA-1 or SHA-256 of the certificate in hex; case, blanks, colons and the
        invisible marks that the Windows certificate dialog copies are ignored. The error counts the files that were
        looked at and names those that could not be read.
    */
    CLOUD_GOVERNANCE_DECL static certificate
    from_folder(std::string const& path, std::string_view thumbprint, secret_string const& password = {});

    /** Certificate and key from whatever OpenSSL's STORE reads: `file:` URIs, and those of installed providers
        (`pkcs11:`, `handle:` …).

        `password` is the pass phrase or PIN. `certificate_pem` gives the certificate when the store holds the key only.
        A key that cannot leave its module stays there. The query of the URI, which may hold a PIN, appears in no
        message.
    */
    CLOUD_GOVERNANCE_DECL static certificate
    from_store(std::string const& uri, secret_string const& password = {}, std::string_view certificate_pem = {});

    /// A certificate (PEM, its own first, then its chain; or DER) whose key is used by `signer`. Not for mutual TLS.
    CLOUD_GOVERNANCE_DECL static certificate with_signer(std::string_view certificate_pem, certificate_signer signer);

    /// There is no certificate. All other properties are then empty or zero too.
    bool empty() const noexcept { return !state_; }

    /// The subject's name as in RFC 4514, UTF-8: `CN=app,O=Contoso`.
    CLOUD_GOVERNANCE_DECL std::string const& subject() const noexcept;
    /// SHA-1 of the certificate, upper-case hex: what Windows and the vendor's portal call the thumbprint.
    CLOUD_GOVERNANCE_DECL std::string const& thumbprint_sha1() const noexcept;
    /// SHA-256 of the certificate, upper-case hex.
    CLOUD_GOVERNANCE_DECL std::string const& thumbprint_sha256() const noexcept;
    /// SHA-1 of the certificate, base64url: the header parameter `x5t` (RFC 7515 section 4.1.7).
    CLOUD_GOVERNANCE_DECL std::string const& thumbprint_sha1_base64url() const noexcept;
    /// SHA-256 of the certificate, base64url: the header parameter `x5t#S256` (RFC 7515 section 4.1.8).
    CLOUD_GOVERNANCE_DECL std::string const& thumbprint_sha256_base64url() const noexcept;
    /// The certificate and its chain, each in base64 of DER, its own first: the header parameter `x5c` (RFC 7515
    /// section 4.1.6).
    CLOUD_GOVERNANCE_DECL std::vector<std::string> const& x5c() const noexcept;
    /// The certificate alone in PEM, to register it with the identity service; no key.
    CLOUD_GOVERNANCE_DECL std::string to_pem() const;
    /// Start of validity, UTC.
    CLOUD_GOVERNANCE_DECL std::chrono::sys_seconds not_before() const noexcept;
    /// End of validity, UTC.
    CLOUD_GOVERNANCE_DECL std::chrono::sys_seconds not_after() const noexcept;
    /// RSA or EC.
    CLOUD_GOVERNANCE_DECL cloud_governance::key_kind key_kind() const noexcept;
    /// Size of the RSA modulus or of the curve's field: 2048, 256 …
    CLOUD_GOVERNANCE_DECL unsigned key_bits() const noexcept;
    /// The private key is here (or in an OpenSSL provider) and not behind a `certificate_signer`.
    CLOUD_GOVERNANCE_DECL bool has_local_key() const noexcept;

    /** What an administrator should look at: a key file that others can read or write, and validity dates that do not
        hold at `now`. One sentence each, without secrets; empty when all is well.
    */
    CLOUD_GOVERNANCE_DECL std::vector<std::string>
    warnings(std::chrono::system_clock::time_point now = std::chrono::system_clock::now()) const;

    /// The algorithm fits the key: RS* and PS* any RSA key, ES256 P-256, ES384 P-384, ES512 P-521.
    CLOUD_GOVERNANCE_DECL bool supports(signature_algorithm algorithm) const noexcept;
    /// RS256 for RSA; for EC the one that belongs to the curve. RS256 when empty.
    CLOUD_GOVERNANCE_DECL signature_algorithm default_algorithm() const noexcept;

    /** The signature of `signing_input` in the form that JWS wants (RFC 7518 sections 3.3 to 3.5): for ES* the raw
        r || s (64, 96 or 132 bytes), for PS* with a salt as long as the hash.

        Throws `failure`: `errc::invalid_certificate` when empty, `errc::invalid_argument` when the algorithm does not
        fit the key, `errc::signing_failed` when OpenSSL or the signer fails or the signer's signature is not one of
        this certificate's key.
    */
    CLOUD_GOVERNANCE_DECL std::vector<unsigned char>
    sign(signature_algorithm algorithm, std::string_view signing_input) const;

private:
    friend class detail::certificate_access;
    explicit certificate(std::shared_ptr<detail::certificate_state const> state) noexcept : state_(std::move(state)) {}

    std::shared_ptr<detail::certificate_state const> state_;
};

namespace detail {

/// OpenSSL's objects behind a certificate, for TLS. They are owned by the certificate; all are null when it is empty.
class certificate_access {
public:
    CLOUD_GOVERNANCE_DECL static x509_st* leaf(certificate const& value) noexcept;
    /// Null when the key is behind a `certificate_signer`.
    CLOUD_GOVERNANCE_DECL static evp_pkey_st* private_key(certificate const& value) noexcept;
    /// The chain without the leaf, each issued by the next.
    CLOUD_GOVERNANCE_DECL static std::vector<x509_st*> chain(certificate const& value);
    /// Makes the handle; for the loaders.
    static certificate wrap(std::shared_ptr<certificate_state const> state) noexcept
    {
        return certificate(std::move(state));
    }
};

} // namespace detail
} // namespace cloud_governance

#ifdef CLOUD_GOVERNANCE_HEADER_ONLY
#include <cloud_governance/crypto/impl/certificate.ipp>
#endif
