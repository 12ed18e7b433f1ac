#pragma once

#include <algorithm>
#include <cstddef>

#include <boost/container/static_vector.hpp>

namespace interleave::model {

/// A list of at most `capacity` values that never allocates. Its capacity is a named limit: the
/// code that fills it checks `full` first and reports the limit as an outcome.
template <class Value, std::size_t capacity>
using List = boost::container::static_vector<Value, capacity>;

template <class Value, std::size_t capacity>
[[nodiscard]] constexpr bool full(const List<Value, capacity>& list) {
  return list.size() == capacity;
}

/// Removes every value for which the predicate holds; the others keep their order.
template <class Value, std::size_t capacity, class Predicate>
void remove_if(List<Value, capacity>& list, const Predicate& predicate) {
  list.erase(std::remove_if(list.begin(), list.end(), predicate), list.end());
}

}  // namespace interleave::model
