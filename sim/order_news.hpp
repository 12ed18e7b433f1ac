#pragma once

#include <optional>

#include "model/order.hpp"
#include "sim/fault.hpp"

namespace interleave::sim {

/// What happens to orders at Spectora, for the judge, and for the webhooks.
template <class Observer>
class OrderNews {
 public:
  class Listener {
   public:
    virtual void on_native_change(const model::OrderCommit& commit) = 0;

   protected:
    ~Listener() = default;
  };

  OrderNews(Observer& observer, Listener& listener) : observer_(observer), listener_(listener) {}

  void on_commit(model::Time at, const model::OrderCommit& commit) {
    observer_.on_commit(at, commit);
    if (commit.author == model::Author::hand) listener_.on_native_change(commit);
  }
  void on_wire(model::Time at, const model::OrderRequest& request) {
    observer_.on_wire(at, request);
  }
  void on_reply(model::Time at, const model::OrderRequest& request,
                const model::OrderReply& reply) {
    observer_.on_reply(at, request, reply);
  }
  void on_fault(model::Time over, Fault fault, std::optional<model::OrderId> order) {
    observer_.on_fault(over, fault, order);
  }

 private:
  Observer& observer_;
  Listener& listener_;
};

}  // namespace interleave::sim
