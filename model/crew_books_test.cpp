#include "model/crew_books.hpp"

#include <cstdint>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::model {
namespace {

using namespace std::chrono_literals;

constexpr InspectorId a{0};
constexpr InspectorId b{1};
constexpr LineId one{1};
constexpr LineId five{5};

CrewEntry open_add(InspectorId technician) {
  return {.technician = technician, .opened_at = Time{7us}, .seen = {five}};
}

CrewBooks some_books() {
  return {.journal = {{a, one}, open_add(b)}, .links = {CrewLinks{{a, one}}, CrewLinks{}}};
}

TEST(CrewBooks, an_entry_without_a_line_is_open) {
  EXPECT_TRUE(open_add(a).open());
  EXPECT_FALSE((CrewEntry{a, one}).open());
}

TEST(CrewBooks, are_told_from_others_by_whatever_they_hold) {
  const CrewBooks books = some_books();
  const auto differs = [&](const auto& change) {
    CrewBooks other = books;
    change(other);
    return other.fingerprint() != books.fingerprint();
  };
  EXPECT_TRUE(differs([](CrewBooks& o) { o.journal.front().technician = b; }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.journal.front().line = five; }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.journal.front().line = LineId::none(); }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.journal.back().opened_at = Time{8us}; }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.journal.back().opened_at = {}; }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.journal.back().seen.front() = one; }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.journal.back().seen.push_back(one); }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.journal.back().seen.clear(); }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.journal.pop_back(); }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.journal.push_back({a, five}); }));
  EXPECT_TRUE(differs([](CrewBooks& o) { std::swap(o.journal.front(), o.journal.back()); }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.links.front().front().technician = b; }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.links.front().front().line = five; }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.links.front().push_back({b, five}); }));
  EXPECT_TRUE(differs([](CrewBooks& o) { o.links.front().clear(); }));
  // The same row of the other call.
  EXPECT_TRUE(differs([](CrewBooks& o) { std::swap(o.links.front(), o.links.back()); }));
  EXPECT_FALSE(differs([](CrewBooks&) {}));
}

LineId any_line() { return LineId{*rc::gen::inRange<std::uint8_t>(0, 4)}; }
InspectorId anybody() { return InspectorId{*rc::gen::inRange<std::uint8_t>(0, 3)}; }

/// Written at some time, with one contact seen before.
CrewEntry any_entry() {
  CrewEntry entry{anybody()};
  if (*rc::gen::arbitrary<bool>()) entry.line = any_line();
  entry.opened_at = Time{Duration{*rc::gen::inRange(0, 3)}};
  const int seen = *rc::gen::inRange(0, 3);
  for (int i = 0; i < seen; ++i) entry.seen.push_back(any_line());
  return entry;
}

CrewBooks any_books() {
  CrewBooks books;
  const int entries = *rc::gen::inRange(0, 3);
  for (int i = 0; i < entries; ++i) books.journal.push_back(any_entry());
  for (CrewLinks& links : books.links) {
    const int rows = *rc::gen::inRange(0, 3);
    for (int i = 0; i < rows; ++i) links.push_back({anybody(), any_line()});
  }
  return books;
}

RC_GTEST_PROP(CrewBooks, have_the_same_fingerprint_only_if_they_are_the_same, ()) {
  const CrewBooks books = any_books();
  const CrewBooks others = any_books();
  RC_ASSERT((books.fingerprint() == others.fingerprint()) == (books == others));
}

TEST(CrewBooks, a_journal_is_told_by_what_is_ours_and_what_may_become_so) {
  EXPECT_EQ(describe(CrewJournal{}), "nothing");
  EXPECT_EQ(describe(CrewJournal{{a, one}}), "line 1 of A");
  EXPECT_EQ(describe(some_books().journal), "line 1 of A and an open add of B");
  EXPECT_EQ(describe(CrewJournal{{a, one}, {a, five}, open_add(b)}),
            "line 1 of A, line 5 of A and an open add of B");
}

}  // namespace
}  // namespace interleave::model
