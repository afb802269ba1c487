#include "pages.hpp"
#include "members.hpp"

#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

namespace codec_benchmark {
namespace {

namespace cg = cloud_governance;

/// Gives the same numbers on every platform, unlike the distributions of <random>.
class numbers {
public:
    std::uint32_t below(std::uint32_t limit)
    {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::uint32_t>((state_ >> 33) % limit);
    }

private:
    std::uint64_t state_ = 20250825;
};

// typical texts of a list: words, names, addresses, and sometimes a character that must be escaped
constexpr std::array<std::string_view, 12> texts = {
    "Active",
    "Approve the request of the project Apollo for a site collection",
    "Adele Vance",
    "adele.vance@contoso.onmicrosoft.com",
    "https://contoso.sharepoint.com/sites/project-apollo",
    "i:0#.f|membership|adele.vance@contoso.onmicrosoft.com",
    "Confidential \\ internal use",
    "Budget \"2025\" of the region EMEA",
    "Zo\xC3\xAB M\xC3\xBCller",
    "Sales, Marketing;Finance",
    "Pending approval",
    "7f1b6a3e-3d0c-4a61-9a1f-0c5b8a0d7e11;b6a0b9a4-53c2-4b4f-8d1c-2f4ee3a5c6d7"};

class filler {
public:
    filler(numbers& random, unsigned absent_of_ten) : random_(random), absent_of_ten_(absent_of_ten) {}

    template <class Member>
    void operator()(std::string_view name, Member& member)
    {
        using value_type = std::remove_cvref_t<decltype(*member)>;
        if (name != "id" && random_.below(10) < absent_of_ten_)
            return;
        value_type value{};
        fill(value);
        member = std::move(value);
    }

private:
    void fill(std::string& value) { value = texts[random_.below(texts.size())]; }
    void fill(bool& value) { value = random_.below(2) == 1; }
    void fill(std::int32_t& value) { value = static_cast<std::int32_t>(random_.below(100'000)); }
    void fill(std::int64_t& value) { value = static_cast<std::int64_t>(random_.below(1'000'000)) * 1'048'576; }
    void fill(double& value) { value = static_cast<double>(random_.below(1'000'000)) / 128; }
    void fill(cg::uuid& value)
    {
        for (auto& byte : value)
            byte = static_cast<std::uint8_t>(random_.below(256));
    }
    void fill(cg::date_time& value)
    {
        value = cg::date_time_from_unix(1'700'000'000 + random_.below(60'000'000)) +
                cg::date_time::duration(random_.below(4) == 0 ? 0 : random_.below(10'000'000));
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    void fill(Enum& value)
    {
        value = static_cast<Enum>(random_.below(8));
    }
    template <class Row>
    void fill(std::vector<Row>& rows)
    {
        rows.resize(1 + random_.below(3));
        for (auto& row : rows)
            for_each_member(row, filler(random_, 1));
    }

    numbers& random_;
    unsigned absent_of_ten_;
};

/// Writes JSON independently, so that the measured code does not produce its own input.
class writer {
public:
    template <class Model>
        requires std::is_class_v<Model>
    void write(Model const& model)
    {
        char next = '{';
        for_each_member(model, [&](std::string_view name, auto const& member) {
            out += next;
            next = ',';
            write(name);
            out += ':';
            if (member.has_value())
                write(*member);
            else
                out += "null";
        });
        out += '}';
    }

    std::string out;

private:
    void write(std::string_view text)
    {
        out += '"';
        for (char c : text) {
            if (c == '"' || c == '\\')
                out += '\\';
            out += c;
        }
        out += '"';
    }
    void write(std::string const& text) { write(std::string_view(text)); }
    void write(bool value) { out += value ? "true" : "false"; }
    void write(cg::uuid const& value) { write(cg::to_string(value)); }
    void write(cg::date_time value) { write(cg::to_string(value)); }
    template <class Number>
        requires std::integral<Number> || std::floating_point<Number>
    void write(Number value)
    {
        char buffer[40];
        out.append(buffer, std::to_chars(buffer, buffer + sizeof(buffer), value).ptr);
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    void write(Enum value)
    {
        write(static_cast<std::int32_t>(value));
    }
    template <class Row>
    void write(std::vector<Row> const& rows)
    {
        char next = '[';
        for (auto const& row : rows) {
            out += next;
            next = ',';
            write(row);
        }
        out += rows.empty() ? "[]" : "]";
    }
};

template <class Page>
Page filled_page(std::size_t rows, unsigned absent_of_ten)
{
    numbers random;
    Page page;
    auto& list = page.value.emplace();
    list.resize(rows);
    for (auto& row : list)
        for_each_member(row, filler(random, absent_of_ten));
    page.next_token = "eyJza2lwIjoxMDB9";
    return page;
}

template <class Page>
std::string written_page(Page const& page)
{
    writer to;
    to.write(page);
    return to.out;
}

} // namespace

template <>
model::task_list_page_result make_page(std::size_t rows)
{
    return filled_page<model::task_list_page_result>(rows, 1);
}

template <>
model::workspace_grid_model_page_result make_page(std::size_t rows)
{
    return filled_page<model::workspace_grid_model_page_result>(rows, 4);
}

template <>
std::string text_of(model::task_list_page_result const& page)
{
    return written_page(page);
}

template <>
std::string text_of(model::workspace_grid_model_page_result const& page)
{
    return written_page(page);
}

} // namespace codec_benchmark
