#include "tools/output_file.hpp"

#include <fstream>
#include <string>
#include <system_error>

#include <unistd.h>

#include "properties/usage_error.hpp"

namespace interleave::tools {
namespace {

namespace fs = std::filesystem;
using properties::UsageError;

/// A name beside `path` that no other process takes.
fs::path temporary_beside(const fs::path& path) {
  fs::path temporary = path;
  temporary += "." + std::to_string(::getpid()) + ".tmp";
  return temporary;
}

bool write_whole(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  return static_cast<bool>(file);
}

void remove_quietly(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

void require_probe(const fs::path& probe, const fs::path& asked, std::string_view what,
                   std::string_view expected) {
  const bool written = write_whole(probe, "");
  remove_quietly(probe);
  if (written) return;
  throw UsageError(std::string(what) + ": found \"" + asked.string() + "\", expected " +
                   std::string(expected));
}

}  // namespace

void require_writable_file(const fs::path& path, std::string_view what) {
  static constexpr std::string_view expected = "a file in a directory that can be written";
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    throw UsageError(std::string(what) + ": found the directory \"" + path.string() +
                     "\", expected " + std::string(expected));
  }
  require_probe(temporary_beside(path), path, what, expected);
}

void require_writable_directory(const fs::path& path, std::string_view what) {
  std::error_code ignored;
  fs::create_directories(path, ignored);
  require_probe(temporary_beside(path / "probe"), path, what, "a directory that can be written");
}

void write_file(const fs::path& path, std::string_view text) {
  const fs::path temporary = temporary_beside(path);
  std::error_code failure;
  const bool written = write_whole(temporary, text);
  if (written) fs::rename(temporary, path, failure);
  if (written && !failure) return;
  remove_quietly(temporary);
  throw UsageError("cannot write \"" + path.string() + "\", expected a path that can be written");
}

}  // namespace interleave::tools
