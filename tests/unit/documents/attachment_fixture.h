#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/attachment_reader.h"
#include "documents/commit_tables.h"
#include "documents/keys.h"
#include "support/assertions.h"
#include "support/eventually.h"
#include "support/temporary_database.h"

namespace penstock::testing {

/// A database with the document "Orders/1", and short ways to its attachments.
class AttachmentFixture : public ::testing::Test {
 protected:
  using Staged = std::shared_ptr<const documents::StagedContent>;

  AttachmentFixture() { database_.put_in("Orders", "Orders/1"); }

  Staged stage(std::string_view bytes, std::size_t memory_bytes_max = documents::kChunkBytes) {
    const auto stager = database_->stage_content(memory_bytes_max);
    must(stager->append(bytes));
    return must(stager->finish());
  }

  /// One change of attachments, with the document written at its end.
  template <typename Change>
  Result<void> change(const std::string& id, Change change) {
    return database_->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
      auto& attachments = context.tables().attachments;
      TRY(change(attachments));
      TRY(attachments.update_document(id));
      return {};
    });
  }

  Result<void> try_put(const std::string& id, const std::string& name, const Staged& content,
                       const documents::ExpectedVersion& expected = {},
                       const std::string& type = "text/plain") {
    return change(id, [&](auto& table) { return table.put({id, name}, type, *content, expected); });
  }
  void put(const std::string& name, std::string_view bytes, const std::string& id = "orders/1",
           std::size_t memory_bytes_max = documents::kChunkBytes) {
    must(try_put(id, name, stage(bytes, memory_bytes_max)));
  }
  void remove(const std::string& name, const std::string& id = "orders/1") {
    must(change(id, [&](auto& table) { return table.remove({id, name}, {}); }));
  }

  documents::DatabaseSnapshot snapshot() { return must(database_->snapshot()); }

  std::optional<documents::Attachment> find(const std::string& name,
                                            const std::string& id = "orders/1") {
    const auto view = snapshot();
    return must(documents::AttachmentReader(view.storage()).find(id, name));
  }

  /// The bytes of an attachment; "none" if there is none.
  std::string read(const std::string& name, const std::string& id = "orders/1") {
    const auto view = snapshot();
    const documents::AttachmentReader reader(view.storage());
    const auto attachment = must(reader.find(id, name));
    if (!attachment) return "none";
    const auto content = must(reader.find_content(attachment->hash)).value();
    std::string bytes;
    while (bytes.size() < content.size) bytes += must(reader.read(content, bytes.size()));
    return bytes;
  }

  /// How many keys a table has.
  std::size_t keys(documents::Table table) {
    std::size_t count = 0;
    const auto view = snapshot();
    must(view.storage().visit(documents::table_range(table, {}), [&](auto, auto) {
      ++count;
      return true;
    }));
    return count;
  }
  bool eventually_chunks(std::size_t count) {
    return eventually([&] { return keys(documents::Table::kContentChunks) == count; }) &&
           eventually([&] { return keys(documents::Table::kFreedContents) == 0; });
  }

  std::uint64_t count(documents::CountedItem item) {
    return must(database_->statistics()).items.of(item);
  }

  TemporaryDatabase database_;
};

}  // namespace penstock::testing
