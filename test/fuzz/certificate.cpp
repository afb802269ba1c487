// Certificates and keys in PEM, DER and PFX: damaged ones are refused with a reason, others can be written and used.

#include "fuzz.hpp"

#include <cloud_governance/certificate.hpp>

#include <openssl/err.h>

#include <vector>

namespace {

namespace cg = cloud_governance;
using fuzz::require;

constexpr std::string_view password = "p4ss~word";

cg::certificate load(fuzz::input input, cg::secret_string const& given)
{
    switch (input.choose(4)) {
    case 0:
        return cg::certificate::from_pem(input.rest(), given);
    case 1: {
        auto const first = input.take_until('#');
        return cg::certificate::from_pem_and_key(first, input.rest(), given);
    }
    case 2: {
        auto const text = input.rest();
        return cg::certificate::from_pfx({reinterpret_cast<unsigned char const*>(text.data()), text.size()}, given);
    }
    default:
        return cg::certificate::with_signer(
            input.rest(), [](cg::signature_algorithm, std::string_view) { return std::vector<unsigned char>(64); });
    }
}

void check_loaded(cg::certificate const& loaded)
{
    require(!loaded.empty() && loaded.key_kind() != cg::key_kind::none, "what was loaded has a key");
    require(loaded.key_bits() >= 256, "the key is strong");
    require(loaded.thumbprint_sha1().size() == 40 && loaded.thumbprint_sha256().size() == 64, "it has thumbprints");
    require(!loaded.x5c().empty(), "it has a certificate");
    auto const algorithm = loaded.default_algorithm();
    require(loaded.supports(algorithm), "its algorithm fits");
    for (auto const& warning : loaded.warnings())
        fuzz::require_message(warning);

    auto const again = cg::certificate::with_signer(
        loaded.to_pem(), [](cg::signature_algorithm, std::string_view) { return std::vector<unsigned char>(); });
    require(
        again.thumbprint_sha256() == loaded.thumbprint_sha256() && again.subject() == loaded.subject() &&
            again.not_before() == loaded.not_before() && again.not_after() == loaded.not_after(),
        "written and read, it is the same");
    try {
        require(!loaded.sign(algorithm, "input").empty(), "a signature has bytes");
        require(loaded.has_local_key(), "a signer's bytes are no signature");
    }
    catch (cg::failure const& reason) {
        require(reason.code() == cg::errc::signing_failed, "signing fails with its own error");
        fuzz::require_message(reason.error());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    fuzz::input input(data, size);
    cg::secret_string const given(input.choose(2) == 0 ? std::string_view() : password);
    ERR_clear_error();
    try {
        auto const loaded = load(input, given);
        require(ERR_peek_error() == 0, "OpenSSL's error queue is left empty");
        check_loaded(loaded);
    }
    catch (cg::failure const& reason) {
        require(reason.code() == cg::errc::invalid_certificate, "a refusal has its own error");
        fuzz::require_message(reason.error());
        require(std::string_view(reason.what()).find(password) == std::string_view::npos, "the password is not shown");
    }
    require(ERR_peek_error() == 0, "OpenSSL's error queue is left empty");
    return 0;
}
