#include "sim/flex.hpp"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Author;
using model::Cause;
using model::CrewLine;
using model::ElementId;
using model::FlexReply;
using model::FlexRequest;
using model::FlexVerb;
using model::IdPlace;
using model::InspectorId;
using model::line_of;
using model::LineId;
using model::Listing;
using model::Status;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr ElementId element{1};
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr LineId first = line_of(element, 0);
constexpr LineId second = line_of(element, 1);
constexpr Cause run{50};

Cause request_number(std::uint64_t number) { return Cause{1000 + number}; }

template <class Verdict>
Decision strikes(Site site, std::uint64_t request, Verdict verdict) {
  return {{site, request_number(request)}, static_cast<Outcome>(verdict)};
}
Decision changes(std::uint64_t request, Outcome change) {
  return {{Site::hand_change, request_number(request)}, change};
}

/// Flex without lines; it is 1 h. Its lists lag by 2 s.
class Remote {
 public:
  explicit Remote(const std::vector<Decision>& decisions = {}, std::size_t burst = 0)
      : flex(machine.scheduler(), recorder, 2s, burst) {
    machine.decide(decisions);
    flex.reset();
    machine.pass(1h);
  }

  FlexReply send(FlexRequest request, bool awaited = true) {
    if (request.run == Cause{}) request.run = run;
    request.element = element;
    request.fencing = 4;
    request.token = token;
    FlexReply reply;
    done = flex.apply(request, request_number(sent_++), awaited, reply);
    return reply;
  }
  FlexReply list(Listing listing = Listing::row_data) {
    FlexRequest request;
    request.listing = listing;
    return send(request);
  }
  FlexReply add(InspectorId technician = a) {
    FlexRequest request;
    request.verb = FlexVerb::add_resource;
    request.technician = technician;
    return send(request);
  }
  FlexReply remove(LineId line) {
    FlexRequest request;
    request.verb = FlexVerb::delete_line;
    request.line = line;
    return send(request);
  }
  FlexReply remove_all(const model::LineIdList& lines) {
    FlexRequest request;
    request.verb = FlexVerb::delete_lines;
    request.lines = lines;
    return send(request);
  }
  FlexReply set_role(LineId line, bool lead) {
    FlexRequest request;
    request.verb = FlexVerb::set_role;
    request.line = line;
    request.lead = lead;
    return send(request);
  }
  static std::vector<std::string> words(const model::LineList& list) {
    std::vector<std::string> all;
    for (const CrewLine& line : list) all.push_back(describe(line));
    return all;
  }
  [[nodiscard]] std::vector<std::string> shown() const { return words(flex.lines(element)); }
  [[nodiscard]] std::vector<Fault> struck() const {
    std::vector<Fault> all;
    for (const Recorder::FaultNote& note : recorder.faults) {
      EXPECT_EQ(note.order, key_of(element));
      all.push_back(note.fault);
    }
    return all;
  }

  Machine machine;
  Recorder recorder;
  Flex<Recorder> flex;
  std::uint32_t token = 0;  ///< with the requests that follow
  bool done = false;        ///< whether the latest request did anything

 private:
  std::uint64_t sent_ = 0;
};

TEST(Flex, lists_the_lines_that_were_added_oldest_first_and_counts_them) {
  Remote remote;
  EXPECT_EQ(remote.add(a).line, first);
  EXPECT_EQ(remote.add(b).line, second);
  const FlexReply reply = remote.list();
  EXPECT_EQ(reply.status, Status::ok);
  EXPECT_EQ(reply.total, 2);
  EXPECT_EQ(reply.shape, Listing::row_data);
  EXPECT_THAT(Remote::words(reply.lines), ElementsAre("line 1 (A)", "line 5 (B)"));
}

TEST(Flex, a_resource_that_is_added_twice_stands_there_twice) {
  Remote remote;
  remote.add(a);
  remote.add(a);
  EXPECT_THAT(remote.shown(), ElementsAre("line 1 (A)", "line 5 (A)"));
}

TEST(Flex, every_endpoint_lists_in_a_shape_of_its_own) {
  Remote remote;
  remote.add(a);
  for (const Listing listing : {Listing::row_data, Listing::find_row_data, Listing::line_item,
                                Listing::children, Listing::line_items}) {
    const FlexReply reply = remote.list(listing);
    EXPECT_EQ(reply.shape, listing);
    EXPECT_EQ(reply.lines.size(), 1U);
  }
}

