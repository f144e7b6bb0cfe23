#include "unit/kv/random_batches.h"

namespace penstock::kv {
namespace {

std::string any_key(std::mt19937& random) { return "k" + std::to_string(100 + random() % 50); }

std::string any_value(std::mt19937& random, std::size_t bytes_max) {
  std::string value(random() % (bytes_max + 1), '\0');
  for (auto& byte : value) byte = static_cast<char>(random());
  return value;
}

}  // namespace

void apply(Model& model, const WriteBatch& batch) {
  for (const auto& operation : batch.operations()) {
    switch (operation.kind) {
      case WriteBatch::Operation::Kind::kPut: model[operation.key] = operation.value; break;
      case WriteBatch::Operation::Kind::kErase: model.erase(operation.key); break;
      case WriteBatch::Operation::Kind::kEraseRange:
        std::erase_if(model, [&](const auto& entry) {
          return entry.first >= operation.key &&
                 (operation.value.empty() || entry.first < operation.value);
        });
        break;
    }
  }
}

WriteBatch random_batch(std::mt19937& random, std::size_t value_bytes_max) {
  WriteBatch batch;
  for (auto left = random() % 20; left > 0; --left) {
    switch (random() % 12) {
      case 0: batch.erase(any_key(random)); break;
      case 1: {
        auto begin = any_key(random);
        batch.erase_range({std::move(begin), random() % 8 == 0 ? "" : any_key(random)});
        break;
      }
      default: {
        auto key = any_key(random);
        batch.put(std::move(key), any_value(random, value_bytes_max));
        break;
      }
    }
  }
  return batch;
}

}  // namespace penstock::kv
