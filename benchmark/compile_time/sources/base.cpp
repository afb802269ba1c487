// Headers that every user of this library includes anyway: the base of the ratios.
#include <boost/asio/awaitable.hpp>
#include <boost/json.hpp>
#include <boost/uuid/uuid.hpp>

int main() {}
