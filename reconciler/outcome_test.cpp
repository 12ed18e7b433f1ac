#include "reconciler/outcome.hpp"

#include <array>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace interleave::reconciler {
namespace {

using model::SpectoraVerb;
using model::Status;

constexpr Outcome applied = Outcome::applied;
constexpr Outcome nothing = Outcome::not_applied;
constexpr Outcome unknown = Outcome::unknown;

/// One reply and what a caller may conclude from it, for each kind of write. The domain's table of
/// outcomes, cell by cell. What it makes depend on the lag of a read by id (a DELETE answered 404)
/// is unknown here: the caller reads anyway, and that read tells.
struct Row {
  std::uint16_t status;
  Outcome post;
  Outcome remove;
  Outcome put;
  bool believable_read;
};

constexpr auto silent = static_cast<std::uint16_t>(Status::timed_out);
constexpr auto refused = static_cast<std::uint16_t>(Status::unreachable);
constexpr auto garbled = static_cast<std::uint16_t>(Status::unreadable);

constexpr std::array rows{
    // 2xx with a body of the expected shape
    Row{200, applied, applied, applied, true},
    // 2xx that cannot be read
    Row{garbled, unknown, unknown, unknown, false},
    // accepted, perhaps applied later
    Row{202, unknown, unknown, unknown, false},
    // refused before anything was done
    Row{400, nothing, nothing, nothing, false},
    Row{401, nothing, nothing, nothing, false},
    Row{403, nothing, nothing, nothing, false},
    Row{405, nothing, nothing, nothing, false},
    Row{413, nothing, nothing, nothing, false},
    Row{415, nothing, nothing, nothing, false},
    Row{422, nothing, nothing, nothing, false},
    Row{429, nothing, nothing, nothing, false},
    // not there, says a replica that may lag
    Row{404, nothing, unknown, unknown, false},
    // already so, in conflict, or in progress
    Row{409, unknown, unknown, unknown, false},
    // gone for good
    Row{410, nothing, applied, nothing, false},
    // failed on the way, before or after the effect
    Row{500, unknown, unknown, unknown, false},
    Row{502, unknown, unknown, unknown, false},
    Row{503, unknown, unknown, unknown, false},
    Row{504, unknown, unknown, unknown, false},
    Row{silent, unknown, unknown, unknown, false},
    // nothing was sent
    Row{refused, nothing, nothing, nothing, false},
};

class OutcomeTable : public testing::TestWithParam<Row> {};

TEST_P(OutcomeTable, says_what_the_caller_of_a_write_may_conclude) {
  const Row& row = GetParam();
  const auto status = static_cast<Status>(row.status);
  EXPECT_EQ(outcome_of(SpectoraVerb::post_assignment, status), row.post);
  EXPECT_EQ(outcome_of(SpectoraVerb::delete_assignment, status), row.remove);
  EXPECT_EQ(outcome_of(SpectoraVerb::put_event, status), row.put);
}

TEST_P(OutcomeTable, says_whether_a_read_may_be_believed) {
  const Row& row = GetParam();
  EXPECT_EQ(is_read(static_cast<Status>(row.status)), row.believable_read);
}

std::string name_of_row(const testing::TestParamInfo<Row>& info) {
  switch (info.param.status) {
    case silent:
      return "timed_out";
    case refused:
      return "connection_refused";
    case garbled:
      return "unreadable";
    default:
      return std::to_string(info.param.status);
  }
}

INSTANTIATE_TEST_SUITE_P(EachReply, OutcomeTable, testing::ValuesIn(rows), name_of_row);

// ---- All other statuses ----

constexpr std::array write_verbs{SpectoraVerb::post_assignment, SpectoraVerb::delete_assignment,
                                 SpectoraVerb::put_event};

TEST(Outcome, a_status_that_nobody_has_heard_of_leaves_a_write_unknown) {
  for (const int status : {0, 4, 100, 206, 301, 302, 418, 451, 501, 505, 599, 999}) {
    for (const SpectoraVerb verb : write_verbs) {
      EXPECT_EQ(outcome_of(verb, static_cast<Status>(status)), unknown) << status;
    }
  }
}

TEST(Outcome, created_and_no_content_are_as_good_as_ok_for_a_write) {
  for (const int status : {201, 204}) {
    for (const SpectoraVerb verb : write_verbs) {
      EXPECT_EQ(outcome_of(verb, static_cast<Status>(status)), applied) << status;
    }
  }
}

TEST(Outcome, only_a_200_makes_a_read_believable) {
  for (std::uint16_t status = 0; status < 1000; ++status) {
    EXPECT_EQ(is_read(static_cast<Status>(status)), status == 200) << status;
  }
}

// ---- Refused for good ----

TEST(Outcome, what_is_refused_for_good_never_had_an_effect) {
  for (std::uint16_t status = 0; status < 1000; ++status) {
    const auto reply = static_cast<Status>(status);
    if (!is_final(reply)) continue;
    for (const SpectoraVerb verb : write_verbs) {
      EXPECT_EQ(outcome_of(verb, reply), nothing) << status;
    }
  }
}

TEST(Outcome, refusals_that_pass_are_not_for_good) {
  // To wait, a connection that was refused, a conflict, a record that is gone, and whatever the
  // caller does not understand: it may all be different the next time.
  for (const int status : {0, 1, 2, 3, 200, 202, 404, 409, 410, 429, 500, 502, 503, 504}) {
    EXPECT_FALSE(is_final(static_cast<Status>(status))) << status;
  }
  for (const int status : {400, 401, 403, 405, 413, 415, 422}) {
    EXPECT_TRUE(is_final(static_cast<Status>(status))) << status;
  }
}

}  // namespace
}  // namespace interleave::reconciler
