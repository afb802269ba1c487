#include "table.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace client_benchmark {
namespace {

std::string text_of(cell const& one, bool quoted)
{
    if (!one.is_number)
        return quoted ? '"' + one.text + '"' : one.text;
    char out[64];
    bool const whole = one.number == static_cast<double>(static_cast<std::int64_t>(one.number));
    std::snprintf(out, sizeof out, whole ? "%.0f" : "%.3f", one.number);
    return out;
}

} // namespace

void table::print(bool as_json) const
{
    if (as_json) {
        std::string out = "{\"table\": \"" + name_ + "\", \"rows\": [";
        for (auto const& row : rows_) {
            out += &row == &rows_.front() ? "{" : ", {";
            for (std::size_t i = 0; i < columns_.size(); ++i)
                out += (i == 0 ? "\"" : ", \"") + columns_[i] + "\": " + text_of(row[i], true);
            out += '}';
        }
        std::printf("%s]}\n", out.c_str());
        return;
    }
    std::string line = "|", under = "|";
    for (auto const& column : columns_) {
        line += ' ' + column + " |";
        under += "---|";
    }
    std::printf("%s\n\n%s\n%s\n", name_.c_str(), line.c_str(), under.c_str());
    for (auto const& row : rows_) {
        line = "|";
        for (auto const& one : row)
            line += ' ' + text_of(one, false) + " |";
        std::printf("%s\n", line.c_str());
    }
    std::printf("\n");
}

bool arguments::has(std::string const& name) const
{
    return std::find(values_.begin(), values_.end(), name) != values_.end();
}

std::string arguments::value(std::string const& name, std::string const& otherwise) const
{
    auto const at = std::find(values_.begin(), values_.end(), name);
    return at == values_.end() || at + 1 == values_.end() ? otherwise : *(at + 1);
}

std::size_t arguments::number(std::string const& name, std::size_t otherwise) const
{
    return std::stoul(value(name, std::to_string(otherwise)));
}

} // namespace client_benchmark
