#pragma once

#include <map>
#include <random>
#include <string>

#include "kv/engine.h"

namespace penstock::kv {

/// What a key space holds, as a map that anybody can believe in.
using Model = std::map<std::string, std::string>;

void apply(Model& model, const WriteBatch& batch);

/// Up to 20 operations of all kinds on keys out of 50, with values of up to `value_bytes_max`.
WriteBatch random_batch(std::mt19937& random, std::size_t value_bytes_max);

}  // namespace penstock::kv
