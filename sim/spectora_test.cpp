#include "sim/spectora.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Author;
using model::Cause;
using model::Duration;
using model::InspectorId;
using model::OrderId;
using model::SpectoraCommit;
using model::SpectoraEffect;
using model::SpectoraReply;
using model::SpectoraRequest;
using model::SpectoraVerb;
using model::Status;
using model::Time;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr OrderId order{1};
constexpr OrderId other_order{2};
constexpr Duration lag = 2s;
constexpr Cause record_of_a{1};

/// The name of the request that comes so many requests after the first.
Cause request_number(std::uint64_t number) { return Cause{1000 + number}; }

template <class Verdict>
Decision strikes(Site site, std::uint64_t request, Verdict verdict) {
  return {{site, request_number(request)}, static_cast<Outcome>(verdict)};
}

/// Spectora with an order 1 that shows A as primary since the start; it is 1 h.
class Remote {
 public:
  explicit Remote(const std::vector<Decision>& decisions = {}, const SpectoraOptions& options = {})
      : spectora(machine.scheduler(), recorder, desk, options) {
    machine.decide(decisions);
    for (const OrderId each : {order, other_order}) {
      spectora.give(each, model::Assignment{record_of_a, a, true});
      spectora.give(each, model::CalendarEvent{Time{33h}, a});
    }
    recorder.spectora.clear();
    machine.pass(1h);
  }

  SpectoraReply send(SpectoraRequest request, bool awaited = true) {
    SpectoraReply reply;
    done = spectora.apply(request, request_number(sent_++), awaited, reply);
    return reply;
  }
  Status post(InspectorId inspector, bool primary = true, OrderId where = order) {
    SpectoraRequest request = request_for(SpectoraVerb::post_assignment, where);
    request.inspector = inspector;
    request.primary = primary;
    return send(request).status;
  }
  Status remove(Cause record) {
    SpectoraRequest request = request_for(SpectoraVerb::delete_assignment, order);
    request.record = record;
    return send(request).status;
  }
  Status put(const model::CalendarEvent& event) {
    SpectoraRequest request = request_for(SpectoraVerb::put_event, order);
    request.event = event;
    return send(request).status;
  }
  SpectoraReply list(OrderId where = order) {
    return send(request_for(SpectoraVerb::list_assignments, where));
  }
  SpectoraReply event() { return send(request_for(SpectoraVerb::get_event, order)); }
  static SpectoraRequest request_for(SpectoraVerb verb, OrderId where) {
    SpectoraRequest request;
    request.verb = verb;
    request.order = where;
    request.run = Cause{50};
    request.fencing = 4;
    return request;
  }
  /// "A b": whom a list that is not late shows; a capital letter is a primary.
  std::string shown(OrderId where = order) {
    std::string people;
    for (const model::Assignment& each : list(where).assignments) {
      const char letter = each.primary ? 'A' : 'a';
      people += (people.empty() ? "" : " ");
      people += static_cast<char>(letter + static_cast<char>(each.inspector.value));
    }
    return people;
  }
  [[nodiscard]] std::uint64_t sent() const { return sent_; }

  Machine machine;
  Recorder recorder;
  RemoteDesk<Recorder> desk{machine.scheduler(), recorder, Actor::spectora};
  Spectora<Recorder> spectora;
  bool done = false;  ///< whether the latest request did anything

 private:
  std::uint64_t sent_ = 0;
};

// ---- Without faults ----

TEST(Spectora, adds_lists_and_removes_records) {
  Remote remote;
  EXPECT_EQ(remote.shown(), "A");                // request 0
  EXPECT_EQ(remote.post(b, false), Status::ok);  // request 1 names the record
  EXPECT_EQ(remote.shown(), "A b");
  EXPECT_EQ(remote.remove(record_of_a), Status::ok);
  EXPECT_EQ(remote.shown(), "b");
  EXPECT_EQ(remote.remove(request_number(1)), Status::ok);
  EXPECT_EQ(remote.shown(), "");
  EXPECT_EQ(remote.shown(other_order), "A");
}

