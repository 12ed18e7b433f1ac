#include "sim/network.hpp"

#include <cstdint>
#include <ostream>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconciler/spectora_client.hpp"
#include "reconciler/task.hpp"
#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::Duration;
using model::SpectoraVerb;
using model::Status;
using model::Time;
using reconciler::SpectoraClient;
using reconciler::Task;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

// Every leg of these tests takes 1 ms unless a decision says more.
constexpr LinkOptions link{.base = 1ms, .typical = 4ms, .latency_max = 30s};
constexpr Duration patience = 10s;
constexpr Duration for_ever{};

/// A request that took effect: when, which one, and whether its client still waited.
struct Effect {
  Time at{};
  Cause request;
  bool awaited = false;

  friend bool operator==(const Effect&, const Effect&) = default;
  friend std::ostream& operator<<(std::ostream& stream, const Effect& effect) {
    return stream << (effect.awaited ? "awaited at " : "late at ")
                  << effect.at.time_since_epoch().count();
  }
};

/// A reply that a client went on with.
struct Answer {
  Time at{};
  Status status = Status::ok;

  friend bool operator==(const Answer&, const Answer&) = default;
  friend std::ostream& operator<<(std::ostream& stream, const Answer& answer) {
    return stream << static_cast<int>(answer.status) << " at "
                  << answer.at.time_since_epoch().count();
  }
};

/// A service that does nothing and says so.
class Desk {
 public:
  using Request = model::SpectoraRequest;
  using Reply = model::SpectoraReply;
  static constexpr std::string_view place = "desk";
  static constexpr Actor actor = Actor::spectora;
  static constexpr Status unreachable = Status::unreachable;
  static constexpr Status timed_out = Status::timed_out;
  static constexpr Status unreadable = Status::unreadable;

  explicit Desk(Machine& machine) : machine_(machine) {}

  bool apply(const Request&, Cause request, bool awaited, Reply& reply) {
    effects.push_back({machine_.now(), request, awaited});
    reply.status = Status::ok;
    return true;
  }
  static Footprint touches(const Request&) { return {}; }
  RequestVerdict judge_request(Cause request) {
    return machine_.faults().judge<RequestVerdict>(machine_.choices(), FaultSite::request, request);
  }
  ReplyVerdict judge_reply(Cause request) {
    return machine_.faults().judge<ReplyVerdict>(machine_.choices(), FaultSite::reply, request);
  }
  void on_sent(const Request& request) { sent.push_back(request.cause()); }
  void on_reply(const Request&, const Reply& reply) {
    replies.push_back({machine_.now(), reply.status});
  }
  void on_fault(Fault fault, const Request&, Time over) { faults.push_back({over, fault, {}}); }

  std::vector<Cause> sent;
  std::vector<Effect> effects;
  std::vector<Answer> replies;
  std::vector<Recorder::FaultNote> faults;

 private:
  Machine& machine_;
};

/// One worker that sends requests to the desk.
class Office {
 public:
  explicit Office(const std::vector<Decision>& decisions = {})
      : desk(machine), network(machine.scheduler(), desk, machine.process(), link) {
    machine.decide(decisions);
    machine.on_death = [this] { kill(); };
  }

  /// The same, as a client of its own.
  void send(Duration timeout = patience) {
    const SpectoraClient::Options options{.run = run_of(sent_++), .timeout = timeout};
    clients_.push_back(ask(network, options, machine, answers));
    clients_.back().start();
  }
  /// Whoever waits is gone.
  void kill() { clients_.clear(); }

  /// The name of the request that is sent so many requests after the first.
  static Cause request(std::uint32_t number = 0) {
    return run_of(number).child(static_cast<std::uint32_t>(SpectoraVerb::list_assignments), 0);
  }

  /// Sends a request and notes how it is answered.
  static Task<> ask(reconciler::SpectoraPort& port, SpectoraClient::Options options,
                    const Machine& machine, std::vector<Answer>& answers) {
    SpectoraClient client(port, options);
    const model::OrderId order{1};
    const model::SpectoraReply& reply = co_await client.list_assignments(order);
    answers.push_back({machine.now(), reply.status});
  }

