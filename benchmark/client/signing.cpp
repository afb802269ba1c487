// Client assertions, compared with OpenSSL's signature alone, of the same bytes with the same key; the two take turns.

#include "process_time.hpp"

#include <cloud_governance/identity/client_assertion.hpp>
#include <cloud_governance/testing/make_certificate.hpp>

#include <benchmark/benchmark.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace {

using namespace client_benchmark;
namespace cg = cloud_governance;

class context_deleter {
public:
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using context_pointer = std::unique_ptr<EVP_MD_CTX, context_deleter>;

context_pointer make_context(EVP_PKEY* key, bool pss)
{
    context_pointer context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* of_key = nullptr;
    if (EVP_DigestSignInit_ex(context.get(), &of_key, "SHA256", nullptr, nullptr, key, nullptr) != 1 ||
        (pss && (EVP_PKEY_CTX_set_rsa_padding(of_key, RSA_PKCS1_PSS_PADDING) <= 0 ||
                 EVP_PKEY_CTX_set_rsa_pss_saltlen(of_key, RSA_PSS_SALTLEN_DIGEST) <= 0)))
        throw std::runtime_error("OpenSSL cannot sign");
    return context;
}

void sign(EVP_MD_CTX* context, std::string_view text)
{
    unsigned char out[512];
    std::size_t size = sizeof out;
    if (EVP_DigestSign(context, out, &size, reinterpret_cast<unsigned char const*>(text.data()), text.size()) != 1)
        throw std::runtime_error("OpenSSL cannot sign");
    benchmark::DoNotOptimize(out);
}

void assertion(benchmark::State& state, cg::signature_algorithm algorithm)
{
    bool const ec = algorithm == cg::signature_algorithm::es256;
    cg::testing::certificate_settings settings;
    settings.key = ec ? cg::testing::certificate_key::ec_p256 : cg::testing::certificate_key::rsa_2048;
    auto const certificate = cg::testing::make_certificate("CN=benchmark", settings);
    cg::identity::assertion_claims claims("ceb5e7a0-benchmark", "https://identity.example/connect/token");
    claims.username = "someone@contoso.com";
    claims.algorithm = algorithm;
    std::string const example = cg::identity::make_client_assertion(certificate, claims);
    auto const input = std::string_view(example).substr(0, example.rfind('.'));
    auto* const key = cg::detail::certificate_access::private_key(certificate);
    bool const pss = algorithm == cg::signature_algorithm::ps256;
    auto const kept = make_context(key, pss);

    double ours = 0, raw = 0, copied = 0;
    bool first = true;
    for (auto _ : state) {
        double const before = ours;
        auto const timed = [](double& sum, auto const& work) {
            double const begin = process_seconds();
            work();
            sum += process_seconds() - begin;
        };
        auto const make = [&] {
            auto const made = cg::identity::make_client_assertion(certificate, claims);
            benchmark::DoNotOptimize(made.data());
        };
        auto const sign_alone = [&] { sign(make_context(key, pss).get(), input); };
        // the first of the two has cache misses for OpenSSL's code and tables, so they alternate
        if (first)
            timed(ours, make);
        timed(raw, sign_alone);
        if (!first)
            timed(ours, make);
        timed(copied, [&] {
            context_pointer const copy(EVP_MD_CTX_new());
            EVP_MD_CTX_copy_ex(copy.get(), kept.get());
            sign(copy.get(), input);
        });
        first = !first;
        state.SetIterationTime(ours - before);
    }
    double const rounds = static_cast<double>(state.iterations());
    state.counters["assertions_per_s"] = rounds / ours;
    state.counters["raw_evp_per_s"] = rounds / raw;
    state.counters["raw_evp_copied_context_per_s"] = rounds / copied;
    state.counters["ratio"] = raw / ours;
    state.counters["ratio_to_copied_context"] = copied / ours;
}

} // namespace

BENCHMARK_CAPTURE(assertion, RS256, cg::signature_algorithm::rs256)->UseManualTime();
BENCHMARK_CAPTURE(assertion, PS256, cg::signature_algorithm::ps256)->UseManualTime();
BENCHMARK_CAPTURE(assertion, ES256, cg::signature_algorithm::es256)->UseManualTime();
