#include "sim/platform_news.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::sim {
namespace {

using model::Author;
using model::Cause;
using model::JobId;
using model::OrderEffect;
using model::OrderId;
using model::Time;
using testing::ElementsAre;
using Told = std::vector<std::string>;

constexpr JobId booked{1};

/// The judge of one system: notes what it hears as "orders: a job".
class Ear {
 public:
  Ear(std::string name, Told& told) : name_(std::move(name)), told_(told) {}

  void on_commit(Time, const model::CalendarCommit&) { note("a row"); }
  void on_commit(Time, const model::AttikCommit&) { note("a job"); }
  void on_commit(Time, const model::OrderCommit&) { note("an order"); }
  void on_commit(Time, const model::SpectoraCommit&) { note("an assignment"); }
  template <class Request>
  void on_wire(Time, const Request&) {
    note("a request");
  }
  template <class Request, class Reply>
  void on_reply(Time, const Request&, const Reply&) {
    note("a reply");
  }
  void on_repeated(Time, Cause) { note("a repetition"); }
  void on_desk_fault(Time, Fault) { note("a fault of the calendar"); }
  void on_fault(Time, Fault, std::optional<OrderId>) { note("a fault"); }
  void on_crash(Time, std::uint8_t) { note("a death"); }

 private:
  void note(const std::string& what) { told_.push_back(name_ + ": " + what); }

  std::string name_;
  Told& told_;
};

/// The judges of all systems.
class Ears {
 public:
  Ear& orders() { return orders_; }
  Ear& assignments() { return assignments_; }
  Ear& crew() { return crew_; }
  Ear& booking() { return booking_; }
  Ear& whole() { return whole_; }

  Told told;

 private:
  Ear orders_{"orders", told};
  Ear assignments_{"assignments", told};
  Ear crew_{"crew", told};
  Ear booking_{"booking", told};
  Ear whole_{"whole", told};
};

/// What happens, who hears of it, and what one system has to tell another.
class Newsroom final : private PlatformNews<Ears>::Listener {
 public:
  template <class Commit>
  Told hear_of(const Commit& commit) {
    ears_.told.clear();
    news.on_commit(Time{}, commit);
    return ears_.told;
  }
  template <class Tell>
  Told hear(const Tell& tell) {
    ears_.told.clear();
    tell(*this);
    return ears_.told;
  }

  PlatformNews<Ears> news{ears_, *this};
  ProcessNews<Ears> processes{ears_};

 private:
  void on_booking(const model::CalendarCommit&) override { ears_.told.emplace_back("> booking"); }
  void on_link(JobId) override { ears_.told.emplace_back("> link"); }
  void on_order(const model::OrderCommit&) override { ears_.told.emplace_back("> order"); }
  void on_event(OrderId, const model::CalendarEvent&) override {
    ears_.told.emplace_back("> event");
  }
  void on_native_change(const model::OrderCommit&) override {
    ears_.told.emplace_back("> native change");
  }

