#include "reconciler/list_reading.hpp"

#include <algorithm>

namespace interleave::reconciler {

using namespace model;

void ListReading::take(const SpectoraReply& reply) {
  if (back_) return take_on_the_way_back(reply);
  take_on_the_way_there(reply);
}

void ListReading::take_on_the_way_there(const SpectoraReply& reply) {
  if (page_ == 1) {
    total_ = reply.total;
    page_size_ = static_cast<std::uint8_t>(reply.assignments.size());
  }
  const bool moved = options_.steady && reply.total != total_;
  if (moved || rows_.size() + reply.assignments.size() > assignments_per_order_max) {
    return start_again();
  }
  for (const Assignment& row : reply.assignments) {
    if (!seen(row.record)) {
      rows_.push_back(row);
    } else if (options_.steady) {
      return start_again();
    }
  }
  const bool last = rows_.size() >= reply.total || reply.assignments.empty();
  if (!options_.all_pages) return end();
  if (!last) {
    ++page_;
    return;
  }
  if (!options_.steady) return end();
  if (rows_.size() != total_) return start_again();
  turn_back();
}

/// The last page was read a moment ago; the ones before it have to be what they were.
void ListReading::turn_back() {
  if (page_ == 1) return end();
  back_ = true;
  --page_;
}

void ListReading::take_on_the_way_back(const SpectoraReply& reply) {
  const std::ptrdiff_t first = std::ptrdiff_t{page_size_} * (page_ - 1);
  const bool same =
      reply.total == total_ && reply.assignments.size() == page_size_ &&
      std::equal(reply.assignments.begin(), reply.assignments.end(), rows_.begin() + first,
                 [](const Assignment& a, const Assignment& b) { return a.record == b.record; });
  if (!same) return start_again();
  if (page_ == 1) return end();
  --page_;
}

bool ListReading::seen(Cause record) const {
  return std::ranges::find(rows_, record, &Assignment::record) != rows_.end();
}

void ListReading::start_again() {
  rows_.clear();
  page_ = 1;
  back_ = false;
  done_ = starts_++ == starts_max;
}

}  // namespace interleave::reconciler
