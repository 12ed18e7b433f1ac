#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "properties/fixtures.hpp"

// The bulk loop allocates nothing once it is warm. This file replaces the allocation functions of
// its whole program by counting ones; sanitizer builds keep theirs, and allocate each frame anew.

#ifndef INTERLEAVE_PLAIN_FRAMES

namespace {

/// Ready before the first allocation, which comes before any constructor of a global.
std::atomic<std::uint64_t>& allocations() {
  constinit static std::atomic<std::uint64_t> count = 0;
  return count;
}

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations();
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace interleave::properties {
namespace {

struct Subject {
  std::string_view variant;
  std::size_t profile = 0;
  sim::Strategy strategy = sim::Strategy::uniform;
};

class BulkRun : public testing::TestWithParam<Subject> {};

/// Warm is: these very runs have been made before.
TEST_P(BulkRun, allocates_nothing_once_it_is_warm) {
  Experiment experiment = experiment_of("assignments", GetParam().variant);
  experiment.profile = GetParam().profile;
  const auto runner = experiment.make_runner();
  const auto make_runs = [&] {
    for (std::uint64_t index = 0; index < 2'000; ++index) {
      run_seeded(*runner, {GetParam().strategy, 1, index});
    }
  };
  make_runs();
  const std::uint64_t before = allocations();
  make_runs();
  EXPECT_EQ(allocations() - before, 0U);
}

TEST(Allocation, is_counted) {
  const std::uint64_t before = allocations();
  const auto something = std::make_unique<int>(1);
  EXPECT_EQ(allocations() - before, 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Each, BulkRun,
    testing::Values(Subject{"production", sim::typical_profile, sim::Strategy::latency},
                    Subject{"production", sim::typical_profile, sim::Strategy::uniform},
                    Subject{"production", 0, sim::Strategy::uniform},
                    Subject{"as-found", sim::typical_profile, sim::Strategy::latency}));

}  // namespace
}  // namespace interleave::properties

#endif
