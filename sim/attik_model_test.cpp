// Attik's inspections and the change stream over them, against a sequential reference: no faults,
// and every leg takes its base.

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/detail/TestListenerAdapter.h>
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include "sim/attik.hpp"
#include "sim/fixtures.hpp"
#include "sim/model_based.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::Duration;
using model::InspectorId;
using model::Job;
using model::JobId;
using model::OrderId;
using model::Time;
using namespace std::chrono_literals;

constexpr Duration leg = 5ms;
constexpr LinkOptions legs{.base = leg, .typical = 20ms, .latency_max = 30s};
constexpr AttikOptions usual{.stream = legs};
constexpr std::size_t jobs_most = 4;
constexpr std::uint8_t jobs_given = 2;
constexpr std::size_t pending_most = 24;  ///< the limit of the stream is another test's

// ---- What is told to both ----

struct Step {
  enum class Kind : std::uint8_t { save, insert, overwrite, call_for_scan, look_back, pass };

  Kind kind = Kind::save;
  Job job{};        ///< save, insert, overwrite; look_back: its id
  Duration time{};  ///< look_back: so long ago; pass
};

struct SeenJob : Job {
  SeenJob() = default;
  explicit SeenJob(const Job& seen) : Job(seen) {}

  [[nodiscard]] auto all() const {
    return std::tie(id, order, created, starts, inspectors, cancelled, generation);
  }
  friend bool operator==(const SeenJob& x, const SeenJob& y) { return x.all() == y.all(); }
};

/// An entry of the commit log.
struct Commit {
  SeenJob job{};
  bool by_sync = false;

  friend bool operator==(const Commit&, const Commit&) = default;
};

/// What the stream tells a worker: a change, or that it may have missed something.
struct Heard {
  Time at{};
  bool gap = false;
  Cause cause{};  ///< of a change
  SeenJob job{};
  bool primary_changed = false;
  bool became_cancelled = false;

  friend bool operator==(const Heard&, const Heard&) = default;
};

struct Answer {
  SeenJob job{};  ///< save, insert: as saved; look_back: as it stood
  std::vector<Commit> commits{};
  std::array<std::vector<Heard>, workers_max> heard{};  ///< by each worker, in order

  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Visible {
  std::vector<SeenJob> jobs{};

  friend bool operator==(const Visible&, const Visible&) = default;
};

std::ostream& operator<<(std::ostream& stream, const SeenJob& job) {
  return stream << name_of(job.id) << " of " << name_of(job.inspectors) << " at "
                << job.starts.time_since_epoch() / 1h << " h, " << name_of(job.order)
                << (job.cancelled ? ", cancelled" : "") << ", generation " << job.generation;
}

std::ostream& operator<<(std::ostream& stream, const Step& step) {
  static constexpr std::array<std::string_view, 6> kinds{
      "save", "insert", "overwrite", "call for a scan", "look back at", "pass"};
  return stream << kinds[static_cast<std::size_t>(step.kind)] << " " << SeenJob(step.job) << ", "
                << step.time / 1us << " us";
}

std::ostream& operator<<(std::ostream& stream, const Answer& answer) {
  stream << answer.job;
  for (const Commit& commit : answer.commits) {
    stream << "; " << (commit.by_sync ? "a sync saved " : "saved ") << commit.job;
  }
  for (std::size_t worker = 0; worker < workers_max; ++worker) {
    for (const Heard& heard : answer.heard[worker]) {
      stream << "; worker " << worker << " heard at " << heard.at.time_since_epoch() / 1us
             << " us ";
      stream << (heard.gap ? "a gap" : "of ") << heard.job;
    }
  }
  return stream;
}

std::ostream& operator<<(std::ostream& stream, const Visible& visible) {
  for (const SeenJob& job : visible.jobs) stream << job << "; ";
  return stream;
}

Job given(std::uint8_t number) {
  Job job;
  job.id = JobId{number};
  job.order = OrderId{number};
  job.starts = Time{33h};
  job.inspectors = {InspectorId{0}};
  job.generation = 1;
  return job;
}

// ---- The reference ----

/// The contract of Attik with its AttikOptions.
class Reference {
 public:
  explicit Reference(const AttikOptions& options = usual) : options_(options) {
    for (std::uint8_t number = 0; number < jobs_given; ++number) {
      stood_.push_back({{Time{}, SeenJob(given(number))}});
    }
  }

