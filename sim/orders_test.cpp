#include "sim/orders.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Author;
using model::Cause;
using model::Duration;
using model::IntentEffect;
using model::JobId;
using model::OrderId;
using model::OrderVerb;
using model::Time;
using reconciler::Guard;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

/// Everything that a judge would hear of one run.
class Diary {
 public:
  template <class What>
  struct Note {
    Time at{};
    What what;
  };
  struct Fault {
    sim::Fault fault{};
    std::optional<OrderId> order;
  };

  void on_references(bool honoured) { references.push_back(honoured); }
  void on_disabled(Time until) { disabled.push_back(until); }
  void on_commit(Time at, const model::AttikCommit& commit) { attik.push_back({at, commit}); }
  void on_commit(Time at, const model::IntentCommit& commit) { intents.push_back({at, commit}); }
  void on_commit(Time at, const model::OrderCommit& commit) { orders.push_back({at, commit}); }
  void on_skipped(Time at, JobId job) { skipped.push_back({at, job}); }
  void on_wire(Time at, const model::OrderRequest& request) { wire.push_back({at, request}); }
  void on_reply(Time, const model::OrderRequest&, const model::OrderReply&) {}
  void on_reply(Time at, const model::IntentRequest& request, const model::IntentReply&) {
    store.push_back({at, request});
  }
  void on_answer(Time at, const model::Answer& answer) { answers.push_back({at, answer}); }
  void on_announced(Time, JobId job, std::uint32_t) { announced.push_back(job); }
  void on_asked(Time at, JobId job) { asked.push_back({at, job}); }
  void on_fault(Time over, sim::Fault fault, std::optional<OrderId> order) {
    faults.push_back({over, {fault, order}});
  }
  void on_crash(Time, std::uint8_t) {}
  void on_overlap(JobId job) { overlaps.push_back(job); }
  void on_echo_overlap(JobId) {}
  void on_probe(Time at) { probes.push_back(at); }

  /// What was done to orders after the start, in words.
  [[nodiscard]] std::vector<std::string> changes() const {
    std::vector<std::string> all;
    for (const auto& note : orders) {
      if (note.what.author != Author::start) all.push_back(describe(note.what));
    }
    return all;
  }
  /// The job as its latest commit shows it.
  [[nodiscard]] model::Job job(std::uint8_t number) const {
    const auto found = std::find_if(attik.rbegin(), attik.rend(), [&](const auto& note) {
      return note.what.job.id == JobId{number};
    });
    return found == attik.rend() ? model::Job() : found->what.job;
  }
  /// What happened to the alerts of job 1.
  [[nodiscard]] std::vector<Note<model::IntentCommit>> alerts() const {
    std::vector<Note<model::IntentCommit>> all;
    std::ranges::copy_if(intents, std::back_inserter(all), [](const auto& note) {
      return note.what.effect >= IntentEffect::alerted && note.what.job == JobId{1};
    });
    return all;
  }
  [[nodiscard]] std::vector<IntentEffect> alert_effects() const {
    std::vector<IntentEffect> all;
    for (const auto& note : alerts()) all.push_back(note.what.effect);
    return all;
  }

  std::vector<bool> references;
  std::vector<Time> disabled;
  std::vector<Note<model::AttikCommit>> attik;
  std::vector<Note<model::IntentCommit>> intents;
  std::vector<Note<model::OrderCommit>> orders;
  std::vector<Note<JobId>> skipped;
  std::vector<Note<model::OrderRequest>> wire;
  std::vector<Note<model::IntentRequest>> store;
  std::vector<Note<model::Answer>> answers;
  std::vector<JobId> announced;
  std::vector<Note<JobId>> asked;
  std::vector<Note<Fault>> faults;
  std::vector<JobId> overlaps;
  std::vector<Time> probes;
};

using World = Orders<Diary>;

/// The rest is as usual.
World::Options options_of(OrdersVariant variant, const OrdersOptions& scenario = {}) {
  World::Options options;
  options.variant = variant;
  options.scenario = scenario;
  return options;
}
World::Options production(const OrdersOptions& scenario = {}) {
  return options_of(OrdersVariant::production, scenario);
}
World::Options without(Guard guard) {
  World::Options options = options_of(OrdersVariant::adjustable);
  options.guards = options.guards.without(guard);
  return options;
}

/// One world that is run again and again.
class Play {
 public:
  explicit Play(const World::Options& options = production()) : world_(choices_, diary_, options) {}

