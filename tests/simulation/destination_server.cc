#include "simulation/destination_server.h"

#include <memory>
#include <utility>

#include "base/check.h"
#include "etl/stored_checkpoint.h"

namespace penstock::simulation {
namespace {

using documents::WriteContext;

constexpr std::string_view kMark = "simulation/last-transaction";

Result<void> apply(WriteContext& context, const DeliveredDocument& document) {
  if (document.number == 0) {
    TRY(context.remove(document.id, {}));
    return {};
  }
  const auto content = TRY(documents::DocumentContent::parse(body_of(document.number)));
  TRY(context.put(document.id, content, {}));
  return {};
}

}  // namespace

Result<void> DestinationServer::run(documents::Transaction transaction,
                                    std::function<void()> done) {
  if (!server_.is_up()) return Error{ErrorCode::kUnavailable, "the destination is down"};
  const auto mark = std::to_string(++last_mark_);
  auto committed = server_.database().write_and_wait([&](WriteContext& context) -> Result<void> {
    TRY(transaction(context));
    context.put_item(kMark, mark);
    return {};
  });
  if (committed) {
    done();
  } else if (!server_.is_up()) {
    unresolved_ = std::move(done);
  }
  return committed;
}

void DestinationServer::resolve() {
  const auto done = std::exchange(unresolved_, {});
  if (!done) return;
  const auto snapshot = server_.database().snapshot();
  const auto mark = snapshot ? snapshot->get_item(kMark) : snapshot.error();
  if (mark && *mark == std::to_string(last_mark_)) done();
}

Result<etl::Position> DestinationServer::open(const etl::ProcessKey& process,
                                              const OwnerName& owner, etl::Generation generation,
                                              std::optional<etl::Epoch> epoch) {
  auto position = std::make_shared<etl::Position>();
  TRY(run(
      [&](WriteContext& context) -> Result<void> {
        *position = TRY(epoch ? etl::reopen_checkpoint(context, process, generation, *epoch)
                              : etl::open_checkpoint(context, process, generation));
        return {};
      },
      [this, owner, position, is_first = !epoch] {
        if (is_first) {
          watch_.opened(owner, *position);
        } else {
          watch_.reopened(owner);
        }
      }));
  return *position;
}

Result<void> DestinationServer::commit(const etl::ProcessKey& process,
                                       const DeliveredBatch& batch) {
  return run(
      [&](WriteContext& context) -> Result<void> {
        TRY(etl::advance_checkpoint(context, {process, batch.from, batch.to}));
        for (const auto& document : batch.documents) TRY(apply(context, document));
        return {};
      },
      [this, batch] { watch_.committed(batch); });
}

void DestinationServer::delay(const etl::ProcessKey& process, const DeliveredBatch& batch) {
  delayed_.push_back({process, batch});
}

void DestinationServer::commit_delayed() {
  const auto delayed = std::move(delayed_.front());
  delayed_.erase(delayed_.begin());
  const auto committed = commit(delayed.process, delayed.batch);
  trace_.add("a delayed transaction from {} to {} {}", delayed.batch.from.etag.value,
             delayed.batch.to.value, committed ? "commits" : committed.error().message);
}

std::map<std::string, std::uint64_t> DestinationServer::documents() {
  std::map<std::string, std::uint64_t> found;
  const auto snapshot = server_.database().snapshot();
  CHECK(snapshot);
  const auto all = snapshot->by_collection("", {}, {});
  CHECK(all);
  for (const auto& document : *all) found[document.id] = number_in(document.body);
  return found;
}

}  // namespace penstock::simulation
