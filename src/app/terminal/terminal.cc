#include "app/terminal/terminal.h"

#include <algorithm>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace penstock::app {
namespace {

constexpr std::size_t kColumnsMin = 40;
constexpr std::size_t kColumnsMax = 120;  // Longer lines do not read well.

std::size_t columns_of(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::clamp<std::size_t>(size.ws_col, kColumnsMin, kColumnsMax);
}

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

Terminal::Terminal(std::FILE* stream, Abilities abilities)
    : stream_(stream), abilities_(abilities) {}

Terminal Terminal::on(std::FILE* stream) {
  const int descriptor = fileno(stream);
  const char* kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::string_view(kind) == "dumb";
  Abilities abilities;
  abilities.redraws = isatty(descriptor) == 1 && !dumb;
  // See no-color.org.
  abilities.styles = abilities.redraws && !is_set("NO_COLOR");
  if (abilities.redraws) abilities.columns = columns_of(descriptor);
  return {stream, abilities};
}

void Terminal::print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream_);
  std::fflush(stream_);
  redrawn_lines_ = 0;
}

void Terminal::print_line(std::string_view text) { print(std::string(text) + "\n"); }

void Terminal::redraw(const std::vector<std::string>& lines) {
  if (!abilities_.redraws) return;
  std::string text;
  if (redrawn_lines_ > 0) text = fmt::format("\x1b[{}A", redrawn_lines_);
  for (const std::string& line : lines) text += "\r" + line + "\x1b[K\n";
  print(text);
  redrawn_lines_ = lines.size();
}

void Terminal::keep() { redrawn_lines_ = 0; }

std::string Terminal::strong(std::string_view text) const { return styled("1", text); }
std::string Terminal::quiet(std::string_view text) const { return styled("2", text); }
std::string Terminal::good(std::string_view text) const { return styled("32", text); }
std::string Terminal::bad(std::string_view text) const { return styled("31", text); }

std::string Terminal::styled(std::string_view code, std::string_view text) const {
  if (!abilities_.styles) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

}  // namespace penstock::app
