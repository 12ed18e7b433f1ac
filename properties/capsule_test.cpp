#include "properties/capsule.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include "properties/fixtures.hpp"

namespace interleave::properties {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view where = "x.capsule.json";

/// A capsule with something in every field.
Capsule small_capsule() {
  Capsule capsule;
  capsule.experiment = experiment_of("assignments", "as-found");
  capsule.found = {sim::Strategy::latency, 7, 42};
  capsule.signature = 1;
  capsule.trace_hash = 0x0123456789abcdef;
  const sim::Key action{sim::Site::action_kind, model::Cause{0xfedcba9876543210}};
  const sim::Key delay{sim::Site::reply_delay, model::Cause{1}, 2};
  capsule.decisions = {{{action, 3}, "job 1 is moved from A to B"},
                       {{delay, 20'000}, "the reply is 20 ms late"}};
  capsule.story = {"Job 1 is moved from A to B.", "The reply is 20 ms late."};
  capsule.evidence = {"order 1 shows A and B"};
  return capsule;
}

Capsule read(const std::string& text) { return capsule_from_json(text, where); }

std::string refusal_of(const std::string& text) {
  return usage_error_of([&] { read(text); });
}

void expect_same(const Capsule& one, const Capsule& other) {
  EXPECT_TRUE(same_experiment(one.experiment, other.experiment));
  ASSERT_EQ(one.found.has_value(), other.found.has_value());
  if (one.found) {
    EXPECT_EQ(one.found->strategy, other.found->strategy);
    EXPECT_EQ(one.found->seed, other.found->seed);
    EXPECT_EQ(one.found->index, other.found->index);
  }
  EXPECT_EQ(one.signature, other.signature);
  EXPECT_EQ(one.trace_hash, other.trace_hash);
  EXPECT_EQ(one.decisions, other.decisions);
  EXPECT_EQ(one.story, other.story);
  EXPECT_EQ(one.evidence, other.evidence);
}

// ---- Editing: a capsule stands in the file a field a line, so lines are enough ----

/// Where the first field of that name stands at that depth: from its line's begin to behind its
/// line's end, or its closing bracket's.
struct Place {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The depth in spaces: 2 for a field of the capsule, 4 for an option, 6 for a decision's.
Place place_of(const std::string& text, const std::string& name, std::size_t depth) {
  const std::string indent(depth, ' ');
  const std::size_t begin = text.find("\n" + indent + "\"" + name + "\":") + 1;
  if (begin == 0) throw std::logic_error("no field " + name);
  std::size_t end = text.find('\n', begin);
  if (text[end - 1] == '[' || text[end - 1] == '{') {
    const char closing = text[end - 1] == '[' ? ']' : '}';
    end = text.find('\n', text.find("\n" + indent + closing, end) + 1);
  }
  return {begin, end + 1};
}

std::string without(std::string text, const std::string& name, std::size_t depth = 2) {
  const Place place = place_of(text, name, depth);
  const bool is_last = text[place.end - 2] != ',';
  text.erase(place.begin, place.end - place.begin);
  if (is_last) text.erase(text.rfind(',', place.begin), 1);
  return text;
}

std::string with(std::string text, const std::string& name, const std::string& value,
                 std::size_t depth = 2) {
  const Place place = place_of(text, name, depth);
  const bool is_last = text[place.end - 2] != ',';
  const std::string field =
      std::string(depth, ' ') + "\"" + name + "\": " + value + (is_last ? "\n" : ",\n");
  return text.replace(place.begin, place.end - place.begin, field);
}

// ---- Round trips ----

TEST(Capsule, is_a_json_file_that_people_can_read) {
  const Capsule capsule = small_capsule();
  // The options stand in the order of the system's table, all of them.
  std::string options;
  for (const sim::OptionFacts& option : capsule.experiment.system->options) {
    options += (options.empty() ? "" : ",\n") + ("    \"" + std::string(option.name)) +
               "\": " + std::to_string(option.fallback);
  }
  EXPECT_EQ(to_json(capsule), R"({
  "format": 1,
  "schema": )" + std::to_string(schema_version) +
                                  R"(,
  "harness": ")" INTERLEAVE_VERSION R"(",
  "system": "assignments",
  "variant": "as-found",
  "strategy": "latency",
  "profile": "none",
  "seed": 7,
  "run": 42,
  "options": {
)" + options + R"(
  },
  "signature": "ASG.extra",
  "trace_hash": "0123456789abcdef",
  "decisions": [
    {
      "site": "action-kind",
      "cause": "fedcba9876543210",
      "ordinal": 0,
      "outcome": 3,
      "meaning": "job 1 is moved from A to B"
    },
    {
      "site": "reply-delay",
      "cause": "0000000000000001",
      "ordinal": 2,
      "outcome": 20000,
      "meaning": "the reply is 20 ms late"
    }
  ],
  "story": [
    "Job 1 is moved from A to B.",
    "The reply is 20 ms late."
  ],
  "evidence": [
    "order 1 shows A and B"
  ]
}
)");
}

TEST(Capsule, is_read_as_it_was_written) {
  const Capsule capsule = small_capsule();
  expect_same(read(to_json(capsule)), capsule);
}

TEST(Capsule, of_a_failing_run_holds_what_its_replay_needs) {
  const Experiment experiment = experiment_of("reassign-race", "as-found");
  const auto runner = experiment.make_runner();
  const FailingSeededRun failure =
      first_failure(experiment, *runner, {sim::Strategy::uniform, 1, 0}, "ASG.race");
  const Capsule capsule = capsule_of(experiment, failure.run, 0, failure.recording);
  const Capsule found = read(to_json(capsule));
  expect_same(found, capsule);
  const RunResult result = replay(*runner, found.to_replay());
  EXPECT_EQ(result.trace_hash, failure.recording.result.trace_hash);
  EXPECT_TRUE(result.violated.contains(0));
}

TEST(Capsule, without_decisions_story_and_evidence_is_a_capsule) {
  Capsule capsule = small_capsule();
  capsule.decisions.clear();
  capsule.story.clear();
  capsule.evidence.clear();
  expect_same(read(to_json(capsule)), capsule);
}

TEST(Capsule, the_file_is_named_after_system_variant_and_signature) {
  EXPECT_EQ(file_name_of(small_capsule()), "assignments.as-found.ASG.extra.capsule.json");
}

/// Any text that JSON can hold: quotes, backslashes, controls and letters beyond ASCII among it.
std::string any_text() {
  static constexpr std::array<std::string_view, 12> pieces{"a",  "B",  " ",    "\"", "\\", "/",
                                                           "\n", "\t", "\x01", "µ",  "→",  "😀"};
  std::string text;
  for (const auto piece : *rc::gen::container<std::vector<std::size_t>>(
           rc::gen::inRange<std::size_t>(0, pieces.size()))) {
    text += pieces[piece];
  }
  return text;
}

std::vector<std::string> any_texts() {
  std::vector<std::string> texts(*rc::gen::inRange<std::size_t>(0, 5));
  for (std::string& text : texts) text = any_text();
  return texts;
}

Capsule any_capsule() {
  const auto draw = [](std::size_t count) {
    return *rc::gen::resize(100, rc::gen::inRange<std::size_t>(0, count));
  };
  const auto number = [](std::int64_t least) {
    return *rc::gen::inRange<std::int64_t>(least, std::numeric_limits<std::int64_t>::max());
  };
  Capsule capsule;
  capsule.experiment = any_experiment(draw);
  const auto strategy = static_cast<sim::Strategy>(draw(sim::strategy_facts.size()));
  capsule.found = {strategy, static_cast<std::uint64_t>(number(0)),
                   static_cast<std::uint64_t>(number(0))};
  if (draw(4) == 0) capsule.found.reset();
  capsule.signature = draw(capsule.experiment.system->signatures.size());
  capsule.trace_hash = *rc::gen::arbitrary<std::uint64_t>();
  capsule.decisions.resize(draw(5));
  for (CapsuleDecision& decision : capsule.decisions) {
    const auto place = static_cast<std::uint32_t>(&decision - capsule.decisions.data());
    sim::Key& key = decision.decision.key;
    key.site = static_cast<sim::Site>(draw(sim::site_names.size()));
    key.cause = model::Cause{*rc::gen::arbitrary<std::uint64_t>()};
    key.ordinal = *rc::gen::arbitrary<std::uint32_t>() / 8 * 8 + place;  // no key stands twice
    decision.decision.outcome = number(1);
    decision.meaning = any_text();
  }
  capsule.story = any_texts();
  capsule.evidence = any_texts();
  return capsule;
}

RC_GTEST_PROP(Capsule, of_any_kind_is_read_as_it_was_written, ()) {
  const Capsule capsule = any_capsule();
  const std::string text = to_json(capsule);
  const Capsule found = read(text);
  expect_same(found, capsule);
  RC_ASSERT(to_json(found) == text);
}

// ---- Bad files ----

TEST(Capsule, cut_off_anywhere_is_refused_with_its_place) {
  const std::string text = to_json(small_capsule());
  // The last byte is the newline behind the closing brace; what is cut off before it is no capsule.
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {
    EXPECT_THAT(
        refusal_of(text.substr(0, size)),
        AllOf(StartsWith("x.capsule.json: expected a capsule in JSON"),
              HasSubstr("at byte " + std::to_string(size + 1) + ": the file ends too soon")));
  }
}

TEST(Capsule, that_is_no_json_is_refused_with_the_byte) {
  EXPECT_EQ(refusal_of("{\"format\": nonsense}"),
            "x.capsule.json: expected a capsule in JSON, found an error at byte 13");
  EXPECT_THAT(refusal_of(to_json(small_capsule()) + "}"), HasSubstr("found an error at byte"));
}

TEST(Capsule, that_is_another_kind_of_json_is_refused) {
  for (const char* text : {"[]", "1", "null", "\"capsule\""}) {
    EXPECT_EQ(refusal_of(text), "x.capsule.json: expected an object");
  }
  EXPECT_EQ(refusal_of("{}"), "x.capsule.json: expected a field \"format\"");
}

TEST(Capsule, of_a_newer_format_or_schema_is_refused_as_such) {
  const std::string text = to_json(small_capsule());
  EXPECT_EQ(refusal_of(with(text, "format", "2")),
            "x.capsule.json: found format 2, expected 1: it was written by a newer build");
  const std::string newer = std::to_string(schema_version + 1);
  EXPECT_EQ(refusal_of(with(text, "schema", newer)),
            "x.capsule.json: found schema " + newer + ", expected " +
                std::to_string(schema_version) + ": it was written by a newer build");
  EXPECT_EQ(refusal_of(with(text, "schema", "0")),
            "x.capsule.json: found schema 0, expected " + std::to_string(schema_version));
  // A newer format may look any other way: it is named before anything else is looked at.
  EXPECT_THAT(refusal_of("{\"format\": 2}"), HasSubstr("newer build"));
}

/// The kinds of JSON that a field may hold.
enum class Kind : std::uint8_t { whole, text, list, object };

struct FieldFacts {
  const char* name;
  std::size_t depth;
  Kind kind;
};

[[maybe_unused]] std::ostream& operator<<(std::ostream& stream, const FieldFacts& field) {
  return stream << field.name;
}

/// Every field that is read. "harness" tells who wrote the file; nothing depends on it.
constexpr std::array all_fields{
    FieldFacts{"format", 2, Kind::whole},    FieldFacts{"schema", 2, Kind::whole},
    FieldFacts{"system", 2, Kind::text},     FieldFacts{"variant", 2, Kind::text},
    FieldFacts{"strategy", 2, Kind::text},   FieldFacts{"profile", 2, Kind::text},
    FieldFacts{"seed", 2, Kind::whole},      FieldFacts{"run", 2, Kind::whole},
    FieldFacts{"options", 2, Kind::object},  FieldFacts{"signature", 2, Kind::text},
    FieldFacts{"trace_hash", 2, Kind::text}, FieldFacts{"decisions", 2, Kind::list},
    FieldFacts{"story", 2, Kind::list},      FieldFacts{"evidence", 2, Kind::list},
    FieldFacts{"site", 6, Kind::text},       FieldFacts{"cause", 6, Kind::text},
    FieldFacts{"ordinal", 6, Kind::whole},   FieldFacts{"outcome", 6, Kind::whole},
    FieldFacts{"meaning", 6, Kind::text},
};

/// One value of each kind, and what else JSON has.
struct Sample {
  const char* value;
  Kind kind;
};
constexpr std::array samples{Sample{"1", Kind::whole}, Sample{"\"text\"", Kind::text},
                             Sample{"[]", Kind::list}, Sample{"{}", Kind::object}};
constexpr std::array never_right{
    "null", "true", "1.5", "1e3", "-1", "9223372036854775808", "18446744073709551616"};

TEST(Capsule, that_a_search_found_names_no_seeded_run) {
  Capsule capsule = small_capsule();
  capsule.found.reset();
  const std::string text = to_json(capsule);
  for (const char* const field : {"strategy", "seed", "run"}) {
    EXPECT_THAT(text, Not(HasSubstr("\"" + std::string(field) + "\"")));
  }
  EXPECT_FALSE(capsule_from_json(text, "x.capsule.json").found);
}

class CapsuleField : public testing::TestWithParam<FieldFacts> {};

TEST_P(CapsuleField, that_is_gone_is_named) {
  const auto [name, depth, kind] = GetParam();
  EXPECT_THAT(refusal_of(without(to_json(small_capsule()), name, depth)),
              AllOf(StartsWith("x.capsule.json: "),
                    HasSubstr("expected a field \"" + std::string(name) + "\"")));
}

TEST_P(CapsuleField, of_another_type_is_named) {
  const auto [name, depth, kind] = GetParam();
  const auto expect_refused = [&](const char* value) {
    EXPECT_THAT(refusal_of(with(to_json(small_capsule()), name, value, depth)),
                AllOf(StartsWith("x.capsule.json: "), HasSubstr("\"" + std::string(name) + "\"")))
        << value;
  };
  for (const Sample& sample : samples) {
    if (sample.kind != kind) expect_refused(sample.value);
  }
  for (const char* value : never_right) expect_refused(value);
}

INSTANTIATE_TEST_SUITE_P(Each, CapsuleField, testing::ValuesIn(all_fields),
                         [](const auto& field) { return std::string(field.param.name); });

TEST(Capsule, a_list_with_an_item_of_another_type_is_refused_with_its_name_or_number) {
  const std::string text = to_json(small_capsule());
  EXPECT_EQ(refusal_of(with(text, "story", "[\"fine\", 1]")),
            "x.capsule.json: expected a list of texts in \"story\"");
  EXPECT_EQ(refusal_of(with(text, "evidence", "[[]]")),
            "x.capsule.json: expected a list of texts in \"evidence\"");
  EXPECT_EQ(refusal_of(with(text, "decisions", "[1]")),
            "x.capsule.json: decision 1: expected an object");
}

TEST(Capsule, an_option_that_is_gone_is_named) {
  const Capsule capsule = small_capsule();
  for (const sim::OptionFacts& option : capsule.experiment.system->options) {
    const std::string name(option.name);
    EXPECT_EQ(refusal_of(without(to_json(capsule), name, 4)),
              "x.capsule.json: \"options\": expected a field \"" + name + "\"");
  }
}

TEST(Capsule, a_decision_that_stands_twice_is_refused_with_its_number) {
  Capsule capsule = small_capsule();
  capsule.decisions.push_back(capsule.decisions.front());
  capsule.decisions.back().decision.outcome = 5;
  EXPECT_EQ(refusal_of(to_json(capsule)),
            "x.capsule.json: decision 3: expected each decision once, found one that stands before "
            "it");
}

TEST(Capsule, an_unknown_name_is_refused_with_those_that_are_known) {
  const std::string text = to_json(small_capsule());
  EXPECT_THAT(refusal_of(with(text, "system", "\"nothing\"")),
              HasSubstr("unknown system \"nothing\", expected one of: reassign-race, assignments"));
  EXPECT_THAT(refusal_of(with(text, "variant", "\"nothing\"")),
              HasSubstr("unknown variant of assignments \"nothing\""));
  EXPECT_THAT(refusal_of(with(text, "strategy", "\"nothing\"")),
              HasSubstr("unknown strategy \"nothing\""));
  EXPECT_THAT(refusal_of(with(text, "profile", "\"nothing\"")),
              HasSubstr("unknown fault profile of assignments \"nothing\""));
  EXPECT_THAT(refusal_of(with(text, "signature", "\"ASG.nothing\"")),
              HasSubstr("expected a signature of assignments"));
  EXPECT_THAT(refusal_of(with(text, "site", "\"nothing\"", 6)),
              HasSubstr("decision 1: expected the name of a site in \"site\""));
  EXPECT_THAT(refusal_of(with(text, "options", R"({"jab": 1})")),
              HasSubstr("unknown option of assignments \"jab\""));
}

TEST(Capsule, a_value_out_of_range_is_refused_with_the_range) {
  const std::string text = to_json(small_capsule());
  EXPECT_THAT(refusal_of(with(text, "jobs", "4", 4)),
              HasSubstr("jobs: found \"4\", expected a whole number from 1 to 3"));
  for (const char* value : {"null", "\"3\"", "[]", "2.5", "{}"}) {
    EXPECT_THAT(refusal_of(with(text, "jobs", value, 4)), HasSubstr("jobs")) << value;
  }
  EXPECT_THAT(refusal_of(with(text, "outcome", "0", 6)),
              HasSubstr("decision 1: expected a whole number of at least 1 in \"outcome\""));
  EXPECT_THAT(refusal_of(with(text, "trace_hash", "\"0123\"")),
              HasSubstr("\"trace_hash\": found \"0123\", expected 16 hexadecimal digits"));
  EXPECT_THAT(refusal_of(with(text, "cause", "\"0123\"", 6)),
              HasSubstr("decision 1: \"cause\": found \"0123\", expected 16 hexadecimal digits"));
  // An ordinal has 32 bits.
  EXPECT_THAT(refusal_of(with(text, "ordinal", "4294967296", 6)),
              HasSubstr("decision 1: expected a smaller \"ordinal\""));
  EXPECT_EQ(read(with(text, "ordinal", "4294967295", 6)).decisions.front().decision.key.ordinal,
            4'294'967'295U);
}

TEST(Capsule, a_value_nested_out_of_reason_is_refused) {
  const std::string nest = std::string(200'000, '[') + std::string(200'000, ']');
  EXPECT_EQ(refusal_of(with(to_json(small_capsule()), "jobs", nest, 4)),
            "x.capsule.json: expected no value nested so deep");
}

RC_GTEST_PROP(Capsule, with_any_bytes_changed_is_read_or_refused, ()) {
  std::string text = to_json(small_capsule());
  const auto changes = *rc::gen::inRange(1, 6);
  for (int i = 0; i < changes; ++i) {
    const auto place = *rc::gen::resize(100, rc::gen::inRange<std::size_t>(0, text.size()));
    const char byte = *rc::gen::arbitrary<char>();
    switch (*rc::gen::resize(100, rc::gen::inRange(0, 3))) {
      case 0:
        text[place] = byte;
        break;
      case 1:
        text.insert(place, 1, byte);
        break;
      default:
        text.erase(place, 1);
    }
  }
  try {
    const Capsule found = read(text);
    RC_ASSERT(found.signature < found.experiment.system->signatures.size());
  } catch (const UsageError& error) {
    RC_ASSERT(std::string_view(error.what()).starts_with(where));
  }
}

// ---- Files ----

TEST(Capsule, is_read_from_a_file) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) /
                                     ("capsule_test." + std::to_string(getpid()) + ".json");
  std::ofstream(path) << to_json(small_capsule());
  expect_same(read_capsule(path), small_capsule());
  std::filesystem::remove(path);
}

TEST(Capsule, a_file_that_cannot_be_read_is_refused_with_its_path) {
  for (const std::filesystem::path& path :
       {std::filesystem::path("no/such/file.json"), std::filesystem::path(testing::TempDir())}) {
    EXPECT_THAT(usage_error_of([&] { read_capsule(path); }),
                AllOf(HasSubstr(path.string()), HasSubstr("expected a capsule")));
  }
}

}  // namespace
}  // namespace interleave::properties