TEST(Flex, a_line_that_is_gone_cannot_be_deleted_or_given_a_role) {
  Remote remote;
  remote.add(a);
  remote.machine.pass(2s);
  EXPECT_EQ(remote.remove(first).status, Status::ok);
  EXPECT_TRUE(remote.done);
  EXPECT_EQ(remote.remove(first).status, Status::not_found);
  EXPECT_FALSE(remote.done);
  EXPECT_EQ(remote.set_role(first, true).status, Status::not_found);
  EXPECT_THAT(remote.shown(), IsEmpty());
}

TEST(Flex, a_role_that_stands_already_changes_nothing) {
  Remote remote;
  remote.add(a);
  EXPECT_EQ(remote.set_role(first, true).status, Status::ok);
  EXPECT_TRUE(remote.done);
  EXPECT_EQ(remote.set_role(first, true).status, Status::ok);
  EXPECT_FALSE(remote.done);
  EXPECT_THAT(remote.shown(), ElementsAre("line 1 (A, lead)"));
}

TEST(Flex, deletes_several_lines_at_once_whatever_is_gone_already) {
  Remote remote;
  for (int i = 0; i < 3; ++i) remote.add(a);
  remote.remove(first);
  EXPECT_EQ(remote.remove_all({first, second}).status, Status::ok);
  EXPECT_THAT(remote.shown(), ElementsAre("line 9 (A)"));
}

TEST(Flex, an_element_that_is_full_refuses_another_line) {
  Remote remote;
  for (std::size_t i = 0; i < model::lines_at_once_max; ++i) remote.add(a);
  EXPECT_EQ(remote.add(b).status, Status::unprocessable);
  EXPECT_EQ(remote.shown().size(), model::lines_at_once_max);
}

TEST(Flex, publishes_each_change_with_the_run_and_the_lease_of_its_request) {
  Remote remote;
  remote.add(a);
  FlexRequest late;
  late.verb = FlexVerb::delete_line;
  late.line = first;
  remote.send(late, false);
  ASSERT_EQ(remote.recorder.flex.size(), 2U);
  EXPECT_EQ(remote.recorder.flex[0].author, Author::client);
  EXPECT_EQ(remote.recorder.flex[1].author, Author::late);
  for (const model::FlexCommit& commit : remote.recorder.flex) {
    EXPECT_EQ(commit.run, run);
    EXPECT_EQ(commit.fencing, 4U);
  }
}

// ---- Reads ----

TEST(Flex, a_stale_list_misses_what_was_written_within_the_lag) {
  Remote remote({strikes(Site::list_fault, 1, ListVerdict::stale),
                 strikes(Site::list_fault, 2, ListVerdict::stale)});
  remote.add(a);
  EXPECT_THAT(remote.list().lines, IsEmpty());
  remote.machine.pass(2s);
  EXPECT_EQ(remote.list().lines.size(), 1U);  // it is too old to be missed
  EXPECT_THAT(remote.struck(), ElementsAre(Fault::stale_list));
}

TEST(Flex, a_list_that_is_cut_shows_less_than_it_counts) {
  Remote remote({strikes(Site::cut_fault, 2, CutVerdict::cut)});
  remote.add(a);
  remote.add(b);
  const FlexReply reply = remote.list();
  EXPECT_EQ(reply.total, 2);
  EXPECT_THAT(Remote::words(reply.lines), ElementsAre("line 1 (A)"));
  EXPECT_THAT(remote.struck(), ElementsAre(Fault::list_cut));
}

TEST(Flex, a_list_of_nothing_cannot_be_cut) {
  Remote remote({strikes(Site::cut_fault, 0, CutVerdict::cut)});
  EXPECT_EQ(remote.list().total, 0);
  EXPECT_THAT(remote.struck(), IsEmpty());
}

TEST(Flex, an_odd_answer_has_any_shape_but_the_usual_one) {
  std::set<Listing> shapes;
  std::set<IdPlace> places;
  for (Outcome which = 0; which < static_cast<Outcome>(model::listing_count) - 1; ++which) {
    Remote remote({strikes(Site::shape_fault, 0, ShapeVerdict::odd),
                   {{Site::shape, request_number(0)}, which},
                   strikes(Site::shape_fault, 1, ShapeVerdict::odd),
                   {{Site::shape, request_number(1)}, which}});
    places.insert(remote.add(a).place);
    shapes.insert(remote.list(Listing::children).shape);
    EXPECT_THAT(remote.struck(), ElementsAre(Fault::odd_shape, Fault::odd_shape));
  }
  EXPECT_EQ(shapes.size(), model::listing_count - 1);
  EXPECT_FALSE(shapes.contains(Listing::children));
  EXPECT_EQ(places.size(), model::id_place_count - 1);
  EXPECT_FALSE(places.contains(IdPlace::id));
}

