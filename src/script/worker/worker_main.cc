#include "script/worker/worker_main.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "script/worker/host_link.h"
#include "script/worker/sandbox.h"
#include "script/worker/worker.h"
#include "script/worker_process.h"

namespace penstock::script {
namespace {

int complain(const char* what) {
  std::fprintf(stderr, "penstock script-worker: %s\n", what);
  return 2;
}

/// If memory runs out, a worker goes before the server; and it leaves no dump with documents.
void be_expendable() {
  if (FILE* file = std::fopen("/proc/self/oom_score_adj", "w"); file != nullptr) {
    std::fputs("1000", file);
    std::fclose(file);
  }
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

/// The page on which this process says which document it runs.
std::uint32_t* map_page() {
  void* page = mmap(nullptr, kWorkerPageBytes, PROT_READ | PROT_WRITE, MAP_SHARED, kWorkerPage, 0);
  close(kWorkerPage);
  return page == MAP_FAILED ? nullptr : static_cast<std::uint32_t*>(page);
}

}  // namespace

int script_worker_main(int, char**) {
  if (fcntl(kWorkerSocket, F_GETFD) < 0 || fcntl(kWorkerPage, F_GETFD) < 0) {
    return complain("is started by penstock itself");
  }
  end_with_parent(kWorkerSocket);
  be_expendable();
  HostLink link(kWorkerSocket);
  std::uint32_t* page = map_page();
  const auto configuration = decode_configure(link.receive().body);
  if (page == nullptr || !configuration) return complain("was not told what it needs");
  const ScriptLimits limits{configuration->document_time, configuration->memory_bytes_max};
  const auto worker = Worker::open(link, limits, *page);
  if (!worker) return complain(worker.error().message.c_str());
  if (const auto entered = enter_sandbox(); !entered)
    return complain(entered.error().message.c_str());
  (*worker)->serve();
}

}  // namespace penstock::script