  /// A calm run but for these decisions. The first action comes at 600 s, and each of the others,
  /// unless it is given a gap, 600 s after the one before.
  const Diary& replayed(const std::vector<Decision>& decisions) {
    choices_.replay(decisions);
    return run(Strategy::latency);
  }
  const Diary& seeded(std::uint64_t seed, Strategy strategy) {
    choices_.seed(seed);
    return run(strategy);
  }

  [[nodiscard]] const Scheduler& scheduler() const { return world_.scheduler(); }
  [[nodiscard]] const Choices& choices() const { return choices_; }
  model::History* history = nullptr;

 private:
  const Diary& run(Strategy strategy) {
    diary_ = {};
    world_.start(strategy, history);
    world_.scheduler().run();
    EXPECT_EQ(world_.scheduler().limit_reached(), "");
    return diary_;
  }

  Choices choices_;
  Diary diary_;
  World world_;
};

Decision action(std::uint32_t slot, OrdersAction kind) {
  return {{Site::action_kind, action_cause(slot)}, static_cast<Outcome>(kind)};
}
Decision gap(std::uint32_t slot, Duration after) {
  return {{Site::action_gap, action_cause(slot)}, after.count()};
}
Decision target(std::uint32_t slot, Outcome back) {
  return {{Site::action_target, action_cause(slot)}, back};
}
/// Job 1 is there from the start, with order 1.
const Decision job_1_is_there{{Site::scenario, job_cause(JobId{1})}, 1};
const Decision references_are_ignored{{Site::scenario, model::run_root.child(4, 0xff)}, 1};
Decision starts(SyncStart start) {
  return {{Site::scenario, model::run_root.child(4, 0xfe)}, static_cast<Outcome>(start)};
}

// ---- A calm run ----

TEST(Orders, a_booked_job_gets_one_order_and_its_id_is_stored) {
  Play play;
  const Diary& diary = play.replayed({action(0, OrdersAction::book)});
  EXPECT_THAT(diary.changes(), ElementsAre("order 1: made for job 1, A, day 3 09:00"));
  EXPECT_EQ(diary.orders.back().what.order.reference, (model::Reference{JobId{1}, 0}));
  EXPECT_GT(diary.orders.back().at, Time{600s});
  EXPECT_LT(diary.orders.back().at, Time{601s});
  EXPECT_EQ(diary.job(1).order, OrderId{1});
  EXPECT_EQ(diary.job(1).generation, 2U);  // saved twice in a row
  EXPECT_THAT(diary.alerts(), IsEmpty());
  EXPECT_THAT(diary.faults, IsEmpty());
}

TEST(Orders, the_sync_as_found_makes_two_of_a_job_that_is_saved_twice) {
  Play play(options_of(OrdersVariant::as_found));
  const Diary& diary = play.replayed({action(0, OrdersAction::book)});
  EXPECT_THAT(diary.changes(), ElementsAre("order 1: made for job 1, A, day 3 09:00",
                                           "order 5: made for job 1, A, day 3 09:00"));
  EXPECT_EQ(diary.job(1).order, OrderId{5});  // the first is an orphan
}

TEST(Orders, a_run_starts_with_a_native_job_and_perhaps_one_that_has_its_order) {
  Play play;
  const Diary& bare = play.replayed({});
  ASSERT_THAT(bare.attik, SizeIs(1));
  EXPECT_EQ(bare.job(0).created, model::Creation::spectora);
  EXPECT_EQ(bare.job(0).order, OrderId{0});
  EXPECT_THAT(bare.changes(), IsEmpty());
  const Diary& both = play.replayed({job_1_is_there});
  ASSERT_THAT(both.attik, SizeIs(2));
  EXPECT_EQ(both.job(1).created, model::Creation::attik);
  EXPECT_EQ(both.job(1).order, OrderId{1});
  ASSERT_THAT(both.orders, SizeIs(2));
  EXPECT_EQ(both.orders[1].what.order.event, wanted_event(both.job(1)));
  EXPECT_THAT(both.changes(), IsEmpty());
}

TEST(Orders, a_cancel_cancels_the_order_and_staff_need_not_know) {
  Play play;
  const Diary& diary = play.replayed({job_1_is_there, action(0, OrdersAction::cancel)});
  EXPECT_THAT(diary.changes(), ElementsAre("order 1: cancelled"));
  EXPECT_TRUE(diary.job(1).cancelled);
  // What is owed is written with the cancel, and is settled long before staff would see it.
  const auto alerts = diary.alerts();
  ASSERT_THAT(diary.alert_effects(),
              ElementsAre(IntentEffect::alerted, IntentEffect::alert_closed));
  EXPECT_EQ(alerts[0].at, Time{600s});
  EXPECT_EQ(alerts[0].what.from, Time{900s});
  EXPECT_EQ(alerts[0].what.run, action_cause(0));
  EXPECT_LT(alerts[1].at, Time{900s});
}