TEST(Flex, a_replica_may_not_know_a_line_younger_than_the_lag) {
  Remote remote({strikes(Site::replica_fault, 1, ReplicaVerdict::behind),
                 strikes(Site::replica_fault, 2, ReplicaVerdict::behind)});
  remote.add(a);
  EXPECT_EQ(remote.remove(first).status, Status::not_found);
  EXPECT_THAT(remote.struck(), ElementsAre(Fault::replica_behind));
  remote.machine.pass(2s);
  EXPECT_EQ(remote.remove(first).status, Status::ok);
}

// ---- Several at once ----

TEST(Flex, may_do_a_part_of_a_batch_or_nothing_and_answer_200_or_refuse_all_of_it) {
  struct Case {
    BatchVerdict verdict;
    Status status;
    std::vector<std::string> left;
    Fault fault;
  };
  for (const Case& each :
       {Case{BatchVerdict::partial, Status::ok, {"line 5 (A)", "line 9 (A)"}, Fault::batch_partial},
        Case{BatchVerdict::refused,
             Status::unprocessable,
             {"line 1 (A)", "line 5 (A)", "line 9 (A)"},
             Fault::batch_refused},
        Case{BatchVerdict::ignored,
             Status::ok,
             {"line 1 (A)", "line 5 (A)", "line 9 (A)"},
             Fault::batch_ignored}}) {
    Remote remote({strikes(Site::batch_fault, 3, each.verdict)});
    for (int i = 0; i < 3; ++i) remote.add(a);
    const FlexReply reply = remote.remove_all({first, second, line_of(element, 2)});
    EXPECT_EQ(reply.status, each.status);
    EXPECT_EQ(remote.shown(), each.left);
    EXPECT_THAT(remote.struck(), ElementsAre(each.fault));
  }
}

// ---- Tokens ----

TEST(Flex, an_answer_may_bring_a_new_token_and_the_old_one_counts_for_a_moment_only) {
  Remote remote({strikes(Site::token_fault, 0, TokenVerdict::refreshed)});
  EXPECT_EQ(remote.list().token, 1U);
  remote.machine.pass(Flex<Recorder>::token_grace);
  EXPECT_EQ(remote.add(a).token, 1U);  // it is told again
  remote.machine.pass(1us);
  const FlexReply refused = remote.add(b);
  EXPECT_EQ(refused.status, Status::unauthorized);
  EXPECT_FALSE(remote.done);
  EXPECT_THAT(remote.shown(), ElementsAre("line 1 (A)"));
  remote.token = 1;
  const FlexReply known = remote.add(b);
  EXPECT_EQ(known.status, Status::ok);
  EXPECT_EQ(known.token, 0U);
  EXPECT_THAT(remote.struck(), ElementsAre(Fault::token_refreshed));
}

TEST(Flex, the_token_of_one_run_is_none_of_anothers_business) {
  Remote remote({strikes(Site::token_fault, 0, TokenVerdict::refreshed)});
  remote.list();
  remote.machine.pass(1min);
  FlexRequest other;
  other.run = Cause{51};
  EXPECT_EQ(remote.send(other).status, Status::ok);
  EXPECT_EQ(remote.list().status, Status::unauthorized);
}

// ---- People at Flex ----

TEST(Flex, somebody_may_delete_add_or_change_a_contact_right_after_a_request) {
  const std::vector<std::vector<std::string>> after{
      {"line 1 (A)"},
      {"line 5 (B)"},
      {"line 1 (A)", "line 5 (B)", "line 9 (C)"},
      {"line 1 (A)", "line 5 (B)", "line 9 (a foreign contact)"},
      {"line 1 (A, lead)", "line 5 (B)"},
  };
  for (std::size_t change = 0; change < after.size(); ++change) {
    Remote remote({strikes(Site::hand_edit, 2, HandVerdict::edits),
                   changes(2, static_cast<Outcome>(change))});
    remote.add(a);
    remote.add(b);
    EXPECT_EQ(remote.list().lines.size(), 2U);  // it shows what stood before the edit
    EXPECT_EQ(remote.shown(), after[change]);
    EXPECT_EQ(remote.recorder.flex.back().author, Author::hand);
    EXPECT_THAT(remote.struck(), ElementsAre(Fault::hand_edit));
  }
}

TEST(Flex, nobody_can_delete_or_change_what_is_not_there) {
  for (const Outcome change : {0, 1, 4}) {
    Remote remote({strikes(Site::hand_edit, 0, HandVerdict::edits), changes(0, change)});
    remote.list();
    EXPECT_THAT(remote.struck(), IsEmpty());
    EXPECT_THAT(remote.recorder.flex, IsEmpty());
  }
}

