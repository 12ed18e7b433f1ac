#include "sim/phases.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Duration;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

/// A run in which the last action comes at a time of the test's choice, and nothing else happens.
/// Notes the phases as "settled at 3600", in seconds.
class Play final : public PhaseHandler {
 public:
  explicit Play(const Phases::Options& options)
      : lab_({.storm_end = options.storm_end}), phases_(lab_.scheduler(), *this, options) {}

  const std::vector<std::string>& last_action_at(Duration time) {
    lab_.replay(Strategy::latency, {});
    phases_.start();
    lab_.on_fired = [this](Rank, std::uint32_t) { phases_.on_last_action(); };
    lab_.set_timer(0, time);
    noted_.clear();
    lab_.run();
    return noted_;
  }
  void on_settled() override {
    note("settled");
    quiet_ = lab_.scheduler().settling();
  }
  void on_probed() override { note("probed"); }

  [[nodiscard]] Time storm_end() { return lab_.scheduler().storm_end(); }
  /// Whether people and faults were quiet when settling was over.
  [[nodiscard]] bool quiet() const { return quiet_; }

 private:
  void note(const std::string& phase) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(lab_.scheduler().now().time_since_epoch());
    noted_.push_back(phase + " at " + std::to_string(seconds.count()));
  }

  Lab lab_;
  Phases phases_;
  std::vector<std::string> noted_;
  bool quiet_ = false;
};

TEST(Phases, the_storm_outlasts_the_last_action_then_comes_settling_then_the_probe) {
  Play play({.settling = 1h, .probe = 10min});
  // 30 s + 120 s of storm + 3600 s; 600 s more.
  EXPECT_THAT(play.last_action_at(30s), ElementsAre("settled at 3750", "probed at 4350"));
  EXPECT_EQ(play.storm_end(), Time{150s});
  EXPECT_TRUE(play.quiet());
}

TEST(Phases, a_run_without_a_probe_is_over_when_it_has_settled) {
  Play play({.settling = 1h});
  EXPECT_THAT(play.last_action_at(0s), ElementsAre("settled at 3720"));
}

TEST(Phases, without_settling_the_storm_goes_on_until_nothing_is_left_to_happen) {
  Play play({.probe = 10min});
  EXPECT_THAT(play.last_action_at(30s), IsEmpty());
  EXPECT_EQ(play.storm_end(), Time::max());
}

TEST(Phases, a_storm_whose_end_is_given_ends_then_whenever_the_last_action_comes) {
  Play play({.storm_end = 1000s, .settling = 1h, .probe = 10min});
  for (const Duration last : {30s, 999s, 1500s}) {
    EXPECT_THAT(play.last_action_at(last), ElementsAre("settled at 4600", "probed at 5200"));
    EXPECT_EQ(play.storm_end(), Time{1000s});
  }
}

TEST(Phases, a_storm_whose_end_is_given_ends_without_any_action) {
  Play play({.storm_end = 1000s, .settling = 1h});
  EXPECT_THAT(play.last_action_at(2h), ElementsAre("settled at 4600"));
}

TEST(Phases, a_storm_whose_end_is_given_may_be_all_there_is) {
  Play play({.storm_end = 1000s, .probe = 10min});
  EXPECT_THAT(play.last_action_at(30s), IsEmpty());
}

TEST(Phases, the_phases_of_a_new_run_are_its_own) {
  Play play({.settling = 1h, .probe = 10min});
  play.last_action_at(500s);
  EXPECT_THAT(play.last_action_at(30s), ElementsAre("settled at 3750", "probed at 4350"));
}

}  // namespace
}  // namespace interleave::sim
