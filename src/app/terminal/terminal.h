#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::app {

/// One output stream and what it can show. On a terminal text has weights and colours, and a block
/// of lines can be redrawn in place; in a pipe or a file it is plain and every line stays.
/// Confined to one thread.
class Terminal {
 public:
  struct Abilities {
    bool redraws = false;  ///< A person watches: lines can be written over.
    bool styles = false;   ///< Weights and colours; off when NO_COLOR is set.
    std::size_t columns = 80;
  };

  /// `stream` must outlive this object.
  Terminal(std::FILE* stream, Abilities abilities);

  /// Finds out what `stream` (stdout or stderr) can show.
  static Terminal on(std::FILE* stream);

  const Abilities& abilities() const { return abilities_; }

  /// Writes `text` as it is, below what redraw() left.
  void print(std::string_view text);
  void print_line(std::string_view text = {});

  /// Puts `lines` in place of those of the last redraw(). Does nothing where lines cannot be
  /// written over.
  void redraw(const std::vector<std::string>& lines);
  /// Keeps what the last redraw() wrote; the next one begins below it.
  void keep();

  std::string strong(std::string_view text) const;
  std::string quiet(std::string_view text) const;
  std::string good(std::string_view text) const;
  std::string bad(std::string_view text) const;

 private:
  std::string styled(std::string_view code, std::string_view text) const;

  std::FILE* stream_;
  Abilities abilities_;
  std::size_t redrawn_lines_ = 0;
};

}  // namespace penstock::app
