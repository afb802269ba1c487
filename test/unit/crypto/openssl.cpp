#include <boost/test/unit_test.hpp>

#include <cloud_governance/crypto/detail/openssl.hpp>

#include <openssl/bio.h>

BOOST_AUTO_TEST_SUITE(crypto_openssl)

namespace cg = cloud_governance;

namespace {

int freed = 0;
void count_free(int* /*object*/) { ++freed; }

void queue_error(int reason, char const* data = nullptr)
{
    if (data != nullptr)
        ERR_raise_data(ERR_LIB_CRYPTO, reason, "%s", data);
    else
        ERR_raise(ERR_LIB_CRYPTO, reason);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_handle_frees_its_object_once)
{
    int object = 0;
    {
        cg::detail::unique_handle<int, count_free> first(&object);
        cg::detail::unique_handle<int, count_free> const second(std::move(first));
        BOOST_TEST(second.get() == &object);
    }
    BOOST_TEST(freed == 1);
    static_assert(sizeof(cg::detail::unique_handle<BIO, BIO_free>) == sizeof(BIO*));
}

BOOST_AUTO_TEST_CASE(draining_an_empty_queue_gives_no_text)
{
    ERR_clear_error();
    BOOST_TEST(cg::detail::drain_errors() == "");
}

BOOST_AUTO_TEST_CASE(draining_gives_three_different_reasons_and_empties_the_queue)
{
    queue_error(ERR_R_MALLOC_FAILURE);
    queue_error(ERR_R_MALLOC_FAILURE);
    queue_error(ERR_R_PASSED_NULL_PARAMETER);
    queue_error(ERR_R_INTERNAL_ERROR);
    queue_error(ERR_R_DISABLED);
    BOOST_TEST(cg::detail::drain_errors() == "malloc failure; passed a null parameter; internal error");
    BOOST_TEST(ERR_peek_error() == 0u);
}

BOOST_AUTO_TEST_CASE(data_of_an_error_is_added_unless_it_may_be_secret)
{
    queue_error(ERR_R_INTERNAL_ERROR, "pin=1234");
    BOOST_TEST(cg::detail::drain_errors(false) == "internal error");
    queue_error(ERR_R_INTERNAL_ERROR, "line\nbreak");
    BOOST_TEST(cg::detail::drain_errors() == "internal error (line\\x0abreak)");
}

BOOST_AUTO_TEST_SUITE_END()
