#include "server.hpp"

#include <cloud_governance/testing/certificate_authority.hpp>

#include <climits>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace client_benchmark {
namespace {

namespace cg = cloud_governance;

std::string server_program()
{
    char path[PATH_MAX] = {};
    if (::readlink("/proc/self/exe", path, sizeof path - 1) < 0)
        throw std::runtime_error("/proc/self/exe cannot be read");
    std::string const own = path;
    return own.substr(0, own.rfind('/') + 1) + "benchmark_client_server";
}

} // namespace

server::server(keys wanted)
{
    int const file = ::memfd_create("benchmark", 0);
    void* memory = MAP_FAILED;
    if (file >= 0 && ::ftruncate(file, sizeof(control)) == 0)
        memory = ::mmap(nullptr, sizeof(control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
        throw std::runtime_error("no shared memory");
    shared_ = static_cast<control*>(memory);
    shared_->token_lifetime = 3600;

    cg::testing::certificate_authority const authority;
    authority_pem_ = authority.pem();
    cg::testing::certificate_key const kinds[] = {
        cg::testing::certificate_key::ec_p256, cg::testing::certificate_key::rsa_2048};
    for (std::size_t i = 0; i < (wanted == keys::ec ? 1 : 2); ++i) {
        cg::testing::certificate_settings settings;
        settings.key = kinds[i];
        settings.ip_addresses = {"127.0.0.1"};
        auto const made = authority.issue("CN=benchmark", settings);
        std::string const pem = made.certificate + made.private_key;
        if (pem.size() >= shared_->pem[i].size())
            throw std::runtime_error("the certificate is too long");
        std::memcpy(shared_->pem[i].data(), pem.data(), pem.size());
    }

    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0 || ::fcntl(ends[1], F_SETFD, 0) != 0)
        throw std::runtime_error("no pipe");
    std::string program = server_program();
    std::string descriptors[] = {std::to_string(file), std::to_string(ends[1])};
    char* arguments[] = {program.data(), descriptors[0].data(), descriptors[1].data(), nullptr};
    if (::posix_spawn(&process_, program.c_str(), nullptr, nullptr, arguments, environ) != 0)
        throw std::runtime_error(program + " cannot be started: build it, too");
    ::close(file);
    ::close(ends[1]);
    char ready = 0;
    bool const listening = ::read(ends[0], &ready, 1) == 1;
    ::close(ends[0]);
    if (!listening)
        throw std::runtime_error(program + " has ended");
}

server& server::running()
{
    static server one(keys::ec_and_rsa);
    return one;
}

server::~server()
{
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    ::munmap(shared_, sizeof(control));
}

cg::environment server::environment(listener api) const
{
    auto const url = [this](listener at) {
        return (at == plain ? "http://127.0.0.1:" : "https://127.0.0.1:") + std::to_string(shared_->ports[at]);
    };
    return cg::environment(url(api), url(ec_identity));
}

cg::client_options server::options() const
{
    cg::client_options options;
    // loading the system's authorities takes 24 ms for each client
    options.tls.use_system_trust = false;
    options.tls.trust_pem = authority_pem_;
    options.allow_http_on_loopback = true;
    return options;
}

} // namespace client_benchmark
