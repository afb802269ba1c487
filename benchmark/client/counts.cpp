// Number of allocations of a warm small call:
//   benchmark_counts [--json]          a table
//   benchmark_counts --check FILE      fails when a figure is larger than the file says
//   benchmark_counts --record FILE     writes the file
// The record was made with GCC 12 and Boost 1.81, optimised; with other versions the figures are only reported.

#include "../service_reply.hpp"
#include "allocations.hpp"
#include "calls.hpp"
#include "table.hpp"

#include <cloud_governance/json/decode.hpp>

#include <boost/version.hpp>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>

namespace {

using namespace client_benchmark;
namespace cg = cloud_governance;
namespace asio = boost::asio;

constexpr std::size_t calls = 1000;

class measured {
public:
    std::string name;
    double own = 0;
    double openssl = 0;
};

/// Makes the calls one after the other on an open connection.
template <class Calls>
measured measure(std::string name, Calls const& run)
{
    constexpr std::size_t few = 200;
    run(few); // opens the connection
    auto const cost = [&run](std::size_t count) {
        auto const own = own_heap();
        auto const openssl = openssl_heap();
        run(count);
        return std::pair((own_heap() - own).allocations, (openssl_heap() - openssl).allocations);
    };
    // the difference of two runs, so that allocations of the run itself do not count
    auto const [own_of_few, openssl_of_few] = cost(few);
    auto const [own_of_all, openssl_of_all] = cost(few + calls);
    measured out;
    out.own = static_cast<double>(own_of_all - own_of_few) / calls;
    out.openssl = static_cast<double>(openssl_of_all - openssl_of_few) / calls;
    out.name = std::move(name);
    return out;
}

std::vector<measured> measure_all()
{
    std::vector<measured> all;
    server from(server::keys::ec);
    std::pair<char const*, listener> const listeners[] = {{"plain", plain}, {"tls", ec}};
    std::pair<char const*, work> const works[] = {
        {"send", work::send}, {"exchange", work::exchange}, {"approve", work::approve}};
    for (auto const& [transport, where] : listeners)
        for (auto const& [name, what] : works) {
            asio::io_context io(1);
            auto const client = make_client(io, from, where, from.options());
            all.push_back(measure(std::string(transport) + " " + name, [&, what = what](std::size_t count) {
                run_calls(io, client, what, count);
            }));
        }
    return all;
}

/// Allocations of the decoded task itself: its strings, counted by copying it.
double model_allocations()
{
    auto const task = cg::json::decode<cg::model::api_task>(service_reply::task).value();
    auto const before = own_heap();
    auto const copy = task;
    return static_cast<double>((own_heap() - before).allocations) + 0 * copy.allow_edit.has_value();
}

bool comparable()
{
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
    return __GNUC__ == 12 && BOOST_VERSION / 100 == 1081;
#else
    return false;
#endif
}

int check(std::vector<measured> const& all, std::string const& path)
{
    std::map<std::string, double> recorded;
    std::ifstream file(path);
    std::string transport, what;
    for (double own = 0; file >> transport >> what >> own;)
        recorded[transport + " " + what] = own;
    int status = 0;
    for (auto const& each : all) {
        auto const found = recorded.find(each.name);
        if (found == recorded.end() || each.own > found->second + 0.01) {
            std::fprintf(
                stderr, "%s: %.2f allocations a call, recorded are %.2f\n", each.name.c_str(), each.own,
                found == recorded.end() ? std::nan("") : found->second);
            status = comparable() ? 1 : 0;
        }
    }
    return status;
}

} // namespace

int main(int count, char** values)
try {
    arguments const told(count, values);
    auto const all = measure_all();
    table out("Allocations of a warm small call", {"call", "own", "OpenSSL's", "of these the model's"});
    for (auto const& each : all)
        out.add({each.name, each.own, each.openssl, each.name.ends_with("send") ? model_allocations() : 0.0});
    out.print(told.has("--json"));
    if (auto const path = told.value("--record", ""); !path.empty()) {
        std::ofstream file(path);
        for (auto const& each : all)
            file << each.name << ' ' << each.own << '\n';
    }
    auto const path = told.value("--check", "");
    return path.empty() ? 0 : check(all, path);
}
catch (std::exception const& reason) {
    std::fprintf(stderr, "%s\n", reason.what());
    return 1;
}