TEST(Spectora, keeps_one_calendar_event_for_each_order) {
  Remote remote;
  EXPECT_EQ(remote.event().event, (model::CalendarEvent{Time{33h}, a}));
  EXPECT_EQ(remote.put({Time{40h}, b}), Status::ok);
  EXPECT_EQ(remote.event().event, (model::CalendarEvent{Time{40h}, b}));
}

TEST(Spectora, an_order_made_elsewhere_has_its_event_and_whose_doing_it_is) {
  Remote remote;
  // The last that there is room for: the eighth of the last job.
  constexpr OrderId last{Spectora<Recorder>::orders_max - 1};
  const model::CalendarEvent nine{Time{33h}, b};
  remote.spectora.write(last, nine, {Author::late, Cause{60}, 7, Cause{61}});
  ASSERT_THAT(remote.recorder.spectora, SizeIs(1));
  const SpectoraCommit& commit = remote.recorder.spectora.front();
  EXPECT_EQ(commit.effect, SpectoraEffect::event_written);
  EXPECT_EQ(commit.order, last);
  EXPECT_EQ(commit.event, nine);
  EXPECT_EQ(commit.author, Author::late);
  EXPECT_EQ(commit.run, Cause{60});
  EXPECT_EQ(commit.fencing, 7U);
  EXPECT_EQ(remote.send(Remote::request_for(SpectoraVerb::get_event, last)).event, nine);
  EXPECT_EQ(remote.shown(last), "");
  EXPECT_EQ(remote.post(a, true, last), Status::ok);
  EXPECT_EQ(remote.shown(last), "A");
  remote.spectora.reset();
  EXPECT_EQ(remote.shown(last), "");
}

TEST(Spectora, publishes_each_effect_with_whose_doing_it_is) {
  Remote remote;
  remote.post(b);
  SpectoraRequest removal = Remote::request_for(SpectoraVerb::delete_assignment, order);
  removal.record = record_of_a;
  remote.send(removal, false);  // its client has gone
  ASSERT_THAT(remote.recorder.spectora, SizeIs(2));
  const SpectoraCommit& added = remote.recorder.spectora[0];
  EXPECT_EQ(added.effect, SpectoraEffect::assigned);
  EXPECT_EQ(added.order, order);
  EXPECT_EQ(added.assignment.inspector, b);
  EXPECT_EQ(added.assignment.record, request_number(0));
  EXPECT_EQ(added.author, Author::client);
  EXPECT_EQ(added.run, Cause{50});
  EXPECT_EQ(added.fencing, 4U);
  const SpectoraCommit& removed = remote.recorder.spectora[1];
  EXPECT_EQ(removed.effect, SpectoraEffect::unassigned);
  EXPECT_EQ(removed.assignment.inspector, a);
  EXPECT_EQ(removed.author, Author::late);
}

TEST(Spectora, answers_404_to_the_removal_of_what_is_gone) {
  Remote remote;
  EXPECT_EQ(remote.remove(record_of_a), Status::ok);
  EXPECT_EQ(remote.remove(record_of_a), Status::not_found);
  EXPECT_EQ(remote.remove(Cause{12345}), Status::not_found);
  EXPECT_THAT(remote.recorder.spectora, SizeIs(1));
}

TEST(Spectora, a_second_post_of_an_inspector_adds_conflicts_or_changes_nothing_as_it_is_set_up) {
  const auto second = [](SecondPost kind) {
    Remote remote({}, {.second_post = kind});
    const Status status = remote.post(a, false);
    return std::pair(status, remote.shown());
  };
  EXPECT_EQ(second(SecondPost::adds_duplicate), std::pair(Status::ok, std::string("A a")));
  EXPECT_EQ(second(SecondPost::conflicts), std::pair(Status::conflict, std::string("A")));
  EXPECT_EQ(second(SecondPost::is_idempotent), std::pair(Status::ok, std::string("A")));
}

