#include "sim/remote_desk.hpp"

#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fixtures.hpp"

namespace interleave::sim {
namespace {

using model::Cause;
using model::OrderId;
using model::Status;
using testing::IsEmpty;
using testing::SizeIs;
using Handling = Reception::Handling;
using namespace std::chrono_literals;

constexpr OrderId order{1};
constexpr OrderId other{2};

/// The desk, at 1 h. Its visits are named one after the other from 1000.
class Desk {
 public:
  explicit Desk(const std::vector<Decision>& decisions = {})
      : desk(machine.scheduler(), recorder, Actor::spectora) {
    machine.decide(decisions);
    machine.pass(1h);
  }
  Reception read(OrderId about = order) { return visit(about, false); }
  Reception write(OrderId about = order) { return visit(about, true); }

  Machine machine;
  Recorder recorder;
  RemoteDesk<Recorder> desk;

 private:
  Reception visit(OrderId about, bool writes) {
    return desk.receive({about, Cause{1000 + visits_++}, writes});
  }

  std::uint64_t visits_ = 0;
};

template <class Verdict>
Decision strikes(Site site, std::uint64_t visit, Verdict verdict) {
  return {{site, Cause{1000 + visit}}, static_cast<Outcome>(verdict)};
}

TEST(RemoteDesk, lets_everybody_do_what_nothing_is_in_the_way_of) {
  Desk it;
  for (const Reception& reception : {it.read(), it.write(), it.write(other)}) {
    EXPECT_EQ(reception.handling, Handling::done);
    EXPECT_EQ(reception.status, Status::ok);
  }
  EXPECT_FALSE(it.desk.refuses(order));
}

TEST(RemoteDesk, may_refuse_everybody_from_the_start) {
  Desk it;
  it.desk.refuse_all();
  for (const Reception& reception : {it.read(), it.write(), it.write(other)}) {
    EXPECT_EQ(reception.handling, Handling::refused);
    EXPECT_EQ(reception.status, Status::unauthorized);
  }
  EXPECT_TRUE(it.desk.refuses(order));
  EXPECT_TRUE(it.desk.refuses(other));
  it.machine.pass(24h);
  EXPECT_EQ(it.read().status, Status::unauthorized);
}

TEST(RemoteDesk, who_refuses_everybody_draws_no_fault_and_tells_of_none) {
  // Whoever says so at the start tells of the fault himself.
  Desk it({strikes(Site::server_fault, 0, ServerVerdict::error_after),
           strikes(Site::write_fault, 1, WriteVerdict::accepted)});
  it.desk.refuse_all();
  EXPECT_EQ(it.read().handling, Handling::refused);
  EXPECT_EQ(it.write().handling, Handling::refused);
  EXPECT_THAT(it.recorder.faults, IsEmpty());
  EXPECT_THAT(it.machine.choices().unused(), SizeIs(2));
}

TEST(RemoteDesk, in_a_new_run_nobody_is_refused_who_is_not_told_so_again) {
  Desk it({strikes(Site::server_fault, 1, ServerVerdict::poison_order)});
  it.desk.refuse_all();
  it.read();
  it.desk.reset();
  EXPECT_EQ(it.write().status, Status::unprocessable);  // poisoned
  EXPECT_TRUE(it.desk.refuses(order));
  EXPECT_FALSE(it.desk.refuses(other));
  it.desk.reset();
  EXPECT_EQ(it.write().handling, Handling::done);
  EXPECT_FALSE(it.desk.refuses(order));
}

TEST(RemoteDesk, a_key_that_is_revoked_on_the_way_refuses_everybody_and_is_told_once) {
  Desk it({strikes(Site::server_fault, 1, ServerVerdict::revoke_key)});
  EXPECT_EQ(it.read().status, Status::ok);
  EXPECT_EQ(it.read().status, Status::unauthorized);
  EXPECT_EQ(it.write(other).status, Status::unauthorized);
  ASSERT_THAT(it.recorder.faults, SizeIs(1));
  EXPECT_EQ(it.recorder.faults.front().fault, Fault::key_revoked);
}

}  // namespace
}  // namespace interleave::sim
