#pragma once

// PEM and DER texts, and the files that hold them.

#include <cloud_governance/crypto/impl/make_certificate_state.hpp>

#include <openssl/pem.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

namespace cloud_governance::detail::certificates {

inline constexpr std::size_t size_limit = 1024 * 1024;

/// The bytes of a file, wiped when they are freed. `where` begins the message of a refusal.
inline bytes read_file(std::string const& path, std::string const& where)
{
    std::error_code error;
    auto const status = std::filesystem::status(path, error);
    if (path.empty() || status.type() == std::filesystem::file_type::not_found)
        refuse(where, "there is no such file");
    if (std::filesystem::is_directory(status))
        refuse(where, "it is a directory: name a file, or search it with from_folder");
    std::ifstream file;
    file.rdbuf()->pubsetbuf(nullptr, 0); // no second copy in the stream's buffer
    errno = 0;
    file.open(path, std::ios::binary);
    if (!file)
        refuse(where, "it cannot be opened: " + std::generic_category().message(errno));
    bytes data(size_limit + 1);
    file.read(data.data(), static_cast<std::streamsize>(data.size()));
    auto const size = static_cast<std::size_t>(file.gcount());
    if (file.bad())
        refuse(where, "it cannot be read");
    if (size == 0)
        refuse(where, "it is empty");
    if (size > size_limit)
        refuse(where, "it is larger than 1 MiB");
    data.resize(size);
    return data;
}

/// The warning for a file that holds an unencrypted key and that others can read or write; empty when they cannot.
inline std::string mode_warning(std::string const& path)
{
    using std::filesystem::perms;
    std::error_code error;
    auto const mode = std::filesystem::status(path, error).permissions();
    if (error || mode == perms::unknown)
        return {};
    if ((mode & (perms::group_write | perms::others_write)) != perms::none)
        return "private key file " + printable(path) + ": others than its owner can replace it; chmod 600 it";
    if ((mode & (perms::group_read | perms::others_read)) != perms::none)
        return "private key file " + printable(path) +
               ": others than its owner can read it, and it is not encrypted; chmod 600 it";
    return {};
}

inline void check_password(secret_string const& password)
{
    if (password.expose().find('\0') != std::string_view::npos)
        detail::refuse("password", "it contains a zero byte", errc::invalid_certificate);
    if (password.size() > 1024)
        detail::refuse("password", "it is longer than 1024 bytes", errc::invalid_certificate);
}

/// One PEM block; its contents are overwritten before they are freed.
struct pem_block {
    pem_block() = default;
    pem_block(pem_block const&) = delete;
    pem_block& operator=(pem_block const&) = delete;
    ~pem_block()
    {
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, static_cast<std::size_t>(size));
    }
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
};

[[noreturn]] inline void refuse_key(std::string const& where, passphrase const& phrase)
{
    if (phrase.asked && phrase.password.empty()) {
        ERR_clear_error(); // "bad password read" would only repeat it
        refuse(where, "the private key is encrypted: give its password");
    }
    if (phrase.asked)
        refuse(where, "the private key cannot be decrypted: the password is wrong or the algorithm is not supported");
    refuse(where, "the private key cannot be read");
}

inline key_owner key_of_block(pem_block& block, std::string const& where, passphrase& phrase)
{
    std::string_view const name = block.name;
    key_owner key;
    if (name == PEM_STRING_PKCS8) {
        bio_owner const bio(BIO_new_mem_buf(block.data, static_cast<int>(block.size)));
        if (bio)
            key.reset(d2i_PKCS8PrivateKey_bio(bio.get(), nullptr, give_passphrase, &phrase));
    }
    else {
        EVP_CIPHER_INFO cipher{};
        if (PEM_get_EVP_CIPHER_INFO(block.header, &cipher) == 1 &&
            PEM_do_header(&cipher, block.data, &block.size, give_passphrase, &phrase) == 1) {
            unsigned char const* position = block.data;
            key.reset(d2i_AutoPrivateKey(nullptr, &position, block.size));
        }
    }
    if (!key)
        refuse_key(where, phrase);
    return key;
}

/// Reads a text without PEM blocks: a DER certificate or key. Refuses any other text and says what it looks like.
inline contents read_der(std::string_view text, std::string const& where)
{
    contents found;
    auto const* const begin = reinterpret_cast<unsigned char const*>(text.data());
    auto const size = static_cast<long>(text.size());
    auto const* position = begin;
    if (x509_owner certificate{d2i_X509(nullptr, &position, size)}) {
        found.certificates.push_back(std::move(certificate));
        return found;
    }
    position = begin;
    unique_handle<PKCS12, PKCS12_free> const pfx(d2i_PKCS12(nullptr, &position, size));
    ERR_clear_error();
    if (pfx)
        refuse(where, "it is a PFX (PKCS#12) file: load it with from_pfx_file or from_pfx");
    position = begin;
    if (key_owner key{d2i_AutoPrivateKey(nullptr, &position, size)}) {
        found.keys.push_back(std::move(key));
        return found;
    }
    ERR_clear_error();
    std::string why = "it is neither PEM (no line -----BEGIN …-----) nor a DER certificate or key";
    if (text.size() < 500 && text.find('\n') == std::string_view::npos)
        why += "; if it is a path, use the function for files";
    refuse(where, std::move(why));
}