TEST(Spectora, refuses_a_record_beyond_the_most_that_an_order_may_hold) {
  Remote remote;
  for (std::size_t i = 1; i < model::assignments_per_order_max; ++i) {
    EXPECT_EQ(remote.post(b), Status::ok);
  }
  EXPECT_EQ(remote.post(b), Status::unprocessable);
  EXPECT_THAT(remote.list().assignments, SizeIs(model::assignments_per_order_max));
}

// ---- Lists that lag ----

Decision stale_list(std::uint64_t request) {
  return strikes(Site::list_fault, request, ListVerdict::stale);
}
/// The list shows the order as it was so long before.
Decision behind_by(std::uint64_t request, Duration time) {
  return {{Site::staleness, request_number(request)}, time.count() - 1};
}

TEST(Spectora, a_stale_list_misses_what_was_added_and_shows_what_was_removed_within_the_lag) {
  Remote remote({stale_list(2), behind_by(2, lag)}, {.list_lag = lag});
  remote.post(b);
  remote.remove(record_of_a);
  remote.machine.pass(lag - 1us);
  EXPECT_EQ(remote.shown(), "A");  // request 2
  EXPECT_EQ(remote.shown(), "B");
  // One record before and one after, but not the same: the judges hear of it.
  EXPECT_THAT(remote.recorder.faults,
              ElementsAre(Recorder::FaultNote{Time{1h} + lag - 1us, Fault::stale_list, order}));
}

TEST(Spectora, no_list_misses_a_write_as_old_as_the_lag) {
  Remote remote({stale_list(2), behind_by(2, lag)}, {.list_lag = lag});
  remote.post(b);
  remote.remove(record_of_a);
  remote.machine.pass(lag);
  EXPECT_EQ(remote.shown(), "B");
  EXPECT_THAT(remote.recorder.faults, IsEmpty());  // it was not stale after all
}

TEST(Spectora, without_a_lag_no_list_is_stale) {
  Remote remote({stale_list(1), behind_by(1, 1s)});
  remote.post(b, false);
  EXPECT_EQ(remote.shown(), "A b");
}

