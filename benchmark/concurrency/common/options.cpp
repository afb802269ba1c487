#include "options.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace concurrency_benchmark {
namespace {

[[noreturn]] void refuse(std::string_view what, std::string_view name)
{
    std::fprintf(
        stderr, "%.*s: %.*s\n", static_cast<int>(what.size()), what.data(), static_cast<int>(name.size()), name.data());
    std::exit(2);
}

template <class Number>
void read_number(std::string_view name, std::string_view text, Number& out)
{
    auto const end = text.data() + text.size();
    auto const [at, error] = std::from_chars(text.data(), end, out);
    if (error != std::errc() || at != end)
        refuse("not a number", name);
}

} // namespace

options read_options(int argc, char** argv)
{
    options out;
    for (int at = 1; at < argc; at += 2) {
        std::string_view const name = argv[at];
        if (at + 1 == argc)
            refuse("a value is missing", name);
        std::string_view const value = argv[at + 1];
        if (name == "--mode")
            out.mode = value;
        else if (name == "--host")
            out.host = value;
        else if (name == "--port")
            read_number(name, value, out.port);
        else if (name == "--trust")
            out.trust = value;
        else if (name == "--base")
            out.base = value;
        else if (name == "--target")
            out.target = value;
        else if (name == "--token")
            out.token = value;
        else if (name == "--body")
            out.body = value;
        else if (name == "--calls")
            read_number(name, value, out.calls);
        else if (name == "--warm-up")
            read_number(name, value, out.warm_up);
        else if (name == "--in-flight")
            read_number(name, value, out.in_flight);
        else if (name == "--connections")
            read_number(name, value, out.connections);
        else
            refuse("unknown option", name);
    }
    if (out.port == 0 || out.target.empty() || out.in_flight == 0 || out.connections == 0)
        refuse("needed", "--port, --target; --in-flight and --connections over 0");
    return out;
}

} // namespace concurrency_benchmark
