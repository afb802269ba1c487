#include <cloud_governance/core/detail/base64.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(core_base64)

namespace detail = cloud_governance::detail;

static std::vector<unsigned char> bytes(std::string_view text) { return {text.begin(), text.end()}; }

BOOST_AUTO_TEST_CASE(encodes_the_vectors_of_rfc_4648)
{
    BOOST_TEST(detail::base64_encode(bytes("")) == "");
    BOOST_TEST(detail::base64_encode(bytes("f")) == "Zg==");
    BOOST_TEST(detail::base64_encode(bytes("fo")) == "Zm8=");
    BOOST_TEST(detail::base64_encode(bytes("foobar")) == "Zm9vYmFy");
    BOOST_TEST(detail::base64url_encode("f") == "Zg");
    BOOST_TEST(detail::base64url_encode("\xfb\xff\xfe") == "-__-");
    BOOST_TEST(detail::base64_encode(bytes("\xfb\xff\xfe")) == "+//+");
}

BOOST_AUTO_TEST_CASE(encodes_a_basic_credential)
{
    BOOST_TEST(
        std::string_view(detail::base64_encode_wiped("ceb5e-1:jLMX%2Ba%2Fb%3D%3A%25%C3%A9")) ==
        "Y2ViNWUtMTpqTE1YJTJCYSUyRmIlM0QlM0ElMjUlQzMlQTk=");
}

BOOST_AUTO_TEST_CASE(encodes_the_thumbprint_of_the_vendor_guide)
{
    std::vector<unsigned char> const thumbprint = {0x23, 0xBA, 0x1F, 0xFD, 0x6E, 0x83, 0xB9, 0x25, 0x29, 0x31,
                                                   0x7F, 0x80, 0xB5, 0x5C, 0xFA, 0xDA, 0x00, 0x87, 0x7E, 0x4A};
    BOOST_TEST(detail::base64url_encode(thumbprint) == "I7of_W6DuSUpMX-AtVz62gCHfko");
}

BOOST_AUTO_TEST_CASE(what_is_encoded_decodes)
{
    std::vector<unsigned char> data;
    for (int size = 0; size < 300; ++size) {
        BOOST_TEST_REQUIRE(bool(detail::base64_decode(detail::base64_encode(data)) == data));
        BOOST_TEST_REQUIRE(bool(detail::base64url_decode(detail::base64url_encode(data)) == data));
        data.push_back(static_cast<unsigned char>(size * 37));
    }
}

BOOST_AUTO_TEST_CASE(only_the_canonical_text_decodes)
{
    for (char const* text :
         {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==\n", " Zg==", "Zm9v Zm9v", "Zm9vYmF-", "Zm9v\nYmF",
          "Zg==Zg==", "Zm\xc3\xa9"})
        BOOST_TEST(!detail::base64_decode(text), "base64 " << text);
    BOOST_TEST(!detail::base64_decode(std::string_view("Zm\0v", 4)));
    for (char const* text :
         {"Zg==", "Zh", "Zm9", "Z", "+//+", "ab+d", "ab/d", "Zm9v ", "Zm9v\n", "\nZm9v", "Zm9vYmF,", "Zm9v.Zm9v", "="})
        BOOST_TEST(!detail::base64url_decode(text), "base64url " << text);
    BOOST_TEST(bool(detail::base64url_decode("Zg") == bytes("f")));
    BOOST_TEST(detail::base64url_decode("")->empty());
}

BOOST_AUTO_TEST_SUITE_END()