RC_GTEST_PROP(Spectora, a_stale_list_is_the_order_as_it_stood_at_most_the_lag_before, ()) {
  const auto behind = Duration(*rc::gen::inRange<std::int64_t>(1, lag.count() + 1));
  const int writes = *rc::gen::inRange<int>(1, 14);
  const auto list_request = static_cast<std::uint64_t>(writes);
  Remote remote({stale_list(list_request), behind_by(list_request, behind)}, {.list_lag = lag});
  std::set<Cause> records{record_of_a};
  std::vector<std::pair<Time, std::set<Cause>>> states{{Time{}, records}};
  for (int i = 0; i < writes; ++i) {
    remote.machine.pass(Duration(*rc::gen::inRange<std::int64_t>(0, 700'000)));
    if (!records.empty() && *rc::gen::arbitrary<bool>()) {
      const Cause gone = *records.begin();
      RC_ASSERT(remote.remove(gone) == Status::ok);
      records.erase(gone);
    } else {
      records.insert(request_number(remote.sent()));
      RC_ASSERT(remote.post(b) == Status::ok);
    }
    states.emplace_back(remote.machine.now(), records);
  }
  remote.machine.pass(Duration(*rc::gen::inRange<std::int64_t>(0, 2'500'000)));
  std::set<Cause> expected;
  for (const auto& [at, state] : states) {
    if (at <= remote.machine.now() - behind) expected = state;
  }
  std::set<Cause> seen;
  for (const model::Assignment& each : remote.list().assignments) seen.insert(each.record);
  RC_ASSERT(seen == expected);
}

// ---- What Spectora does with a request ----

TEST(Spectora, an_error_before_leaves_no_effect) {
  Remote remote({strikes(Site::server_fault, 0, ServerVerdict::error_before)});
  EXPECT_EQ(remote.post(b), Status::unavailable);
  EXPECT_THAT(remote.recorder.spectora, IsEmpty());
  EXPECT_THAT(remote.recorder.faults,
              ElementsAre(Recorder::FaultNote{Time{1h}, Fault::error_before, order}));
}

TEST(Spectora, an_error_after_leaves_the_effect) {
  Remote remote({strikes(Site::server_fault, 0, ServerVerdict::error_after)});
  EXPECT_EQ(remote.post(b), Status::bad_gateway);
  EXPECT_EQ(remote.shown(), "A B");
  EXPECT_THAT(remote.recorder.faults,
              ElementsAre(Recorder::FaultNote{Time{1h}, Fault::error_after, order}));
}

TEST(Spectora, says_whether_a_request_did_anything_whatever_it_is_answered) {
  Remote remote({strikes(Site::server_fault, 0, ServerVerdict::error_before),
                 strikes(Site::server_fault, 1, ServerVerdict::error_after),
                 strikes(Site::server_fault, 2, ServerVerdict::error_before),
                 strikes(Site::hand_edit, 3, HandVerdict::edits),
                 strikes(Site::write_fault, 4, WriteVerdict::accepted)});
  EXPECT_EQ(remote.put({Time{40h}, a}), Status::unavailable);
  EXPECT_FALSE(remote.done);
  EXPECT_EQ(remote.put({Time{40h}, a}), Status::bad_gateway);
  EXPECT_TRUE(remote.done);
  EXPECT_EQ(remote.list().status, Status::unavailable);
  EXPECT_FALSE(remote.done);
  EXPECT_EQ(remote.remove(Cause{77}), Status::not_found);  // and then somebody edits the order
  EXPECT_FALSE(remote.done);
  EXPECT_EQ(remote.put({Time{41h}, a}), Status::accepted);
  EXPECT_FALSE(remote.done);
  EXPECT_EQ(remote.list().status, Status::ok);
  EXPECT_TRUE(remote.done);
}

TEST(Spectora, an_error_has_one_of_four_codes_whether_it_leaves_the_effect_or_not) {
  const auto codes = [](ServerVerdict verdict) {
    std::vector<int> found;
    for (Outcome code = 0; code < 4; ++code) {
      Remote remote(
          {strikes(Site::server_fault, 0, verdict), {{Site::error_code, request_number(0)}, code}});
      found.push_back(static_cast<int>(remote.post(b)));
      EXPECT_EQ(remote.shown(), verdict == ServerVerdict::error_after ? "A B" : "A");
    }
    return found;
  };
  EXPECT_THAT(codes(ServerVerdict::error_before), ElementsAre(503, 500, 502, 504));
  EXPECT_THAT(codes(ServerVerdict::error_after), ElementsAre(502, 503, 504, 500));
}

TEST(Spectora, asks_to_wait_between_1_and_30_seconds_and_does_nothing) {
  for (const auto& [drawn, wait] : std::vector<std::pair<Outcome, Duration>>{
           {0, 1s}, {6, 7s}, {29, 30s}, {30, 1s}}) {  // 30 is out of range: the dullest instead
    Remote remote({strikes(Site::server_fault, 0, ServerVerdict::too_many),
                   {{Site::retry_after, request_number(0)}, drawn}});
    SpectoraRequest request = Remote::request_for(SpectoraVerb::post_assignment, order);
    request.inspector = b;
    const SpectoraReply reply = remote.send(request);
    EXPECT_EQ(reply.status, Status::too_many_requests);
    EXPECT_EQ(reply.retry_after, wait);
    EXPECT_THAT(remote.recorder.spectora, IsEmpty());
    EXPECT_THAT(remote.recorder.faults,
                ElementsAre(Recorder::FaultNote{Time{1h} + wait, Fault::too_many_requests, order}));
  }
}

TEST(Spectora, answers_429_to_all_about_that_order_until_the_time_is_up) {
  Remote remote({strikes(Site::server_fault, 0, ServerVerdict::too_many),
                 {{Site::retry_after, request_number(0)}, 9}});
  EXPECT_EQ(remote.post(b), Status::too_many_requests);
  remote.machine.pass(4s);
  const SpectoraReply again = remote.list();
  EXPECT_EQ(again.status, Status::too_many_requests);
  EXPECT_EQ(again.retry_after, 6s);
  EXPECT_EQ(remote.list(other_order).status, Status::ok);
  remote.machine.pass(6s - 1us);
  EXPECT_EQ(remote.event().status, Status::too_many_requests);
  remote.machine.pass(1us);
  EXPECT_EQ(remote.post(b), Status::ok);
  EXPECT_THAT(remote.recorder.faults, SizeIs(1));  // what follows is the same fault
}

TEST(Spectora, tells_how_long_to_wait_in_forms_of_use_and_of_none) {
  const auto told = [](ServerVerdict verdict, Outcome form) {
    const std::uint32_t ordinal = verdict == ServerVerdict::too_many ? 0 : 1;
    Remote remote({strikes(Site::server_fault, 0, verdict),
                   {{Site::retry_after, request_number(0)}, 2},
                   {{Site::wait_form, request_number(0), ordinal}, form}});
    const SpectoraReply reply = remote.list();
    EXPECT_EQ(reply.status, Status::too_many_requests);
    return reply.retry_after;
  };
  EXPECT_EQ(told(ServerVerdict::too_many, 0), 3s);
  EXPECT_EQ(told(ServerVerdict::too_many, 1), 3s + spectoras_skew);
  EXPECT_EQ(told(ServerVerdict::too_many, 2), 3s - spectoras_skew);  // which is past
  EXPECT_EQ(told(ServerVerdict::too_many_vague, 0), std::nullopt);
  EXPECT_EQ(told(ServerVerdict::too_many_vague, 1), std::nullopt);
  EXPECT_EQ(told(ServerVerdict::too_many_vague, 2), -1h);
  EXPECT_EQ(told(ServerVerdict::too_many_vague, 3), 24h * 365);
}

TEST(Spectora, a_forbidden_key_stays_forbidden) {
  Remote remote({strikes(Site::server_fault, 0, ServerVerdict::forbid_key)});
  EXPECT_EQ(remote.post(b), Status::forbidden);
  remote.machine.pass(24h);
  EXPECT_EQ(remote.list(other_order).status, Status::forbidden);
  EXPECT_THAT(remote.recorder.faults,
              ElementsAre(Recorder::FaultNote{Time{1h}, Fault::key_forbidden, order}));
}

// ---- What Spectora does with a write ----

TEST(Spectora, a_conflict_leaves_no_effect) {
  Remote remote({strikes(Site::write_fault, 0, WriteVerdict::conflict)});
  EXPECT_EQ(remote.post(b), Status::conflict);
  remote.machine.pass(1h);
  EXPECT_THAT(remote.recorder.spectora, IsEmpty());
}

TEST(Spectora, what_is_accepted_or_in_progress_is_done_later) {
  for (const auto& [verdict, status] : {std::pair(WriteVerdict::accepted, Status::accepted),
                                        std::pair(WriteVerdict::in_progress, Status::conflict)}) {
    Remote remote({strikes(Site::write_fault, 0, verdict),
                   {{Site::backlog_delay, request_number(0)}, 3'000'000}});
    EXPECT_EQ(remote.post(b, false), status);
    remote.machine.pass(3s);
    EXPECT_THAT(remote.recorder.spectora, IsEmpty());
    remote.machine.pass(backlog_wait.base + 1us);
    ASSERT_THAT(remote.recorder.spectora, SizeIs(1));
    const SpectoraCommit& commit = remote.recorder.spectora.front();
    EXPECT_EQ(commit.author, Author::late);
    EXPECT_EQ(commit.run, Cause{50});
    EXPECT_EQ(commit.fencing, 4U);
    EXPECT_EQ(commit.assignment.record, request_number(0));
    EXPECT_EQ(remote.shown(), "A b");
  }
}

TEST(Spectora, a_removal_that_was_accepted_can_be_overtaken) {
  Remote remote({strikes(Site::write_fault, 0, WriteVerdict::accepted)});
  EXPECT_EQ(remote.remove(record_of_a), Status::accepted);
  EXPECT_EQ(remote.post(b), Status::ok);
  EXPECT_EQ(remote.shown(), "A B");
  remote.machine.pass(1s);
  EXPECT_EQ(remote.shown(), "B");
}

TEST(Spectora, what_is_accepted_and_dropped_is_never_done) {
  Remote remote({strikes(Site::write_fault, 0, WriteVerdict::dropped)});
  EXPECT_EQ(remote.post(b), Status::accepted);
  remote.machine.pass(1h);
  EXPECT_THAT(remote.recorder.spectora, IsEmpty());
}

TEST(Spectora, what_is_accepted_is_not_done_once_everything_is_refused) {
  Remote remote({strikes(Site::write_fault, 0, WriteVerdict::accepted),
                 strikes(Site::server_fault, 1, ServerVerdict::revoke_key)});
  EXPECT_EQ(remote.post(b), Status::accepted);
  EXPECT_EQ(remote.list().status, Status::unauthorized);
  remote.machine.pass(1h);
  EXPECT_THAT(remote.recorder.spectora, IsEmpty());
}

TEST(Spectora, answers_410_when_it_has_removed_what_it_should_and_else_does_nothing) {
  Remote remote({strikes(Site::write_fault, 0, WriteVerdict::gone),
                 strikes(Site::write_fault, 1, WriteVerdict::gone)});
  EXPECT_EQ(remote.post(b), Status::gone);
  EXPECT_EQ(remote.remove(record_of_a), Status::gone);
  EXPECT_EQ(remote.shown(), "");
  EXPECT_THAT(remote.recorder.spectora, SizeIs(1));
}

TEST(Spectora, a_replica_may_not_know_a_record_younger_than_the_lag) {
  for (const bool young : {true, false}) {
    Remote remote({strikes(Site::replica_fault, 1, ReplicaVerdict::behind)}, {.list_lag = lag});
    remote.post(b);
    remote.machine.pass(young ? lag - 1us : lag);
    EXPECT_EQ(remote.remove(request_number(0)), young ? Status::not_found : Status::ok);
    EXPECT_EQ(remote.shown(), young ? "A B" : "A");
  }
}

TEST(Spectora, no_read_is_a_write_that_could_be_only_accepted) {
  Remote remote({strikes(Site::write_fault, 0, WriteVerdict::accepted)});
  EXPECT_EQ(remote.list().status, Status::ok);
}

// ---- Pages, and rows that assign nobody ----

/// "A b of 3": a page and the length of the list.
std::string page_of(Remote& remote, std::uint8_t page) {
  SpectoraRequest request = Remote::request_for(SpectoraVerb::list_assignments, order);
  request.page = page;
  const SpectoraReply reply = remote.send(request);
  return describe(reply.assignments) + " of " + std::to_string(reply.total);
}

TEST(Spectora, shows_a_list_in_pages) {
  Remote remote({}, {.page_size = 2});
  remote.post(b, false);
  EXPECT_EQ(page_of(remote, 1), "A (primary) and B of 2");
  remote.post(InspectorId{2}, false);
  EXPECT_EQ(page_of(remote, 1), "A (primary) and B of 3");
  EXPECT_EQ(page_of(remote, 2), "C of 3");
  EXPECT_EQ(page_of(remote, 3), "nobody of 3");
  remote.remove(record_of_a);  // and the pages shift
  EXPECT_EQ(page_of(remote, 1), "B and C of 2");
  EXPECT_EQ(page_of(remote, 2), "nobody of 2");
}

/// What the lists of the order show beside its assignments.
Decision rows_of_order(RowsVerdict verdict) {
  return {{Site::rows_fault, model::run_root.child(15, order.value)},
          static_cast<Outcome>(verdict)};
}

TEST(Spectora, shows_who_was_removed_as_deleted_in_every_list_of_an_order) {
  Remote remote({rows_of_order(RowsVerdict::deleted)});
  remote.post(b);
  EXPECT_EQ(page_of(remote, 1), "A (primary) and B (primary) of 2");
  remote.remove(record_of_a);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(page_of(remote, 1), "B (primary) and A (primary) (deleted) of 2");
  }
  EXPECT_THAT(remote.recorder.spectora, SizeIs(2));  // it assigns nobody
}

TEST(Spectora, shows_a_row_that_is_hidden_or_requested_in_every_list_of_an_order) {
  const Decision owner{{Site::row_owner, model::run_root.child(15, order.value)}, 1};
  Remote hidden({rows_of_order(RowsVerdict::hidden), owner});
  EXPECT_EQ(page_of(hidden, 1), "A (primary) and B (hidden) of 2");
  Remote requested({rows_of_order(RowsVerdict::requested), owner});
  EXPECT_EQ(page_of(requested, 1), "A (primary) and B (requested) of 2");
  EXPECT_EQ(requested.shown(other_order), "A");
}

TEST(Spectora, a_revoked_key_stays_revoked_for_every_order_and_verb) {
  Remote remote({strikes(Site::server_fault, 0, ServerVerdict::revoke_key)});
  EXPECT_EQ(remote.post(b), Status::unauthorized);
  remote.machine.pass(24h);
  EXPECT_EQ(remote.list(other_order).status, Status::unauthorized);
  EXPECT_EQ(remote.event().status, Status::unauthorized);
  EXPECT_EQ(remote.remove(record_of_a), Status::unauthorized);
  EXPECT_THAT(remote.recorder.spectora, IsEmpty());
  remote.desk.reset();
  remote.spectora.reset();
  EXPECT_EQ(remote.list().status, Status::ok);  // in the next run it works again
}

TEST(Spectora, a_poisoned_order_refuses_writes_for_good_and_can_be_read) {
  Remote remote({strikes(Site::server_fault, 0, ServerVerdict::poison_order)});
  EXPECT_EQ(remote.post(b), Status::unprocessable);
  EXPECT_EQ(remote.remove(record_of_a), Status::unprocessable);
  EXPECT_EQ(remote.put({Time{40h}, b}), Status::unprocessable);
  EXPECT_EQ(remote.shown(), "A");
  EXPECT_EQ(remote.event().status, Status::ok);
  EXPECT_EQ(remote.post(b, true, other_order), Status::ok);
}

TEST(Spectora, an_order_may_be_poisoned_by_a_read_that_is_answered_all_the_same) {
  Remote remote({strikes(Site::server_fault, 0, ServerVerdict::poison_order)});
  EXPECT_EQ(remote.list().status, Status::ok);
  EXPECT_EQ(remote.post(b), Status::unprocessable);
}

// ---- Hand edits ----

TEST(Spectora, somebody_edits_the_order_right_after_a_request) {
  // After the request the order shows A and b. A hand adds the first inspector who is not there.
  const std::vector<std::string> left{"A b c", "b", "A", "A b", "b C"};
  for (Outcome change = 0; change < 5; ++change) {
    Remote remote({strikes(Site::hand_edit, 0, HandVerdict::edits),
                   {{Site::hand_change, request_number(0)}, change}});
    EXPECT_EQ(remote.post(b, false), Status::ok);
    const bool moved = change == 3;
    EXPECT_EQ(remote.event().event.starts, moved ? Time{34h} : Time{33h}) << change;
    EXPECT_EQ(remote.shown(), left[static_cast<std::size_t>(change)]) << change;
    EXPECT_EQ(remote.recorder.spectora.back().author, Author::hand) << change;
    EXPECT_THAT(remote.recorder.faults,
                ElementsAre(Recorder::FaultNote{Time{1h}, Fault::hand_edit, order}));
  }
}

TEST(Spectora, nobody_edits_an_order_that_is_off_limits) {
  Remote remote({strikes(Site::hand_edit, 0, HandVerdict::edits)}, {.hands_off = order});
  remote.list();
  EXPECT_EQ(remote.shown(), "A");
  EXPECT_THAT(remote.recorder.faults, IsEmpty());
}

TEST(Spectora, a_hand_removes_nobody_from_an_empty_order) {
  Remote remote({strikes(Site::hand_edit, 0, HandVerdict::edits),
                 {{Site::hand_change, request_number(0)}, 1}});
  remote.remove(record_of_a);
  EXPECT_EQ(remote.shown(), "");
  EXPECT_THAT(remote.recorder.spectora, SizeIs(1));
}

}  // namespace
}  // namespace interleave::sim
