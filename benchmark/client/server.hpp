#pragma once

#include "control.hpp"

#include <cloud_governance/client/client_options.hpp>
#include <cloud_governance/environment.hpp>

#include <string>
#include <sys/types.h>

namespace client_benchmark {

/// The server, in a process of its own; ends with this object.
class server {
public:
    /// Which certificates there are; making an RSA key takes seconds under valgrind.
    enum class keys { ec, ec_and_rsa };

    /// Starts the program `benchmark_client_server`, which lies beside this one, with fresh certificates. The listeners
    /// `rsa` and `rsa_full` are for `ec_and_rsa` only.
    explicit server(keys wanted);
    ~server();
    server(server const&) = delete;
    server& operator=(server const&) = delete;

    control& shared() { return *shared_; }

    /// The API behind one listener, and the identity service.
    cloud_governance::environment environment(listener api) const;
    /// The library's defaults, with trust in this server.
    cloud_governance::client_options options() const;

    /// The one that a program's benchmarks share; a server of its own for each would make an RSA key each time.
    static server& running();

private:
    control* shared_;
    std::string authority_pem_;
    pid_t process_ = -1;
};

} // namespace client_benchmark