  Answer play(const Step& step) {
    Answer answer;
    switch (step.kind) {
      case Step::Kind::save:
        answer.job = save(step.job);
        answer.commits = {{answer.job, false}};
        break;
      case Step::Kind::insert:
        answer.job = insert(step.job);
        answer.commits = {{answer.job, false}};
        break;
      case Step::Kind::overwrite: {
        SeenJob written(step.job);
        written.generation = job(step.job.id).generation;
        stood_[step.job.id.value].push_back({now_, written});
        answer.commits = {{written, true}};
        break;
      }
      case Step::Kind::call_for_scan:
        for (std::uint8_t worker = 0; worker < options_.workers; ++worker) {
          publish(worker, {.gap = true});
        }
        break;
      case Step::Kind::look_back:
        answer.job = at(step.job.id, now_ - step.time);
        break;
      case Step::Kind::pass:
        now_ += step.time;
        for (std::uint8_t worker = 0; worker < options_.workers; ++worker) {
          answer.heard[worker] = deliver(streams_[worker]);
        }
        break;
    }
    return answer;
  }
  [[nodiscard]] Visible visible() const {
    Visible all;
    for (const std::vector<Stood>& job : stood_) all.jobs.push_back(job.back().job);
    return all;
  }
  [[nodiscard]] bool allows(const Step& step) const {
    if (step.kind == Step::Kind::insert) return stood_.size() < jobs_most && has_room();
    if (step.kind == Step::Kind::save) return known(step.job.id) && has_room();
    if (step.kind == Step::Kind::overwrite) return known(step.job.id);
    if (step.kind == Step::Kind::call_for_scan) return has_room();
    return step.kind != Step::Kind::look_back ||
           (known(step.job.id) && saves_since(step.job.id, now_ - step.time) <= 1);
  }

  [[nodiscard]] std::size_t count() const { return stood_.size(); }
  [[nodiscard]] const SeenJob& job(JobId id) const { return stood_[id.value].back().job; }

 private:
  /// How a job stood from then on.
  struct Stood {
    Time from{};
    SeenJob job;
  };
  struct Stream {
    std::vector<Heard> pending;
    Time arrives{};  ///< the first of them
  };

  [[nodiscard]] bool known(JobId id) const { return id.value < stood_.size(); }
  [[nodiscard]] bool has_room() const {
    return std::ranges::all_of(
        streams_, [](const Stream& stream) { return stream.pending.size() < pending_most; });
  }
  /// Whoever did not know the job then has missed more than one.
  [[nodiscard]] std::int64_t saves_since(JobId id, Time time) const {
    const std::vector<Stood>& all = stood_[id.value];
    if (all.front().from > time) return 2;
    return std::ranges::count_if(all, [&](const Stood& stood) { return stood.from > time; });
  }
  [[nodiscard]] SeenJob at(JobId id, Time time) const {
    SeenJob found;
    for (const Stood& stood : stood_[id.value]) {
      if (stood.from <= time) found = stood.job;
    }
    return found;
  }

  SeenJob save(const Job& wanted) {
    const SeenJob before = job(wanted.id);
    SeenJob saved(wanted);
    saved.generation = before.generation + 1;
    stood_[wanted.id.value].push_back({now_, saved});
    const bool other_people = before.inspectors != saved.inspectors;
    const bool other_primary = before.primary() != saved.primary();
    const bool any_save = !options_.inspectors_only;
    const bool fires = options_.primary_only ? other_primary : other_people || any_save;
    const Cause cause{1000 + causes_++};
    if (fires && options_.source) {
      publish(worker_of(wanted.id), {.cause = cause,
                                     .job = saved,
                                     .primary_changed = other_primary,
                                     .became_cancelled = saved.cancelled && !before.cancelled});
    }
    return saved;
  }
  SeenJob insert(const Job& wanted) {
    SeenJob made(wanted);
    made.id = JobId{static_cast<std::uint8_t>(stood_.size())};
    made.generation = 1;
    stood_.push_back({{now_, made}});
    const Cause cause{1000 + causes_++};
    if (options_.source) {
      publish(worker_of(made.id), {.cause = cause, .job = made, .primary_changed = true});
    }
    return made;
  }

  [[nodiscard]] std::uint8_t worker_of(JobId id) const {
    return static_cast<std::uint8_t>(id.value % options_.workers);
  }
  void publish(std::uint8_t worker, const Heard& change) {
    Stream& stream = streams_[worker];
    if (stream.pending.empty()) stream.arrives = now_ + leg;
    stream.pending.push_back(change);
  }
  /// One leaves when the one before has arrived. One that arrives just now is heard right after.
  std::vector<Heard> deliver(Stream& stream) const {
    std::vector<Heard> heard;
    while (!stream.pending.empty() && stream.arrives < now_) {
      heard.push_back(stream.pending.front());
      heard.back().at = stream.arrives;
      stream.pending.erase(stream.pending.begin());
      stream.arrives += leg;
    }
    return heard;
  }

