#include "simulation/server.h"

#include <utility>

namespace penstock::simulation {
namespace {

const Error kDown{ErrorCode::kUnavailable, "the server is down"};

}  // namespace

/// What the database sees of the disk, while the server is up.
class Server::DiskEngine final : public kv::Engine {
 public:
  explicit DiskEngine(Server& server) : server_(server) {}

  Result<std::unique_ptr<const kv::Snapshot>> snapshot() const override {
    if (!server_.is_up()) return kDown;
    return server_.disk_.snapshot();
  }

  Result<std::optional<std::string>> get_from_memory(std::string_view key) const override {
    return TRY(snapshot())->get(key);
  }

  Result<void> commit(const kv::WriteBatch& batch, const std::optional<kv::Expectation>&) override {
    if (!server_.is_up()) return kDown;
    const auto fate = server_.parts_.next_fate();
    auto committed = server_.disk_.commit(batch, fate);
    if (cuts_power(fate)) server_.cut_power();
    return committed;
  }

  Result<kv::Statistics> statistics() const override { return kv::Statistics(); }

 private:
  Server& server_;
};

Server::Server(documents::Database::Identity identity, DiskLie lie, Parts parts)
    : identity_(std::move(identity)), parts_(std::move(parts)), disk_(lie) {}

Result<void> Server::start() {
  clear();
  if (std::exchange(lost_power_, false)) disk_.lose_unsynced(parts_.chance);
  is_up_ = true;
  ++starts_;
  auto opened =
      documents::Database::open(parts_.decorate(std::make_unique<DiskEngine>(*this)), identity_,
                                parts_.clock, documents::Database::Writer::kCaller);
  if (opened) {
    database_ = *std::move(opened);
    return {};
  }
  is_up_ = false;
  return opened.error();
}

void Server::clear() {
  is_up_ = false;
  database_.reset();
}

void Server::cut_power() {
  is_up_ = false;
  lost_power_ = true;
}

}  // namespace penstock::simulation
