#pragma once

#include "control.hpp"

#include <cloud_governance/client/client_options.hpp>
#include <cloud_governance/environment.hpp>

#include <string>
#include <sys/types.h>

namespace client_benchmark {

/// The server, in a separate process that ends with this object.
class server {
public:
    /// The certificates to make; an RSA key takes seconds under valgrind.
    enum class keys { ec, ec_and_rsa };

    /// Starts the program `benchmark_client_server` from this program's folder, with new certificates. The listeners
    /// `rsa` and `rsa_full` exist with `ec_and_rsa` only.
    explicit server(keys wanted);
    ~server();
    server(server const&) = delete;
    server& operator=(server const&) = delete;

    control& shared() { return *shared_; }

    /// The environment of one listener: the API and the identity service.
    cloud_governance::environment environment(listener api) const;
    /// The library's defaults, trusting this server.
    cloud_governance::client_options options() const;

    /// The server that all benchmarks of a program share; a server for each would make an RSA key each time.
    static server& running();

private:
    control* shared_;
    std::string authority_pem_;
    pid_t process_ = -1;
};

} // namespace client_benchmark
