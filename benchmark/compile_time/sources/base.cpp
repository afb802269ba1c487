// What every program of this library's users includes anyway: the measure of the others.
#include <boost/asio/awaitable.hpp>
#include <boost/json.hpp>
#include <boost/uuid/uuid.hpp>

int main() {}
