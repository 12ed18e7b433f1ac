#include <array>
#include <set>

#include <gtest/gtest.h>

#include "properties/explore.hpp"
#include "sim/happens_before.hpp"

// The search among events that have to wait for others, as timers do.

namespace interleave::properties {
namespace {

/// One event that writes what is about its key.
struct Event {
  std::uint64_t id = 0;
  std::uint32_t key = 0;
  std::uint64_t waits_for = 0;  ///< another one's id; 0: it is ready from the start
};

/// Two about key 0, the second of which is a timer that waits for one of the three about key 1.
constexpr std::array<Event, 5> events{{{1, 0, 0}, {2, 0, 3}, {3, 1, 0}, {4, 1, 0}, {5, 1, 0}}};

class Player final : public Explorable {
 public:
  [[nodiscard]] sim::Choices& choices() override { return choices_; }
  void restart() override {
    order_.reset();
    fired_.clear();
  }
  void list_waiting(std::vector<sim::Waiting>& waiting) override {
    waiting.clear();
    for (const Event& event : events) {
      if (fired_.contains(event.id)) continue;
      const bool ready = event.waits_for == 0 || fired_.contains(event.waits_for);
      waiting.push_back({event.id, key_of(event).keys(), ready});
    }
  }
  sim::Footprint fire(std::uint64_t id, model::Time) override {
    fired_.insert(id);
    order_.begin(id);
    order_.touch({{}, key_of(events.at(id - 1))});
    order_.note(id);
    return order_.touched();
  }
  [[nodiscard]] std::uint64_t fingerprint() const override { return order_.fingerprint(); }
  [[nodiscard]] bool possible() const override { return true; }

 private:
  static sim::ResourceSet key_of(const Event& event) { return {sim::Resource::order, event.key}; }

  sim::Choices choices_;
  sim::HappensBefore order_;
  std::set<std::uint64_t> fired_;
};

std::set<std::uint64_t> classes(bool reduce) {
  Player player;
  std::set<std::uint64_t> found;
  explore(player, {reduce}, [&] {
    found.insert(player.fingerprint());
    return true;
  });
  return found;
}

TEST(ExploreWaiting, what_becomes_ready_by_an_event_of_another_key_still_comes_before_its_rival) {
  const std::set<std::uint64_t> all = classes(false);
  EXPECT_EQ(all.size(), 12U);  // two orders of key 0, six of key 1
  EXPECT_EQ(classes(true), all);
}

}  // namespace
}  // namespace interleave::properties
