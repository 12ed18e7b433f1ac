#include "model/history.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace interleave::model {
namespace {

TEST(History, every_step_has_a_name_of_its_own) {
  std::set<std::string> names;
  const auto last = static_cast<int>(Step::alerted);
  for (int step = 0; step <= last; ++step) names.insert(name_of(static_cast<Step>(step)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(last) + 1);
  EXPECT_FALSE(names.contains("unknown"));
  EXPECT_EQ(name_of(Step::alerted), "alerted");
}

}  // namespace
}  // namespace interleave::model