  Machine machine;
  Desk desk;
  Network<Desk> network;
  std::vector<Answer> answers;

 private:
  static Cause run_of(std::uint32_t number) { return Cause{500 + number}; }
  std::vector<Task<>> clients_;
  std::uint32_t sent_ = 0;
};

template <class Verdict>
Decision decided(Site site, Verdict verdict, std::uint32_t number = 0) {
  return {{site, Office::request(number)}, static_cast<Outcome>(verdict)};
}
Decision on_the_way(RequestVerdict verdict) { return decided(Site::request_fault, verdict); }
Decision on_the_way_back(ReplyVerdict verdict) { return decided(Site::reply_fault, verdict); }

/// What the process does when the reply arrives; a pause lasts 1 ms and that much more.
Decision at_arrival(ProcessVerdict verdict) { return decided(Site::process_fault, verdict); }
Decision pause_of(Duration more) { return {{Site::pause, Office::request()}, more.count()}; }

/// Something else reaches the process, which then stands still for 1 ms and that much more.
constexpr Cause knock{9};
std::vector<Decision> knock_pauses(Duration more) {
  return {{{Site::process_fault, knock}, static_cast<Outcome>(ProcessVerdict::pause)},
          {{Site::pause, knock}, more.count()}};
}

Time at(Duration since_start) { return Time(since_start); }
Effect awaited(Duration when, std::uint32_t number = 0) {
  return {at(when), Office::request(number), true};
}
Effect late(Duration when, std::uint32_t number = 0) {
  return {at(when), Office::request(number), false};
}
Answer answered(Duration when, Status status) { return {at(when), status}; }

// ---- There and back ----

TEST(Network, a_request_takes_effect_after_one_leg_and_is_answered_after_another) {
  Office office;
  office.send();
  EXPECT_THAT(office.desk.sent, ElementsAre(Office::request()));
  EXPECT_THAT(office.desk.effects, IsEmpty());
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, ElementsAre(awaited(1ms)));
  EXPECT_THAT(office.answers, ElementsAre(answered(2ms, Status::ok)));
  EXPECT_EQ(office.desk.replies, office.answers);
  EXPECT_THAT(office.desk.faults, IsEmpty());
}

TEST(Network, each_leg_takes_as_long_as_was_decided) {
  Office office({{{Site::request_delay, Office::request()}, 300},
                 {{Site::reply_delay, Office::request()}, 5}});
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, ElementsAre(awaited(1300us)));
  EXPECT_THAT(office.answers, ElementsAre(answered(2305us, Status::ok)));
}

TEST(Network, requests_overtake_each_other) {
  Office office({{{Site::request_delay, Office::request(0)}, 300}});
  office.send();
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, ElementsAre(awaited(1ms, 1), awaited(1300us, 0)));
}

TEST(Network, without_faults_no_client_is_kept_waiting_until_it_gives_up) {
  // Delays are drawn with a mean of 30 s, three times the patience, and cut off.
  for (const Strategy strategy : strategies) {
    Office office;
    constexpr LinkOptions slow{.base = 1ms, .typical = 30s, .latency_max = 60s};
    Network<Desk> network(office.machine.scheduler(), office.desk, office.machine.process(), slow);
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      office.machine.choices().seed(seed);
      office.machine.scheduler().reset(strategy, nullptr);
      std::vector<Task<>> clients;
      office.answers.clear();
      for (std::uint32_t i = 0; i < 3; ++i) {
        clients.push_back(Office::ask(network, {.run = Cause{i}, .timeout = patience},
                                      office.machine, office.answers));
        clients.back().start();
      }
      office.machine.pass(2min);
      EXPECT_THAT(office.answers, testing::SizeIs(3));
      for (const Answer& answer : office.answers) {
        EXPECT_EQ(answer.status, Status::ok);
        EXPECT_LT(answer.at, at(patience));
      }
    }
  }
}

