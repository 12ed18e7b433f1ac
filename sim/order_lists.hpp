#pragma once

#include <algorithm>
#include <array>

#include "sim/order_book.hpp"

namespace interleave::sim {

/// What a request for an order's list is shown: a page of the rows, perhaps as they were a moment
/// ago, perhaps with rows that are no assignments.
template <class Observer>
class OrderLists {
 public:
  struct Options {
    /// A list may miss writes younger than this; zero: it never does.
    model::Duration lag{};
    /// How many rows a page has; zero: there is one page.
    std::uint8_t page_size = 0;
  };

  OrderLists(Scheduler& scheduler, Observer& observer, const OrderBook<Observer>& orders,
             const Options& options)
      : scheduler_(scheduler), observer_(observer), orders_(orders), options_(options) {}

  void reset() { other_rows_.fill({}); }

  void show(const model::SpectoraRequest& request, model::Cause cause, model::SpectoraReply& reply);

 private:
  /// The inspectors of whom there may be a row that assigns nobody.
  static constexpr Uniform row_owners{5};
  struct OtherRows {
    bool drawn = false;
    RowsVerdict verdict = RowsVerdict::pass;
    model::InspectorId owner{};
  };

  static model::Cause rows_cause(model::OrderId order) {
    return model::run_root.child(15, order.value);
  }
  OtherRows draw_rows(model::OrderId order);
  void make_stale(const model::SpectoraRequest& request, model::Cause cause,
                  model::AssignmentList& seen);
  void show_other_rows(model::OrderId order, model::Cause cause, model::AssignmentList& seen);
  void cut_out_page(std::uint8_t page, model::AssignmentList& seen) const;

  Scheduler& scheduler_;
  Observer& observer_;
  const OrderBook<Observer>& orders_;
  Options options_;
  std::array<OtherRows, OrderBook<Observer>::orders_max> other_rows_{};
};

/// A page of what the order holds, or held a moment ago, with its other rows.
template <class Observer>
void OrderLists<Observer>::show(const model::SpectoraRequest& request, model::Cause cause,
                                model::SpectoraReply& reply) {
  model::AssignmentList& seen = reply.assignments;
  seen = orders_.assignments(request.order);
  if (options_.lag != model::Duration{}) make_stale(request, cause, seen);
  show_other_rows(request.order, cause, seen);
  reply.total = static_cast<std::uint8_t>(seen.size());
  if (options_.page_size != 0) cut_out_page(request.page, seen);
}

template <class Observer>
void OrderLists<Observer>::make_stale(const model::SpectoraRequest& request, model::Cause cause,
                                      model::AssignmentList& seen) {
  Choices& choices = scheduler_.choices();
  if (scheduler_.faults().judge<ListVerdict>(choices, FaultSite::list, cause) ==
      ListVerdict::pass) {
    return;
  }
  const Uniform range{static_cast<std::uint64_t>(options_.lag.count())};
  const Outcome staleness = choices.draw({Site::staleness, cause}, range);
  scheduler_.trace(Actor::spectora, 0, cause, 0, static_cast<std::uint64_t>(staleness));
  seen = orders_.as_of(request.order, scheduler_.now() - model::Duration(staleness + 1));
  const auto still_there = [&](const model::Assignment& shown) {
    return orders_.has(request.order, shown.record);
  };
  if (seen.size() != orders_.assignments(request.order).size() ||
      !std::ranges::all_of(seen, still_there)) {
    observer_.on_fault(scheduler_.now(), Fault::stale_list, request.order);
  }
}

/// Which rows that are no assignments the order shows: in all of its lists, or in none.
template <class Observer>
auto OrderLists<Observer>::draw_rows(model::OrderId order) -> OtherRows {
  Choices& choices = scheduler_.choices();
  const model::Cause about = rows_cause(order);
  OtherRows rows;
  rows.drawn = true;
  rows.verdict = scheduler_.faults().judge<RowsVerdict>(choices, FaultSite::rows, about);
  if (rows.verdict != RowsVerdict::pass) {
    rows.owner.value =
        static_cast<std::uint8_t>(choices.draw({Site::row_owner, about}, row_owners));
  }
  return rows;
}

template <class Observer>
void OrderLists<Observer>::show_other_rows(model::OrderId order, model::Cause cause,
                                           model::AssignmentList& seen) {
  if (!scheduler_.faults().enabled()) return;
  OtherRows& rows = other_rows_[order.value];
  if (!rows.drawn) rows = draw_rows(order);
  const RowsVerdict verdict = rows.verdict;
  if (verdict == RowsVerdict::pass) return;
  scheduler_.trace(Actor::spectora, 0, cause, 0,
                   8 * static_cast<std::uint64_t>(verdict) + rows.owner.value);
  if (verdict == RowsVerdict::deleted) {
    for (const model::Assignment& removed : orders_.removed(order)) {
      // A list that is behind may show it as it was.
      const bool there =
          std::ranges::find(seen, removed.record, &model::Assignment::record) != seen.end();
      if (there || model::full(seen)) continue;
      seen.push_back(removed);
      seen.back().standing = model::Standing::deleted;
    }
    return;
  }
  if (model::full(seen)) return;
  const bool hidden = verdict == RowsVerdict::hidden;
  seen.push_back({rows_cause(order).child(0, 0), rows.owner, false,
                  hidden ? model::Standing::hidden : model::Standing::requested});
}

template <class Observer>
void OrderLists<Observer>::cut_out_page(std::uint8_t page, model::AssignmentList& seen) const {
  const std::size_t first = std::min<std::size_t>((page - 1U) * options_.page_size, seen.size());
  seen.erase(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(first));
  if (seen.size() > options_.page_size) seen.resize(options_.page_size);
}

}  // namespace interleave::sim
