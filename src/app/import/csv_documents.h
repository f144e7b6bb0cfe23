#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/import/batch_source.h"
#include "app/import/csv_reader.h"
#include "base/result.h"

namespace penstock::app {

/// What the values of a column become. Guessed: a number, true or false where a field without
/// quotes looks so, null where it is empty, else text. Given: what does not fit is a fault.
enum class CsvType : std::uint8_t { kGuessed, kText, kNumber, kBoolean };

struct CsvOptions {
  std::string collection = {};  ///< "" for none.
  /// "orders/{Number}": column names in braces. "": the column "@id" if there is one, else the
  /// server makes ids for the collection.
  std::string id_pattern = {};
  std::map<std::string, CsvType> types = {};  ///< By column; guessed for the others.
  char separator = ',';
};

/// "Zip=text,Total=number,Paid=boolean". Errors: kInvalidArgument.
Result<std::map<std::string, CsvType>> parse_csv_types(std::string_view text);

/// Turns the records of a CSV file with a header into documents, a member a column. A record with
/// a fault is told of with its line and left out. Columns that begin with "@" are metadata:
/// "@id", "@collection", "@expires". Confined to one thread.
class CsvDocuments final : public BatchSource {
 public:
  using BadRecord = std::function<void(const CsvRecord& record, const std::string& what)>;

  /// `input` must outlive this object.
  CsvDocuments(std::istream& input, CsvOptions options, BadRecord on_bad_record,
               ImportBounds bounds = {});

  /// Errors: also kInvalidArgument for a header that names a column twice or not at all, or an
  /// option that names a column that is not there.
  Result<ImportBatch> next() override;

 private:
  Result<void> read_header();
  Result<std::string> command_of(const CsvRecord& record) const;
  Result<std::string> id_of(const CsvRecord& record) const;
  Result<std::string> fill_pattern(const CsvRecord& record) const;
  std::optional<std::size_t> column(std::string_view name) const;

  CsvReader reader_;
  const CsvOptions options_;
  const BadRecord on_bad_record_;
  const ImportBounds bounds_;
  std::vector<std::string> columns_;
  std::vector<CsvType> types_;
};

}  // namespace penstock::app