TEST(Orders, how_soon_staff_know_of_a_cancel_is_an_option) {
  Play play(production({.known_within_s = 60}));
  const Diary& diary = play.replayed({job_1_is_there, action(0, OrdersAction::cancel)});
  EXPECT_EQ(diary.alerts().front().what.from, Time{660s});
}

TEST(Orders, nobody_owes_anything_for_a_cancel_but_the_core_that_keeps_it) {
  const auto alerts = [](const World::Options& options) {
    Play play(options);
    return play.replayed({job_1_is_there, action(0, OrdersAction::cancel)}).alerts().size();
  };
  EXPECT_EQ(alerts(options_of(OrdersVariant::as_found)), 0U);
  EXPECT_EQ(alerts(options_of(OrdersVariant::adjustable)), 2U);
  EXPECT_EQ(alerts(without(Guard::obligation)), 0U);
}

TEST(Orders, a_job_that_is_reinstated_gets_another_order) {
  Play play;
  const Diary& diary =
      play.replayed({action(0, OrdersAction::book), action(1, OrdersAction::cancel),
                     action(2, OrdersAction::cancel)});
  EXPECT_THAT(diary.changes(),
              ElementsAre("order 1: made for job 1, A, day 3 09:00", "order 1: cancelled",
                          "order 5: made for job 1, A, day 3 09:00"));
  EXPECT_EQ(diary.orders.back().what.order.reference, (model::Reference{JobId{1}, 1}));
  EXPECT_FALSE(diary.job(1).cancelled);
  EXPECT_EQ(diary.job(1).order, OrderId{5});
}

TEST(Orders, an_edit_moves_the_order) {
  Play play;
  const Decision far_and_later{{Site::action_change, action_cause(0)}, 3};
  const Diary& diary =
      play.replayed({job_1_is_there, action(0, OrdersAction::edit), far_and_later});
  EXPECT_THAT(diary.changes(), ElementsAre("order 1: event at day 3 10:00 with C"));
}

TEST(Orders, whoever_asks_for_a_sync_is_answered) {
  Play play;
  const Diary& diary = play.replayed({job_1_is_there, action(0, OrdersAction::sync)});
  ASSERT_THAT(diary.asked, SizeIs(1));
  EXPECT_EQ(diary.asked.front().at, Time{600s});
  EXPECT_EQ(diary.asked.front().what, JobId{1});
  ASSERT_THAT(diary.answers, SizeIs(1));
  EXPECT_EQ(diary.answers.front().what.job, JobId{1});
  EXPECT_EQ(diary.answers.front().what.verdict, model::Verdict::in_step);
  EXPECT_THAT(diary.changes(), IsEmpty());
}

TEST(Orders, a_cancel_before_the_id_is_stored_is_skipped_as_found_and_kept_in_production) {
  // Whoever books cancels 1 ms later.
  const std::vector<Decision> decisions{action(0, OrdersAction::book),
                                        action(1, OrdersAction::cancel), gap(1, 1ms)};
  Play found(options_of(OrdersVariant::as_found));
  const Diary& lost = found.replayed(decisions);
  ASSERT_THAT(lost.skipped, SizeIs(1));
  EXPECT_EQ(lost.skipped.front().what, JobId{1});
  EXPECT_THAT(lost.alerts(), IsEmpty());
  Play kept;
  const Diary& diary = kept.replayed(decisions);
  EXPECT_THAT(diary.skipped, IsEmpty());
  EXPECT_THAT(diary.alert_effects(),
              ElementsAre(IntentEffect::alerted, IntentEffect::alert_closed));
}

TEST(Orders, the_remedies_warn_at_once_later_or_never) {
  const auto told = [](OrdersVariant variant) {
    Play play(options_of(variant));
    std::vector<std::int64_t> seconds;
    for (const auto& note : play.replayed({action(0, OrdersAction::book),
                                           action(1, OrdersAction::cancel), gap(1, 1ms)})
                                .alerts()) {
      const auto after = std::chrono::floor<std::chrono::seconds>(note.at - Time{600s});
      seconds.push_back(after.count());
    }
    return seconds;
  };
  EXPECT_THAT(told(OrdersVariant::warning_only), ElementsAre(0));
  EXPECT_THAT(told(OrdersVariant::follow_up), ElementsAre(15 * 60));
  EXPECT_THAT(told(OrdersVariant::retry_only), IsEmpty());
}

