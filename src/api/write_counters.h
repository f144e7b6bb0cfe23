#pragma once

#include "base/metrics.h"

namespace penstock::api {

/// What endpoints count after a commit. Thread-safe.
struct WriteCounters {
  explicit WriteCounters(Metrics& metrics)
      : written(metrics.counter("penstock_documents_written_total", "Documents written.")),
        deleted(metrics.counter("penstock_documents_deleted_total", "Documents deleted.")) {}

  Counter written;
  Counter deleted;
};

}  // namespace penstock::api