  AttikOptions options_;
  std::vector<std::vector<Stood>> stood_;
  std::array<Stream, workers_max> streams_{};
  Time now_{};
  std::uint64_t causes_ = 0;
};

// ---- The system ----

/// What is done to a step before Attik has it, or to an answer.
struct Twist {
  std::function<void(Step&)> step = [](Step&) {};
  std::function<void(Answer&)> answer = [](Answer&) {};
};

class System final : private JobChangeHandler {
 public:
  explicit System(const AttikOptions& options = usual, Twist twist = {})
      : attik_(machine_.scheduler(), recorder_, *this, machine_.processes(), options),
        twist_(std::move(twist)) {
    for (std::uint8_t number = 0; number < jobs_given; ++number) attik_.give(given(number));
  }

  Answer play(Step step) {
    twist_.step(step);
    recorder_.attik.clear();
    for (std::vector<Heard>& heard : heard_) heard.clear();
    Answer answer;
    switch (step.kind) {
      case Step::Kind::save:
        answer.job = SeenJob(attik_.save(step.job, Cause{1000 + causes_++}));
        break;
      case Step::Kind::insert:
        answer.job = SeenJob(attik_.insert(step.job, Cause{1000 + causes_++}));
        break;
      case Step::Kind::overwrite:
        attik_.overwrite(step.job, model::run_root);
        break;
      case Step::Kind::call_for_scan:
        attik_.call_for_scan(Cause{7});
        break;
      case Step::Kind::look_back:
        answer.job = SeenJob(attik_.job_at(step.job.id, machine_.now() - step.time));
        break;
      case Step::Kind::pass:
        machine_.pass(step.time);
        break;
    }
    for (const model::AttikCommit& commit : recorder_.attik) {
      answer.commits.push_back({SeenJob(commit.job), commit.by_sync});
    }
    answer.heard = heard_;
    twist_.answer(answer);
    return answer;
  }
  [[nodiscard]] Visible visible() const {
    Visible all;
    for (std::size_t number = 0; number < attik_.job_count(); ++number) {
      all.jobs.emplace_back(attik_.job(JobId{static_cast<std::uint8_t>(number)}));
    }
    return all;
  }

 private:
  void on_change(std::uint8_t worker, const model::JobChange& change) override {
    heard_[worker].push_back({machine_.now(), false, change.cause, SeenJob(change.job),
                              change.primary_changed, change.became_cancelled});
  }
  void on_gap(std::uint8_t worker, Cause) override {
    heard_[worker].push_back({.at = machine_.now(), .gap = true});
  }

