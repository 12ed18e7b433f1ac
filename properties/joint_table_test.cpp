#include "properties/joint_table.hpp"

#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/crew_signatures.hpp"
#include "properties/orders_signatures.hpp"

namespace interleave::properties {
namespace {

using testing::ElementsAre;

constexpr std::array<Signature, 2> first{{
    {"CAN", "silent", When::settled, "a cancel is sent"},
    {"TRUTH", "false", When::always, "it was so"},
}};
constexpr std::array<Signature, 1> second{{{"TRUTH", "false", When::wire, "it was so, too"}}};
constexpr std::array<Signature, 1> own{{{"WHOLE", "record", When::always, "one thing"}}};

std::vector<std::string> names_of(std::span<const Signature> signatures) {
  std::vector<std::string> names;
  for (const Signature& signature : signatures) names.push_back(name_of(signature));
  return names;
}

TEST(JointTable, has_the_rows_of_each_part_in_their_order_under_names_of_its_own) {
  const JointTable<Signature> table{{"orders", first}, {"crew", second}, {"", own}};
  EXPECT_THAT(names_of(table.rows()), ElementsAre("orders-CAN.silent", "orders-TRUTH.false",
                                                  "crew-TRUTH.false", "WHOLE.record"));
  EXPECT_EQ(table.offset(0), 0U);
  EXPECT_EQ(table.offset(1), 2U);
  EXPECT_EQ(table.offset(2), 3U);
  EXPECT_EQ(table.rows()[2].when, When::wire);
  EXPECT_EQ(table.rows()[2].sentence, "it was so, too");
}

TEST(JointTable, names_situations_and_measures_too) {
  const JointTable<Sometimes> situations{{"orders", orders_situations}, {"crew", crew_situations}};
  EXPECT_EQ(situations.rows()[0].name, "orders-cancelled-before-id");
  EXPECT_EQ(situations.rows()[0].sentence, "orders: " + std::string(orders_situations[0].sentence));
  EXPECT_EQ(situations.rows()[2].needs_fault, orders_situations[2].needs_fault);
  EXPECT_EQ(situations.rows().size(), orders_situations.size() + crew_situations.size());
  EXPECT_EQ(situations.rows()[situations.offset(1)].name,
            "crew-" + std::string(crew_situations[0].name));
  const JointTable<Measure> measures{{"orders", orders_measures}};
  EXPECT_EQ(measures.rows()[1].name, "orders-stays");
}

TEST(JointTable, refuses_more_rows_than_a_set_has_places) {
  const std::vector<Signature> many(SignatureSet::places_max, first[0]);
  const JointTable<Signature> most{{"a", many}};
  EXPECT_EQ(name_of(most.rows()[255]), "a-CAN.silent");
  const auto add_one = [&] { const JointTable<Signature> table{{"a", many}, {"", own}}; };
  EXPECT_THROW(add_one(), model::InternalError);
}

}  // namespace
}  // namespace interleave::properties
