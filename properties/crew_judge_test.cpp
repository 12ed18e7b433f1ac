#include "properties/crew_judge.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::properties {
namespace {

using namespace model;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr ElementId element{1};
constexpr JobId call = call_of(element, 0);
constexpr JobId alias = call_of(element, 1);
constexpr InspectorId a{0};
constexpr InspectorId b{1};

/// A judge of syncs that act when they are asked, which is told a history made by hand.
class Hearing {
 public:
  explicit Hearing(bool by_request = true) : judge(options(by_request)) {
    judge.reset();
    Job job;
    job.id = JobId{element.value};
    judge.on_commit(now_, AttikCommit{job});
  }

  void want(const CrewMembers& members, JobId which = call) {
    judge.on_commit(tick(), CrewWish{which, members});
    job_.id = JobId{element.value};
    ++job_.generation;
    job_.inspectors.clear();
    for (const CrewMember& member : members) {
      if (member.role != CrewRole::cleared) job_.inspectors.push_back(member.technician);
    }
    judge.on_commit(now_, AttikCommit{job_});
  }
  void press(JobId which = call) { judge.on_asked(tick(), which); }
  FlexRequest send(FlexVerb verb, InspectorId technician, LineId line = LineId::none()) {
    FlexRequest request;
    request.run = run;
    request.ordinal = requests_++;
    request.verb = verb;
    request.element = element;
    request.technician = technician;
    request.line = line;
    judge.on_wire(tick(), request);
    return request;
  }
  void list(Status status = Status::ok, bool odd = false) {
    const FlexRequest request = send(FlexVerb::list_lines, InspectorId::none());
    FlexReply reply;
    reply.status = status;
    if (odd) reply.shape = Listing::children;
    judge.on_reply(tick(), request, reply);
  }
  void read_members(Status status = Status::ok) {
    CrewTableRequest request;
    request.run = run;
    request.call = call;
    judge.on_wire(tick(), request);
    CrewTableReply reply;
    reply.status = status;
    judge.on_reply(tick(), request, reply);
  }
  void drop_rows() {
    CrewTableRequest request;
    request.run = run;
    request.verb = CrewTableVerb::drop_rows;
    request.call = call;
    judge.on_wire(tick(), request);
  }
  LineId add(InspectorId technician, Author author = Author::client) {
    const CrewLine line{line_of(element, made_++), technician, false};
    judge.on_commit(tick(), FlexCommit{FlexEffect::added, line, author, run});
    return line.id;
  }
  void remove(LineId line, InspectorId technician, Author author = Author::client) {
    judge.on_commit(tick(), FlexCommit{FlexEffect::deleted, {line, technician}, author, run});
  }
  void row(InspectorId technician, LineId line, JobId which = call) {
    judge.on_commit(
        tick(),
        CrewTableCommit{CrewTableEffect::inserted, which, {++rows_, technician, line}, run});
  }
  /// What was found by the end, but promises of the production core.
  std::vector<std::string> found() {
    judge.finish(tick());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < crew_signatures.size() - promises.size(); ++i) {
      const bool alert = crew_signatures[i].property == "ALERT";
      if (judge.violated().contains(i) && !alert) names.push_back(name_of(crew_signatures[i]));
    }
    return names;
  }

  static constexpr Cause run{50};
  CrewJudge judge;

 private:
  static CrewJudge::Options options(bool by_request) {
    CrewJudge::Options all;
    all.by_request = by_request;
    return all;
  }
  Time tick() { return now_ += 1s; }

  Time now_{};
  Job job_;
  std::uint8_t made_ = 0;
  std::uint32_t rows_ = 0;
  std::uint32_t requests_ = 0;
};

/// A is wanted, asked for, and stands there with a row.
Hearing settled() {
  Hearing hearing;
  hearing.want({{a, CrewRole::lead}});
  hearing.press();
  hearing.row(a, hearing.add(a));
  return hearing;
}

TEST(CrewJudge, has_nothing_to_say_of_a_crew_that_stands_as_it_is_wanted) {
  Hearing hearing = settled();
  EXPECT_THAT(hearing.found(), IsEmpty());
}

TEST(CrewJudge, whoever_is_missing_was_asked_for_or_need_not_be_there) {
  Hearing asked;
  asked.want({{a, CrewRole::lead}});
  asked.press();
  EXPECT_THAT(asked.found(), ElementsAre("CREW.missing"));
  Hearing unasked;
  unasked.press();
  unasked.want({{a, CrewRole::lead}});
  EXPECT_THAT(unasked.found(), IsEmpty());
  Hearing by_itself(false);
  by_itself.want({{a, CrewRole::lead}});
  EXPECT_THAT(by_itself.found(), ElementsAre("CREW.missing"));
}