  Ears ears_;
};

// ---- Bookings and jobs ----

model::CalendarCommit row(model::EntryKind kind, model::CalendarEffect effect) {
  model::CalendarCommit commit{.effect = effect};
  commit.entry.kind = kind;
  return commit;
}

TEST(PlatformNews, the_row_of_a_booking_goes_on_with_its_job_once_its_judges_have_heard_of_it) {
  using model::CalendarEffect;
  using model::EntryKind;
  Newsroom newsroom;
  EXPECT_THAT(newsroom.hear_of(row(EntryKind::booking, CalendarEffect::written)),
              ElementsAre("booking: a row", "whole: a row", "> booking"));
  for (const EntryKind kind :
       {EntryKind::native, EntryKind::hold, EntryKind::event, EntryKind::vacation}) {
    EXPECT_THAT(newsroom.hear_of(row(kind, CalendarEffect::written)),
                ElementsAre("booking: a row", "whole: a row"));
  }
}

model::AttikCommit job(model::Creation created, std::uint32_t generation, bool by_sync = false) {
  model::Job saved;
  saved.id = created == model::Creation::spectora ? native_job : booked;
  saved.created = created;
  saved.generation = generation;
  return {saved, by_sync};
}

TEST(PlatformNews, a_job_is_the_business_of_who_keeps_its_order_and_of_the_whole) {
  Newsroom newsroom;
  for (const std::uint32_t generation : {0U, 1U}) {
    EXPECT_THAT(newsroom.hear_of(job(model::Creation::attik, generation)),
                ElementsAre("orders: a job", "assignments: a job", "whole: a job"));
  }
}

TEST(PlatformNews, a_link_is_told_to_whoever_waits_for_it) {
  Newsroom newsroom;
  EXPECT_THAT(newsroom.hear_of(job(model::Creation::attik, 1, true)),
              ElementsAre("orders: a job", "assignments: a job", "whole: a job", "> link"));
}

TEST(PlatformNews, of_a_native_job_the_others_hear_that_there_is_one_and_nothing_more) {
  Newsroom newsroom;
  EXPECT_THAT(newsroom.hear_of(job(model::Creation::spectora, 0)),
              ElementsAre("booking: a job", "orders: a job", "assignments: a job"));
  EXPECT_THAT(newsroom.hear_of(job(model::Creation::spectora, 1)), ElementsAre("booking: a job"));
}

// ---- Orders at Spectora ----

model::OrderCommit order(JobId of, OrderEffect effect, Author author = Author::client) {
  model::OrderCommit commit;
  commit.effect = effect;
  commit.author = author;
  commit.order.id = model::order_of(of, 1);
  return commit;
}

TEST(PlatformNews, that_an_order_is_made_or_cancelled_is_the_business_of_orders) {
  Newsroom newsroom;
  EXPECT_THAT(newsroom.hear_of(order(booked, OrderEffect::created)),
              ElementsAre("orders: an order", "whole: an order", "> order"));
  EXPECT_THAT(newsroom.hear_of(order(booked, OrderEffect::cancelled)),
              ElementsAre("orders: an order", "whole: an order"));
}

TEST(PlatformNews, that_it_is_moved_is_the_business_of_who_keeps_its_event) {
  Newsroom newsroom;
  EXPECT_THAT(newsroom.hear_of(order(booked, OrderEffect::rescheduled, Author::hand)),
              ElementsAre("> order"));
}

TEST(PlatformNews, an_event_that_is_written_moves_the_order_and_an_assignment_does_not) {
  using model::SpectoraEffect;
  Newsroom newsroom;
  const auto commit = [](SpectoraEffect effect) {
    return model::SpectoraCommit{effect, OrderId{1}, {}, {}};
  };
  EXPECT_THAT(newsroom.hear_of(commit(SpectoraEffect::event_written)),
              ElementsAre("assignments: an assignment", "whole: an assignment", "> event"));
  for (const SpectoraEffect effect : {SpectoraEffect::assigned, SpectoraEffect::unassigned}) {
    EXPECT_THAT(newsroom.hear_of(commit(effect)),
                ElementsAre("assignments: an assignment", "whole: an assignment"));
  }
}

TEST(PlatformNews, a_native_order_is_the_business_of_bookings_and_a_hand_there_sends_a_webhook) {
  Newsroom newsroom;
  for (const OrderEffect effect :
       {OrderEffect::created, OrderEffect::rescheduled, OrderEffect::cancelled}) {
    EXPECT_THAT(newsroom.hear_of(order(native_job, effect, Author::hand)),
                ElementsAre("booking: an order", "> native change"));
    EXPECT_THAT(newsroom.hear_of(order(native_job, effect, Author::start)),
                ElementsAre("booking: an order"));
  }
}

TEST(PlatformNews, who_asks_spectora_about_an_order_is_told_by_the_issuer_of_the_request) {
  Newsroom newsroom;
  for (const auto& [issuer, name] : {std::pair(model::Issuer::attik_created, "orders"),
                                     std::pair(model::Issuer::spectora_native, "booking")}) {
    model::OrderRequest request;
    request.issuer = issuer;
    const Told told = newsroom.hear([&](Newsroom& room) {
      room.news.on_wire(Time{}, request);
      room.news.on_reply(Time{}, request, model::OrderReply());
    });
    EXPECT_THAT(told,
                ElementsAre(std::string(name) + ": a request", std::string(name) + ": a reply"));
  }
}

TEST(PlatformNews, who_asks_about_its_inspectors_is_one_and_who_asks_the_calendar_another) {
  Newsroom newsroom;
  EXPECT_THAT(newsroom.hear([](Newsroom& room) {
    room.news.on_wire(Time{}, model::SpectoraRequest());
    room.news.on_reply(Time{}, model::SpectoraRequest(), model::SpectoraReply());
  }),
              ElementsAre("assignments: a request", "assignments: a reply"));
  EXPECT_THAT(newsroom.hear([](Newsroom& room) {
    room.news.on_wire(Time{}, model::CalendarRequest());
    room.news.on_reply(Time{}, model::CalendarRequest(), model::CalendarReply());
    room.news.on_repeated(Time{}, Cause{});
    room.news.on_desk_fault(Time{}, Fault::store_failed);
  }),
              ElementsAre("booking: a request", "booking: a reply", "booking: a repetition",
                          "booking: a fault of the calendar"));
}

// ---- Faults ----

TEST(PlatformNews, a_fault_at_spectora_hits_all_who_ask_there) {
  Newsroom newsroom;
  EXPECT_THAT(newsroom.hear([](Newsroom& room) {
    room.news.on_fault(Time{}, Fault::order_poisoned, OrderId{1});
  }),
              ElementsAre("orders: a fault", "assignments: a fault", "booking: a fault"));
}

TEST(PlatformNews, what_becomes_of_a_process_becomes_of_all_cores_in_it) {
  Newsroom newsroom;
  EXPECT_THAT(
      newsroom.hear([](Newsroom& room) { room.processes.on_crash(Time{}, 1); }),
      ElementsAre("orders: a death", "assignments: a death", "crew: a death", "booking: a death"));
  EXPECT_THAT(
      newsroom.hear(
          [](Newsroom& room) { room.processes.on_fault(Time{}, Fault::pause, std::nullopt); }),
      ElementsAre("orders: a fault", "assignments: a fault", "crew: a fault", "booking: a fault"));
}

}  // namespace
}  // namespace interleave::sim
