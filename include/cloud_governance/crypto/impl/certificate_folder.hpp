#pragma once

// A folder searched by thumbprint.

#include <cloud_governance/core/detail/ascii.hpp>
#include <cloud_governance/crypto/impl/certificate_pfx.hpp>

#include <optional>

namespace cloud_governance::detail::certificates {

/// The 40 or 64 hex digits in a thumbprint that a person pasted, in upper case; refuses other text.
inline std::string normalised_thumbprint(std::string_view text)
{
    // marks without a width that copying from a dialog or a web page leaves: U+200B..U+200F, U+202A..U+202E, U+FEFF,
    // U+00A0
    static constexpr std::string_view marks[] = {"\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xE2\x80\x8E",
                                                 "\xE2\x80\x8F", "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC",
                                                 "\xE2\x80\xAD", "\xE2\x80\xAE", "\xEF\xBB\xBF", "\xC2\xA0"};
    std::string out;
    for (std::string_view rest = text; !rest.empty();) {
        auto const mark = std::find_if(std::begin(marks), std::end(marks), [rest](std::string_view candidate) {
            return rest.starts_with(candidate);
        });
        if (mark != std::end(marks)) {
            rest.remove_prefix(mark->size());
            continue;
        }
        // cppcheck-suppress containerOutOfBounds ; rest is not empty here: the loop would have ended
        char c = rest.front();
        rest.remove_prefix(1);
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ':' || c == '-')
            continue;
        if (c >= 'a' && c <= 'f')
            c = static_cast<char>(c - 'a' + 'A');
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F')))
            refuse("thumbprint " + printable(text, 100), "it has a character that is not a hex digit");
        out += c;
    }
    if (out.size() != 40 && out.size() != 64)
        refuse(
            "thumbprint " + printable(text, 100),
            "it has " + std::to_string(out.size()) + " hex digits: 40 (SHA-1) or 64 (SHA-256) are needed");
    return out;
}

/// A search through one folder: the files examined, those that could not be read, and the certificates found.
struct folder_search {
    std::string thumbprint;
    secret_string const& password;
    std::vector<std::filesystem::path> files = {};
    std::size_t looked_at = 0;
    std::string unreadable = {};
    std::string without_key = {};

    static std::string extension_of(std::filesystem::path const& path)
    {
        return ascii_lower(path.extension().string());
    }

    void note_unreadable(std::filesystem::path const& path, failure const& reason)
    {
        unreadable += (unreadable.empty() ? "" : "; ") + printable(path.filename().string(), 100) + " (" +
                      printable(reason.diagnostics().detail, 300) + ")";
    }

    bool matches(contents const& found) const
    {
        return std::any_of(found.certificates.begin(), found.certificates.end(), [this](auto const& each) {
            return has_thumbprint(each.get(), thumbprint);
        });
    }

    /// Moves the wanted certificate to the front and drops keys that belong to another one.
    void keep_only_the_sought(contents& found) const
    {
        auto const sought =
            std::find_if(found.certificates.begin(), found.certificates.end(), [this](auto const& each) {
                return has_thumbprint(each.get(), thumbprint);
            });
        std::iter_swap(found.certificates.begin(), sought);
        std::erase_if(found.keys, [&found](key_owner const& key) {
            return X509_check_private_key(found.certificates.front().get(), key.get()) != 1;
        });
        ERR_clear_error();
    }

    /// The certificates of a file; nullopt when the file cannot be read or does not have the wanted one.
    std::optional<contents> look_into(std::filesystem::path const& path)
    {
        std::string const extension = extension_of(path);
        bool const is_pfx = extension == ".pfx" || extension == ".p12";
        if (!is_pfx && extension != ".pem" && extension != ".crt" && extension != ".cer")
            return std::nullopt;
        ++looked_at;
        try {
            auto const data = read_file(path.string(), "file");
            passphrase phrase{password};
            // decrypts keys only in the file of the wanted certificate: others may have other passwords
            contents found =
                is_pfx ? read_pfx(span_of(data), "file", password) : read_pem(view_of(data), "file", phrase, false);
            if (!matches(found))
                return std::nullopt;
            if (!is_pfx)
                found.keys = std::move(read_pem(view_of(data), "file", phrase, true).keys);
            found.encrypted = is_pfx ? !password.empty() : phrase.asked;
            keep_only_the_sought(found);
            return found;
        }
        catch (failure const& reason) {
            note_unreadable(path, reason);
            return std::nullopt;
        }
    }

    /// Looks for the key of `found` in `path`; true when it is there.
    bool take_key(std::filesystem::path const& path, contents& found)
    {
        try {
            auto const data = read_file(path.string(), "file");
            passphrase phrase{password};
            found.keys = std::move(read_pem(view_of(data), "file", phrase, true).keys);
            found.encrypted = phrase.asked;
            keep_only_the_sought(found);
        }
        catch (failure const& reason) {
            found.keys.clear();
            note_unreadable(path, reason);
        }
        return !found.keys.empty();
    }

    /// The file that the key of `found`, a certificate of `path`, came from; empty when there is none.
    std::filesystem::path find_key(std::filesystem::path const& path, contents& found)
    {
        if (!found.keys.empty())
            return path;
        auto const is_sibling = [&path](auto const& file) {
            return extension_of(file) == ".key" && file.stem() == path.stem();
        };
        for (bool const sibling : {true, false})
            for (auto const& file : files)
                if (is_sibling(file) == sibling &&
                    (extension_of(file) == ".key" || (extension_of(file) == ".pem" && file != path)) &&
                    take_key(file, found))
                    return file;
        return {};
    }

    std::shared_ptr<certificate_state const> run()
    {
        for (auto const& file : files) {
            auto found = look_into(file);
            if (!found)
                continue;
            auto const key_file = find_key(file, *found);
            if (key_file.empty()) {
                without_key += (without_key.empty() ? "" : ", ") + printable(file.filename().string(), 100);
                continue;
            }
            bool const encrypted = found->encrypted;
            auto state = pair(std::move(*found), "certificate file " + printable(file.string()));
            if (auto warning = mode_warning(key_file.string()); !encrypted && !warning.empty())
                state->warnings.push_back(std::move(warning));
            return state;
        }
        return nullptr;
    }
};

} // namespace cloud_governance::detail::certificates

namespace cloud_governance {

CLOUD_GOVERNANCE_DECL certificate
certificate::from_folder(std::string const& path, std::string_view thumbprint, secret_string const& password)
{
    using namespace detail::certificates;
    check_password(password);
    std::string const where = "certificate folder " + printable(path);
    folder_search search{normalised_thumbprint(thumbprint), password};
    std::error_code error;
    for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(entry->path(), ignored)) // follows links: mounted secrets are links
            search.files.push_back(entry->path());
    }
    if (error)
        refuse(where, "it cannot be read: " + error.message());
    std::sort(search.files.begin(), search.files.end());
    if (auto state = search.run())
        return certificate(std::move(state));
    std::string why = "no certificate with private key and thumbprint " + search.thumbprint + " among " +
                      std::to_string(search.looked_at) + " certificate files (*.pem, *.crt, *.cer, *.pfx, *.p12)";
    if (!search.without_key.empty())
        why += "; the certificate is in " + search.without_key + ", but its private key is nowhere in the folder";
    if (!search.unreadable.empty())
        why += "; could not be read: " + search.unreadable;
    refuse(where, std::move(why));
}

} // namespace cloud_governance
