#include "etl/filled_by_others.h"

#include "base/text.h"
#include "etl/etl_record.h"
#include "etl/shared_destination.h"
#include "script/discovery.h"

namespace penstock::etl {
namespace {

/// What a script without JavaScript delivers keeps its collection.
std::vector<std::string> targets_of(const Transformation& transformation) {
  if (transformation.has_empty_script()) return transformation.collections;
  return script::discover_targets(transformation.script);
}

}  // namespace

Result<FilledByOthers> FilledByOthers::find(const documents::Database& source,
                                            const security::MasterKeys& keys,
                                            const ProcessKey& process) {
  const auto record = TRY(EtlRecord::read(source, keys));
  FilledByOthers found;
  const auto own = record.script(process.task, process.script);
  if (!own) return found;  // It was just removed.
  for (const auto& other : find_others_at_destination(record, *own)) {
    if (other.script.has_empty_script() && other.script.all_documents) found.everything_ = true;
    for (const auto& target : targets_of(other.script)) found.targets_.insert(fold_case(target));
  }
  return found;
}

bool FilledByOthers::contains(std::string_view target) const {
  return everything_ || targets_.contains(fold_case(target));
}

}  // namespace penstock::etl