/// All certificates and, when `with_keys`, private keys of a text.
inline contents read_pem(std::string_view text, std::string const& where, passphrase& phrase, bool with_keys)
{
    ERR_clear_error();
    if (text.empty())
        refuse(where, "it is empty");
    if (text.size() > size_limit)
        refuse(where, "it is larger than 1 MiB");
    if (text.find("-----BEGIN ") == std::string_view::npos)
        return read_der(text, where);
    contents found;
    bio_owner const bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    for (;;) {
        pem_block block;
        if (!bio || PEM_read_bio(bio.get(), &block.name, &block.header, &block.data, &block.size) != 1) {
            if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) {
                ERR_clear_error();
                break;
            }
            refuse(where, "a PEM block is damaged");
        }
        std::string_view const name = block.name;
        unsigned char const* position = block.data;
        if (name == PEM_STRING_X509 || name == PEM_STRING_X509_OLD || name == PEM_STRING_X509_TRUSTED) {
            x509_owner certificate(
                name == PEM_STRING_X509_TRUSTED ? d2i_X509_AUX(nullptr, &position, block.size)
                                                : d2i_X509(nullptr, &position, block.size));
            if (!certificate)
                refuse(where, "a certificate in it is damaged");
            found.certificates.push_back(std::move(certificate));
        }
        else if (name.ends_with(PEM_STRING_PKCS8INF)) {
            if (!with_keys)
                continue;
            phrase.asked = false;
            found.keys.push_back(key_of_block(block, where, phrase));
            found.encrypted = found.encrypted || phrase.asked;
        }
        else {
            found.others.emplace_back(name);
        }
    }
    return found;
}

inline contents read_pem(std::string_view text, std::string const& where, secret_string const& password)
{
    check_password(password);
    passphrase phrase{password};
    return read_pem(text, where, phrase, true);
}

/// Certificates of one text and keys of another.
inline contents read_pem_pair(
    std::string_view certificate_text, std::string const& certificate_where, std::string_view key_text,
    std::string const& key_where, secret_string const& password)
{
    check_password(password);
    passphrase phrase{password};
    contents found = read_pem(certificate_text, certificate_where, phrase, false);
    if (found.certificates.empty())
        refuse(certificate_where, "no certificate in it");
    contents keys = read_pem(key_text, key_where, phrase, true);
    if (keys.keys.empty())
        refuse(key_where, "no private key in it");
    found.keys = std::move(keys.keys);
    found.encrypted = keys.encrypted;
    return found;
}

inline std::string_view view_of(bytes const& data) noexcept { return {data.data(), data.size()}; }

} // namespace cloud_governance::detail::certificates

namespace cloud_governance {

CLOUD_GOVERNANCE_DECL certificate certificate::from_pem_file(std::string const& path, secret_string const& password)
{
    using namespace detail::certificates;
    std::string const where = "certificate file " + printable(path);
    contents found = read_pem(view_of(read_file(path, where)), where, password);
    bool const encrypted = found.encrypted;
    auto state = pair(std::move(found), where);
    if (auto warning = mode_warning(path); !encrypted && !warning.empty())
        state->warnings.push_back(std::move(warning));
    return certificate(std::move(state));
}

CLOUD_GOVERNANCE_DECL certificate certificate::from_pem_files(
    std::string const& certificate_path, std::string const& key_path, secret_string const& password)
{
    using namespace detail::certificates;
    std::string const where = "certificate file " + printable(certificate_path);
    std::string const key_where = "private key file " + printable(key_path);
    auto const certificate_text = read_file(certificate_path, where);
    auto const key_text = read_file(key_path, key_where);
    contents found = read_pem_pair(view_of(certificate_text), where, view_of(key_text), key_where, password);
    bool const encrypted = found.encrypted;
    auto state = pair(std::move(found), where + ", " + key_where);
    if (auto warning = mode_warning(key_path); !encrypted && !warning.empty())
        state->warnings.push_back(std::move(warning));
    return certificate(std::move(state));
}

CLOUD_GOVERNANCE_DECL certificate certificate::from_pem(std::string_view pem, secret_string const& password)
{
    using namespace detail::certificates;
    return certificate(pair(read_pem(pem, "certificate PEM text", password), "certificate PEM text"));
}

CLOUD_GOVERNANCE_DECL certificate
certificate::from_pem_and_key(std::string_view certificate_pem, std::string_view key_pem, secret_string const& password)
{
    using namespace detail::certificates;
    return certificate(pair(
        read_pem_pair(certificate_pem, "certificate_pem", key_pem, "key_pem", password), "certificate_pem, key_pem"));
}

CLOUD_GOVERNANCE_DECL certificate certificate::with_signer(std::string_view certificate_pem, certificate_signer signer)
{
    using namespace detail::certificates;
    if (!signer)
        detail::refuse("signer", "it is empty; give the function that signs", errc::invalid_certificate);
    secret_string const none;
    passphrase phrase{none};
    contents found = read_pem(certificate_pem, "certificate_pem", phrase, false);
    if (found.certificates.empty())
        refuse("certificate_pem", "no certificate in it");
    auto leaf = std::move(found.certificates.front());
    found.certificates.erase(found.certificates.begin());
    auto state = make_state(std::move(leaf), std::move(found.certificates), "certificate_pem");
    state->signer = std::move(signer);
    return certificate(std::move(state));
}

} // namespace cloud_governance