// ---- Whom an action is about ----

TEST(Orders, an_action_is_about_the_latest_job_or_one_before_it) {
  const auto edited = [](Outcome back) {
    Play play;
    const Diary& diary =
        play.replayed({job_1_is_there, action(0, OrdersAction::book), action(1, OrdersAction::book),
                       action(2, OrdersAction::edit), target(2, back)});
    return diary.attik.back().what.by_sync ? JobId::none() : diary.attik.back().what.job.id;
  };
  EXPECT_EQ(edited(0), JobId{3});
  EXPECT_EQ(edited(1), JobId{2});
  EXPECT_EQ(edited(2), JobId{1});
  EXPECT_EQ(edited(3), native_job);
}

TEST(Orders, what_is_not_for_a_native_job_is_done_to_one_of_attik) {
  Play play;
  const Diary& diary =
      play.replayed({job_1_is_there, action(0, OrdersAction::cancel), target(0, 3)});
  EXPECT_TRUE(diary.job(1).cancelled);
  EXPECT_FALSE(diary.job(0).cancelled);
}

TEST(Orders, without_a_job_of_attik_there_is_nothing_to_cancel) {
  Play play;
  const Diary& diary = play.replayed({action(0, OrdersAction::cancel), target(0, 1)});
  EXPECT_THAT(diary.attik, SizeIs(1));
}

TEST(Orders, an_edit_of_a_native_job_is_left_to_the_native_path) {
  Play play;
  const Diary& diary = play.replayed({action(0, OrdersAction::edit), target(0, 3)});
  EXPECT_EQ(diary.job(0).primary(), model::InspectorId{1});
  // The change itself starts nothing; the sweep finds the job half an hour after the start.
  ASSERT_FALSE(diary.wire.empty());
  for (const auto& note : diary.wire) {
    EXPECT_GE(note.at, Time{30min});
    EXPECT_EQ(note.what.issuer, model::Issuer::spectora_native);
  }
}

TEST(Orders, no_more_jobs_are_booked_than_the_scenario_has) {
  const auto jobs = [](std::int64_t most) {
    Play play(production({.jobs = most}));
    std::vector<Decision> decisions;
    for (std::uint32_t slot = 0; slot < 6; ++slot) {
      decisions.push_back(action(slot, OrdersAction::book));
    }
    return play.replayed(decisions).changes().size();
  };
  EXPECT_EQ(jobs(1), 1U);
  EXPECT_EQ(jobs(3), 3U);
}

TEST(Orders, no_more_is_done_than_there_are_actions) {
  Play play(production({.actions = 1}));
  const Diary& diary =
      play.replayed({action(0, OrdersAction::book), action(1, OrdersAction::cancel)});
  EXPECT_FALSE(diary.job(1).cancelled);
}

// ---- Client references ----

TEST(Orders, whether_client_references_count_is_an_option_or_drawn) {
  const auto honoured = [](ClientReferences option, const std::vector<Decision>& decisions) {
    Play play(production({.client_references = static_cast<std::int64_t>(option)}));
    const Diary& diary = play.replayed(decisions);
    EXPECT_THAT(diary.references, SizeIs(1));
    return diary.references.front();
  };
  EXPECT_TRUE(honoured(ClientReferences::either, {}));
  EXPECT_FALSE(honoured(ClientReferences::either, {references_are_ignored}));
  EXPECT_TRUE(honoured(ClientReferences::honoured, {references_are_ignored}));
  EXPECT_FALSE(honoured(ClientReferences::ignored, {}));
}

TEST(Orders, a_post_that_is_sent_again_makes_a_second_order_where_references_are_ignored) {
  // For a mutant that sends it again when its reply was lost.
  const auto orders = [](const std::vector<Decision>& drawn) {
    Play play(without(Guard::reread_after_timeout));
    std::vector<Decision> decisions = drawn;
    decisions.push_back(action(0, OrdersAction::book));
    const Diary& calm = play.replayed(decisions);
    const auto post = std::ranges::find(calm.wire, OrderVerb::post_order,
                                        [](const auto& note) { return note.what.verb; });
    decisions.push_back(
        {{Site::reply_fault, post->what.cause()}, static_cast<Outcome>(ReplyVerdict::lost)});
    const Diary& diary = play.replayed(decisions);
    return std::ranges::count(diary.orders, model::OrderEffect::created, [](const auto& note) {
      return note.what.author == Author::start ? model::OrderEffect::cancelled : note.what.effect;
    });
  };
  EXPECT_EQ(orders({}), 1);
  EXPECT_EQ(orders({references_are_ignored}), 2);
}

