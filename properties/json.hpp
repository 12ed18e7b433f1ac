#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "properties/usage_error.hpp"

namespace interleave::properties {

using Json = nlohmann::ordered_json;

/// Parses a file's text. `where` and `what` name it in messages: "x.json", "a capsule". What is
/// nested deeper than `depth_max` would overflow the stack of the parser's recursive copies. Throws
/// UsageError.
inline Json parse_json(std::string_view text, const std::string& where, std::string_view what,
                       int depth_max) {
  try {
    return Json::parse(text, [&](int depth, Json::parse_event_t, Json&) {
      if (depth > depth_max) throw UsageError(where + ": expected no value nested so deep");
      return true;
    });
  } catch (const Json::parse_error& error) {
    throw UsageError(where + ": expected " + std::string(what) +
                     " in JSON, found an error at byte " + std::to_string(error.byte) +
                     (error.byte > text.size() ? ": the file ends too soon" : ""));
  }
}

/// Text that is shown again, whatever bytes a path in it holds.
inline std::string dump_json(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Reads fields of one JSON object and says where something is wrong: each throws UsageError.
class JsonReader {
 public:
  JsonReader(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object()) refuse("an object");
  }

  [[noreturn]] void refuse(const std::string& expected) const {
    throw UsageError(where_ + ": expected " + expected);
  }
  [[nodiscard]] bool has(const char* name) const { return object_.contains(name); }
  [[nodiscard]] const Json& field(const char* name) const {
    const auto found = object_.find(name);
    if (found == object_.end()) refuse("a field \"" + std::string(name) + "\"");
    return *found;
  }
  [[nodiscard]] std::string text(const char* name) const {
    const Json& value = field(name);
    if (!value.is_string()) refuse("text in \"" + std::string(name) + "\"");
    return value.get<std::string>();
  }
  [[nodiscard]] std::int64_t whole(const char* name, std::int64_t minimum) const {
    const Json& value = field(name);
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    const bool fits = value.is_number_unsigned()
                          ? value.get<std::uint64_t>() <= static_cast<std::uint64_t>(most)
                          : value.is_number_integer();
    if (!fits || value.get<std::int64_t>() < minimum) {
      refuse("a whole number of at least " + std::to_string(minimum) + " in \"" +
             std::string(name) + "\"");
    }
    return value.get<std::int64_t>();
  }
  [[nodiscard]] std::uint64_t count(const char* name) const {
    return static_cast<std::uint64_t>(whole(name, 0));
  }
  [[nodiscard]] bool flag(const char* name) const {
    const Json& value = field(name);
    if (!value.is_boolean()) refuse("true or false in \"" + std::string(name) + "\"");
    return value.get<bool>();
  }
  /// A number of seconds, with fractions.
  [[nodiscard]] double seconds(const char* name) const {
    const Json& value = field(name);
    if (!value.is_number() || value.get<double>() < 0) {
      refuse("a number of seconds in \"" + std::string(name) + "\"");
    }
    return value.get<double>();
  }
  [[nodiscard]] const Json& list(const char* name) const {
    const Json& value = field(name);
    if (!value.is_array()) refuse("a list in \"" + std::string(name) + "\"");
    return value;
  }
  [[nodiscard]] std::vector<std::string> texts(const char* name) const {
    std::vector<std::string> values;
    for (const Json& value : list(name)) {
      if (!value.is_string()) refuse("a list of texts in \"" + std::string(name) + "\"");
      values.push_back(value.get<std::string>());
    }
    return values;
  }
  /// The object in a field, to be read in the same way.
  [[nodiscard]] JsonReader object(const char* name) const {
    return {field(name), where_ + ": \"" + name + "\""};
  }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  const Json& object_;
  std::string where_;
};

}  // namespace interleave::properties
