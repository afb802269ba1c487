#include "table.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdio>

namespace client_benchmark {
namespace {

std::string text_of(boost::json::value const& cell)
{
    if (auto const* const text = cell.if_string())
        return {text->data(), text->size()};
    char out[64];
    double const number = cell.to_number<double>();
    bool const whole = number == static_cast<double>(static_cast<std::int64_t>(number));
    std::snprintf(out, sizeof out, whole ? "%.0f" : "%.2f", number);
    return out;
}

} // namespace

void table::print(bool as_json) const
{
    if (as_json) {
        boost::json::array rows;
        for (auto const& row : rows_) {
            boost::json::object out;
            for (std::size_t i = 0; i < columns_.size(); ++i)
                out[columns_[i]] = row[i];
            rows.push_back(std::move(out));
        }
        boost::json::object whole;
        whole["table"] = name_;
        whole["rows"] = std::move(rows);
        std::printf("%s\n", boost::json::serialize(whole).c_str());
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
        for (auto const& cell : row)
            line += ' ' + text_of(cell) + " |";
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