// ---- Faults on the way ----

TEST(Network, a_request_that_is_lost_has_no_effect_and_its_client_gives_up) {
  Office office({on_the_way(RequestVerdict::lost)});
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, IsEmpty());
  EXPECT_THAT(office.answers, ElementsAre(answered(patience, Status::timed_out)));
  EXPECT_THAT(office.desk.faults,
              ElementsAre(Recorder::FaultNote{at(patience), Fault::request_lost, {}}));
}

TEST(Network, a_refused_connection_is_told_after_one_leg_and_nothing_was_sent) {
  Office office({on_the_way(RequestVerdict::refused)});
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, IsEmpty());
  EXPECT_THAT(office.answers, ElementsAre(answered(1ms, Status::unreachable)));
}

TEST(Network, a_request_that_outlives_its_client_takes_effect_after_it_gave_up) {
  // 1 ms after the deadline at the least, and 250 ms more as decided.
  Office office(
      {on_the_way(RequestVerdict::outlives), {{Site::overshoot, Office::request(), 0}, 250}});
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.answers, ElementsAre(answered(patience, Status::timed_out)));
  EXPECT_THAT(office.desk.effects, ElementsAre(late(patience + 251ms)));
}

TEST(Network, a_lost_reply_leaves_the_effect_and_a_client_that_gives_up) {
  Office office({on_the_way_back(ReplyVerdict::lost)});
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, ElementsAre(awaited(1ms)));
  EXPECT_THAT(office.answers, ElementsAre(answered(patience, Status::timed_out)));
}

TEST(Network, a_reply_that_comes_too_late_is_heard_by_nobody) {
  Office office({on_the_way_back(ReplyVerdict::outlives)});
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, ElementsAre(awaited(1ms)));
  EXPECT_THAT(office.answers, ElementsAre(answered(patience, Status::timed_out)));
  EXPECT_EQ(office.desk.replies, office.answers);
}

TEST(Network, an_unreadable_reply_is_told_as_such_after_the_effect) {
  Office office({on_the_way_back(ReplyVerdict::unreadable)});
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, ElementsAre(awaited(1ms)));
  EXPECT_THAT(office.answers, ElementsAre(answered(2ms, Status::unreadable)));
}

TEST(Network, a_client_without_a_timeout_waits_for_ever) {
  Office office({on_the_way(RequestVerdict::lost)});
  office.send(for_ever);
  office.machine.pass(24h);
  EXPECT_THAT(office.answers, IsEmpty());
}

// ---- A client that dies ----

TEST(Network, what_a_dead_client_asked_for_takes_effect_and_counts_as_late) {
  Office office;
  office.send();
  office.machine.pass(500us);
  office.kill();
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, ElementsAre(late(1ms)));
  EXPECT_THAT(office.answers, IsEmpty());
  EXPECT_THAT(office.desk.replies, IsEmpty());
}

TEST(Network, a_client_may_die_of_the_reply_that_reaches_it) {
  Office office({at_arrival(ProcessVerdict::crash)});
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.machine.crashes(), testing::SizeIs(1));
  EXPECT_THAT(office.desk.effects, ElementsAre(awaited(1ms)));
  EXPECT_THAT(office.answers, IsEmpty());
}

TEST(Network, the_timer_of_a_dead_client_does_not_ring_for_the_next_one_in_its_place) {
  // The first client dies under way; its exchange ends when the request lands. The second one takes
  // its place, and its request vanishes: it gives up after its own 20 s, not after 10 s.
  Office office({decided(Site::request_fault, RequestVerdict::lost, 1)});
  office.send(10s);
  office.machine.pass(500us);
  office.kill();
  office.machine.pass(1500us);
  office.send(20s);
  office.machine.pass(1min);
  EXPECT_THAT(office.answers, ElementsAre(answered(2ms + 20s, Status::timed_out)));
}

