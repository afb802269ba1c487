#pragma once

#include <concepts>
#include <string>
#include <utility>
#include <vector>

namespace client_benchmark {

/// A string, printed without quotes, or a number.
class cell {
public:
    cell(std::string value) : text(std::move(value)) {}
    cell(char const* value) : text(value) {}
    cell(double value) : number(value), is_number(true) {}
    cell(std::integral auto value) : cell(static_cast<double>(value)) {}

    std::string text;
    double number = 0;
    bool is_number = false;
};

/// A program's result: a table in Markdown for people, or one line of JSON for `collect.py`.
class table {
public:
    table(std::string name, std::vector<std::string> columns) : name_(std::move(name)), columns_(std::move(columns)) {}

    /// Adds a row with one cell per column.
    void add(std::vector<cell> row) { rows_.push_back(std::move(row)); }

    void print(bool as_json) const;

private:
    std::string name_;
    std::vector<std::string> columns_;
    std::vector<std::vector<cell>> rows_;
};

/// The command line of a program.
class arguments {
public:
    arguments(int count, char** values) : values_(values + 1, values + count) {}
    bool has(std::string const& name) const;
    /// The argument after `name`; `otherwise` if `name` is absent.
    std::string value(std::string const& name, std::string const& otherwise) const;
    /// As `value`, converted to a number; throws `std::invalid_argument` if it is not one.
    std::size_t number(std::string const& name, std::size_t otherwise) const;

private:
    std::vector<std::string> values_;
};

} // namespace client_benchmark