// ---- Bad starts ----

TEST(Orders, while_the_sync_is_switched_off_nothing_is_sent_and_then_all_is_made_up_for) {
  Play play;
  const Diary& diary = play.replayed({starts(SyncStart::disabled), action(0, OrdersAction::book)});
  EXPECT_THAT(diary.disabled, ElementsAre(Time{40min}));
  EXPECT_EQ(diary.attik[1].at, Time{600s});
  EXPECT_THAT(diary.changes(), ElementsAre("order 1: made for job 1, A, day 3 09:00"));
  EXPECT_GT(diary.wire.front().at, Time{40min});
  EXPECT_LT(diary.orders.back().at, Time{41min});
  // Staff were told meanwhile, and are not at the end.
  ASSERT_GE(diary.alerts().size(), 2U);
  EXPECT_LT(diary.alerts().front().at, Time{40min});
  EXPECT_EQ(diary.alert_effects().back(), IntentEffect::alert_closed);
}

TEST(Orders, a_key_that_is_refused_from_the_start_is_told_as_a_fault_of_all_orders) {
  Play play;
  const Diary& diary = play.replayed({starts(SyncStart::failing), action(0, OrdersAction::book)});
  ASSERT_THAT(diary.faults, SizeIs(1));
  EXPECT_EQ(diary.faults.front().at, Time{});
  EXPECT_EQ(diary.faults.front().what.fault, Fault::key_revoked);
  EXPECT_EQ(diary.faults.front().what.order, std::nullopt);
  EXPECT_THAT(diary.changes(), IsEmpty());
  EXPECT_FALSE(diary.wire.empty());
  EXPECT_THAT(diary.alert_effects(), ElementsAre(IntentEffect::alerted));
  EXPECT_THAT(diary.disabled, IsEmpty());
}

TEST(Orders, staff_take_over_what_an_alert_tells_them) {
  Play play;
  const Diary& diary =
      play.replayed({starts(SyncStart::failing), job_1_is_there, action(0, OrdersAction::cancel),
                     action(1, OrdersAction::sync)});
  EXPECT_THAT(diary.asked, IsEmpty());
  ASSERT_FALSE(diary.alerts().empty());
  EXPECT_EQ(diary.alerts().back().what.effect, IntentEffect::acknowledged);
  EXPECT_EQ(diary.alerts().back().at, Time{1200s});
  EXPECT_EQ(diary.alerts().back().what.run, action_cause(1));
}

TEST(Orders, a_scenario_may_have_no_bad_starts) {
  for (const SyncStart start : {SyncStart::disabled, SyncStart::failing}) {
    Play play(production({.bad_starts = 0}));
    const Diary& diary = play.replayed({starts(start), action(0, OrdersAction::book)});
    EXPECT_THAT(diary.disabled, IsEmpty());
    EXPECT_THAT(diary.faults, IsEmpty());
    EXPECT_THAT(diary.changes(), SizeIs(1));
    EXPECT_THAT(play.choices().unused(), SizeIs(1));  // nobody has asked
  }
}

// ---- Phases ----

constexpr Duration bound = settling_bound(OrdersOptions());

TEST(Orders, the_core_is_probed_when_settling_is_over_and_has_ten_minutes_for_it) {
  Play play;
  const Diary& diary = play.replayed({action(0, OrdersAction::book)});
  const Time settled = Time{600s} + Phases::storm_tail + bound;
  EXPECT_THAT(diary.probes, ElementsAre(settled));
  EXPECT_EQ(play.scheduler().now(), settled + 10min);
  // It looks at the job once more, and finds it as it is to be.
  EXPECT_GT(diary.wire.back().at, settled);
  EXPECT_EQ(diary.wire.back().what.verb, OrderVerb::find_orders);
  EXPECT_THAT(diary.changes(), SizeIs(1));
}