TEST(CrewJudge, every_call_that_has_anybody_must_have_been_asked_for) {
  Hearing hearing;
  hearing.want({{a, CrewRole::lead}});
  hearing.judge.on_commit(Time{30s}, CrewWish{alias, {{a}}});
  hearing.press();
  EXPECT_THAT(hearing.found(), IsEmpty());
}

TEST(CrewJudge, a_second_row_of_a_technician_on_a_call_is_one_too_many) {
  Hearing hearing = settled();
  hearing.row(a, line_of(element, 0));
  EXPECT_THAT(hearing.found(), ElementsAre("DBU.twice"));
}

TEST(CrewJudge, who_stands_there_twice_is_told_by_who_knows_it) {
  Hearing untracked = settled();
  untracked.add(a);
  EXPECT_THAT(untracked.found(), ElementsAre("CREW.untracked"));
  Hearing shared = settled();
  shared.row(a, shared.add(a), alias);
  EXPECT_THAT(shared.found(), ElementsAre("CREW.shared"));
  Hearing twice = settled();
  twice.row(a, twice.add(a));
  EXPECT_THAT(twice.found(), ElementsAre("DBU.twice", "CREW.duplicate"));
}

TEST(CrewJudge, a_contact_that_nobody_wants_is_extra_or_cleared_or_its_delete_came_to_nothing) {
  Hearing extra = settled();
  extra.want({});
  extra.press();
  EXPECT_THAT(extra.found(), ElementsAre("CREW.extra"));
  Hearing cleared = settled();
  cleared.want({{a, CrewRole::cleared}});
  cleared.press();
  EXPECT_THAT(cleared.found(), ElementsAre("CREW.cleared"));
  Hearing left = settled();
  left.want({});
  left.list();
  left.send(FlexVerb::delete_line, InspectorId::none(), line_of(element, 0));
  EXPECT_THAT(left.found(), ElementsAre("CREW.left"));
}

TEST(CrewJudge, a_sync_deletes_nobody_elses_contact) {
  Hearing foreign;
  foreign.remove(foreign.add(InspectorId::none(), Author::hand), InspectorId::none());
  EXPECT_THAT(foreign.found(), ElementsAre("OWN.foreign"));
  Hearing hand;
  hand.remove(hand.add(b, Author::hand), b);
  EXPECT_THAT(hand.found(), ElementsAre("OWN.hand"));
  Hearing people;
  people.remove(people.add(b, Author::hand), b, Author::hand);
  EXPECT_THAT(people.found(), IsEmpty());
}

TEST(CrewJudge, nothing_is_deleted_on_the_ground_of_a_list_that_failed_or_has_an_odd_shape) {
  for (const bool odd : {false, true}) {
    Hearing hearing;
    hearing.list(odd ? Status::ok : Status::unavailable, odd);
    hearing.drop_rows();
    EXPECT_THAT(hearing.found(), ElementsAre("FAILC.list"));
  }
  Hearing again;
  again.list(Status::unavailable);
  again.list();
  again.drop_rows();
  EXPECT_THAT(again.found(), IsEmpty());
}

TEST(CrewJudge, nothing_is_deleted_by_a_sync_that_could_not_read_who_is_wanted) {
  Hearing hearing;
  hearing.read_members(Status::unavailable);
  hearing.list();
  hearing.drop_rows();
  EXPECT_THAT(hearing.found(), ElementsAre("FAILC.wish"));
  Hearing read;
  read.read_members();
  read.list();
  read.drop_rows();
  EXPECT_THAT(read.found(), IsEmpty());
}

TEST(CrewJudge, a_run_deletes_four_contacts_and_no_more) {
  Hearing hearing;
  hearing.list();
  for (std::uint8_t i = 0; i < 4; ++i) {
    hearing.send(FlexVerb::delete_line, InspectorId::none(), line_of(element, i));
  }
  EXPECT_TRUE(hearing.judge.violated().empty());
  hearing.send(FlexVerb::delete_line, InspectorId::none(), line_of(element, 4));
  EXPECT_THAT(hearing.found(), ElementsAre("BUDGET.deletes"));
}

TEST(CrewJudge, an_add_in_another_encoding_is_blind) {
  Hearing hearing = settled();
  FlexRequest request;
  request.run = Hearing::run;
  request.ordinal = 9;
  request.verb = FlexVerb::add_resource;
  request.element = element;
  request.technician = b;
  request.form = true;
  hearing.judge.on_wire(Time{60s}, request);
  EXPECT_THAT(hearing.found(), ElementsAre("BLIND.format"));
}

TEST(CrewJudge, says_what_stands_there_and_what_no_row_names) {
  Hearing hearing = settled();
  hearing.add(b);
  hearing.found();
  EXPECT_THAT(hearing.judge.evidence(),
              ElementsAre("by its commit log Flex shows line 1 (A) and line 5 (B) of ours under "
                          "element 1; wanted are A; staff were told nothing",
                          "no row names line 5 (B)"));
}

}  // namespace
}  // namespace interleave::properties
