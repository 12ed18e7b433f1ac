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

/// The file behind a chain of symbolic links, there yet or not: a link stays a link when what it
/// names is written.
fs::path behind_links(fs::path path) {
  constexpr int links_max = 40;  // as many as the kernel follows
  std::error_code failure;
  for (int i = 0; i < links_max && fs::is_symlink(path, failure); ++i) {
    path = path.parent_path() / fs::read_symlink(path, failure);
  }
  return path;
}

/// Devices and pipes are written through: renaming a file over one would replace it.
bool is_special(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) && !fs::is_regular_file(path, ignored) &&
         !fs::is_directory(path, ignored);
}

bool can_write_beside(const fs::path& path) {
  const fs::path probe = temporary_beside(path);
  const bool written = write_whole(probe, "");
  remove_quietly(probe);
  return written;
}

[[noreturn]] void refuse(std::string_view what, const fs::path& found, std::string_view expected) {
  throw UsageError(std::string(what) + ": found \"" + found.string() + "\", expected " +
                   std::string(expected));
}

bool write_by_rename(const fs::path& path, std::string_view text) {
  const fs::path temporary = temporary_beside(path);
  std::error_code failure;
  const bool written = write_whole(temporary, text);
  if (written) fs::rename(temporary, path, failure);
  if (written && !failure) return true;
  remove_quietly(temporary);
  return false;
}

}  // namespace

void require_writable_file(const fs::path& path, std::string_view what) {
  std::error_code ignored;
  const fs::path target = behind_links(path);
  const bool possible = !path.empty() && !fs::is_directory(target, ignored) &&
                        (is_special(target) || can_write_beside(target));
  if (!possible) refuse(what, path, "a file in a directory that can be written");
}

void require_writable_directory(const fs::path& path, std::string_view what) {
  std::error_code ignored;
  fs::create_directories(path, ignored);
  if (path.empty() || !can_write_beside(path / "probe")) {
    refuse(what, path, "a directory that can be written");
  }
}

void write_file(const fs::path& path, std::string_view text) {
  const fs::path target = behind_links(path);
  const bool written =
      is_special(target) ? write_whole(target, text) : write_by_rename(target, text);
  if (written) return;
  throw UsageError("cannot write \"" + path.string() + "\", expected a path that can be written");
}

void append_to_file(const fs::path& path, std::string_view text, std::string_view what) {
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file << text;
  file.close();
  if (!file) refuse(what, path, "a file that can be written");
}

}  // namespace interleave::tools