TEST(Orders, a_historical_sync_is_stopped_when_settling_is_over) {
  // This one goes on for ever, for the id that it waits for is never stored.
  Play play(options_of(OrdersVariant::retry_only));
  const std::vector<Decision> decisions{action(0, OrdersAction::book),
                                        action(1, OrdersAction::cancel), gap(1, 1ms)};
  std::vector<Decision> refused = decisions;
  refused.push_back(starts(SyncStart::failing));
  const Diary& diary = play.replayed(refused);
  EXPECT_THAT(diary.probes, IsEmpty());
  const Time settled = Time{600s + 1ms} + Phases::storm_tail + bound;
  EXPECT_LE(play.scheduler().now(), settled);
  EXPECT_GT(diary.store.back().at, settled - 1min - 1s);
}

TEST(Orders, a_storm_whose_end_is_given_ends_the_actions_too) {
  World::Options options = production();
  options.scheduler.storm_end = 1000s;
  Play play(options);
  const Diary& diary =
      play.replayed({action(0, OrdersAction::book), action(1, OrdersAction::cancel)});
  EXPECT_THAT(diary.probes, ElementsAre(Time{1000s} + bound));
  EXPECT_FALSE(diary.job(1).cancelled);  // that would have been at 1200 s
}

TEST(Orders, where_the_stream_delivers_nothing_the_sweep_finds_the_job) {
  const auto made = [](std::int64_t source, std::int64_t sweep) {
    Play play(production({.sweep = sweep, .source = source}));
    const Diary& diary = play.replayed({action(0, OrdersAction::book)});
    const bool before_probe =
        !diary.changes().empty() && diary.orders.back().at < diary.probes.front();
    return before_probe ? std::optional(diary.orders.back().at) : std::nullopt;
  };
  EXPECT_LT(made(1, 1), Time{601s});
  ASSERT_TRUE(made(0, 1).has_value());
  EXPECT_GT(made(0, 1), Time{601s});
  EXPECT_EQ(made(0, 0), std::nullopt);
}

// ---- The same choices are the same run ----

/// Every variant, under a bad day.
std::vector<World::Options> worlds() {
  std::vector<World::Options> all;
  for (const OrdersVariant variant :
       {OrdersVariant::as_found, OrdersVariant::warning_only, OrdersVariant::follow_up,
        OrdersVariant::retry_only, OrdersVariant::production, OrdersVariant::adjustable}) {
    all.push_back(options_of(variant));
    all.back().faults = fault_profiles[typical_profile];
  }
  return all;
}

TEST(Orders, the_same_seed_is_the_same_run_and_another_is_another) {
  for (const World::Options& options : worlds()) {
    for (const Strategy strategy : strategies) {
      std::vector<std::uint64_t> hashes;
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Play once(options);
        Play again(options);
        once.seeded(seed, strategy);
        again.seeded(seed, strategy);
        hashes.push_back(once.scheduler().trace_hash());
        EXPECT_EQ(once.scheduler().trace_hash(), again.scheduler().trace_hash());
        EXPECT_EQ(once.scheduler().fingerprint(), again.scheduler().fingerprint());
      }
      std::ranges::sort(hashes);
      EXPECT_EQ(std::ranges::adjacent_find(hashes), hashes.end());
    }
  }
}

TEST(Orders, a_world_that_has_run_before_is_as_good_as_a_new_one) {
  for (const World::Options& options : worlds()) {
    Play used(options);
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      used.seeded(seed, Strategy::uniform);
      Play fresh(options);
      fresh.seeded(seed, Strategy::uniform);
      EXPECT_EQ(used.scheduler().trace_hash(), fresh.scheduler().trace_hash()) << seed;
      EXPECT_EQ(used.scheduler().events(), fresh.scheduler().events()) << seed;
    }
  }
}

TEST(Orders, a_bad_start_is_over_with_its_run) {
  const std::vector<Decision> book{action(0, OrdersAction::book)};
  Play fresh;
  fresh.replayed(book);
  for (const SyncStart start : {SyncStart::disabled, SyncStart::failing}) {
    Play used;
    used.replayed({starts(start), references_are_ignored, book.front()});
    used.replayed(book);
    EXPECT_EQ(used.scheduler().trace_hash(), fresh.scheduler().trace_hash());
  }
}

TEST(Orders, a_run_that_is_told_in_words_is_the_same_run) {
  for (const World::Options& options : worlds()) {
    Play silent(options);
    Play telling(options);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      silent.seeded(seed, Strategy::latency);
      model::History history;
      telling.history = &history;
      telling.seeded(seed, Strategy::latency);
      EXPECT_FALSE(history.empty());
      EXPECT_EQ(silent.scheduler().trace_hash(), telling.scheduler().trace_hash()) << seed;
    }
  }
}

}  // namespace
}  // namespace interleave::sim