  Machine machine_;
  Recorder recorder_;
  Attik<Recorder> attik_;
  Twist twist_;
  std::array<std::vector<Heard>, workers_max> heard_{};
  std::uint64_t causes_ = 0;
};

// ---- Histories ----

template <class Number>
Number any(Number first, Number last) {
  return *rc::gen::inRange<Number>(first, static_cast<Number>(last + 1));
}
bool one_in(int times) { return any(1, times) == times; }

model::InspectorList any_people() {
  model::InspectorList people;
  for (std::uint8_t person = 0; person < 3; ++person) {
    if (!one_in(3)) people.push_back(InspectorId{person});
  }
  if (one_in(2)) std::ranges::reverse(people);
  return people;
}

/// A job that was there, with something changed.
Step any_step(const Reference& reference) {
  Step step;
  step.kind = one_in(3) ? Step::Kind::save : static_cast<Step::Kind>(any(0, 5));
  if (one_in(3)) step.kind = Step::Kind::pass;
  const auto last = static_cast<std::uint8_t>(reference.count() - 1);
  step.job = reference.job(JobId{any<std::uint8_t>(0, last)});
  switch (any(0, 4)) {
    case 0:
      step.job.cancelled = !step.job.cancelled;
      break;
    case 1:
      step.job.starts += 1h;
      break;
    case 2:
      step.job.order = OrderId{any<std::uint8_t>(0, 7)};
      break;
    default:
      step.job.inspectors = any_people();
      break;
  }
  step.time = any(0, 8) * leg / 2;
  return step;
}

struct Claim {
  template <class Thing>
  static void equal(const Thing& found, const Thing& expected) {
    RC_ASSERT(found == expected);
  }
  static void given(bool allowed) { RC_PRE(allowed); }
};
using Command = rc::state::Command<Reference, System>;

/// What Attik is to be like, and what it is like.
struct Options {
  AttikOptions wanted = usual;
  AttikOptions is = usual;
};

void follow_the_reference(const Options& options, const Twist& twist = {}) {
  System system(options.is, twist);
  rc::state::check(Reference(options.wanted), system, [](const Reference& reference) {
    return rc::gen::exec([reference]() -> std::shared_ptr<const Command> {
      return std::make_shared<Told<Command, Step, Claim>>(any_step(reference));
    });
  });
}

/// What there is of each option.
constexpr std::array all_options{
    usual,
    AttikOptions{.stream = legs, .inspectors_only = false},
    AttikOptions{.stream = legs, .primary_only = true},
    AttikOptions{.stream = legs, .source = false},
    AttikOptions{.stream = legs, .workers = 2},
    AttikOptions{.stream = legs, .workers = 2, .inspectors_only = false},
};

RC_GTEST_PROP(AttikModel, attik_and_its_stream_are_as_their_contract_says_after_any_history, ()) {
  const AttikOptions options = all_options[any<std::size_t>(0, all_options.size() - 1)];
  follow_the_reference({options, options});
}

// ---- The reference itself ----

Step save(std::uint8_t number, std::uint8_t person) {
  Step step{.job = given(number)};
  step.job.inspectors = {InspectorId{person}};
  return step;
}
Step passing(Duration time) { return {.kind = Step::Kind::pass, .time = time}; }

TEST(AttikModel, the_reference_accepts_a_right_history) {
  // How many changes are heard with each step.
  const std::vector<std::pair<Step, std::size_t>> history{
      {save(1, 1), 0},    // generation 2
      {save(0, 0), 0},    // the same people: nothing is told
      {save(1, 2), 0},    // generation 3
      {passing(6ms), 1},  // a leg is 5 ms
      {passing(2ms), 0},  // the next left when that arrived
      {{.kind = Step::Kind::overwrite, .job = given(1)}, 0},
      {{.kind = Step::Kind::call_for_scan}, 0},
      {passing(1s), 2},
  };
  Reference reference;
  System system;
  for (const auto& [step, heard] : history) {
    SCOPED_TRACE(testing::Message() << step);
    const Answer expected = reference.play(step);
    EXPECT_EQ(expected.heard[0].size(), heard);
    EXPECT_EQ(system.play(step), expected);
    EXPECT_EQ(system.visible(), reference.visible());
  }
  EXPECT_EQ(reference.job(JobId{1}).generation, 3U);
  EXPECT_EQ(reference.job(JobId{1}).primary(), InspectorId{0});
}

/// Whether some history tells such an Attik from the reference.
bool refuted(const Options& options, const Twist& twist = {}) {
  rc::detail::TestListenerAdapter silent;
  rc::detail::TestParams params;
  params.seed = 1;
  params.disableShrinking = true;
  return rc::detail::checkTestable([&] { follow_the_reference(options, twist); },
                                   rc::detail::TestMetadata(), params, silent)
      .is<rc::detail::FailureResult>();
}

TEST(AttikModel, the_reference_rejects_an_attik_with_another_option) {
  for (std::size_t number = 1; number < all_options.size(); ++number) {
    EXPECT_TRUE(refuted({.wanted = usual, .is = all_options[number]})) << number;
    EXPECT_TRUE(refuted({.wanted = all_options[number], .is = usual})) << number;
  }
}

TEST(AttikModel, the_reference_rejects_an_attik_that_breaks_a_rule) {
  const auto turns = [](Step::Kind from, Step::Kind into) {
    return [from, into](Step& step) {
      if (step.kind == from) step.kind = into;
    };
  };
  using enum Step::Kind;
  const std::vector<std::pair<std::string_view, Twist>> wrong{
      {"a save is a generation", {.step = turns(Step::Kind::save, overwrite)}},
      {"an overwrite is none", {.step = turns(overwrite, Step::Kind::save)}},
      {"everybody is called", {.step = turns(call_for_scan, look_back)}},
      {"a job stood otherwise before",
       {.step = [](Step& step) { step.time = step.kind == look_back ? 0us : step.time; }}},
      {"changes come in the order of the saves",
       {.answer = [](Answer& answer) { std::ranges::reverse(answer.heard[0]); }}},
      {"none is lost",
       {.answer =
            [](Answer& answer) {
              if (answer.heard[0].size() > 1) answer.heard[0].pop_back();
            }}},
      {"a change tells the job as it was saved",
       {.answer =
            [](Answer& answer) {
              for (Heard& heard : answer.heard[0]) heard.job.cancelled = false;
            }}},
      {"and whether its primary changed",
       {.answer =
            [](Answer& answer) {
              for (Heard& heard : answer.heard[0]) heard.primary_changed = true;
            }}},
  };
  for (const auto& [rule, twist] : wrong) EXPECT_TRUE(refuted({}, twist)) << rule;
}

}  // namespace
}  // namespace interleave::sim
