// The server of the benchmarks: one thread, epoll, in a separate process, so that time and memory of the other process
// are the client's alone. Started by `server`, with the descriptors of the shared memory and of a pipe.

#include "server_connection.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>

namespace {

using namespace client_benchmark;

void require(bool holds, char const* what)
{
    if (!holds)
        throw std::runtime_error(what);
}

SSL_CTX* make_context(char const* pem, bool sessions)
{
    SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (!sessions)
        SSL_CTX_set_num_tickets(context, 0);
    BIO* const bio = BIO_new_mem_buf(pem, -1);
    X509* const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    require(
        SSL_CTX_use_certificate(context, certificate) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1, "certificate");
    X509_free(certificate);
    EVP_PKEY_free(key);
    BIO_free(bio);
    return context;
}

class event_loop {
public:
    explicit event_loop(control& shared) : shared_(shared), events_(::epoll_create1(0))
    {
        for (std::size_t i = 0; i < listeners; ++i)
            listen(i);
        contexts_[ec] = contexts_[ec_identity] = make_context(shared.pem[0].data(), true);
        contexts_[ec_full] = make_context(shared.pem[0].data(), false);
        if (shared.pem[1][0] == '\0')
            return;
        contexts_[rsa] = make_context(shared.pem[1].data(), true);
        contexts_[rsa_full] = make_context(shared.pem[1].data(), false);
    }

    /// `ready` is one end of a pipe; a byte is written to it when the ports are known.
    void run(int ready)
    {
        replies const answers(shared_);
        require(::write(ready, "", 1) == 1, "the benchmark has gone");
        ::close(ready);
        while (true) {
            epoll_event found[64];
            int const count = ::epoll_wait(events_, found, 64, held_ > 0 ? 1 : -1);
            for (int i = 0; i < count; ++i) {
                int const socket = found[i].data.fd;
                auto const at = std::find(sockets_.begin(), sockets_.end(), socket);
                if (at != sockets_.end())
                    accept(socket, contexts_[static_cast<std::size_t>(at - sockets_.begin())], answers);
                else
                    serve(socket);
            }
            if (held_ > 0 && shared_.hold == 0)
                release();
        }
    }

private:
    void listen(std::size_t which)
    {
        int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        require(
            ::bind(socket, any, size) == 0 && ::listen(socket, 4096) == 0 && ::getsockname(socket, any, &size) == 0,
            "listen");
        shared_.ports[which] = ntohs(address.sin_port);
        sockets_[which] = socket;
        watch(socket);
    }

    void watch(int socket)
    {
        epoll_event wanted = {};
        wanted.events = EPOLLIN;
        wanted.data.fd = socket;
        require(::epoll_ctl(events_, EPOLL_CTL_ADD, socket, &wanted) == 0, "epoll_ctl");
    }

    void accept(int from, SSL_CTX* context, replies const& answers)
    {
        int socket = -1;
        while ((socket = ::accept4(from, nullptr, nullptr, SOCK_NONBLOCK)) >= 0) {
            int const on = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            connections_[socket] = std::make_unique<server_connection>(socket, context, shared_, answers);
            watch(socket);
        }
    }

    void serve(int socket)
    {
        auto const found = connections_.find(socket);
        auto& connection = *found->second;
        bool const before = connection.holds();
        bool const lives = connection.on_readable();
        held_ += connection.holds() && lives;
        held_ -= before;
        if (!lives)
            connections_.erase(found);
    }

    void release()
    {
        for (auto const& [socket, connection] : connections_)
            if (connection->holds())
                connection->release(); // a broken connection becomes readable
        held_ = 0;
        for (auto const& [socket, connection] : connections_)
            held_ += connection->holds();
    }

    control& shared_;
    int events_;
    std::array<int, listeners> sockets_ = {};
    std::array<SSL_CTX*, listeners> contexts_ = {};
    std::unordered_map<int, std::unique_ptr<server_connection>> connections_;
    std::size_t held_ = 0;
};

} // namespace

int main(int count, char** arguments)
try {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // an interrupted benchmark leaves no server behind
    ::signal(SIGPIPE, SIG_IGN);
    require(count == 3, "benchmark_client_server is started by the benchmarks");
    void* const memory =
        ::mmap(nullptr, sizeof(control), PROT_READ | PROT_WRITE, MAP_SHARED, std::atoi(arguments[1]), 0);
    require(memory != MAP_FAILED, "mmap");
    event_loop(*static_cast<control*>(memory)).run(std::atoi(arguments[2]));
}
catch (std::exception const& reason) {
    std::fprintf(stderr, "server: %s\n", reason.what());
    return 1;
}