TEST(Flex, nobody_adds_a_technician_when_all_are_there) {
  Remote remote({strikes(Site::hand_edit, Flex<Recorder>::pool_size, HandVerdict::edits),
                 changes(Flex<Recorder>::pool_size, 2)});
  for (std::uint8_t each = 0; each < Flex<Recorder>::pool_size; ++each) {
    remote.add(InspectorId{each});
  }
  remote.list();
  EXPECT_THAT(remote.struck(), IsEmpty());
}

// ---- Runs ----

TEST(Flex, a_run_starts_with_lines_that_no_request_has_added) {
  Remote remote;
  EXPECT_EQ(remote.flex.give(element, InspectorId::none(), false), first);
  EXPECT_EQ(remote.flex.give(element, a, true), second);
  EXPECT_EQ(remote.recorder.flex.front().author, Author::start);
  EXPECT_THAT(remote.shown(), ElementsAre("line 1 (a foreign contact)", "line 5 (A, lead)"));
  remote.flex.reset();
  EXPECT_THAT(remote.shown(), IsEmpty());
}

TEST(Flex, a_request_touches_its_element_and_the_account) {
  FlexRequest request;
  request.element = element;
  const ResourceSet there{Resource::order, element.value};
  const ResourceSet account{Resource::account, 0};
  EXPECT_EQ(Flex<Recorder>::touches(request), (Footprint{account | there, {}}));
  request.verb = FlexVerb::add_resource;
  EXPECT_EQ(Flex<Recorder>::touches(request), (Footprint{account, there}));
}

/// The sequential reference: a list of (id, whose), nothing else.
RC_GTEST_PROP(Flex, without_faults_does_what_a_plain_list_does, ()) {
  Remote remote;
  std::vector<std::pair<LineId, InspectorId>> plain;
  std::uint8_t made = 0;
  const auto steps = *rc::gen::container<std::vector<std::pair<bool, std::uint8_t>>>(
      rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::inRange<std::uint8_t>(0, 8)));
  for (const auto& [adds, number] : steps) {
    if (adds) {
      const bool full =
          plain.size() == model::lines_at_once_max || made == model::lines_per_element_max;
      const FlexReply reply = remote.add(InspectorId{number});
      RC_ASSERT(reply.status == (full ? Status::unprocessable : Status::ok));
      if (full) continue;
      RC_ASSERT(reply.line == line_of(element, made++));
      plain.emplace_back(reply.line, InspectorId{number});
    } else {
      const LineId line = line_of(element, number);
      const auto found = std::ranges::find(plain, line, &std::pair<LineId, InspectorId>::first);
      const Status status = remote.remove(line).status;
      RC_ASSERT(status == (found == plain.end() ? Status::not_found : Status::ok));
      if (found != plain.end()) plain.erase(found);
    }
    std::vector<std::pair<LineId, InspectorId>> shown;
    for (const CrewLine& each : remote.list().lines) shown.emplace_back(each.id, each.technician);
    RC_ASSERT(shown == plain);
  }
}

// ---- Too many at once ----

TEST(FlexBurst, beyond_so_many_requests_within_a_second_answers_429_and_does_nothing) {
  Remote remote({}, 2);
  EXPECT_EQ(remote.add().status, Status::ok);
  EXPECT_EQ(remote.list().status, Status::ok);
  const FlexReply refused = remote.add(b);
  EXPECT_EQ(refused.status, Status::too_many_requests);
  EXPECT_EQ(refused.retry_after, model::Duration(1s));
  EXPECT_FALSE(remote.done);
  EXPECT_THAT(remote.shown(), ElementsAre("line 1 (A)"));
  EXPECT_THAT(remote.struck(), ElementsAre(Fault::too_many_requests));
}

TEST(FlexBurst, counts_what_it_has_taken_and_forgets_it_after_a_second) {
  Remote remote({}, 2);
  remote.list();
  remote.machine.pass(600ms);
  remote.list();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(remote.list().status, Status::too_many_requests);
  remote.machine.pass(399'999us);
  EXPECT_EQ(remote.list().status, Status::too_many_requests);
  remote.machine.pass(1us);
  EXPECT_EQ(remote.list().status, Status::ok);
  EXPECT_EQ(remote.list().status, Status::too_many_requests);
}

TEST(FlexBurst, of_nought_takes_any_number) {
  Remote remote;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(remote.list().status, Status::ok);
}

}  // namespace
}  // namespace interleave::sim
