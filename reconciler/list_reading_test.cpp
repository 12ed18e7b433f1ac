#include "reconciler/list_reading.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace interleave::reconciler {
namespace {

using Records = std::vector<std::uint64_t>;
using testing::ElementsAre;
using testing::IsEmpty;

/// An order whose rows come and go: the oldest first, those that are gone never return.
class Order {
 public:
  explicit Order(Records records, std::size_t page_size)
      : records_(std::move(records)), page_size_(page_size) {
    if (!records_.empty()) newest_ = records_.back();
  }

  void add() { records_.push_back(++newest_); }
  void remove(std::size_t place) {
    records_.erase(records_.begin() + static_cast<std::ptrdiff_t>(place));
  }
  [[nodiscard]] model::SpectoraReply page(std::uint8_t number) const {
    model::SpectoraReply reply;
    reply.total = static_cast<std::uint8_t>(records_.size());
    const std::size_t first = std::min((number - 1U) * page_size_, records_.size());
    const std::size_t last = std::min(first + page_size_, records_.size());
    for (std::size_t i = first; i < last; ++i) {
      reply.assignments.push_back({model::Cause{records_[i]}, model::InspectorId{0}, false});
    }
    return reply;
  }
  [[nodiscard]] const Records& records() const { return records_; }

 private:
  Records records_;
  std::size_t page_size_;
  std::uint64_t newest_ = 0;
};

Records rows_of(const ListReading& reading) {
  Records rows;
  for (const model::Assignment& row : reading.rows()) rows.push_back(row.record.value);
  return rows;
}

/// Reads to the end; `between` happens before each request but the first. Which pages were read.
template <class Between>
std::vector<int> read(ListReading& reading, Order& order, const Between& between) {
  std::vector<int> pages;
  while (!reading.done()) {
    const std::uint8_t page = reading.page();
    if (!pages.empty()) between(pages.size());
    pages.push_back(page);
    reading.take(order.page(page));
  }
  return pages;
}

void nothing(std::size_t) {}

TEST(ListReading, of_one_page_is_one_request) {
  Order order({1, 2, 3}, 3);
  ListReading reading({});
  EXPECT_THAT(read(reading, order, nothing), ElementsAre(1));
  EXPECT_TRUE(reading.whole());
  EXPECT_THAT(rows_of(reading), ElementsAre(1U, 2U, 3U));
}

TEST(ListReading, of_an_empty_list_is_one_request) {
  Order order({}, 2);
  ListReading reading({});
  EXPECT_THAT(read(reading, order, nothing), ElementsAre(1));
  EXPECT_TRUE(reading.whole());
  EXPECT_THAT(rows_of(reading), IsEmpty());
}

TEST(ListReading, of_more_goes_there_and_back) {
  Order order({1, 2, 3, 4, 5}, 2);
  ListReading reading({});
  EXPECT_THAT(read(reading, order, nothing), ElementsAre(1, 2, 3, 2, 1));
  EXPECT_THAT(rows_of(reading), ElementsAre(1U, 2U, 3U, 4U, 5U));
}

TEST(ListReading, notices_a_row_that_a_shift_has_skipped) {
  // Page 1 shows 1 and 2. Then 1 goes and 5 comes: page 2 shows 4 and 5, of as many as before, and
  // 3 was on neither.
  Order order({1, 2, 3, 4}, 2);
  ListReading reading({});
  const auto pages = read(reading, order, [&](std::size_t request) {
    if (request != 1) return;
    order.remove(0);
    order.add();
  });
  EXPECT_THAT(pages, ElementsAre(1, 2, 1, 1, 2, 1));
  EXPECT_THAT(rows_of(reading), ElementsAre(2U, 3U, 4U, 5U));
}

TEST(ListReading, without_its_care_believes_a_list_that_never_was) {
  Order order({1, 2, 3, 4}, 2);
  ListReading reading({.steady = false});
  read(reading, order, [&](std::size_t request) {
    if (request != 1) return;
    order.remove(0);
    order.add();
  });
  EXPECT_TRUE(reading.whole());
  EXPECT_THAT(rows_of(reading), ElementsAre(1U, 2U, 4U, 5U));
}

TEST(ListReading, of_the_first_page_only_ends_there) {
  Order order({1, 2, 3}, 2);
  ListReading reading({.all_pages = false});
  EXPECT_THAT(read(reading, order, nothing), ElementsAre(1));
  EXPECT_THAT(rows_of(reading), ElementsAre(1U, 2U));
}

TEST(ListReading, gives_up_when_the_list_moves_each_time) {
  Order order({1, 2, 3}, 2);
  ListReading reading({});
  const auto pages = read(reading, order, [&](std::size_t) {
    order.remove(0);
    order.add();
  });
  EXPECT_FALSE(reading.whole());
  EXPECT_LE(pages.size(), 3U * ListReading::starts_max);
}

// Whatever happens between the requests, what is believed stood like that at some moment of it.
RC_GTEST_PROP(ListReading, shows_the_order_as_it_stood_at_one_moment, ()) {
  const auto page_size = *rc::gen::inRange<std::size_t>(1, 4);
  const auto size = *rc::gen::inRange<std::size_t>(0, 8);
  Records records;
  for (std::uint64_t i = 1; i <= size; ++i) records.push_back(i);
  Order order(records, page_size);
  std::vector<Records> states{order.records()};
  ListReading reading({});
  read(reading, order, [&](std::size_t) {
    const int edits = *rc::gen::weightedElement<int>({{6, 0}, {2, 1}, {1, 2}, {1, 4}});
    for (int i = 0; i < edits; ++i) {
      const bool adds = order.records().empty() || *rc::gen::arbitrary<bool>();
      if (adds && order.records().size() < 12) {
        order.add();
      } else if (!order.records().empty()) {
        order.remove(*rc::gen::inRange<std::size_t>(0, order.records().size()));
      }
      states.push_back(order.records());
    }
  });
  RC_PRE(reading.whole());
  RC_ASSERT(std::ranges::find(states, rows_of(reading)) != states.end());
}

}  // namespace
}  // namespace interleave::reconciler
