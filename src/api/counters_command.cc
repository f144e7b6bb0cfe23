#include "api/counters_command.h"

#include <utility>

#include "api/counter_json.h"
#include "api/etl_target.h"
#include "base/json_object_text.h"
#include "documents/commit_tables.h"

namespace penstock::api {
namespace {

class CountersCommand final : public BatchCommand {
 public:
  CountersCommand(DocumentCounters counters, bool from_etl)
      : counters_(std::move(counters)), from_etl_(from_etl) {}

  Result<void> apply(BatchRun& run) const override {
    auto counters = counters_;
    documents::CounterResults results;
    bool applies = true;
    if (from_etl_) {
      counters.document_id = TRY(etl_target(counters.document_id, run));
      applies = TRY(run.context.tables().documents.head(counters.document_id)).has_value();
    }
    if (applies) {
      results = TRY(run.context.tables().counters.apply(counters.document_id, counters.operations));
    }
    append_result(counters, results, run);
    return {};
  }

 private:
  static void append_result(const DocumentCounters& counters,
                            const documents::CounterResults& results, BatchRun& run) {
    CounterList list;
    if (!results.counters.empty()) list.add(counters, results);
    std::string detail;
    JsonObjectText(detail).json("Counters", list.take()).end();
    JsonObjectText result(run.results);
    result.text("Id", counters.document_id).text("ChangeVector", results.change_vector);
    result.text("Type", "Counters").json("CountersDetail", detail);
    run.late_vectors.promise(run.results.size(), "DocumentChangeVector", counters.document_id);
    result.end();
  }

  DocumentCounters counters_;
  bool from_etl_;  ///< A document that is not there is passed over.
};

}  // namespace

Result<std::unique_ptr<BatchCommand>> parse_counters_command(const CommandMembers& members) {
  auto counters = TRY(parse_document_counters(TRY(members.object("Counters"))));
  const auto from_etl = TRY(members.flag("FromEtl"));
  return std::make_unique<CountersCommand>(std::move(counters), from_etl);
}

}  // namespace penstock::api