TEST(Network, the_timer_of_an_answered_client_does_not_ring_for_the_next_one_in_its_place) {
  Office office({decided(Site::request_fault, RequestVerdict::lost, 1)});
  office.send(10s);
  office.machine.pass(3ms);
  office.send(20s);
  office.machine.pass(1min);
  EXPECT_THAT(office.answers,
              ElementsAre(answered(2ms, Status::ok), answered(3ms + 20s, Status::timed_out)));
}

TEST(Network, the_place_of_a_dead_client_is_not_free_while_its_reply_is_under_way) {
  Office office({on_the_way_back(ReplyVerdict::outlives)});
  office.send();
  office.machine.pass(1500us);
  office.kill();
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, ElementsAre(awaited(1ms, 0), awaited(2500us, 1)));
  EXPECT_THAT(office.answers, ElementsAre(answered(3500us, Status::ok)));
}

// ---- A client that stands still ----

TEST(Network, a_reply_is_held_until_its_client_goes_on) {
  Office office({at_arrival(ProcessVerdict::pause), pause_of(500ms)});
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.answers, ElementsAre(answered(2ms + 501ms, Status::ok)));
}

TEST(Network, the_timeout_does_not_beat_a_reply_that_arrived_before_it) {
  Office office({at_arrival(ProcessVerdict::pause), pause_of(30s)});
  office.send();
  office.machine.pass(1min);
  EXPECT_THAT(office.answers, ElementsAre(answered(2ms + 30s + 1ms, Status::ok)));
}

TEST(Network, a_client_that_stands_still_already_finds_the_reply_when_it_goes_on) {
  Office office(knock_pauses(20s));
  office.send();
  EXPECT_EQ(office.machine.process().receive(knock), Process::Reception::held);
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, ElementsAre(awaited(1ms)));
  EXPECT_THAT(office.answers, ElementsAre(answered(20s + 1ms, Status::ok)));
}

TEST(Network, a_client_that_stands_still_gives_up_when_it_goes_on) {
  std::vector<Decision> decisions = knock_pauses(20s);
  decisions.push_back(on_the_way(RequestVerdict::lost));
  Office office(decisions);
  office.send();
  office.machine.process().receive(knock);
  office.machine.pass(1min);
  EXPECT_THAT(office.answers, ElementsAre(answered(20s + 1ms, Status::timed_out)));
}

TEST(Network, an_effect_past_the_deadline_is_late_though_the_client_stands_still) {
  std::vector<Decision> decisions = knock_pauses(20s);
  decisions.push_back(on_the_way(RequestVerdict::outlives));
  Office office(decisions);
  office.send();
  office.machine.process().receive(knock);
  office.machine.pass(1min);
  EXPECT_THAT(office.desk.effects, ElementsAre(late(patience + 1ms)));
  EXPECT_THAT(office.answers, ElementsAre(answered(20s + 1ms, Status::timed_out)));
}

TEST(Network, a_reply_held_for_a_client_that_dies_is_heard_by_nobody) {
  Office office({at_arrival(ProcessVerdict::pause), pause_of(500ms)});
  office.send();
  office.machine.pass(10ms);
  office.kill();
  office.machine.pass(1min);
  EXPECT_THAT(office.answers, IsEmpty());
  EXPECT_THAT(office.desk.replies, IsEmpty());
}

// ---- Many ----

TEST(Network, places_are_used_again) {
  Office office;
  for (int i = 0; i < 1000; ++i) {
    office.send();
    office.machine.pass(3ms);
  }
  EXPECT_THAT(office.answers, testing::SizeIs(1000));
  EXPECT_EQ(office.machine.scheduler().limit_reached(), "");
}

TEST(Network, more_requests_under_way_than_there_is_room_for_end_the_run) {
  Office office;
  for (int i = 0; i < 128; ++i) office.send();
  EXPECT_EQ(office.machine.scheduler().limit_reached(), "");
  office.send();
  EXPECT_EQ(office.machine.scheduler().limit_reached(), "requests under way");
}

}  // namespace
}  // namespace interleave::sim
