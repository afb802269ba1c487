#pragma once

#include <cloud_governance/error.hpp>
#include <cloud_governance/testing/fake_service.hpp>

#include <boost/json/value.hpp>

#include <iostream>
#include <string>
#include <string_view>

namespace quickstart {

inline void heading(std::string_view text) { std::cout << '\n' << text << '\n'; }

/// Prints what is known about a failed call.
inline void diagnosis(cloud_governance::error const& error)
{
    auto const line = [](std::string_view name, std::string_view value) {
        if (!value.empty())
            std::cout << "    " << name << std::string(18 - name.size(), ' ') << value << '\n';
    };
    auto const& known = error.diagnostics;
    line("code", error.code.message());
    line("operation", known.operation);
    line("HTTP status", known.http_status ? std::to_string(known.http_status) : "");
    line("OAuth error", known.oauth_error);
    line("description", known.oauth_error_description);
    line("detail", known.detail);
    line("cause", known.cause ? known.cause.message() : "");
    for (auto const& message : known.server_messages)
        line("server says", message);
    line("server request id", known.server_request_id);
    line("client request id", known.client_request_id);
    for (auto const& hint : known.hints)
        line("likely cause", hint);
}

/// Prints the requests that the fake service received.
class transcript {
public:
    explicit transcript(cloud_governance::testing::fake_service& service) : service_(service) {}

    /// Prints the requests received since the last call of this function.
    void show()
    {
        auto const requests = service_.requests();
        for (; shown_ < requests.size(); ++shown_) {
            auto const& request = requests[shown_];
            bool const api = request.side == cloud_governance::testing::service_side::api;
            std::cout << "  > " << (api ? "API      " : "identity ") << request.method << ' ' << request.target << '\n';
            if (auto const authorization = request.find("Authorization"))
                std::cout << "      Authorization: " << shortened(*authorization) << '\n';
            if (!api)
                show_form(request.body);
            else if (!request.body.empty())
                std::cout << "      " << request.body << '\n';
            if (request.target.ends_with("/.well-known/openid-configuration"))
                show_discovery_document();
        }
    }

private:
    void show_discovery_document() const
    {
        auto const document = service_.discovery_document();
        for (char const* const member : {"issuer", "token_endpoint"})
            std::cout << "  <   " << member << ": " << document.at(member).as_string().c_str() << '\n';
    }

    static void show_form(std::string_view form)
    {
        while (!form.empty()) {
            auto const end = form.find('&');
            std::cout << "      " << shortened(form.substr(0, end)) << '\n';
            form.remove_prefix(end == form.npos ? form.size() : end + 1);
        }
    }

    static std::string shortened(std::string_view text)
    {
        if (text.size() <= 100)
            return std::string(text);
        return std::string(text.substr(0, 60)) + "… (" + std::to_string(text.size()) + " characters)";
    }

    cloud_governance::testing::fake_service& service_;
    std::size_t shown_ = 0;
};

} // namespace quickstart
