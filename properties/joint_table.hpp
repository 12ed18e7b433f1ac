#pragma once

#include <cstddef>
#include <deque>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "properties/system.hpp"

namespace interleave::properties {

/// What a row of a table is named by, and told from the others.
constexpr std::string_view& name_in(Signature& row) { return row.property; }
constexpr std::string_view& name_in(Sometimes& row) { return row.name; }
constexpr std::string_view& name_in(Measure& row) { return row.name; }

/// The tables of several systems as the one of the system that runs them together. Each part keeps
/// its order, and its names begin with its prefix: "orders-CAN", and so do the sentences of its
/// situations. An empty prefix adds nothing.
/// The rows are views of names that it owns: it stays where it was made. Thread-safe to read.
template <class Row>
class JointTable {
 public:
  struct Part {
    std::string_view prefix;
    std::span<const Row> rows;
  };

  JointTable(std::initializer_list<Part> parts) {
    for (const Part& part : parts) {
      offsets_.push_back(rows_.size());
      for (const Row& row : part.rows) add(part.prefix, row);
    }
    model::ensure(rows_.size() <= SignatureSet::places_max, "a joint table that a set can name");
  }
  JointTable(const JointTable&) = delete;
  JointTable& operator=(const JointTable&) = delete;

  [[nodiscard]] std::span<const Row> rows() const { return rows_; }
  /// The place of a part's first row, counting parts from 0.
  [[nodiscard]] std::size_t offset(std::size_t part) const { return offsets_.at(part); }

 private:
  void add(std::string_view prefix, Row row) {
    std::string_view& name = name_in(row);
    if (!prefix.empty()) {
      name = names_.emplace_back(std::string(prefix) + "-" + std::string(name));
      // Reports show a situation by its sentence alone.
      if constexpr (std::is_same_v<Row, Sometimes>) {
        row.sentence = names_.emplace_back(std::string(prefix) + ": " + std::string(row.sentence));
      }
    }
    rows_.push_back(row);
  }

  std::deque<std::string> names_;  ///< a deque, for it never moves what it holds
  std::vector<Row> rows_;
  std::vector<std::size_t> offsets_;
};

}  // namespace interleave::properties
