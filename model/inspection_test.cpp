#include "model/inspection.hpp"

#include <gtest/gtest.h>

namespace interleave::model {
namespace {

TEST(Inspection, every_job_has_an_address) {
  EXPECT_EQ(name_of_address(JobId{1}), "101 Edward Ave");
  EXPECT_EQ(name_of_address(JobId{3}), "103 Edward Ave");
}

TEST(Inspection, a_job_that_nobody_linked_has_no_order) {
  EXPECT_EQ(name_of(OrderId::none()), "no order");
  EXPECT_EQ(name_of(OrderId{5}), "order 5");
}

TEST(Inspection, a_cancel_changes_the_fingerprint_of_a_job) {
  Job job;
  job.inspectors = {InspectorId{0}};
  Job cancelled = job;
  cancelled.cancelled = true;
  EXPECT_NE(cancelled.fingerprint(), job.fingerprint());
}

}  // namespace
}  // namespace interleave::model
