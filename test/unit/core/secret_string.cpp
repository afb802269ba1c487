#include <cloud_governance/secret_string.hpp>

#include <cloud_governance/error.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <type_traits>
#include <unistd.h>
#if __has_include(<format>)
#include <format>
#endif

BOOST_AUTO_TEST_SUITE(core_secret_string)

namespace cg = cloud_governance;

static_assert(!std::is_copy_constructible_v<cg::secret_string>);
static_assert(!std::is_copy_assignable_v<cg::secret_string>);
static_assert(std::is_nothrow_move_constructible_v<cg::secret_string>);
template <class T>
concept printable_to_a_stream = requires(std::ostream& out, T const& value) { out << value; };
static_assert(!printable_to_a_stream<cg::secret_string>);
static_assert(printable_to_a_stream<std::string>);
static_assert(!std::is_convertible_v<cg::secret_string, std::string>);
static_assert(!std::is_convertible_v<cg::secret_string, std::string_view>);
#ifdef __cpp_lib_format
static_assert(!std::is_default_constructible_v<std::formatter<cg::secret_string, char>>);
#endif

BOOST_AUTO_TEST_CASE(holds_its_text)
{
    cg::secret_string secret("jLMX+a/b=:%\xc3\xa9");
    BOOST_TEST(secret.expose() == "jLMX+a/b=:%\xc3\xa9");
    BOOST_TEST(secret.clone().expose() == secret.expose());
    cg::secret_string taken(std::move(secret));
    BOOST_TEST(secret.empty());
    BOOST_TEST(taken.size() == 13u);
    taken = cg::secret_string("other");
    BOOST_TEST(taken.expose() == "other");
}

BOOST_AUTO_TEST_CASE(wipe_overwrites)
{
    char bytes[] = "CANARY";
    cg::wipe(bytes, sizeof bytes);
    for (char c : bytes)
        BOOST_TEST(c == 0);
}

BOOST_AUTO_TEST_CASE(a_missing_variable_is_named)
{
    ::unsetenv("CLOUD_GOVERNANCE_TEST_ABSENT");
    BOOST_CHECK_EXCEPTION(cg::secret_from_env("CLOUD_GOVERNANCE_TEST_ABSENT"), cg::failure, [](cg::failure const& e) {
        return e.code() == cg::errc::invalid_argument &&
               e.diagnostics().detail.find("CLOUD_GOVERNANCE_TEST_ABSENT") != std::string::npos;
    });
    ::setenv("CLOUD_GOVERNANCE_TEST_PRESENT", "value", 1);
    BOOST_TEST(cg::secret_from_env("CLOUD_GOVERNANCE_TEST_PRESENT").expose() == "value");
}

BOOST_AUTO_TEST_CASE(a_file_that_others_can_read_is_refused)
{
    auto const path =
        std::filesystem::temp_directory_path() / ("cloud_governance_secret_" + std::to_string(::getpid()));
    std::ofstream(path) << "from a file\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    BOOST_TEST(cg::secret_from_file(path.string()).expose() == "from a file");
    std::filesystem::permissions(path, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
    BOOST_CHECK_THROW(cg::secret_from_file(path.string()), cg::failure);
    std::filesystem::remove(path);
}

BOOST_AUTO_TEST_SUITE_END()
