#include "sim/crew_lines.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Author;
using model::Cause;
using model::CrewLine;
using model::ElementId;
using model::FlexEffect;
using model::InspectorId;
using model::line_of;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr ElementId element{1};
constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr Doing doing{Author::client, Cause{7}, 3, Cause{8}};

/// Lines, at 1 h.
class Lines {
 public:
  Lines() : lines(machine.scheduler(), recorder) {
    lines.reset();
    machine.pass(1h);
  }

  static std::vector<std::string> words(const model::LineList& list) {
    std::vector<std::string> all;
    for (const CrewLine& line : list) all.push_back(describe(line));
    return all;
  }
  [[nodiscard]] std::vector<std::string> now() const { return words(lines.now(element)); }
  [[nodiscard]] std::vector<std::string> ago(model::Duration span) const {
    return words(lines.as_of(element, machine.now() - span));
  }

  Machine machine;
  Recorder recorder;
  CrewLines<Recorder> lines;
};

TEST(CrewLines, the_lines_of_an_element_are_numbered_in_the_order_in_which_they_were_added) {
  Lines there;
  EXPECT_EQ(there.lines.add(element, a, true, doing).id, line_of(element, 0));
  EXPECT_EQ(there.lines.add(ElementId{2}, b, false, doing).id, line_of(ElementId{2}, 0));
  EXPECT_EQ(there.lines.add(element, a, false, doing).id, line_of(element, 1));
  EXPECT_THAT(there.now(), ElementsAre("line 1 (A, lead)", "line 5 (A)"));
}

TEST(CrewLines, a_number_is_never_used_again) {
  Lines there;
  there.lines.remove(there.lines.add(element, a, false, doing).id, doing);
  EXPECT_EQ(there.lines.add(element, a, false, doing).id, line_of(element, 1));
  EXPECT_EQ(there.lines.find(line_of(element, 0)), nullptr);
  ASSERT_NE(there.lines.find(line_of(element, 1)), nullptr);
}

TEST(CrewLines, they_can_be_seen_as_they_stood_a_moment_ago) {
  Lines there;
  there.lines.add(element, a, false, doing);
  there.machine.pass(10s);
  there.lines.add(element, b, false, doing);
  there.lines.remove(line_of(element, 0), doing);
  EXPECT_THAT(there.now(), ElementsAre("line 5 (B)"));
  EXPECT_THAT(there.ago(0us), ElementsAre("line 5 (B)"));
  EXPECT_THAT(there.ago(1us), ElementsAre("line 1 (A)"));
  EXPECT_THAT(there.ago(10s), ElementsAre("line 1 (A)"));
  EXPECT_THAT(there.ago(10s + 1us), IsEmpty());
}

TEST(CrewLines, a_line_is_younger_than_any_moment_before_it_was_added) {
  Lines there;
  const auto id = there.lines.add(element, a, false, doing).id;
  EXPECT_TRUE(there.lines.is_younger(id, there.machine.now() - 1us));
  EXPECT_FALSE(there.lines.is_younger(id, there.machine.now()));
  EXPECT_FALSE(there.lines.is_younger(line_of(element, 9), there.machine.now() - 1us));
}

TEST(CrewLines, each_change_is_published_with_whose_doing_it_is) {
  Lines there;
  const auto id = there.lines.add(element, a, false, doing).id;
  there.lines.set_role(id, true, {Author::hand, Cause{9}, 0, Cause{10}});
  there.lines.remove(id, {Author::late, Cause{11}, 4, Cause{12}});
  EXPECT_EQ(there.lines.commits(), 3U);
  std::vector<std::string> all;
  for (const model::FlexCommit& commit : there.recorder.flex) all.push_back(describe(commit));
  EXPECT_THAT(all, ElementsAre("element 1: line 1 (A) added", "element 1: line 1 (A, lead) set",
                               "element 1: line 1 (A, lead) deleted"));
  EXPECT_EQ(there.recorder.flex[0].author, Author::client);
  EXPECT_EQ(there.recorder.flex[0].fencing, 3U);
  EXPECT_EQ(there.recorder.flex[1].author, Author::hand);
  EXPECT_EQ(there.recorder.flex[2].run, Cause{11});
}

TEST(CrewLines, an_element_is_full_when_sixteen_stand_there_or_sixty_ever_stood) {
  Lines there;
  for (std::size_t i = 0; i < model::lines_at_once_max; ++i) {
    EXPECT_FALSE(there.lines.full(element));
    there.lines.add(element, a, false, doing);
  }
  EXPECT_TRUE(there.lines.full(element));
  EXPECT_FALSE(there.lines.full(ElementId{2}));
  std::uint8_t made = model::lines_at_once_max;
  while (made < model::lines_per_element_max) {
    there.lines.remove(there.lines.now(element).front().id, doing);
    EXPECT_FALSE(there.lines.full(element));
    EXPECT_EQ(there.lines.add(element, b, false, doing).id, line_of(element, made++));
  }
  there.lines.remove(there.lines.now(element).front().id, doing);
  EXPECT_TRUE(there.lines.full(element));
}

TEST(CrewLines, a_new_run_starts_with_none) {
  Lines there;
  there.lines.add(element, a, false, doing);
  there.lines.reset();
  EXPECT_THAT(there.now(), IsEmpty());
  EXPECT_EQ(there.lines.commits(), 0U);
  EXPECT_EQ(there.lines.add(element, a, false, doing).id, line_of(element, 0));
}

}  // namespace
}  // namespace interleave::sim
