#include <map>
#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge/fixtures.hpp"
#include "edge/spectora_json.hpp"

// The production core, the object file that the simulator runs, over real sockets.
namespace interleave::edge {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t inspector_a = 0;
constexpr std::uint8_t inspector_b = 1;
constexpr std::uint8_t inspector_c = 2;

const model::Time another_day{33h};

const std::array<Reassignment, 4> reassignments{{
    {"from A to B", job_with({inspector_a}), job_with({inspector_b})},
    {"from A to B and C", job_with({inspector_a}), job_with({inspector_b, inspector_c})},
    {"from A and B to B, another day", job_with({inspector_a, inspector_b}),
     job_with({inspector_b}, another_day)},
    {"from A and B to nobody", job_with({inspector_a, inspector_b}), job_with({})},
}};
const Reassignment& from_a_to_b = reassignments[0];

/// What the order shows after the same sync in the simulator.
std::string simulated(const Reassignment& reassignment) {
  return SimulatedWorld(reassignment).journal.shown(our_order);
}

/// The core's promise after an answer that says nothing: it looks before it writes again.
void expect_no_blind_post(const Journal& journal) {
  std::map<std::uint8_t, bool> posted;  // since the last LIST
  for (const model::SpectoraRequest& request : journal.wire) {
    if (request.verb == model::SpectoraVerb::list_assignments) posted.clear();
    if (request.verb != model::SpectoraVerb::post_assignment) continue;
    EXPECT_FALSE(posted[request.inspector.value]) << describe(request);
    posted[request.inspector.value] = true;
  }
}

/// The n-th request is treated so, all others well.
std::function<Treatment(std::size_t)> only(std::size_t which, const Treatment& treatment) {
  return [=](std::size_t number) { return number == which ? treatment : Treatment{}; };
}

std::string answer(std::string_view start_line, std::string_view headers, std::string_view body) {
  return fmt::format("HTTP/1.1 {}\r\n{}Connection: close\r\n\r\n{}", start_line, headers, body);
}

// ---- The same code, the same end ----

class SyncOverHttp : public testing::TestWithParam<Reassignment> {};

TEST_P(SyncOverHttp, asks_and_does_what_the_simulated_sync_asks_and_does) {
  const SimulatedWorld simulated(GetParam());
  RealWorld real(GetParam(), {});
  real.tell();
  real.run_until_in_step();
  ASSERT_TRUE(simulated.journal.in_step());
  EXPECT_EQ(real.journal.shown(our_order), simulated.journal.shown(our_order));
  // Names are causal: even the records and the runs are called the same.
  EXPECT_EQ(real.journal.commits_in_full(), simulated.journal.commits_in_full());
  EXPECT_EQ(real.journal.wire_in_full(), simulated.journal.wire_in_full());
}

INSTANTIATE_TEST_SUITE_P(Reassignments, SyncOverHttp, testing::ValuesIn(reassignments),
                         [](const auto& test) {
                           std::string name = test.param.name;
                           std::erase(name, ',');
                           std::ranges::replace(name, ' ', '_');
                           return name;
                         });

TEST(SyncOverHttp, reads_a_list_in_pages_as_the_simulated_sync_does) {
  const Reassignment reassignment{"from A, B and C to C and B",
                                  job_with({inspector_a, inspector_b, inspector_c}),
                                  job_with({inspector_c, inspector_b})};
  for (const std::uint8_t page_size : {std::uint8_t{1}, std::uint8_t{2}}) {
    const sim::SpectoraOptions remote{.page_size = page_size};
    const SimulatedWorld simulated(reassignment, remote);
    RealWorld real(reassignment, {.remote = remote});
    real.tell();
    real.run_until_in_step();
    EXPECT_EQ(real.journal.shown(our_order), simulated.journal.shown(our_order));
    EXPECT_EQ(real.journal.commits_in_full(), simulated.journal.commits_in_full());
    EXPECT_EQ(real.journal.wire_in_full(), simulated.journal.wire_in_full());
    const auto later_pages =
        std::ranges::count_if(real.journal.wire, [](const auto& it) { return it.page > 1; });
    EXPECT_GT(later_pages, 0);
  }
}

TEST(SyncOverHttp, a_job_moved_from_a_to_b_ends_with_b_alone) {
  RealWorld real(from_a_to_b, {});
  real.tell();
  real.run_until_in_step();
  EXPECT_EQ(real.journal.shown(our_order), "B (primary), event of B on day 1 09:00");
  // LIST, GET; POST B, DELETE A, PUT; LIST, GET
  EXPECT_EQ(real.requests_arrived(), 7U);
}

// ---- A bad remote ----

struct Mishap {
  std::string name;
  Treatment treatment;
};

const std::array<Mishap, 14> mishaps{{
    {"closed before the effect", {.applied = false}},
    {"closed after the effect", {.instead = ""}},
    {"500 before the effect",
     {.applied = false, .instead = answer("500 Internal Server Error", "", "")}},
    {"504 after the effect", {.instead = answer("504 Gateway Timeout", "", "")}},
    {"202 after the effect", {.instead = answer("202 Accepted", "", R"({"order": "1"})")}},
    {"202 and never", {.applied = false, .instead = answer("202 Accepted", "", "{}")}},
    {"409 before the effect", {.applied = false, .instead = answer("409 Conflict", "", "")}},
    {"409 after the effect", {.instead = answer("409 Conflict", "", "")}},
    {"502 after the effect", {.instead = answer("502 Bad Gateway", "", "<html>")}},
    {"truncated",
     {.instead = answer("200 OK", "Content-Length: 100\r\n", R"({"order": "1", "assi)")}},
    {"truncated without a length", {.instead = answer("200 OK", "", R"({"order": "1", "assi)")}},
    {"a page", {.instead = answer("200 OK", "Content-Length: 6\r\n", "<html>")}},
    {"oversized",
     {.instead =
          answer("200 OK", "",
                 R"({"order": "1", "total": 0, "assignments": []})" + std::string(100'000, ' '))}},
    {"no HTTP", {.instead = "220 mail.example ESMTP\r\n"}},
}};

// Fail at request 0, 1, 2, … until a clean run.
TEST(SyncOverHttp, any_mishap_at_any_request_is_survived_without_a_blind_post) {
  const std::string wanted = simulated(from_a_to_b);
  for (const Mishap& mishap : mishaps) {
    for (std::size_t which = 0;; ++which) {
      SCOPED_TRACE(fmt::format("{} at request {}", mishap.name, which));
      RealWorld real(from_a_to_b, {.treat = only(which, mishap.treatment)});
      real.tell();
      real.run_until_in_step();
      EXPECT_EQ(real.journal.shown(our_order), wanted);
      expect_no_blind_post(real.journal);
      if (real.requests_arrived() <= which) {
        EXPECT_EQ(which, 7U);
        break;
      }
      // Whatever was spoiled is asked again, at the least.
      EXPECT_GT(real.requests_arrived(), 7U);
    }
  }
}

TEST(SyncOverHttp, an_answer_after_its_timeout_is_looked_for_and_never_posted_twice) {
  // 0: the first LIST. 2: the POST, which takes effect though nobody hears of it.
  for (const std::size_t which : {0U, 2U}) {
    SCOPED_TRACE(which);
    RealWorld::Options options{.treat = only(which, {.after = 2s})};
    options.core.remote_timeout = 200ms;
    RealWorld real(from_a_to_b, std::move(options));
    real.tell();
    real.run_until_in_step();
    EXPECT_EQ(real.journal.shown(our_order), simulated(from_a_to_b));
    expect_no_blind_post(real.journal);
    EXPECT_GT(real.requests_arrived(), 7U);
  }
}

TEST(SyncOverHttp, a_write_that_lands_late_leaves_a_duplicate_that_the_recheck_removes) {
  RealWorld::Options options{.treat = only(2, {.before = 400ms})};
  options.core.remote_timeout = 200ms;
  options.core.late_effect_max = 700ms;
  RealWorld real(from_a_to_b, std::move(options));
  real.tell();
  run_until(real.loop, [&] { return real.journal.answers.size() >= 2 && real.journal.in_step(); });
  EXPECT_EQ(real.journal.shown(our_order), simulated(from_a_to_b));
  expect_no_blind_post(real.journal);
  // B was there twice: once by the POST that was looked for in vain, once by the one that followed.
  const auto b_came = std::ranges::count_if(real.journal.commits, [](const auto& commit) {
    return commit.effect == model::SpectoraEffect::assigned &&
           commit.assignment.inspector.value == inspector_b;
  });
  EXPECT_GE(b_came, 2);
}

TEST(SyncOverHttp, a_retry_after_is_kept) {
  const std::string slow_down = answer("429 Too Many Requests", "Retry-After: 1\r\n", "");
  std::chrono::steady_clock::time_point refused;
  std::chrono::steady_clock::time_point again;
  const auto treat = [&](std::size_t number) {
    if (number == 2) refused = std::chrono::steady_clock::now();
    if (number == 3) again = std::chrono::steady_clock::now();
    return number == 2 ? Treatment{.applied = false, .instead = slow_down} : Treatment{};
  };
  RealWorld real(from_a_to_b, {.treat = treat});
  real.tell();
  real.run_until_in_step();
  EXPECT_GE(again - refused, 1s);
  EXPECT_EQ(real.journal.shown(our_order), simulated(from_a_to_b));
  // The three of the first run, the last of them refused; then all seven.
  EXPECT_EQ(real.requests_arrived(), 10U);
}

TEST(SyncOverHttp, a_refusal_for_good_ends_the_run_and_nothing_is_removed) {
  for (const std::string_view status : {"401 Unauthorized", "403 Forbidden", "422 Unprocessable"}) {
    const std::string refusal = answer(status, "", "");
    RealWorld real(from_a_to_b, {.treat = only(2, {.applied = false, .instead = refusal})});
    real.tell();
    run_until(real.loop, [&] { return !real.journal.answers.empty(); });
    EXPECT_EQ(real.journal.answers.front().verdict, model::Verdict::refused);
    EXPECT_EQ(real.requests_arrived(), 3U);
    EXPECT_EQ(real.journal.shown(our_order), "A (primary), event of A on day 1 09:00");
  }
}

TEST(SyncOverHttp, a_remote_that_is_down_is_waited_for) {
  RealWorld real(from_a_to_b, {});
  real.hang_up();
  real.tell();
  run_until(real.loop, [&] { return !real.journal.answers.empty(); });
  EXPECT_EQ(real.journal.answers.front().verdict, model::Verdict::not_yet);
  EXPECT_EQ(real.requests_arrived(), 0U);
  real.listen();
  real.run_until_in_step();
  EXPECT_EQ(real.journal.shown(our_order), simulated(from_a_to_b));
  EXPECT_EQ(real.requests_arrived(), 7U);
}

// ---- A worker that dies ----

/// Another process takes over what the first one left.
void expect_taken_over(RealWorld& real) {
  const model::Cause second_life = model::run_root.child(5, 1);
  real.journal.answers.clear();
  real.hire();
  real.start(second_life);
  real.run_until_in_step();
  EXPECT_EQ(real.journal.shown(our_order), simulated(from_a_to_b));
}

TEST(SyncOverHttp, a_worker_destroyed_while_a_request_is_in_flight_is_succeeded_by_another) {
  for (std::size_t which = 0; which < 7; ++which) {
    // On its way there, and on its way back.
    for (const bool applied : {false, true}) {
      SCOPED_TRACE(fmt::format("request {}, applied {}", which, applied));
      bool dead = false;
      RealWorld* world = nullptr;
      const auto treat = [&](std::size_t number) {
        if (number != which) return Treatment{};
        world->dismiss();
        dead = true;
        return Treatment{.applied = applied};
      };
      RealWorld real(from_a_to_b, {.treat = treat});
      world = &real;
      real.tell();
      run_until(real.loop, [&] { return dead; });
      expect_taken_over(real);
    }
  }
}

TEST(SyncOverHttp, a_worker_destroyed_while_it_waits_for_the_store_is_succeeded_by_another) {
  for (std::size_t which = 0; which < 3; ++which) {  // ACQUIRE, READ JOB, FINISH
    SCOPED_TRACE(which);
    bool dead = false;
    RealWorld* world = nullptr;
    const auto on_store = [&](std::size_t number) {
      if (number != which) return;
      world->dismiss();
      dead = true;
    };
    RealWorld real(from_a_to_b, {.on_store = on_store});
    world = &real;
    real.tell();
    run_until(real.loop, [&] { return dead; });
    if (which == 2) {
      // All was done, and said to the store; only nobody was told.
      EXPECT_EQ(real.journal.shown(our_order), simulated(from_a_to_b));
      continue;
    }
    expect_taken_over(real);
  }
}

TEST(SyncOverHttp, a_world_that_ends_in_the_middle_leaves_nothing_behind) {
  for (std::size_t which = 0; which < 7; ++which) {
    bool reached = false;
    const auto treat = [&](std::size_t number) {
      reached = reached || number == which;
      return Treatment{.after = number == which ? 1h : 0h};
    };
    RealWorld real(from_a_to_b, {.treat = treat});
    real.tell();
    run_until(real.loop, [&] { return reached; });
  }
}

}  // namespace
}  // namespace interleave::edge
